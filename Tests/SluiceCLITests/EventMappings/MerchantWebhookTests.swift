import Foundation
import SluiceTestKit
import Testing

/// Mappings and secrets of a server that runs.
@Suite("Webhooks of merchants, the program", .blocking)
struct MerchantWebhookTests {
    @Test("a start with a wrong mapping is refused and makes nothing; SIGHUP reads them again")
    func mappings() throws {
        let folder = try ImportFolder()
        let (data, mappings) = (folder.file("data"), folder.file("mappings"))
        try FileManager.default.createDirectory(
            at: mappings, withIntermediateDirectories: true)
        let sound = EventMappingFileTests.sound
        func write(_ text: String) throws {
            try Data(text.utf8).write(
                to: mappings.appending(path: "mine.yaml"), options: .atomic)
        }
        try write(sound.replacing("version: 3", with: "version: none"))
        let refused = try SluiceProcess.run(
            "serve", "--data", data.path, "--port", "0", "--mappings", mappings.path)
        #expect(refused.status == 1)
        #expect(refused.error.contains("line 2: `version` is a whole number"))
        #expect(!FileManager.default.fileExists(atPath: data.path))

        try write(sound)
        let server = try ServerProcess(data, ["--mappings", mappings.path])
        let connection = try server.connect(key: try #require(server.firstKey))
        func metrics() throws -> String {
            String(decoding: try connection.send("GET", "/metrics").body, as: UTF8.self)
        }
        #expect(try metrics().contains(#"sluice_mapping_version{mapping="mine"} 3"#))
        // Changed without a new version: all stay as they were.
        try write(sound.replacing("note: ignore", with: "other: ignore"))
        server.process.signal(SIGHUP)
        #expect(try Waiting.until { try metrics().contains("sluice_mapping_failures_total 1") })
        #expect(try metrics().contains(#"sluice_mapping_version{mapping="mine"} 3"#))
        try write(sound.replacing("version: 3", with: "version: 4"))
        server.process.signal(SIGHUP)
        #expect(
            try Waiting.until {
                try metrics().contains(#"sluice_mapping_version{mapping="mine"} 4"#)
            })
        #expect(try server.stop().status == 0)
    }

    @Test("secrets are made, taken, listed and revoked, and shown once")
    func secrets() throws {
        let folder = try ImportFolder()
        let data = folder.file("data").path
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: true)
        func create() throws -> SluiceProcess.Ending {
            try SluiceProcess.run(
                "webhook-secrets", "create", "--data", data, "--merchant", "M-1")
        }
        let made = try create()
        #expect(made.status == 0 && made.output.hasPrefix("whsec_"))
        #expect(try create().status == 0)
        let third = try create()
        #expect(third.status == 1 && third.error.contains("as many as a rotation needs"))
        let listed = try SluiceProcess.run("webhook-secrets", "list", "--data", data, "--json")
        let ids = listed.output.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /"id":"([^"]+)"/).map { String($0.output.1) }
        }
        try #require(ids.count == 2)
        #expect(!listed.output.contains("whsec_"))
        #expect(
            try SluiceProcess.run("webhook-secrets", "revoke", "--data", data, ids[0]).status == 0)
        #expect(
            try SluiceProcess.run("webhook-secrets", "revoke", "--data", data, "none").status == 1)
        #expect(try create().status == 0)
        let file = try String(contentsOfFile: data + "/webhook-secrets.json", encoding: .utf8)
        let secret = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!file.contains(secret), "a revoked secret is blotted out")
        let table = try SluiceProcess.run("webhook-secrets", "list", "--data", data)
        #expect(table.output.split(separator: "\n").count == 4)
        #expect(!table.output.contains("whsec_"))
    }
}
