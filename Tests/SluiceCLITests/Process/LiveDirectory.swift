import Foundation
import Testing

/// A live directory with some accounts, and holds that ended.
struct LiveDirectory {
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
            // The same purchase under another id: an alias.
            let again = try connection.send(
                "POST", "/v1/holds",
                """
                {"id":"H-\(index)-again","account":"A-\(index)","amount":300,"currency":"CNY",\
                "order":{"merchant":"M","number":"O-\(index)"}}
                """)
            try #require(again.isReplay)
            let capture = try connection.send(
                "POST", "/v1/holds/H-\(index)/captures?merchant=M",
                #"{"id":"C","amount":200,"final":true}"#)
            try #require(capture.status == 201)
            let told = try connection.send(
                "POST", "/v1/order-events",
                """
                {"specversion":"1.0","id":"E-\(index)","source":"shop","time":"2026-01-01T00:00:00Z",\
                "type":"sluice.order.delivered","data":{"merchant":"M","order":"O-\(index)"}}
                """, type: "application/cloudevents+json")
            try #require(told.status < 300)
        }
        try server.stop()
        sound = try Verification.of(data)
        try #require(sound.sound, "\(sound.faults)")
    }

    /// Changes a database, of this directory or another, as no Sluice ever does.
    func execute(_ sql: String, on file: String, in directory: URL? = nil) throws {
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
            changed = database.execute(sys.argv[2]).rowcount
            assert changed > 0 or sys.argv[2].startswith(("CREATE", "DROP"))
            database.commit()
            """,
            (directory ?? data).appending(path: file).path, sql,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// Lets the views take nothing more, or again: whoever writes them fails, and whoever reads does not.
    func holdViews(_ isHeld: Bool) throws {
        // Too large a value is no damage, for which they would be made again.
        let trigger = """
            CREATE TRIGGER held BEFORE UPDATE ON checkpoint
            BEGIN SELECT zeroblob(9223372036854775807); END
            """
        try execute(isHeld ? trigger : "DROP TRIGGER held", on: "views.db")
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
