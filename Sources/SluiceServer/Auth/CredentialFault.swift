import SluiceAPI
import SluiceCore

/// Why a credential is not believed.
enum CredentialFault: Error, Equatable, Sendable {
    /// There is none.
    case missing
    /// It has the form of no credential.
    case malformed
    /// No key has this id, or this secret; which of both is told to nobody.
    case unknown(key: String)
    case revoked
    case expired(at: Instant)
    /// A token that no key signed.
    case unsigned
    /// A token that says what none may say.
    case claim(String)

    init(_ fault: TokenFault) {
        self =
            switch fault {
            case .malformed: .malformed
            case .unknownKey, .signature: .unsigned
            case .expired(let at): .expired(at: at)
            case .claim(let text): .claim(text)
            }
    }

    /// A label of `sluice_authentication_failures_total`.
    enum Reason: String, CaseIterable, Sendable {
        case missing
        case malformed
        case unknown
        case revoked
        case expired
        case unsigned
        case claim
        case slowed
    }

    var reason: Reason {
        switch self {
        case .missing: .missing
        case .malformed: .malformed
        case .unknown: .unknown
        case .revoked: .revoked
        case .expired: .expired
        case .unsigned: .unsigned
        case .claim: .claim
        }
    }

    /// Whether somebody may be guessing. Who has the secret of a key that ended, or a token that
    /// was signed, does not; neither does who sent nothing.
    var isGuess: Bool {
        switch self {
        case .malformed, .unknown, .unsigned: true
        case .missing, .revoked, .expired, .claim: false
        }
    }

    var problem: Problem {
        switch self {
        case .missing, .malformed:
            Problem(.unauthenticated, detail: "Send the header `Authorization: Bearer sk_…`.")
        case .unknown: Problem(.unauthenticated, detail: "There is no such key.")
        case .revoked: Problem(.unauthenticated, detail: "The key was revoked.")
        case .expired(let at):
            Problem(
                .credentialExpired, detail: "The credential expired at \(RFC3339.format(at.ns)).")
        case .unsigned:
            Problem(.unauthenticated, detail: "No key known here signed the token.")
        case .claim(let text):
            Problem(.unauthenticated, detail: "The token says what none may. \(text)")
        }
    }
}
