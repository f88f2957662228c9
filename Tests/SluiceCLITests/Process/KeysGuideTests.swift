import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer
import SluiceTestKit
import Testing

/// The guide "Give everyone their own key", as it is followed against a running engine, and what else
/// `sluice keys` and `serve --jwt-keys` say.
@Suite("Guide: give everyone their own key", .blocking)
struct KeysGuideTests {
    @Test("its commands make, rotate and list keys, and a token of the sign-in is believed")
    func guide() throws {
        let folder = try ImportFolder()
        let page = try GuidePage("give-everyone-their-own-key.md")
        func block(_ word: String) throws -> String {
            try #require(page.blocks.first { $0.word == word }).text
        }
        let made = try GuidePage.bash("set -euo pipefail\n" + block("jwks"), in: folder, [:])
        try #require(made.status == 0, "\(made.error)")
        let jwks = folder.file("jwks.json")
        let server = try ServerProcess(
            folder.file("data"),
            ["--jwt-keys", jwks.path, "--jwt-issuer", "https://sign-in.example"])
        let environment = ["ADDRESS": server.address]
        let keys = try GuidePage.bash(
            "set -euo pipefail\n" + block("keys") + "\n" + block("rotate"), in: folder, environment)
        #expect(keys.status == 0 && keys.output == "sk_\n1\n", "\(keys.output) \(keys.error)")
        let token = "set -euo pipefail\n" + (try block("token"))
        let answer = try GuidePage.bash(token, in: folder, environment)
        #expect(answer.status == 0 && answer.output == "200\n", "\(answer.output) \(answer.error)")
        try replaced(jwks, block("jwks"), token, folder, environment)
        server.process.signal(SIGHUP)
        #expect(
            try GuidePage.bash(token, in: folder, environment).output == "200\n",
            "SIGHUP reads the file, and ends nobody")
        #expect(try server.stop().status == 0)
        let uses = try KeyStore(directory: folder.file("data").path).uses.all()
        #expect(uses.isEmpty, "nobody came with a key")
    }

    /// The sign-in takes another key, and the server reads the file again; a wrong file it does not
    /// take.
    private func replaced(
        _ jwks: URL, _ make: String, _ token: String, _ folder: ImportFolder,
        _ environment: [String: String]
    ) throws {
        let old = try GuidePage.bash("cp sign-in.pem old.pem\n" + make, in: folder, environment)
        try #require(old.status == 0, "\(old.error)")
        let byOld = token.replacing("sign-in.pem", with: "old.pem")
        #expect(
            try Waiting.until {
                try GuidePage.bash(byOld, in: folder, environment).output == "401\n"
            }, "the old key is not believed any more")
        #expect(try GuidePage.bash(token, in: folder, environment).output == "200\n")
        try Data("{".utf8).write(to: jwks)
        #expect(try GuidePage.bash(token, in: folder, environment).output == "200\n")
    }

    @Test("what is kept of a key is told as JSON, and a wrong scope is named with the right one")
    func commands() throws {
        let folder = try ImportFolder()
        func keys(_ arguments: String...) throws -> SluiceProcess.Ending {
            try SluiceProcess.run(
                ["keys", arguments[0], "--data", folder.url.path] + arguments.dropFirst())
        }
        let made = try keys(
            "create", "--role", "auditor", "--name", "audit", "--scope", "read_days",
            "--expires-in", "90d", "--json")
        try #require(made.status == 0, "\(made.error)")
        let document = try JSONReader.read(Array(made.output.utf8))
        let id = try #require(Self.text("id", of: document))
        #expect(Self.text("key", of: document)?.hasPrefix("sk_\(id)_") == true)
        #expect(Self.text("state", of: document) == "active")
        let next = try keys("rotate", id, "--overlap", "0s", "--json")
        let successor = try JSONReader.read(Array(next.output.utf8))
        #expect(Self.text("replaces", of: successor) == id)
        #expect(Self.text("expires_at", of: successor) != nil)
        let list = try keys("list")
        #expect(list.output.contains("sk_\(id)") && list.output.contains("read_days"))
        #expect(list.output.contains("expired"))
        for (arguments, text) in [
            (
                ["create", "--role", "auditor", "--name", "x", "--scope", "read_day"],
                "there is no right read_day: did you mean read_days?"
            ),
            (
                ["create", "--role", "auditor", "--name", "x", "--scope", "place_holds"],
                "the role auditor has not the right place_holds"
            ),
            (["rotate", id], "the key \(id) has ended: make another"),
            (["rotate", "00000000"], "there is no key 00000000"),
        ] {
            let ending = try SluiceProcess.run(
                ["keys", arguments[0], "--data", folder.url.path] + arguments.dropFirst())
            #expect(ending.status == 1 && ending.error.contains(text), "\(ending.error)")
        }
        for span in ["soon", "0s", "-1d"] {
            let ending = try keys(
                "create", "--role", "auditor", "--name", "x", "--expires-in=\(span)")
            #expect(ending.status == 64, "\(span): \(ending.error)")
        }
    }

    @Test("a start with a wrong file of keys, or without its issuer, is refused")
    func starts() throws {
        let folder = try ImportFolder()
        let file = try folder.write("jwks.json", #"{"keys":[{"kid":"a","kty":"oct","k":"eA"}]}"#)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: file.path)
        let data = folder.file("data").path
        for (arguments, status, text) in [
            (["--jwt-keys", file.path, "--jwt-issuer", "i"], 1, "kty"),
            (["--jwt-keys", file.path], 64, "go together"),
            (["--jwt-issuer", "i"], 64, "go together"),
            (["--proxies", "localhost"], 64, "no address"),
        ] {
            let ending = try SluiceProcess.run(["serve", "--data", data] + arguments)
            #expect(ending.status == status, "\(arguments): \(ending.error)")
            #expect(ending.error.contains(text), "\(arguments): \(ending.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: data), "nothing was made")
    }

    private static func text(_ name: String, of document: JSONValue) -> String? {
        guard case .object(let members) = document,
            case .string(let text) = members.first(where: { $0.name == name })?.value
        else { return nil }
        return text
    }
}
