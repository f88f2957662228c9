import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Testing

@Suite("People on the command line", .blocking)
struct PersonTests {
    private let folder: ImportFolder
    private var data: URL { folder.file("data") }

    /// A stopped live directory with account A-1, a hold, contact data and a text.
    init() throws {
        folder = try ImportFolder()
        let server = try ServerProcess(data)
        let connection = try server.connect(key: try #require(server.firstKey))
        let bodies = [
            ("POST", "/v1/accounts", #"{"id":"A-1","currency":"CNY","limit":100000}"#, 201),
            (
                "POST", "/v1/holds",
                #"{"id":"H-1","account":"A-1","amount":30000,"currency":"CNY","#
                    + #""order":{"merchant":"M","number":"O-1"}}"#, 201
            ),
            ("PUT", "/v1/people/A-1", #"{"name":"canary-name","mobile":"13800138000"}"#, 200),
            ("PUT", "/v1/people/S-1", #"{"name":"canary-staff"}"#, 200),
        ]
        for (method, path, body, status) in bodies {
            #expect(try connection.send(method, path, body).status == status)
        }
        let log = try server.stop()
        #expect(log.status == 0)
        #expect(!log.error.contains("canary"))
        let people = try SQLitePeople(directory: data.path, clock: .system)
        let hold = KeyDerivation.hold(merchant: KeyDerivation.merchant("M"), name: "H-1")
        _ = try people.seal(
            "canary-text\u{1B}[2J", of: KeyDerivation.subject("A-1"), about: NamedKey(.hold, hold))
    }

    private func run(_ words: String...) throws -> SluiceProcess.Ending {
        try SluiceProcess.run(["person"] + words + ["--data", data.path])
    }

    private func object(_ text: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    /// The names of files below the folder that contain a text, a backup's left out.
    private func files(with text: String) throws -> [String] {
        let files = try #require(FileManager.default.enumerator(atPath: folder.url.path))
        return files.compactMap { $0 as? String }.filter { name in
            let bytes = FileManager.default.contents(atPath: folder.file(name).path) ?? Data()
            return !name.hasPrefix("backup") && bytes.range(of: Data(text.utf8)) != nil
        }
    }

    @Test("an export has all that is held: side store, account, holds and history")
    func export() throws {
        let json = try run("export", "A-1", "--json")
        #expect(json.status == 0, "\(json.error)")
        let export = try object(json.output)
        #expect((export["contact"] as? [String: Any])?["name"] as? String == "canary-name")
        let note = try #require((export["notes"] as? [[String: Any]])?.first)
        #expect(note["text"] as? String == "canary-text\u{1B}[2J")
        #expect((note["about"] as? [String: String]) == ["kind": "hold", "id": "H-1"])
        #expect((export["account"] as? [String: Any])?["held"] as? Int == 30_000)
        #expect((export["holds"] as? [[String: Any]])?.map { $0["id"] as? String } == ["H-1"])
        let timeline = try #require(export["timeline"] as? [[String: Any]])
        #expect(timeline.map { $0["type"] as? String } == ["account.opened", "hold.placed"])
        #expect(export["complete"] as? Bool == true)

        let text = try run("export", "A-1").output
        for part in ["canary-name", "13800138000", "canary-text", "H-1", "300.00", "hold.placed"] {
            #expect(text.contains(part), "\(part)")
        }
        // A text must not steer the terminal.
        #expect(!text.contains("\u{1B}"))
        let staff = try object(try run("export", "S-1", "--json").output)
        #expect(staff["account"] == nil)
        let nobody = try run("export", "nobody")
        #expect(nobody.status == 1 && nobody.output.isEmpty)
        #expect(nobody.error.contains("nothing is held under nobody"))
    }

    @Test("scenario: after an erasure no trace, an older copy included; verify clean, same digest")
    func erase() throws {
        let before = try Verification.of(data)
        #expect(before.sound)
        let backup = folder.file("backup")
        try FileManager.default.copyItem(at: data, to: backup)
        #expect(try run("erase", "A-1").status == 64)
        #expect(try run("erase", "A-1").error.contains("say --yes"))

        let erased = try run("erase", "A-1", "--yes")
        #expect(erased.status == 0, "\(erased.error)")
        #expect(erased.output.contains("destroyed  contact data; texts: 1"))
        #expect(erased.output.contains("kept       Limit, held and owed stay"))
        let again = try object(try run("erase", "A-1", "--yes", "--json").output)
        #expect((again["destroyed"] as? [String: Any])?["notes"] as? Int == 0)
        #expect(try run("erase", "nobody", "--yes").status == 1)
        try expectErased(digest: before.digest)

        try FileManager.default.removeItem(at: data)
        try FileManager.default.copyItem(at: backup, to: data)
        let restored = try Verification.of(data)
        #expect(!restored.sound)
        #expect(restored.faults.count == 1)
        let fault = restored.faults.first
        #expect(fault?.contains("erased persons that are here again: 1") == true)
        let server = try ServerProcess(data)
        #expect(
            try server.stop().error.contains(
                "persons erased again, brought back by an older copy: 1"))
        try expectErased(digest: before.digest)
        // The other person is untouched.
        #expect(try run("export", "S-1").output.contains("canary-staff"))
    }

    private func expectErased(digest: String) throws {
        for text in ["canary-name", "canary-text", "13800138000"] {
            #expect(try files(with: text).isEmpty, "\(text)")
        }
        let verified = try Verification.of(data)
        #expect(verified.sound && verified.digest == digest)
        let export = try object(try run("export", "A-1", "--json").output)
        #expect(export["contact"] == nil)
        #expect((export["notes"] as? [Any])?.isEmpty == true)
        #expect(export["erased_at"] != nil)
        #expect((export["holds"] as? [Any])?.count == 1)
    }

    @Test("while an engine runs both say how it is asked instead")
    func inUse() throws {
        let server = try ServerProcess(data)
        for words in [["export", "A-1"], ["erase", "A-1", "--yes"]] {
            let ending = try SluiceProcess.run(["person"] + words + ["--data", data.path])
            #expect(ending.status == 75)
            #expect(ending.error.contains("listening on \(server.address)"))
            #expect(ending.error.contains("DELETE /v1/people/A-1"))
        }
        try server.stop()
    }

    @Test("a missing master key is a fault, and the engine does not start without it")
    func missingKey() throws {
        try FileManager.default.removeItem(at: data.appending(path: "people.key"))
        let verified = try Verification.of(data)
        #expect(!verified.sound)
        let refused = try SluiceProcess.run("serve", "--data", data.path, "--port", "0")
        #expect(refused.status == 1)
        #expect(refused.error.contains("people.key is not there"))
    }

    @Test("an export of a history that was imported makes no store")
    func imported() throws {
        let data = folder.file("history")
        let source = try folder.write(
            "orders.csv",
            """
            order_id,account,amount,currency,placed_at
            1,a,1,EUR,2026-01-01
            2,13800138000,1,EUR,2026-01-01
            3,li@example.com,1,EUR,2026-01-01

            """)
        let load = try SluiceProcess.run(
            "import", "--mapping", "generic", "--data", data.path, source.path)
        #expect(load.status == 0)
        #expect(load.output.contains("rejected  2 id_is_personal_data"))
        let rejects = try String(contentsOf: folder.file("orders.csv.rejects.csv"), encoding: .utf8)
        #expect(
            rejects == """
                file,line,cause,column,text
                orders.csv,3,id_is_personal_data,account,
                orders.csv,4,id_is_personal_data,account,

                """)
        let export = try SluiceProcess.run("person", "export", "a", "--data", data.path, "--json")
        #expect(export.status == 0, "\(export.error)")
        #expect((try object(export.output)["holds"] as? [Any])?.count == 1)
        #expect(!FileManager.default.fileExists(atPath: data.appending(path: "people.db").path))
    }
}
