import Foundation
import Testing

/// A live directory with some accounts, and holds that ended.
private struct LiveDirectory {
    let folder: ImportFolder
    let data: URL
    let key: String
    let sound: Verification

    static let accounts = 5

    init() throws {
        folder = try ImportFolder()
        data = folder.file("data")
        let server = try ServerProcess(data)
        key = try #require(server.firstKey)
        let connection = try server.connect(key: key)
        for index in 0..<Self.accounts {
            let account = try connection.send(
                "POST", "/v1/accounts", #"{"id":"A-\#(index)","currency":"CNY","limit":1000}"#)
            try #require(account.status == 201)
            let hold = try connection.send(
                "POST", "/v1/holds",
                """
                {"id":"H-\(index)","account":"A-\(index)","amount":300,"currency":"CNY",\
                "order":{"merchant":"M","number":"O-\(index)"}}
                """)
            try #require(hold.status == 201)
            let capture = try connection.send(
                "POST", "/v1/holds/H-\(index)/captures?merchant=M",
                #"{"id":"C","amount":200,"final":true}"#)
            try #require(capture.status == 201)
        }
        try server.stop()
        sound = try Verification.of(data)
        try #require(sound.sound, "\(sound.faults)")
    }

    /// Changes a database as no Sluice ever does.
    func execute(_ sql: String, on file: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import hashlib, sqlite3, struct, sys
            database = sqlite3.connect(sys.argv[1])
            flip = lambda blob: bytes([blob[0]] + [blob[1] ^ 64]) + blob[2:]
            database.create_function("flip", 1, flip)
            later = lambda blob: b"\\x63" + blob[1:]
            database.create_function("later", 1, later)
            chain = lambda previous, *row: hashlib.sha256(
                previous + struct.pack(">HQQqQI", *row[:6]) + row[6]).digest()
            database.create_function("chain", 8, chain)
            assert database.execute(sys.argv[2]).rowcount > 0
            database.commit()
            """,
            data.appending(path: file).path, sql,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    func remove(_ store: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(at: data.appending(path: store + suffix))
        }
        let gone = !FileManager.default.fileExists(atPath: data.appending(path: store).path)
        try #require(gone)
    }

    /// Every file but the lock, which tells who tried last, and the indexes of logs, which any
    /// reader makes again.
    func bytes() throws -> [String: Data] {
        var bytes: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: data.path)
        where name != "sluice.lock" && !name.hasSuffix("-shm") {
            bytes[name] = try Data(contentsOf: data.appending(path: name))
        }
        return bytes
    }

    func verify() throws -> SluiceProcess.Ending {
        try SluiceProcess.run("verify", "--data", data.path)
    }

    func serve() throws -> SluiceProcess.Ending {
        try SluiceProcess.run("serve", "--data", data.path, "--port", "0")
    }
}

@Suite("Directories that are not as they were left", .blocking)
struct DamagedDirectoryTests {
    @Test("scenario 53: a changed byte of the journal is refused by all, naming the row")
    func changedByte() throws {
        let live = try LiveDirectory()
        try live.execute(
            "UPDATE journal SET bytes = flip(bytes) WHERE sequence = 4", on: "journal.db")
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(served.error.contains("row 4"), "\(served.error)")
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("row 4"), "\(verified.output)")
        #expect(verified.output.contains("UNSOUND"))
        let reported = try SluiceProcess.run("report", "--data", live.data.path)
        #expect(reported.status == 1)
        #expect(reported.error.contains("row 4"), "\(reported.error)")
    }

    @Test("a journal with a row of a later version is refused with nothing changed")
    func laterRow() throws {
        let live = try LiveDirectory()
        try live.execute(
            """
            UPDATE journal SET bytes = later(bytes),
                hash = chain((SELECT hash FROM journal WHERE sequence = \(live.sound.rows - 1)),
                    shard, sequence, epoch, time, first_event, count, later(bytes))
            WHERE sequence = \(live.sound.rows)
            """, on: "journal.db")
        // What an older version would throw away.
        try live.execute("UPDATE checkpoint SET hash = flip(hash)", on: "views.db")
        let before = try live.bytes()
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(served.error.contains("has format 99"), "\(served.error)")
        let after = try live.bytes()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed == [])
    }

    @Test("a balance changed in the archive is found")
    func changedArchive() throws {
        let live = try LiveDirectory()
        try live.execute(
            "UPDATE records SET bytes = flip(bytes) WHERE key = (SELECT min(key) FROM records)",
            on: "archive.db")
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("FAULT     archive differs in"), "\(verified.output)")
    }

    @Test("a balance changed in the views is found")
    func changedViews() throws {
        let live = try LiveDirectory()
        try live.execute(
            """
            UPDATE accounts SET owed = owed + 1
            WHERE opened_sequence = (SELECT max(opened_sequence) FROM accounts)
            """, on: "views.db")
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("FAULT     views differ in account A-4"))
    }

    @Test("scenario 54: a journal cut short behind its archive is refused, naming the lost tail")
    func lostTail() throws {
        let live = try LiveDirectory()
        let rows = live.sound.rows
        try live.execute(
            "DELETE FROM journal WHERE sequence > \(rows - 2)", on: "journal.db")
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(served.error.contains("followed the journal to row \(rows)"), "\(served.error)")
        #expect(served.error.contains("tail is lost"))
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("at row \(rows)"), "\(verified.output)")
    }

    @Test(
        "views or archive that are gone are made again from the journal",
        arguments: ["views.db", "archive.db"])
    func rebuilt(_ store: String) throws {
        let live = try LiveDirectory()
        try live.remove(store)
        let server = try ServerProcess(live.data)
        let connection = try server.connect(key: live.key)
        // An ended hold of the past, and the list that only the views have.
        let hold = try connection.send("GET", "/v1/holds/H-2?merchant=M")
        #expect(hold.status == 200)
        let isListed = try Waiting.until {
            let list = try connection.send("GET", "/v1/holds?account=A-2").json(HoldList.self)
            return list.holds.map(\.id) == ["H-2"]
        }
        #expect(isListed)
        #expect(try server.stop().status == 0)
        let found = try SluiceProcess.run("verify", "--data", live.data.path, "--json")
        #expect(found.status == 0, "\(found.output)")
        let again = try found.json(Verification.self)
        #expect(again.sound && again.digest == live.sound.digest)
        #expect(again.archived == live.sound.archived && again.archived > LiveDirectory.accounts)
    }

    private struct HoldList: Decodable {
        struct Hold: Decodable { var id: String }
        var holds: [Hold]
    }
}
