import Foundation
import SluiceAPI
import SluiceCore

/// Connectors as YAML, read strictly: what is not understood is refused with its line.
enum ConnectorFile {
    /// Errors: a file that cannot be read or is wrong, a secret that cannot be read or that others may.
    static func load(_ path: String) throws(MappingError) -> Connector {
        let text = try MappingFile.text(of: path, shipped: []) { _ in nil }
        let folder = URL(filePath: path).deletingLastPathComponent()
        return try parse(text, of: path) { object throws(MappingError) in
            try ConnectorSecret.read(object, in: folder)
        }
    }

    /// - Parameter secret: reads the secret that an object of YAML names.
    static func parse(
        _ text: String, of name: String,
        secret: (YAMLObject) throws(MappingError) -> String
    ) throws(MappingError) -> Connector {
        let root = try YAMLObject(
            MappingFile.compose(text, of: name), path: "", of: name,
            keys: [
                "connector", "version", "merchant", "url", "headers", "secret", "limits",
                "expect", "amounts", "order", "unknown",
            ])
        let limits = try limits(root)
        return Connector(
            name: try MappingFile.name(root, "connector"),
            version: try EventMappingFile.version(root),
            merchant: try EventMappingFile.merchant(root), url: try url(root),
            headers: try headers(root), secret: try header(root, secret),
            limits: limits, expected: try expected(root, limits),
            view: OrderViewMapping(
                rules: try rules(root),
                amountForm: try root.has("amounts") ? EventMappingFile.amounts(root) : .minor),
            unknownStatus: try unknown(root))
    }

    private static func url(_ root: YAMLObject) throws(MappingError) -> OrderURL {
        guard let url = OrderURL(try root.text("url")) else {
            throw root.error(
                "`url` is https, or http of this machine, with {order} once in its path or query",
                at: "url")
        }
        return url
    }

    private static func headers(_ root: YAMLObject) throws(MappingError) -> [Connector.Header] {
        guard root.has("headers") else { return [] }
        var headers: [Connector.Header] = []
        for (name, value) in try root.texts("headers") {
            guard isHeader(name, value) else {
                throw MappingError(
                    mapping: root.mapping, line: root.line(of: name, in: "headers"),
                    message: "`headers.\(name)` is no header")
            }
            headers.append(Connector.Header(name: name, value: value))
        }
        return headers
    }

    private static func header(
        _ root: YAMLObject, _ read: (YAMLObject) throws(MappingError) -> String
    ) throws(MappingError) -> Connector.Header? {
        guard root.has("secret") else { return nil }
        let secret = try root.object("secret", keys: ["header", "prefix", "file"])
        let name = try secret.text("header")
        let prefix = try secret.has("prefix") ? secret.text("prefix") : ""
        let value = prefix + (try read(secret))
        guard isHeader(name, value) else {
            throw secret.error("`secret` makes no header", at: "header")
        }
        return Connector.Header(name: name, value: value)
    }

    /// Whether a name and a value may be sent: one line of plain text.
    private static func isHeader(_ name: String, _ value: String) -> Bool {
        let marks = "!#$%&'*+-.^_`|~".utf8
        let isName = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || marks.contains(byte)
        }
        return isName && !name.isEmpty && value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    private static func limits(_ root: YAMLObject) throws(MappingError) -> Connector.Limits {
        var limits = Connector.Limits()
        guard root.has("limits") else { return limits }
        let object = try root.object("limits", keys: ["per_second", "at_once", "timeout"])
        func number(_ key: String) throws(MappingError) -> Int? {
            guard object.has(key) else { return nil }
            return Int(try object.text(key)) ?? 0
        }
        limits.perSecond = try number("per_second") ?? limits.perSecond
        limits.atOnce = try number("at_once") ?? limits.atOnce
        if object.has("timeout") {
            limits.timeoutNs = SpanCode.ns(try object.text("timeout")) ?? 0
        }
        if let fault = Connector.fault(in: limits) {
            throw object.error("`\(fault.key)` \(fault.message)", at: fault.key)
        }
        return limits
    }

    private static func expected(
        _ root: YAMLObject, _ limits: Connector.Limits
    ) throws(MappingError) -> Connector.Expected? {
        guard root.has("expect") else { return nil }
        let object = try root.object(
            "expect", keys: ["answer_ms"] + PullClass.allCases.map(\.code))
        let timeoutMs = Int(limits.timeoutNs / Span.millisecondNs)
        let answerMs =
            try object.has("answer_ms") ? object.number("answer_ms", in: 1...timeoutMs) : timeoutMs
        var loads: [Connector.Expected.Load] = []
        for urgency in PullClass.allCases {
            let load = try object.object(urgency.code, keys: ["burst", "sustained_per_hour"])
            loads.append(
                Connector.Expected.Load(
                    burst: try load.number("burst", in: 1...Connector.Expected.burstMax),
                    sustainedPerHour: try load.number("sustained_per_hour", in: 0...1_000_000)))
        }
        return Connector.Expected(
            answerNs: Int64(answerMs) * Span.millisecondNs, loads: loads)
    }

    private static func unknown(_ root: YAMLObject) throws(MappingError) -> Int {
        guard root.has("unknown") else { return 404 }
        guard let status = Int(try root.text("unknown")), (400...499).contains(status) else {
            throw root.error("`unknown` is a status from 400 to 499", at: "unknown")
        }
        return status
    }

    // MARK: The order

    private static func rules(
        _ root: YAMLObject
    ) throws(MappingError) -> [OrderViewMapping.Rule] {
        let order = try root.object("order", keys: FactKind.allCases.map(\.code))
        var rules: [OrderViewMapping.Rule] = []
        for kind in FactKind.allCases where order.has(kind.code) {
            rules.append(try rule(kind, order))
        }
        guard !rules.isEmpty else { throw root.error("`order` tells of no fact", at: "order") }
        let hasAmount = rules.contains { $0.amount != nil }
        if hasAmount, !root.has("amounts") {
            throw root.error("`amounts` is missing: minor, or {decimal: CURRENCY}")
        }
        return rules
    }

    private static func rule(
        _ kind: FactKind, _ order: YAMLObject
    ) throws(MappingError) -> OrderViewMapping.Rule {
        let object = try order.object(
            kind.code, keys: ["time", "list", "line", "amount", "reason"])
        if kind.namesLines, !object.has("list") {
            throw object.error("`\(kind.code)` needs `list` and `line`")
        }
        if !kind.mayNameLines, object.has("list") {
            throw object.error("`\(kind.code)` is of the whole order", at: "list")
        }
        if object.has("list") != object.has("line") {
            throw object.error("`list` and `line` go together")
        }
        if object.has("reason"), !kind.isCancellation {
            throw object.error("only a cancellation has a reason", at: "reason")
        }
        let ofWhole = !object.has("list") && kind != .priceAdjusted
        if object.has("amount"), ofWhole {
            throw object.error("`\(kind.code)` has no amount", at: "amount")
        }
        if kind == .priceAdjusted, !object.has("amount") {
            throw object.error("`price_adjusted` needs `amount`")
        }
        let (time, format) = try EventMappingFile.time(object)
        return OrderViewMapping.Rule(
            kind: kind, list: try EventMappingFile.optionalPath(object, "list"),
            line: try EventMappingFile.optionalPath(object, "line"), time: time,
            timeFormat: format, amount: try EventMappingFile.optionalPath(object, "amount"),
            reason: try object.has("reason") ? EventMappingFile.reason(object) : nil)
    }
}
