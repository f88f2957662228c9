import SluiceAPI
import SluiceCore

/// How consents of consumers are verified: with the lender's keys, and for an audience of their own, so
/// that no sign-in is one.
struct Consents: Sendable {
    static let audience = "sluice-consent"

    private let keys: TokenKeys
    private let terms: TokenTerms

    /// - Parameter issuer: what `iss` is.
    init(keys: TokenKeys, issuer: String) {
        self.keys = keys
        terms = TokenTerms(
            issuer: issuer, audience: Self.audience,
            lifeSecondsMax: ServerLimits.consentSecondsMax)
    }

    /// What a token says that is good now.
    func token(_ text: String, at now: Instant) throws(ConsentToken.Fault) -> ConsentToken {
        do throws(TokenFault) {
            var claims = try keys.verify(text)
            guard [nil, "jwt"].contains(claims.type) else {
                throw .claim("typ: It is a token for something else.")
            }
            _ = try terms.check(&claims, at: now)
            do throws(FieldError) {
                return try ConsentToken(&claims.members)
            } catch { throw TokenFault(error) }
        } catch { throw ConsentToken.Fault(error) }
    }
}

extension ConsentToken.Fault {
    fileprivate init(_ fault: TokenFault) {
        switch fault {
        case .malformed, .unknownKey, .signature:
            self.init(claim: "", detail: "It is no consent that a key of the lender signed.")
        case .expired:
            self.init(claim: "exp", detail: "Its time is over: ask the consumer again.")
        case .claim(let text):
            // Its sentence has the claim before it.
            let parts = text.split(separator: ": ", maxSplits: 1).map(String.init)
            self.init(claim: parts.first ?? "", detail: parts.last ?? "")
        }
    }
}
