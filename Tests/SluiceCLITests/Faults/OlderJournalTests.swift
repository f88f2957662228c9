import Foundation
import Testing

@Suite("A journal put back in an older state", .blocking)
struct OlderJournalTests {
    /// A directory whose journal was written on after a copy of it was made.
    private struct Older {
        let live: LiveDirectory
        let old: URL
        let rows: Int

        init() throws {
            live = try LiveDirectory()
            old = live.folder.file("old")
            try FileManager.default.createDirectory(at: old, withIntermediateDirectories: false)
            try FileManager.default.copyItem(
                at: live.data.appending(path: "journal.db"),
                to: old.appending(path: "journal.db"))
            let server = try ServerProcess(live.data, ["--snapshot-events", "3"])
            let connection = try server.connect(key: live.key)
            for index in 0..<4 {
                let account = try connection.send(
                    "POST", "/v1/accounts", #"{"id":"N-\#(index)","currency":"CNY","limit":1}"#)
                try #require(account.status == 201)
            }
            let snapshots = live.data.appending(path: "snapshots").path
            try #require(
                Waiting.until {
                    let names = try? FileManager.default.contentsOfDirectory(atPath: snapshots)
                    return names?.contains { $0.hasSuffix(".snap") } ?? false
                })
            try server.stop()
            rows = try Verification.of(live.data).rows
        }

        func putBack() throws {
            try live.remove("journal.db")
            try FileManager.default.copyItem(
                at: old.appending(path: "journal.db"),
                to: live.data.appending(path: "journal.db"))
        }
    }

    @Test("scenario 54: beneath its followers it is refused, and a copy that is ahead is kept")
    func beneathFollowers() throws {
        let older = try Older()
        let live = older.live
        let copy = live.folder.file("copy").path
        let follow = ["follow", "--data", live.data.path, "--to", copy, "--once"]
        #expect(try SluiceProcess.run(follow).status == 0)
        try older.putBack()
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(
            served.error.contains("followed the journal to row \(older.rows)")
                && served.error.contains("tail is lost"), "\(served.error)")
        let verified = try live.verify()
        #expect(verified.status == 1 && verified.output.contains("at row \(older.rows)"))
        // The followed copy has every row; it is not cut back, and serves.
        let behind = try SluiceProcess.run(follow)
        #expect(behind.status == 1 && behind.error.contains("is ahead of"), "\(behind.error)")
        let found = try SluiceProcess.run("verify", "--data", copy, "--json")
        #expect(try found.json(Verification.self).rows == older.rows)
    }

    @Test("without followers its snapshots are passed over by name, and the older state is served")
    func withoutFollowers() throws {
        let older = try Older()
        let live = older.live
        try older.putBack()
        try live.remove("archive.db")
        try live.remove("views.db")
        try live.remove("messages.db")
        let server = try ServerProcess(live.data)
        let connection = try server.connect(key: live.key)
        #expect(try connection.send("GET", "/v1/accounts/A-1").status == 200)
        #expect(try connection.send("GET", "/v1/accounts/N-3").status == 404)
        let ending = try server.stop()
        #expect(ending.status == 0 && ending.error.contains("snapshot"), "\(ending.error)")
        let found = try Verification.of(live.data)
        #expect(found.sound && found.digest == live.sound.digest, "\(found.faults)")
    }
}
