import ArgumentParser
import SluiceCore
import SluiceServer

/// The files that settings name, read and found right.
struct ServedFiles {
    /// The policy a new journal is born with; nil: the standard one.
    let policy: Policy?
    let mappings: EventMappings
    let connectors: Connectors
    let desk: ReviewDesk?
    let stepUp: StepUp?
    let tokens: AccessTokens?
    /// nil where TLS is not spoken.
    let certificate: ServerCertificate?

    /// - Throws: `PolicyError`, or an exit code after the message.
    init(_ settings: ServeConfiguration) async throws {
        policy = try settings.given(.policy).map(PolicyFile.load)
        mappings =
            try Self.reading(.mappings, of: settings) { folder in
                try EventMappings { try MerchantFolder.read(folder, EventMappingFile.load) }
            } ?? EventMappings()
        connectors =
            try Self.reading(.connectors, of: settings) { folder in
                try Connectors { try MerchantFolder.read(folder, ConnectorFile.load) }
            } ?? Connectors()
        desk = try Self.reading(.desk, of: settings) { ReviewDesk(try DeskFile.load($0)) }
        stepUp = try Self.reading(.stepUpSecret, of: settings) { try StepUp(file: $0) }
        tokens = try await Self.tokens(settings)
        let key = settings.given(.tlsKey) ?? ""
        certificate = try Self.reading(.tlsCertificate, of: settings) {
            try ServerCertificate(chain: $0, key: key)
        }
    }

    private static func tokens(_ settings: ServeConfiguration) async throws -> AccessTokens? {
        guard let path = settings.given(.jwtKeys), let issuer = settings.given(.jwtIssuer) else {
            return nil
        }
        do {
            return AccessTokens(
                keys: try await TokenKeys(file: path), issuer: issuer,
                audience: settings.text(.jwtAudience))
        } catch {
            Terminal.error("\(settings.place(of: .jwtKeys) ?? "--jwt-keys"): \(error)")
            throw ExitCode(1)
        }
    }

    /// What a file holds, or the message of its setting and an exit code.
    private static func reading<Value>(
        _ setting: Setting, of settings: ServeConfiguration, _ read: (String) throws -> Value
    ) throws -> Value? {
        guard let path = settings.given(setting) else { return nil }
        do {
            return try read(path)
        } catch {
            Terminal.error("\(settings.place(of: setting) ?? setting.rawValue): \(error)")
            throw ExitCode(1)
        }
    }
}
