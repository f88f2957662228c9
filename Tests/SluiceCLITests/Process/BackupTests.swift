import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Synchronization
import Testing

@Suite("Backup and restore", .blocking)
struct BackupTests {
    private struct Told: Decodable {
        var rows: Int
        var newestTime: String
        var digest: String
        var head: String
    }

    private func backup(_ data: URL, to target: URL) throws -> SluiceProcess.Ending {
        try SluiceProcess.run("backup", "--data", data.path, "--to", target.path, "--json")
    }

    private func restore(_ backup: URL, to data: URL) throws -> SluiceProcess.Ending {
        try SluiceProcess.run("restore", "--from", backup.path, "--data", data.path, "--json")
    }

    private func has(_ directory: URL, _ file: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appending(path: file).path)
    }

    private func bringKey(from data: URL, to other: URL) throws {
        try FileManager.default.copyItem(
            at: data.appending(path: "people.key"), to: other.appending(path: "people.key"))
    }

    @Test("taken under load, it has every command acknowledged before its start, and serves")
    func underLoad() throws {
        let folder = try ImportFolder()
        let (data, copy, restored) = (folder.file("data"), folder.file("copy"), folder.file("new"))
        let server = try ServerProcess(data)
        let key = try #require(server.firstKey)
        let load = try BackupLoad(server, key: key, threads: 2)
        #expect(Waiting.until { load.count > 200 })
        let before = load.acknowledged
        let taken = try backup(data, to: copy)
        let during = load.count - before.count
        load.stop()
        try server.stop()
        #expect(taken.status == 0, "\(taken.error)")
        #expect(during > 0, "nothing was written meanwhile: the test shows nothing")
        #expect(!has(copy, "people.key") && !has(copy, "views.db") && has(copy, "people.db"))

        let ending = try restore(copy, to: restored)
        #expect(ending.status == 0, "\(ending.error)")
        #expect(ending.error.contains("put people.key into"))
        #expect(try ending.json(Told.self).digest == taken.json(Told.self).digest)
        let refused = try SluiceProcess.run("serve", "--data", restored.path, "--port", "0")
        #expect(refused.status == 1 && refused.error.contains("people.key is not there"))
        try bringKey(from: data, to: restored)
        let verified = try Verification.of(restored)
        #expect(verified.sound, "\(verified.faults)")
        #expect(try verified.digest == taken.json(Told.self).digest)
        let again = try ServerProcess(restored)
        let connection = try again.connect(key: key)
        for hold in before {
            #expect(try connection.send("GET", "/v1/holds/\(hold)?merchant=M").status == 200)
        }
        #expect(try again.stop().status == 0)
    }

    @Test("a damaged backup is refused by name, and nothing is left that an engine would serve")
    func damaged() throws {
        let live = try LiveDirectory()
        let copy = live.folder.file("copy")
        let taken = try backup(live.data, to: copy)
        #expect(taken.status == 0, "\(taken.error)")
        #expect(try taken.json(Told.self).digest == live.sound.digest)
        #expect(try taken.json(Told.self).rows == live.sound.rows)
        let rows = live.sound.rows
        let damages: [(file: String, sql: String, named: String)] = [
            ("journal.db", "UPDATE journal SET bytes = flip(bytes) WHERE sequence = 4", "row 4"),
            (
                "journal.db", "DELETE FROM journal WHERE sequence = \(rows)",
                "archive is at row \(rows)"
            ),
            (
                "archive.db",
                "UPDATE records SET bytes = flip(bytes) WHERE kind = 3 AND key = "
                    + "(SELECT min(key) FROM records WHERE kind = 3)", "in hold H-"
            ),
        ]
        for (index, damage) in damages.enumerated() {
            let broken = live.folder.file("broken-\(index)")
            let target = live.folder.file("target-\(index)")
            try FileManager.default.copyItem(at: copy, to: broken)
            try live.execute(damage.sql, on: damage.file, in: broken)
            let ending = try restore(broken, to: target)
            #expect(ending.status == 1)
            #expect(ending.error.contains(damage.named), "\(ending.error)")
            #expect(!has(target, "journal.db") && !has(target, "restoring"))
        }
        let unfinished = live.folder.file("unfinished")
        try FileManager.default.copyItem(at: copy, to: unfinished)
        try FileManager.default.removeItem(at: unfinished.appending(path: "backup.json"))
        let ending = try restore(unfinished, to: live.folder.file("target"))
        #expect(ending.status == 1 && ending.error.contains("is no finished backup"))
    }

    @Test("a journal whose newest rows are gone differs from what the backup says of itself")
    func cutShort() throws {
        let live = try LiveDirectory()
        let copy = live.folder.file("copy")
        #expect(try backup(live.data, to: copy).status == 0)
        let rows = live.sound.rows
        try live.execute("DELETE FROM journal WHERE sequence = \(rows)", on: "journal.db", in: copy)
        for follower in ["archive.db", "messages.db"] {
            try FileManager.default.removeItem(at: copy.appending(path: follower))
        }
        let ending = try restore(copy, to: live.folder.file("target"))
        #expect(ending.status == 1)
        #expect(ending.error.contains("\(rows - 1) rows instead of \(rows)"), "\(ending.error)")
    }

    @Test("nothing is restored or backed up over what is there")
    func occupied() throws {
        let live = try LiveDirectory()
        let copy = live.folder.file("copy")
        #expect(try backup(live.data, to: copy).status == 0)
        let before = try live.bytes()
        let restored = try restore(copy, to: live.data)
        #expect(restored.status == 64)
        #expect(restored.error.contains("already: nothing is copied over it"))
        #expect(try live.bytes() == before)
        #expect(try backup(live.data, to: copy).status == 64)
    }

    @Test("a damaged journal makes no backup")
    func damagedSource() throws {
        let live = try LiveDirectory()
        try live.execute(
            "UPDATE journal SET bytes = flip(bytes) WHERE sequence = 5", on: "journal.db")
        let copy = live.folder.file("copy")
        let taken = try backup(live.data, to: copy)
        #expect(taken.status == 1 && taken.error.contains("row 5"), "\(taken.error)")
        #expect(!has(copy, "backup.json"))
    }

    @Test("persons erased since the backup are erased again by the restore")
    func erased() throws {
        let folder = try ImportFolder()
        let (data, copy) = (folder.file("data"), folder.file("copy"))
        let server = try ServerProcess(data)
        let connection = try server.connect(key: try #require(server.firstKey))
        for person in ["A-1", "S-1"] {
            let told = try connection.send(
                "PUT", "/v1/people/\(person)", #"{"name":"canary-\#(person)"}"#)
            #expect(told.status == 200)
        }
        // Beside the running engine.
        #expect(try backup(data, to: copy).status == 0)
        #expect(try connection.send("DELETE", "/v1/people/A-1").status < 300)
        try server.stop()
        let key = try Data(contentsOf: data.appending(path: "people.key"))
        try FileManager.default.removeItem(at: data)
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: false)
        try key.write(to: data.appending(path: "people.key"))
        let ending = try restore(copy, to: data)
        #expect(ending.status == 0)
        #expect(ending.error.contains("persons erased again: 1"), "\(ending.error)")
        #expect(try Verification.of(data).sound)
        let people = try SQLitePeople(directory: data.path, clock: .system)
        #expect(try people.counts().persons == 1 && people.counts().erased == 1)
    }
}

