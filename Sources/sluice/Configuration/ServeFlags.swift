import ArgumentParser
import Foundation

/// The flags of the settings, one a row of the table; what they mean is told there.
struct ServeFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A YAML file of settings; flags and the environment go before it.", valueName: "file"),
        completion: .file())
    var config: String?

    @Option(.data) var data: String?
    @Option(.host) var host: String?
    @Option(.port) var port: String?
    @Flag(.beyondLoopback) var beyondLoopback: Bool?
    @Flag(.withoutTls) var withoutTls: Bool?
    @Option(.tlsCertificate) var tlsCertificate: String?
    @Option(.tlsKey) var tlsKey: String?
    @Option(.maxConnections) var maxConnections: String?
    @Option(.maxConnectionsPerAddress) var maxConnectionsPerAddress: String?
    @Option(.ratePerKey) var ratePerKey: String?
    @Option(.ratePerMerchant) var ratePerMerchant: String?
    @Option(.factsPerMerchant) var factsPerMerchant: String?
    @Option(.drainSeconds) var drainSeconds: String?
    @Option(.zone) var zone: String?
    @Option(.lender) var lender: String?
    @Option(.policy) var policy: String?
    @Option(.mappings) var mappings: String?
    @Option(.connectors) var connectors: String?
    @Option(.desk) var desk: String?
    @Flag(.scorer) var scorer: Bool?
    @Option(.stepUpSecret) var stepUpSecret: String?
    @Option(.jwtKeys) var jwtKeys: String?
    @Option(.jwtIssuer) var jwtIssuer: String?
    @Option(.jwtAudience) var jwtAudience: String?
    @Flag(.merchantsWithoutConsent) var merchantsWithoutConsent: Bool?
    @Option(.accessDays) var accessDays: String?
    @Option(.proxies) var proxies: String?
    @Option(.embedOrigins) var embedOrigins: String?
    @Flag(.secureCookies) var secureCookies: Bool?
    @Flag(.webhooksToPrivate) var webhooksToPrivate: Bool?
    @Option(.messagesDays) var messagesDays: String?
    @Option(.snapshotEvents) var snapshotEvents: String?
    @Option(.scrubHours) var scrubHours: String?
    @Option(.journalHours) var journalHours: String?
    @Option(.journalMib) var journalMib: String?
    @Option(.waitForFollower) var waitForFollower: String?
    @Option(.followerSeconds) var followerSeconds: String?
    @Option(.maxAccounts) var maxAccounts: String?
    @Option(.maxLiveHolds) var maxLiveHolds: String?
    @Option(.maxOrders) var maxOrders: String?
    @Option(.logLevel) var logLevel: String?
    @Option(.logFormat) var logFormat: String?
    @Option(.otlpEndpoint) var otlpEndpoint: String?
    @Option(.traceSample) var traceSample: String?

    /// What was given, found by the names of the properties, so that none is listed twice.
    var layer: SettingLayer {
        var layer = SettingLayer(name: "flags")
        for child in Mirror(reflecting: self).children {
            guard let setting = child.label.flatMap(Self.setting),
                let flag = setting.flag, let text = Self.text(of: child.value)
            else { continue }
            layer.take(text, for: setting, at: flag)
        }
        return layer
    }

    /// Everything that holds: flags before the environment before the file.
    /// - Throws: a message that names all that is wrong.
    func resolve(
        _ variables: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> ServeConfiguration {
        let file = config ?? variables["SLUICE_CONFIG"]
        let configuration = ServeConfiguration(
            [layer, .environment(variables)] + (file.map { [.file($0)] } ?? []))
        let faults = configuration.faults
        guard faults.isEmpty else {
            throw ValidationError(faults.joined(separator: "\n"))
        }
        return configuration
    }

    /// `_maxOrders`, as a wrapped property is called, as `max-orders`.
    static func setting(ofProperty label: String) -> Setting? {
        Setting(
            rawValue: label.dropFirst().map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }
                .joined())
    }

    private static func text(of wrapper: Any) -> String? {
        if let option = wrapper as? Option<String?> { return option.wrappedValue }
        return (wrapper as? Flag<Bool?>)?.wrappedValue.map(String.init)
    }
}

extension Option where Value == String? {
    fileprivate init(_ setting: Setting) {
        self.init(
            name: .customLong(setting.rawValue), help: setting.help,
            completion: setting.row.kind.completion)
    }
}

extension Flag where Value == Bool? {
    fileprivate init(_ setting: Setting) {
        self.init(
            name: .customLong(setting.rawValue), inversion: .prefixedNo, help: setting.help)
    }
}

extension Setting {
    fileprivate var help: ArgumentHelp {
        let standard = row.standard.map { " (default: \($0))" } ?? ""
        return ArgumentHelp("\(row.help)\(standard)", valueName: row.kind.valueName)
    }
}

extension SettingKind {
    fileprivate var completion: CompletionKind {
        switch self {
        case .file: .file()
        case .folder: .directory
        case .choice(let words): .list(words)
        case .text, .whole, .decimal, .rate, .flag: .default
        }
    }
}
