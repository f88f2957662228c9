import Crypto
import Foundation
import SluiceAPI
import SluiceCore

/// What the consumer is asked to confirm in the lender's app: a challenge that only who has the secret
/// makes, and an answer that only who has it signs. Nothing of it is kept here.
///
/// ```
/// challenge = base64(JSON) "." base64(HMAC-SHA256(secret, "challenge." base64(JSON)))
/// signature = base64(HMAC-SHA256(secret, "passed." challenge))        or "failed."
/// ```
public struct StepUp: Sendable {
    /// The first makes challenges, all are believed: the old and the new one of a rotation.
    private let secrets: [WebhookSecret]

    /// Reads the secrets of a file, one `whsec_…` a line.
    ///
    /// Errors: `KeyStoreError.file`, also for a file that others than its owner may read.
    public init(file path: String) throws {
        guard let stamp = SecretFile.Stamp(path: path) else {
            throw KeyStoreError.file("\(path) cannot be read")
        }
        guard stamp.mode & 0o077 == 0 else {
            throw KeyStoreError.file("\(path) is open to others: chmod 600 it")
        }
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        try self.init(lines: (text ?? "").split(whereSeparator: \.isNewline).map(String.init), path)
    }

    init(lines: [String], _ path: String) throws {
        secrets = lines.compactMap { WebhookSecret($0) }
        guard !secrets.isEmpty, secrets.count == lines.count,
            secrets.count <= ServerLimits.webhookSecretsMax
        else {
            throw KeyStoreError.file(
                "\(path) has one or two lines, each whsec_ and the base64 of 24 to 64 bytes")
        }
    }

    func challenge(_ asked: StepUpChallenge) -> String {
        var writer = JSONWriter()
        asked.write(to: &writer)
        let body = Self.text(writer.bytes)
        return body + "." + Self.text(Self.code("challenge." + body, secrets[0]))
    }

    /// What a challenge asked.
    ///
    /// Errors: `invalid_signature` for one that was not made here, `invalid_field` for one whose time
    /// is over.
    func asked(by challenge: String, at now: Instant) throws -> StepUpChallenge {
        let parts = challenge.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let code = Self.bytes(parts[1]), let body = Self.bytes(parts[0]),
            isOurs(code, of: "challenge." + parts[0])
        else { throw Problem(.invalidSignature, detail: "The challenge was not made here.") }
        let asked = try StepUpChallenge(body)
        guard now <= asked.expiresAt else {
            throw Query.fault(
                .invalidField, "challenge", "Its time is over: ask for another one.")
        }
        return asked
    }

    /// Refuses an answer that the lender's app did not sign.
    func check(_ answer: StepUpRequest) throws(Problem) {
        let result = answer.hasPassed ? "passed" : "failed"
        guard let code = Self.bytes(answer.signature),
            isOurs(code, of: "\(result).\(answer.challenge)")
        else {
            throw Problem(
                .invalidSignature, detail: "The signature is not that of this challenge and result."
            )
        }
    }

    /// Compares in constant time.
    private func isOurs(_ code: [UInt8], of text: String) -> Bool {
        secrets.contains { secret in
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: Array(text.utf8), using: SymmetricKey(data: secret.bytes))
        }
    }

    private static func code(_ text: String, _ secret: WebhookSecret) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: Array(text.utf8), using: SymmetricKey(data: secret.bytes)))
    }

    private static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    private static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        Data(base64Encoded: String(text)).map(Array.init)
    }
}
