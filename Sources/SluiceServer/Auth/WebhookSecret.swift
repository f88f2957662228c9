import Foundation
import SluiceAPI
import SluiceCore

/// A secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes.
struct WebhookSecret: Equatable, Sendable {
    let bytes: [UInt8]

    private static let prefix = "whsec_"
    private static let bytesCount = 24...64

    /// 32 bytes nobody has guessed, from the system's generator.
    static func random() -> WebhookSecret {
        var generator = SystemRandomNumberGenerator()
        return WebhookSecret(
            bytes: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// nil if the text has another form.
    init?(_ text: String) {
        guard text.hasPrefix(Self.prefix),
            let data = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
            Self.bytesCount.contains(data.count)
        else { return nil }
        bytes = Array(data)
    }

    var text: String { Self.prefix + Data(bytes).base64EncodedString() }
}

/// A secret as it is kept, in the clear: a signature cannot be checked against a hash.
public struct WebhookSecretRecord: Sendable {
    public var id: String
    public var merchant: String
    public var createdAt: Instant
    public var revokedAt: Instant?
    /// nil once it is revoked: it is blotted out.
    var secret: WebhookSecret?
}

extension WebhookSecretRecord {
    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        merchant = try reader.identifier("merchant")
        createdAt = Instant(ns: try reader.time("created_at"))
        revokedAt = try reader.optionalTime("revoked_at").map { Instant(ns: $0) }
        if let text = try reader.optionalString("secret", maxBytes: 128) {
            guard let secret = WebhookSecret(text) else {
                throw reader.fault(.invalidField, "secret", "It is `whsec_` and base64.")
            }
            self.secret = secret
        }
        try reader.finish()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("merchant", merchant)
            writer.member("created_at", createdAt)
            if let revokedAt { writer.member("revoked_at", revokedAt) }
            if let secret { writer.member("secret", secret.text) }
        }
    }
}
