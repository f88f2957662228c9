import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// The file of keys that tokens are verified with, and what is believed.
@Suite struct TokenKeysTests {
    private static let signIn = Result { try SignIn() }

    @Test("each kind of key verifies what it signed", arguments: ["ec", "ed", "rs", "ps"])
    func good(kid: String) async throws {
        try await withKeys { keys, signIn in
            var claims = try keys.verify(
                try await signIn.token(#"{"sub":"x","more":1.5}"#, signedBy: kid))
            #expect(claims.keyID == kid)
            #expect(claims.type == "jwt")
            #expect(try claims.members.string("sub", maxBytes: 9) == "x")
            #expect(keys.count == 4)
        }
    }

    @Test("what no key signed is not believed")
    func bad() async throws {
        try await withKeys { keys, signIn in
            let good = try await signIn.token(#"{"sub":"x"}"#)
            let parts = good.split(separator: ".").map(String.init)
            func fault(_ token: String) -> TokenFault? {
                do throws(TokenFault) { _ = try keys.verify(token) } catch { return error }
                return nil
            }
            let other = SignIn.text(Array(#"{"sub":"y"}"#.utf8))
            #expect(fault(good) == nil)
            for text in [
                "", ".", "..", "a.b", "a.b.c", good + ".", good + "=", parts[0] + "." + parts[1],
                "\(parts[0]).\(parts[1]).+\(parts[2].dropFirst())",
                String(repeating: "a", count: ServerLimits.tokenBytesMax) + good,
            ] {
                #expect(fault(text) == .malformed, "\(text)")
            }
            for text in [
                "\(parts[0]).\(other).\(parts[2])", "\(parts[0]).\(parts[1]).",
                "\(parts[0]).\(parts[1]).\(SignIn.text([1, 2, 3]))",
                "\(parts[0]).\(parts[1]).\(SignIn.text(Array(repeating: 0, count: 64)))",
            ] {
                #expect(fault(text) == .signature, "\(text)")
            }
        }
    }

    @Test("a header cannot choose how it is verified")
    func headers() async throws {
        try await withKeys { keys, signIn in
            let table: [(String, TokenFault)] = [
                (#"{"alg":"none","kid":"ec"}"#, .signature),
                (#"{"alg":"HS256","kid":"ec"}"#, .signature),
                (#"{"alg":"HS256","kid":"rs"}"#, .signature),
                (#"{"alg":"es256","kid":"ec"}"#, .signature),
                (#"{"alg":"PS256","kid":"rs"}"#, .signature),
                (#"{"alg":"RS256","kid":"ps"}"#, .signature),
                (#"{"alg":"EdDSA","kid":"ec"}"#, .signature),
                (#"{"alg":"ES256","kid":"ed"}"#, .signature),
                (#"{"alg":"ES256","kid":"other"}"#, .unknownKey),
                (#"{"alg":"RSA-OAEP","kid":"enc"}"#, .unknownKey),
                (#"{"alg":"ES256"}"#, .malformed),
                (#"{"kid":"ec"}"#, .malformed),
                (#"{"alg":"ES256","kid":"ec","crit":["b64"],"b64":false}"#, .malformed),
                (#"{"alg":"ES256","kid":"ec","kid":"ec"}"#, .malformed),
                (#"{"alg":"ES256","kid":1}"#, .malformed),
                (#"["ES256"]"#, .malformed),
            ]
            for (header, fault) in table {
                for kid in ["ec", "rs"] {
                    let token = try await signIn.token(#"{}"#, header: header, signedBy: kid)
                    #expect(throws: fault, "\(header)") { _ = try keys.verify(token) }
                }
            }
            let body = try await signIn.token("[]")
            #expect(throws: TokenFault.malformed) { _ = try keys.verify(body) }
        }
    }

    @Test(
        "files that cannot be used",
        arguments: [
            "", "{}", #"{"keys":[]}"#, #"{"keys":{}}"#, #"{"keys":[{"kty":"EC"}]}"#,
            #"{"keys":[{"kid":"a","kty":"oct","k":"c2VjcmV0"}]}"#,
            #"{"keys":[{"kid":"","kty":"OKP","crv":"Ed25519","x":"AA"}]}"#,
            #"{"keys":[{"kid":"a","kty":"OKP","crv":"Ed25519","x":"AA"}]}"#,
            #"{"keys":[{"kid":"a","kty":"OKP","crv":"X25519","x":"AA"}]}"#,
            #"{"keys":[{"kid":"a","kty":"EC","crv":"P-384","x":"AA","y":"AA"}]}"#,
            #"{"keys":[{"kid":"a","kty":"EC","alg":"ES384","crv":"P-256","x":"AA","y":"AA"}]}"#,
            #"{"keys":[{"kid":"a","kty":"RSA","alg":"RS512","n":"AQAB","e":"AQAB"}]}"#,
            #"{"keys":[{"kid":"a","kty":"RSA","alg":"none","n":"AQAB","e":"AQAB"}]}"#,
            #"{"keys":[{"kid":"a","kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
            #"{"keys":[{"kid":"a","use":"enc"}]}"#,
        ])
    func refused(content: String) async throws {
        try await withFile(content) { path in
            await #expect(throws: KeyStoreError.self) { _ = try await TokenKeys(file: path) }
        }
    }

    @Test("private keys, two keys of one id, and files that others may change are refused")
    func dangerous() async throws {
        let signIn = try TokenKeysTests.signIn.get()
        let set = try signIn.keySet()
        let withPrivate = set.replacing(#""alg":"EdDSA","#, with: #""alg":"EdDSA","d":"AA","#)
        let twice = set.replacing(#""kid":"ed""#, with: #""kid":"ec""#)
        for content in [withPrivate, twice] {
            try await withFile(content) { path in
                await #expect(throws: KeyStoreError.self) { _ = try await TokenKeys(file: path) }
            }
        }
        try await withFile(set) { path in
            try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: path)
            await #expect(throws: KeyStoreError.self) { _ = try await TokenKeys(file: path) }
            await #expect(throws: KeyStoreError.self) {
                _ = try await TokenKeys(file: path + ".none")
            }
        }
    }

    @Test("a new file takes the place of the old one, and a bad one does not")
    func replaced() async throws {
        let (first, second) = (try SignIn(), try SignIn())
        let token = try await second.token("{}")
        try await withFile(try first.keySet()) { path in
            let keys = try await TokenKeys(file: path)
            #expect(!keys.hasChanged)
            #expect(throws: TokenFault.signature) { _ = try keys.verify(token) }
            try write("{", path)
            #expect(keys.hasChanged)
            await #expect(throws: KeyStoreError.self) { try await keys.reload() }
            #expect(!keys.hasChanged, "it is told once")
            _ = try keys.verify(try await first.token("{}"))
            try write(try second.keySet(), path)
            #expect(keys.hasChanged)
            try await keys.reload()
            _ = try keys.verify(token)
            let old = try await first.token("{}")
            #expect(throws: TokenFault.signature) { _ = try keys.verify(old) }
        }
    }

    private func withKeys(_ body: (TokenKeys, SignIn) async throws -> Void) async throws {
        let signIn = try TokenKeysTests.signIn.get()
        try await withFile(try signIn.keySet()) { path in
            try await body(try await TokenKeys(file: path), signIn)
        }
    }

    private func withFile(_ content: String, _ body: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "sluice-jwks-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write(content, path)
        try await body(path)
    }

    private func write(_ content: String, _ path: String) throws {
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    }
}
