import Foundation
import SluiceEngine
import SluiceSQLite
import Testing

@Suite("Answers that wait for a follower, by the program", .blocking)
struct WaitForFollowerTests {
    private struct Readiness: Decodable {
        var status: String
        var stalled: String?
    }

    private func head(_ directory: URL) throws -> JournalHead {
        try SQLiteJournal.openReadOnly(directory: directory.path).head()
    }

    private func open(_ account: String, _ connection: HTTPConnection) throws -> Int {
        try connection.send(
            "POST", "/v1/accounts", #"{"id":"\#(account)","currency":"CNY","limit":1000}"#
        ).status
    }

    @Test(
        "what was answered is in both; the lost directory is filled from the follower, and served")
    func lost() throws {
        let folder = try ImportFolder()
        let (data, follower) = (folder.file("data"), folder.file("follower"))
        let options = ["--wait-for-follower", follower.path]
        let server = try ServerProcess(data, options)
        let connection = try server.connect(key: try #require(server.firstKey))
        for index in 0..<20 {
            #expect(try open("A-\(index)", connection) == 201)
            #expect(try head(follower) == head(data))
        }
        // Nobody else writes it meanwhile.
        let refused = try SluiceProcess.run("serve", "--data", follower.path, "--port", "0")
        #expect(refused.status == 75)
        try server.kill()
        let digest = try Verification.of(follower).digest
        try FileManager.default.removeItem(at: data)
        let again = try ServerProcess(data, options)
        let reader = try again.connect(key: try #require(again.firstKey))
        #expect(try reader.send("GET", "/v1/accounts/A-19").status == 200)
        let ending = try again.stop()
        #expect(ending.status == 0)
        #expect(ending.error.contains("rows from its follower"), "\(ending.error)")
        #expect(try Verification.of(data).digest == digest)
        #expect(try head(follower).hash == head(data).hash)
    }

    @Test("while the follower takes no rows everybody is refused, and served when it is back")
    func away() throws {
        let folder = try ImportFolder()
        let (data, follower) = (folder.file("data"), folder.file("follower"))
        let server = try ServerProcess(
            data, ["--wait-for-follower", follower.path, "--follower-seconds", "5"])
        let connection = try server.connect(key: try #require(server.firstKey))
        #expect(try open("A-1", connection) == 201)
        let lock = try Process.holding(follower.appending(path: "journal.db"))
        #expect(try Waiting.until { try open("A-2", connection) == 503 })
        let refused = try connection.send(
            "POST", "/v1/accounts", #"{"id":"A-3","currency":"CNY","limit":1000}"#)
        let text = String(decoding: refused.body, as: UTF8.self)
        #expect(refused.status == 503 && text.contains("journal_stalled"), "\(text)")
        let readiness = try connection.send("GET", "/readyz").json(Readiness.self)
        #expect(readiness.status == "not_ready" && readiness.stalled == "follower")
        // Children of a worker thread may have SIGTERM blocked.
        kill(lock.processIdentifier, SIGKILL)
        lock.waitUntilExit()
        #expect(try Waiting.until { try open("A-2", connection) < 300 })
        #expect(try server.stop().status == 0)
        #expect(try head(follower).hash == head(data).hash)
    }

    @Test("a follower that is another journal is refused, and so is a start without it")
    func foreign() throws {
        let (live, other) = (try LiveDirectory(), try LiveDirectory())
        let refused = try SluiceProcess.run(
            "serve", "--data", live.data.path, "--port", "0", "--wait-for-follower",
            other.data.path)
        #expect(refused.status == 1)
        #expect(refused.error.contains("is another journal"), "\(refused.error)")
        #expect(try Verification.of(live.data).digest == live.sound.digest)
        #expect(try Verification.of(other.data).digest == other.sound.digest)
    }
}

extension Process {
    /// Another process that holds a database for writing, from when this returns until it ends.
    fileprivate static func holding(_ database: URL) throws -> Process {
        let held = database.appendingPathExtension("held")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import sqlite3, sys, time
            database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
            database.execute("BEGIN IMMEDIATE")
            open(sys.argv[2], "w").close()
            time.sleep(600)
            """,
            database.path, held.path,
        ]
        try process.run()
        #expect(Waiting.until { FileManager.default.fileExists(atPath: held.path) })
        return process
    }
}
