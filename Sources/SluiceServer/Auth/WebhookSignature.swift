import Crypto
import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore

/// What a webhook says of itself in its headers, by Standard Webhooks.
struct WebhookSignature: Sendable {
    let id: String
    private let timestamp: String
    private let sentAt: Instant
    private let signatures: [[UInt8]]

    /// Errors: a header that is missing or malformed, as `invalid_signature`.
    init(_ headers: HTTPFields) throws(Problem) {
        guard let id = headers[.webhookID], let timestamp = headers[.webhookTimestamp],
            let signature = headers[.webhookSignature]
        else {
            throw Self.problem(
                "Send the headers webhook-id, webhook-timestamp and webhook-signature.")
        }
        // A full stop divides what is signed: an id with one could stand for another message.
        guard FieldRules.identifierFault(id) == nil, !id.contains(".") else {
            throw Self.problem("webhook-id has 1 to 64 bytes and no full stop.")
        }
        guard (1...11).contains(timestamp.utf8.count),
            timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(timestamp)
        else { throw Self.problem("webhook-timestamp is a number of seconds since 1970.") }
        let listed = signature.split(separator: " ").prefix(ServerLimits.webhookSignaturesMax)
        signatures = listed.compactMap { part in
            guard part.hasPrefix("v1,") else { return nil }
            return Data(base64Encoded: String(part.dropFirst(3))).map(Array.init)
        }
        guard !signatures.isEmpty else {
            throw Self.problem("webhook-signature has no signature `v1,` in base64.")
        }
        self.id = id
        self.timestamp = timestamp
        // At most 11 digits: the product fits 64 bits only up to the year 2262.
        let (ns, overflow) = seconds.multipliedReportingOverflow(by: Span.secondNs)
        sentAt = Instant(ns: overflow ? .max : ns)
    }

    /// Refuses what was sent longer ago, or lies further ahead, than a replay may.
    func check(at now: Instant) throws(Problem) {
        let toleranceNs = ServerLimits.webhookToleranceSeconds * Span.secondNs
        let (differenceNs, overflow) = now.ns.subtractingReportingOverflow(sentAt.ns)
        guard !overflow, differenceNs.magnitude <= UInt64(toleranceNs) else {
            throw Self.problem(
                "webhook-timestamp is more than \(ServerLimits.webhookToleranceSeconds / 60) "
                    + "minutes off.")
        }
    }

    /// The secret that signed a body; nil if none of them did. Compares in constant time.
    func signer(
        of body: [UInt8], among secrets: [WebhookSecretRecord]
    ) -> WebhookSecretRecord? {
        let content = Array("\(id).\(timestamp).".utf8) + body
        return secrets.first { record in
            guard let secret = record.secret else { return false }
            let key = SymmetricKey(data: secret.bytes)
            return signatures.contains {
                HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: content, using: key)
            }
        }
    }

    /// The same for a merchant without a secret and for a signature that is wrong.
    static let wrong = problem("No secret in force of this merchant signed the body.")

    private static func problem(_ detail: String) -> Problem {
        Problem(.invalidSignature, detail: detail)
    }
}
