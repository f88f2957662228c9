import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Tells who a request comes from: by an API key, or by a token of the lender's own sign-in.
///
/// Safe to use from any thread; waits for nothing.
struct Authenticator: Sendable {
    let keys: KeyStore
    /// nil where no tokens are taken.
    let tokens: AccessTokens?
    let metrics: ServerMetrics
    private let guesses: GuessGuard

    init(keys: KeyStore, tokens: AccessTokens?, metrics: ServerMetrics, logger: Logger) {
        self.keys = keys
        self.tokens = tokens
        self.metrics = metrics
        guesses = GuessGuard(logger: logger)
    }

    /// The caller of a request with this Authorization header.
    ///
    /// Errors: as of the text of a credential.
    func principal(
        authorization header: String?, from peer: PeerAddress?
    ) throws(Problem) -> Principal {
        guard let header else { return try principal(credential: nil, from: peer) }
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        let isBearer = parts.count == 2 && parts[0].lowercased() == "bearer"
        // What is no bearer is no credential, even if it looks like one.
        return try principal(credential: isBearer ? String(parts[1]) : "", from: peer)
    }

    /// Who a credential speaks for, the text of a key or of a token; until when, its `expiresAt`
    /// tells.
    ///
    /// Errors: `unauthenticated`, `credential_expired`; `too_many_failures` for a peer that is not
    /// listened to, whatever it sends.
    func principal(
        credential text: String?, from peer: PeerAddress?
    ) throws(Problem) -> Principal {
        let now = keys.clock.now()
        if let waitNs = guesses.waitNs(of: peer, at: now) {
            metrics.countFailure(.slowed)
            throw Problem(
                .tooManyFailures,
                detail: "Too many credentials from this address were wrong within a minute.",
                retryAfterSeconds: Int((waitNs + Span.secondNs - 1) / Span.secondNs))
        }
        do throws(CredentialFault) {
            return try check(text, at: now)
        } catch {
            metrics.countFailure(error.reason)
            guesses.note(error, from: peer, at: now)
            throw error.problem
        }
    }

    private func check(
        _ text: String?, at now: Instant
    ) throws(CredentialFault) -> Principal {
        guard let text else { throw .missing }
        guard let tokens, AccessTokens.isToken(text) else { return try keys.check(text) }
        do throws(TokenFault) {
            return try tokens.principal(of: text, at: now)
        } catch { throw CredentialFault(error) }
    }

    /// Whether the credential of an authenticated caller still holds.
    func isActive(_ principal: Principal) -> Bool {
        // Who asks here without a credential has none to lose.
        if principal == .local { return true }
        guard AccessTokens.isToken(credential: principal.credential) else {
            return keys.isActive(principal)
        }
        return principal.expiresAt.map { keys.clock.now() < $0 } ?? false
    }
}
