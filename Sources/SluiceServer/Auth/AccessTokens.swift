import Crypto
import SluiceAPI
import SluiceCore

/// Who a token of the lender's own sign-in speaks for: a consumer, a merchant, or one of the staff.
public struct AccessTokens: Sendable {
    public let keys: TokenKeys
    private let terms: TokenTerms
    var issuer: String { terms.issuer }

    /// - Parameters:
    ///   - issuer: what `iss` is.
    ///   - audience: what `aud` is, or has among others.
    public init(keys: TokenKeys, issuer: String, audience: String) {
        self.keys = keys
        terms = TokenTerms(
            issuer: issuer, audience: audience,
            lifeSecondsMax: ServerLimits.accessTokenSecondsMax)
    }

    /// The roles a token may give. The others do too much for a sign-in to vouch for them.
    static let roles: [Role] = [
        .consumer, .merchant, .support, .reviewer, .operator, .treasury, .auditor,
    ]

    /// Whether a text has the form of a token and not that of a key, which has no full stop.
    static func isToken(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: ".")) }

    /// Who a token speaks for, until `Principal.expiresAt`.
    func principal(of text: String, at now: Instant) throws(TokenFault) -> Principal {
        var claims = try keys.verify(text)
        guard [nil, "jwt", "at+jwt"].contains(claims.type) else {
            throw .claim("typ: It is a token for something else.")
        }
        let until = try terms.check(&claims, at: now)
        do throws(FieldError) {
            var principal = try Self.principal(of: &claims)
            principal.expiresAt = until
            return principal
        } catch { throw TokenFault(error) }
    }

    private static func principal(
        of claims: inout SignedClaims
    ) throws(FieldError) -> Principal {
        let code = try claims.members.string("role", maxBytes: APILimits.codeBytesMax)
        guard let role = Role(code: code), roles.contains(role) else {
            throw claims.members.fault(
                .invalidField, "role",
                "A token gives one of \(roles.map(\.code).joined(separator: ", ")).")
        }
        let scopes = try claims.members.optionalString(
            "scope", maxBytes: ServerLimits.tokenScopeBytesMax)
        let credential = credential(
            claims.keyID,
            try claims.members.optionalString(
                "jti", maxBytes: ServerLimits.tokenNameBytesMax))
        return Principal(
            role: role,
            merchant: try binding("merchant", of: &claims, isNeeded: role == .merchant),
            account: try binding("account", of: &claims, isNeeded: role == .consumer),
            subject: try subject(of: &claims),
            // A consumer and a merchant decide nothing that takes two persons.
            isPerson: Audience(role) == .staff, credential: credential,
            scopes: scopes.map(Right.named(in:)))
    }

    /// Who acts: a name that is journalled for ever.
    private static func subject(of claims: inout SignedClaims) throws(FieldError) -> String {
        let text = try claims.members.identifier("sub")
        if let shape = PersonalData.shape(of: text) {
            throw claims.members.fault(
                .idIsPersonalData, "sub", "It has the shape of \(shape.text).")
        }
        return text
    }

    /// What the role is bound to, which no other role names.
    private static func binding(
        _ name: String, of claims: inout SignedClaims, isNeeded: Bool
    ) throws(FieldError) -> String? {
        if isNeeded { return try claims.members.identifier(name) }
        guard !claims.members.has(name) else {
            throw claims.members.fault(.invalidField, name, "The role is bound to none.")
        }
        return nil
    }

    /// The number journalled with every command: 48 bits of the hash of key and token, and one that
    /// tells it from the number of an API key, which has 40.
    static func credential(_ keyID: String, _ tokenID: String?) -> UInt64 {
        let text = "\(keyID)\u{0}\(tokenID ?? "")"
        return SHA256.hash(data: Array(text.utf8)).prefix(6).reduce(1) { $0 << 8 | UInt64($1) }
    }

    /// Whether a number is that of a token.
    static func isToken(credential: UInt64) -> Bool { credential >> 48 == 1 }
}
