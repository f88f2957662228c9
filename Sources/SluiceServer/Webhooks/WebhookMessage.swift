import Crypto
import Foundation
import SluiceAPI
import SluiceCore

/// What an endpoint is sent, by Standard Webhooks.
struct WebhookMessage: Sendable {
    /// The same at every attempt: a receiver tells by it what it has.
    var id: String
    var type: String
    var time: Instant
    /// A JSON value.
    var data: [UInt8]

    /// Signs the message for one attempt, with each secret in force.
    func request(
        to endpoint: WebhookEndpoint, at now: Instant
    ) -> WebhookRequest {
        var writer = JSONWriter(capacity: data.count + 128)
        writer.object { writer in
            writer.member("type", type)
            writer.member("timestamp", time)
            writer.name("data")
            writer.raw(data)
        }
        let timestamp = String(now.ns / Span.secondNs)
        let content = Array("\(id).\(timestamp).".utf8) + writer.bytes
        let signatures = endpoint.signers(at: now).map { secret in
            let code = HMAC<SHA256>.authenticationCode(
                for: content, using: SymmetricKey(data: secret.bytes))
            return "v1," + Data(code).base64EncodedString()
        }
        return WebhookRequest(
            url: endpoint.url,
            headers: [
                ("content-type", "application/json"), ("webhook-id", id),
                ("webhook-timestamp", timestamp),
                ("webhook-signature", signatures.joined(separator: " ")),
            ], body: writer.bytes)
    }
}
