import JWTKit
import SluiceAPI

/// A public key that tokens are signed under, for one algorithm alone (RFC 8725, 3.1).
struct TokenKey: Sendable {
    let id: String
    let algorithm: any JWTAlgorithm
}

extension TokenKey {
    /// The key of a member of a JWK Set; nil for one that encrypts, which is none of ours.
    ///
    /// Errors: what is no public key for ES256, EdDSA, RS256 or PS256, or has no `kid`.
    static func read(_ reader: ObjectReader) async throws -> TokenKey? {
        var reader = reader
        if try reader.optionalString("use", maxBytes: APILimits.codeBytesMax) == "enc" {
            return nil
        }
        let id = try reader.string("kid", maxBytes: ServerLimits.tokenNameBytesMax)
        guard !id.isEmpty else { throw reader.fault(.invalidField, "kid", "It is empty.") }
        let kind = try reader.string("kty", maxBytes: APILimits.codeBytesMax)
        guard kind != "oct" else {
            throw reader.fault(
                .invalidField, "kty", "A secret that both sides have proves nothing here.")
        }
        guard try reader.optionalString("d", maxBytes: APILimits.stringBytesMax) == nil else {
            throw reader.fault(
                .invalidField, "d", "It is a private key: keep that where tokens are signed.")
        }
        let jwk = try jwk(of: kind, id, &reader)
        let keys = JWTKeyCollection()
        do {
            try await keys.add(jwk: jwk)
            return TokenKey(id: id, algorithm: try await keys.getKey(for: jwk.keyIdentifier))
        } catch {
            throw reader.fault(.invalidField, "kty", "It is no key of its kind: \(error).")
        }
    }

    private static func jwk(
        of kind: String, _ id: String, _ reader: inout ObjectReader
    ) throws(FieldError) -> JWK {
        func number(_ name: String) throws(FieldError) -> String {
            try reader.string(name, maxBytes: APILimits.stringBytesMax)
        }
        let kid = JWKIdentifier(string: id)
        let algorithm = try reader.optionalString("alg", maxBytes: APILimits.codeBytesMax)
        func check(_ alg: [String]) throws(FieldError) -> String {
            let found = algorithm ?? alg[0]
            guard alg.contains(found) else {
                throw reader.fault(
                    .invalidField, "alg",
                    "A key of this kind is for \(alg.joined(separator: " or ")).")
            }
            return found
        }
        func check(curve: String) throws(FieldError) {
            guard try reader.string("crv", maxBytes: APILimits.codeBytesMax) == curve else {
                throw reader.fault(.invalidField, "crv", "The curve is \(curve).")
            }
        }
        switch kind {
        case "EC":
            _ = try check(["ES256"])
            try check(curve: "P-256")
            return .ecdsa(
                .es256, identifier: kid, x: try number("x"), y: try number("y"), curve: .p256)
        case "OKP":
            _ = try check(["EdDSA"])
            try check(curve: "Ed25519")
            return .octetKeyPair(
                .eddsa, identifier: kid, x: try number("x"), y: nil, curve: .ed25519)
        case "RSA":
            let name = try check(["RS256", "PS256"])
            return .rsa(
                name == "PS256" ? .ps256 : .rs256, identifier: kid,
                modulus: try number("n"), exponent: try number("e"))
        default:
            throw reader.fault(.invalidField, "kty", "The kind is EC, OKP or RSA.")
        }
    }
}
