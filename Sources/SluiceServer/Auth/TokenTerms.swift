import SluiceAPI
import SluiceCore

/// What every token of one kind has in common: who made it, for whom, and how long it lives.
struct TokenTerms: Sendable {
    var issuer: String
    var audience: String
    /// From `iat` to `exp`, at most.
    var lifeSecondsMax: Int64

    /// Checks `iss`, `aud`, `iat`, `exp`, and `nbf` where it is there.
    ///
    /// Clocks may differ by `ServerLimits.tokenSkewSeconds`.
    /// - Returns: until when the token holds.
    func check(_ claims: inout SignedClaims, at now: Instant) throws(TokenFault) -> Instant {
        do throws(FieldError) {
            let issuer = try claims.members.string(
                "iss", maxBytes: ServerLimits.tokenNameBytesMax)
            guard issuer.utf8.elementsEqual(self.issuer.utf8) else {
                throw claims.members.fault(.invalidField, "iss", "It is another issuer's.")
            }
            let audiences = try claims.members.stringOrStrings(
                "aud", count: 1...ServerLimits.tokenAudiencesMax,
                maxBytes: ServerLimits.tokenNameBytesMax)
            guard audiences.contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else {
                throw claims.members.fault(.invalidField, "aud", "It is for somebody else.")
            }
        } catch { throw TokenFault(error) }
        return try until(&claims.members, at: now)
    }

    private func until(
        _ members: inout ObjectReader, at now: Instant
    ) throws(TokenFault) -> Instant {
        let seconds = 0...ServerLimits.tokenTimeSecondsMax
        let skewNs = ServerLimits.tokenSkewSeconds * Span.secondNs
        let (issuedAt, expiresAt): (Int64, Int64)
        do throws(FieldError) {
            issuedAt = try members.integer("iat", in: seconds)
            expiresAt = try members.integer("exp", in: seconds)
            guard (1...lifeSecondsMax).contains(expiresAt - issuedAt) else {
                throw members.fault(
                    .invalidField, "exp",
                    "It lies after `iat`, by at most \(lifeSecondsMax) seconds.")
            }
            let from = max(try members.optionalInteger("nbf", in: seconds) ?? 0, issuedAt)
            guard Instant(ns: from * Span.secondNs - skewNs) <= now else {
                throw members.fault(.invalidField, "iat", "It lies ahead.")
            }
        } catch { throw TokenFault(error) }
        let until = Instant(ns: expiresAt * Span.secondNs + skewNs)
        guard now < until else {
            throw .expired(at: Instant(ns: expiresAt * Span.secondNs))
        }
        return until
    }
}