/// Places holds over HTTP on threads of its own, and notes which were acknowledged.
private final class BackupLoad: Sendable {
    private let names = Mutex<[String]>([])
    private let isOver = Mutex(false)
    private let group = DispatchGroup()

    var acknowledged: [String] { names.withLock { $0 } }
    var count: Int { names.withLock { $0.count } }

    init(_ server: ServerProcess, key: String, threads: Int) throws {
        for thread in 0..<threads {
            let connection = try server.connect(key: key)
            let account = try connection.send(
                "POST", "/v1/accounts", #"{"id":"A-\#(thread)","currency":"CNY","limit":100000000}"#
            )
            try #require(account.status == 201)
            group.enter()
            Thread.detachNewThread { [self] in
                defer { group.leave() }
                for number in 0... {
                    if isOver.withLock({ $0 }) { return }
                    let name = "H-\(thread)-\(number)"
                    let answer = try? connection.send(
                        "POST", "/v1/holds",
                        """
                        {"id":"\(name)","account":"A-\(thread)","amount":100,"currency":"CNY",\
                        "order":{"merchant":"M","number":"O-\(thread)-\(number)"}}
                        """)
                    if answer?.status == 201 { names.withLock { $0.append(name) } }
                }
            }
        }
    }

    func stop() {
        isOver.withLock { $0 = true }
        group.wait()
    }
}
