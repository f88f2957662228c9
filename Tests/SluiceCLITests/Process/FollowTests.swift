import Foundation
import SluiceEngine
import SluiceSQLite
import Testing

@Suite("A journal that is followed", .blocking)
struct FollowTests {
    private func follow(_ data: URL, _ copy: URL, _ more: String...) throws -> SluiceProcess {
        try SluiceProcess(["follow", "--data", data.path, "--to", copy.path] + more)
    }

    private func head(_ directory: URL) throws -> JournalHead {
        try SQLiteJournal.openReadOnly(directory: directory.path).head()
    }

    @Test("it grows with the journal, ends on SIGTERM, goes on where it was, and can be served")
    func grows() throws {
        let folder = try ImportFolder()
        let (data, copy) = (folder.file("data"), folder.file("copy"))
        let server = try ServerProcess(data)
        let connection = try server.connect(key: try #require(server.firstKey))
        let follower = try follow(data, copy)
        _ = try follower.line("caught up:")
        func open(_ account: String) throws {
            let answer = try connection.send(
                "POST", "/v1/accounts", #"{"id":"\#(account)","currency":"CNY","limit":1000}"#)
            #expect(answer.status == 201)
        }
        try open("A-1")
        let first = try head(data)
        #expect(try Waiting.until { try head(copy).hash == first.hash })
        // Nobody serves it meanwhile.
        let refused = try SluiceProcess.run("serve", "--data", copy.path, "--port", "0")
        #expect(refused.status == 75)
        follower.signal(SIGTERM)
        let ended = try follower.waitForEnd()
        #expect(ended.status == 0 && !ended.wasKilled)
        #expect(ended.output.contains("to row: \(first.sequence)"), "\(ended.output)")

        try open("A-2")
        try server.stop()
        let again = try follow(data, copy, "--once").waitForEnd()
        #expect(again.status == 0, "\(again.error)")
        #expect(again.output.contains("from row: \(first.sequence)"), "\(again.output)")
        let verified = try Verification.of(copy)
        #expect(verified.sound, "\(verified.faults)")
        #expect(try verified.digest == Verification.of(data).digest)
        let served = try ServerProcess(copy)
        let reader = try served.connect(key: try #require(served.firstKey))
        for account in ["A-1", "A-2"] {
            #expect(try reader.send("GET", "/v1/accounts/\(account)").status == 200)
        }
        #expect(try served.stop().status == 0)
    }

    @Test("a target that is another journal, or ahead, is refused and left as it is")
    func refused() throws {
        let live = try LiveDirectory()
        let other = try LiveDirectory()
        let copy = live.folder.file("copy")
        #expect(try follow(live.data, copy, "--once").waitForEnd().status == 0)
        let before = try head(copy)
        let another = try follow(other.data, copy, "--once").waitForEnd()
        #expect(another.status == 1)
        #expect(
            another.error.contains("is another journal") || another.error.contains("is ahead"),
            "\(another.error)")
        try live.execute(
            "DELETE FROM journal WHERE sequence > \(live.sound.rows - 2)", on: "journal.db")
        let ahead = try follow(live.data, copy, "--once").waitForEnd()
        #expect(ahead.status == 1)
        #expect(ahead.error.contains("is ahead of"), "\(ahead.error)")
        #expect(try head(copy) == before)
    }

    @Test("a damaged row is named and never copied")
    func damaged() throws {
        let live = try LiveDirectory()
        try live.execute(
            "UPDATE journal SET bytes = flip(bytes) WHERE sequence = 6", on: "journal.db")
        let copy = live.folder.file("copy")
        let ended = try follow(live.data, copy, "--once").waitForEnd()
        #expect(ended.status == 1 && ended.error.contains("row 6"), "\(ended.error)")
        #expect(try head(copy).sequence == 5)
        #expect(try Verification.of(copy).sound)
    }
}
