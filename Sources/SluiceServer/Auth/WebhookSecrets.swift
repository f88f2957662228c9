import SluiceAPI
import SluiceCore
import SluiceEngine

/// The secrets merchants sign their webhooks with, in `webhook-secrets.json` (mode 0600) of the data
/// directory.
///
/// A change by another process, such as `sluice webhook-secrets`, is seen within a second. Safe to use
/// from any thread.
public final class WebhookSecrets: Sendable {
    private let file: RecordFile<WebhookSecretRecord>
    private let clock: WallClock

    /// Opens the secrets of a directory; none if it has no file yet.
    /// - Throws: `KeyStoreError.file` if the file is there but cannot be read or understood.
    public init(directory: String, clock: WallClock = .system) throws {
        file = try RecordFile(
            SecretFile(directory: directory, name: "webhook-secrets"),
            RecordFile.Form(
                list: "secrets", id: \.id,
                read: { reader throws(FieldError) in try WebhookSecretRecord(reader) },
                write: { $0.write(to: &$1) }))
        self.clock = clock
    }

    /// All secrets, revoked ones too, oldest first.
    public func list() throws -> [WebhookSecretRecord] { try file.reread() }

    /// Makes a secret for a merchant, or takes the one its own system made.
    ///
    /// Limits: `ServerLimits.webhookSecretsMax` in force a merchant, for a rotation.
    /// - Parameter given: `whsec_…`; nil makes one.
    /// - Returns: its id, and the text of one that was made, told this once and never again.
    public func create(
        merchant: String, given: String? = nil
    ) throws -> (id: String, secret: String?) {
        if let fault = FieldRules.identifierFault(merchant) {
            throw KeyStoreError.invalid(fault)
        }
        let secret = given.map { WebhookSecret($0) } ?? .random()
        guard let secret else {
            throw KeyStoreError.invalid(
                "a secret is whsec_ and the base64 of 24 to 64 bytes; it is not shown here")
        }
        let id = APIKey.random().id
        try file.change { records in
            let own = records.filter { $0.isInForce(for: merchant) }
            guard own.count < ServerLimits.webhookSecretsMax else {
                throw KeyStoreError.invalid(
                    "the merchant has \(own.count) secrets in force, as many as a rotation needs: "
                        + "revoke one of \(own.map(\.id).joined(separator: ", "))")
            }
            guard !own.contains(where: { $0.secret == secret }) else {
                throw KeyStoreError.invalid("the merchant has this secret already")
            }
            records.append(
                WebhookSecretRecord(
                    id: id, merchant: merchant, createdAt: clock.now(), revokedAt: nil,
                    secret: secret))
        }
        return (id, given == nil ? secret.text : nil)
    }

    /// Ends a secret for ever and blots it out; does nothing to one that is revoked already.
    public func revoke(id: String) throws {
        try file.change { records in
            guard let index = records.firstIndex(where: { $0.id == id }) else {
                throw KeyStoreError.invalid("there is no webhook secret \(id)")
            }
            if records[index].revokedAt == nil { records[index].revokedAt = clock.now() }
            records[index].secret = nil
        }
    }

    /// The secrets of a merchant that are in force.
    func inForce(for merchant: String) -> [WebhookSecretRecord] {
        file.records.filter { $0.isInForce(for: merchant) }
    }
}

extension WebhookSecretRecord {
    /// Names are compared by their bytes, as keys are derived.
    fileprivate func isInForce(for merchant: String) -> Bool {
        revokedAt == nil && self.merchant.utf8.elementsEqual(merchant.utf8)
    }
}
