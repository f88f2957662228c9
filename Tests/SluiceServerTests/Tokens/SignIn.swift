import Crypto
import CryptoExtras
import Foundation
import JWTKit
import SluiceAPI
import SluiceCore

@testable import SluiceServer

/// The lender's own sign-in: signs whatever it is told to, with keys of its own.
struct SignIn: Sendable {
    /// The keys by `kid`; their public halves are in the JWK Set.
    let ecdsa = ES256PrivateKey()
    let eddsa: EdDSA.PrivateKey
    let rsa: JWTKit.Insecure.RSA.PrivateKey

    static let issuer = "https://sign-in.example"
    static let audience = "sluice"

    init() throws {
        eddsa = try EdDSA.PrivateKey()
        rsa = try JWTKit.Insecure.RSA.PrivateKey(
            backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
    }

    /// The JWK Set: `ec` for ES256, `ed` for EdDSA, `rs` for RS256 and `ps` for PS256.
    func keySet() throws -> String {
        let point = try ecPoint()
        let x = Self.text(Array(eddsa.publicKey.rawRepresentation))
        let (n, e) = try rsa.publicKey.getKeyPrimitives()
        let rsaMembers = #""kty":"RSA","n":"\#(Self.text(Array(n)))","e":"\#(Self.text(Array(e)))""#
        return """
            {"keys":[
            {"kid":"ec","kty":"EC","use":"sig","crv":"P-256","x":"\(point.x)","y":"\(point.y)"},
            {"kid":"ed","kty":"OKP","alg":"EdDSA","crv":"Ed25519","x":"\(x)"},
            {"kid":"rs",\(rsaMembers),"key_ops":["verify"],"x5t":"ignored"},
            {"kid":"ps",\(rsaMembers),"alg":"PS256"},
            {"kid":"enc",\(rsaMembers),"use":"enc","alg":"RSA-OAEP"}]}
            """
    }

    func ecPoint() throws -> (x: String, y: String) {
        guard let point = ecdsa.publicKey.parameters else {
            throw KeyStoreError.invalid("the key has no point")
        }
        return (Self.url(point.x), Self.url(point.y))
    }

    /// A token of these claims, signed by a key.
    func token(_ claims: String, header: String? = nil, signedBy kid: String = "ec") async throws
        -> String
    {
        let head =
            header ?? #"{"alg":"\#(Self.algorithms[kid] ?? "")","typ":"JWT","kid":"\#(kid)"}"#
        let content = Self.text(Array(head.utf8)) + "." + Self.text(Array(claims.utf8))
        let keys = JWTKeyCollection()
        switch kid {
        case "ed": await keys.add(eddsa: eddsa)
        case "rs": await keys.add(rsa: rsa, digestAlgorithm: .sha256)
        case "ps": await keys.add(pss: rsa, digestAlgorithm: .sha256)
        default: await keys.add(ecdsa: ecdsa)
        }
        let signature = try await keys.getKey().sign(Array(content.utf8))
        return content + "." + Self.text(signature)
    }

    private static let algorithms = ["ec": "ES256", "ed": "EdDSA", "rs": "RS256", "ps": "PS256"]

    /// Base 64 with the alphabet of URLs and without padding.
    static func text(_ bytes: [UInt8]) -> String { url(Data(bytes).base64EncodedString()) }

    private static func url(_ text: String) -> String {
        text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
