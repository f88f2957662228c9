import Foundation
import SluiceEngine
import SluiceSQLite
import Testing

@Suite("Journal rows in files, by the program", .blocking)
struct RowFilesTests {
    private struct Readiness: Decodable {
        struct Place: Decodable {
            var store: String
            var place: String
        }
        var damaged: [Place]?
    }

    private struct Told: Decodable { var digest: String }

    static let options = ["--journal-hours", "0", "--snapshot-events", "5", "--scrub-hours", "0"]

    /// A directory whose rows are in files but for the newest, with how many accounts it has.
    private func filed() throws -> (live: LiveDirectory, accounts: Int) {
        let live = try LiveDirectory()
        let server = try ServerProcess(live.data, Self.options)
        let connection = try server.connect(key: live.key)
        var accounts = 0
        let isFiled = try Waiting.until {
            let answer = try connection.send(
                "POST", "/v1/accounts", #"{"id":"B-\#(accounts)","currency":"CNY","limit":1}"#)
            accounts += answer.status == 201 ? 1 : 0
            return files(live.data).count >= 2
        }
        #expect(isFiled, "no rows moved")
        let metrics = String(
            decoding: try connection.send("GET", "/metrics").body, as: UTF8.self)
        for name in ["filed_row", "filed_rows_total", "files_total", "forget_max_nanoseconds"] {
            #expect(metrics.contains("\nsluice_journal_\(name) "), "\(name)")
        }
        #expect(try server.stop().status == 0)
        return (live, accounts)
    }

    private func files(_ data: URL) -> [String] {
        let folder = data.appending(path: "journal").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".rows") }.sorted()
    }

    @Test("verified, served, and followed by views made again")
    func served() throws {
        let (live, _) = try filed()
        let verified = try Verification.of(live.data)
        #expect(verified.sound, "\(verified.faults)")
        try live.remove("views.db")
        let server = try ServerProcess(live.data, Self.options)
        let connection = try server.connect(key: live.key)
        #expect(
            try Waiting.until {
                let list = try connection.send("GET", "/v1/accounts?limit=1000")
                return String(decoding: list.body, as: UTF8.self).contains("\"A-0\"")
            })
        try server.stop()
        // Without a snapshot, too.
        try FileManager.default.removeItem(at: live.data.appending(path: "snapshots"))
        let again = try ServerProcess(live.data)
        #expect(try again.process.line("recovered:").hasPrefix("no snapshot, "))
        try again.stop()
        #expect(try Verification.of(live.data).sound)
    }

    @Test("backup, restore and follow take the files, and the copies are served")
    func copied() throws {
        let (live, _) = try filed()
        let digest = try Verification.of(live.data).digest
        let (copy, restored) = (live.folder.file("copy"), live.folder.file("restored"))
        let taken = try SluiceProcess.run(
            "backup", "--data", live.data.path, "--to", copy.path, "--json")
        #expect(taken.status == 0, "\(taken.error)")
        #expect(try taken.json(Told.self).digest == digest)
        let put = try SluiceProcess.run("restore", "--from", copy.path, "--data", restored.path)
        #expect(put.status == 0, "\(put.error)")
        let followed = live.folder.file("followed")
        let follower = try SluiceProcess.run(
            "follow", "--data", live.data.path, "--to", followed.path, "--once")
        #expect(follower.status == 0, "\(follower.error)")
        for directory in [copy, restored, followed] {
            if directory != followed {
                try FileManager.default.copyItem(
                    at: live.data.appending(path: "people.key"),
                    to: directory.appending(path: "people.key"))
            }
            #expect(files(directory) == files(live.data), "\(directory.lastPathComponent)")
            let verified = try Verification.of(directory)
            #expect(verified.sound && verified.digest == digest, "\(verified.faults)")
        }
        let served = try ServerProcess(followed)
        try served.stop()
    }

    @Test("a file that goes bad is named by /readyz and verify, and by the start that needs it")
    func damaged() throws {
        let (live, _) = try filed()
        let name = try #require(files(live.data).first { $0.hasPrefix("1-") })
        let path = live.data.appending(path: "journal/\(name)")
        let server = try ServerProcess(live.data, Self.options)
        let connection = try server.connect(key: live.key)
        var bytes = Array(try Data(contentsOf: path))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: path)
        #expect(
            try Waiting.until {
                let told = try connection.send("GET", "/readyz").json(Readiness.self)
                return (told.damaged ?? []).contains {
                    $0.store == "journal_files" && $0.place == name
                }
            })
        try server.stop()
        let verified = try live.verify()
        #expect(verified.status == 1 && verified.output.contains(name), "\(verified.output)")
        // With a snapshot nothing of it is needed.
        let again = try ServerProcess(live.data)
        #expect(try again.process.line("recovered:").hasPrefix("snapshot row "))
        try again.stop()
        try FileManager.default.removeItem(at: live.data.appending(path: "snapshots"))
        let refused = try live.serve()
        #expect(refused.status == 1 && refused.error.contains(name), "\(refused.error)")
        let backup = try SluiceProcess.run(
            "backup", "--data", live.data.path, "--to", live.folder.file("copy").path)
        #expect(backup.status == 1 && backup.error.contains(name), "\(backup.error)")
    }

    @Test("--journal-hours and --journal-mib are bounded")
    func bounded() throws {
        for option in [["--journal-hours", "-1"], ["--journal-mib", "0"]] {
            let ended = try SluiceProcess.run(["serve"] + option)
            #expect(ended.status == 64)
        }
    }
}
