import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

@testable import sluice

private let isSoak = Surroundings.number("SLUICE_SOAK_MINUTES") != nil

/// A directory as a kill leaves it, all stores caught up: with logs, snapshots and ended records.
private struct KilledDirectory {
    let live: LiveDirectory
    let path: URL
    /// Every file in which a byte is changed, and where it holds anything.
    let files: [(name: String, places: [Int])]
    let expected: ServedState

    static let holds = (0..<LiveDirectory.accounts).map { "H-\($0)" } + ["N-0", "N-1", "N-2"]

    init() async throws {
        live = try LiveDirectory()
        let first = try ServerProcess(live.data, ["--snapshot-events", "1"])
        let writer = try first.connect(key: live.key)
        let snapshots = live.data.appending(path: "snapshots")
        for index in 0..<3 {
            let hold = try writer.send(
                "POST", "/v1/holds",
                """
                {"id":"N-\(index)","account":"A-\(index)","amount":70,"currency":"CNY",\
                "order":{"merchant":"M","number":"ON-\(index)"}}
                """)
            try #require(hold.status == 201)
        }
        // One that is written when the next is due puts it off.
        var others = 0
        try #require(
            try Waiting.until {
                let account = try writer.send(
                    "POST", "/v1/accounts", #"{"id":"B-\#(others)","currency":"CNY","limit":1}"#)
                others += account.status == 201 ? 1 : 0
                let names = try? FileManager.default.contentsOfDirectory(atPath: snapshots.path)
                return names?.count { $0.hasSuffix(".snap") } == 2
            })
        try first.stop()
        let server = try ServerProcess(live.data)
        let connection = try server.connect(key: live.key)
        // Some rows after the newest snapshot.
        let last = try connection.send(
            "POST", "/v1/holds/N-0/captures?merchant=M", #"{"id":"C","amount":20}"#)
        try #require(last.status == 201)
        try #require(
            Waiting.until {
                let ready = try connection.send("GET", "/readyz").json(Readiness.self)
                return ready.consumers.allSatisfy { $0.rowsBehind == 0 }
            })
        path = live.folder.file("killed")
        try FileManager.default.copyItem(at: live.data, to: path)
        try server.kill()
        var files: [(name: String, places: [Int])] = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: path.path).sorted()
        where name != "sluice.lock" && !name.hasSuffix("-shm") {
            guard let bytes = try? Data(contentsOf: path.appending(path: name)) else { continue }
            // Of so small a store most is room that nobody has used yet.
            let places = bytes.indices.filter { bytes[$0] != 0 }
            if !places.isEmpty { files.append((name, places)) }
        }
        self.files = files
        let undamaged = live.folder.file("undamaged")
        try FileManager.default.copyItem(at: path, to: undamaged)
        expected = try await ServedState(undamaged)
    }

    /// A copy with some bits of one byte changed.
    func copy(_ name: String, changing file: String, at offset: Int, by mask: UInt8) throws -> URL {
        let copy = live.folder.file(name)
        try FileManager.default.copyItem(at: path, to: copy)
        let handle = try FileHandle(forUpdating: copy.appending(path: file))
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(offset))
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data([byte ^ mask]))
        return copy
    }
}

/// What an engine that starts on a directory says of every account and hold, read one by one.
private struct ServedState {
    private var accounts: [String: AccountRecord?] = [:]
    private var holds: [String: HoldRecord?] = [:]
    /// How many were refused because they cannot be read.
    private(set) var unread = 0

    /// - Parameter fromRows: without a snapshot, and with no ended record in memory.
    /// - Throws: `JournalError`, where the start is refused.
    init(_ directory: URL, fromRows: Bool = false) async throws {
        var options = EngineOptions()
        if fromRows {
            options.residentEndedMax = 0
            try FileManager.default.removeItem(at: directory.appending(path: "snapshots"))
        }
        let opened = try DataDirectory.open(
            directory.path,
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "nobody", zone: "UTC"),
                policy: .standard), options: options)
        defer { opened.engine.stop() }
        _ = try SQLitePeople(directory: directory.path, clock: .system).applyErasures()
        let merchant = KeyDerivation.merchant("M")
        for index in 0..<LiveDirectory.accounts {
            let name = "A-\(index)"
            let key = KeyDerivation.account(lender: "lender", name: name)
            guard let answer = try await read(.account(key), opened.engine) else { continue }
            accounts[name] = .some(answer.account)
        }
        for name in KilledDirectory.holds {
            let key = KeyDerivation.hold(merchant: merchant, name: name)
            guard let answer = try await read(.hold(key), opened.engine) else { continue }
            holds[name] = .some(answer.hold)
        }
    }

    private mutating func read(_ query: ReadQuery, _ engine: Engine) async throws -> Answer? {
        do {
            return try await engine.read(query)
        } catch EngineRefusal.archiveUnreadable {
            unread += 1
            return nil
        }
    }

    /// Whether nothing that is said is other than it was.
    func agrees(with expected: ServedState) -> Bool {
        accounts.allSatisfy { expected.accounts[$0.key] == $0.value }
            && holds.allSatisfy { $0.value == nil || expected.holds[$0.key] == $0.value }
    }

    /// How many holds are not found: a record whose key changed in the archive is under another.
    var missing: Int { holds.values.count { $0 == nil } }
}

/// What became of the changed bytes of one file.
private struct Tally: CustomStringConvertible {
    var refused = 0
    var served = 0
    var unread = 0
    var found = 0

    var description: String {
        "\(refused) starts refused, \(served) served as before, \(unread) of them not all; "
            + "verify found \(found)"
    }
}

@Suite("A changed byte anywhere", .blocking)
struct ChangedByteTests {
    static let seed = UInt64(Surroundings.number("SLUICE_SEED") ?? 53)
    /// How many bytes of a file are changed: most of those that hold the truth.
    private static func samples(_ file: String) -> Int {
        if isSoak { return 300 }
        // What types an archived row is read by lies in few of its bytes.
        if file == "archive.db" { return 100 }
        return file == "journal.db" ? 25 : 6
    }

    /// The file in which damage cannot be told from what was written: whose rights change is for
    /// the operator to see.
    static let unmarked = ["keys.json"]

    @Test("scenario 53: a start serves the same state or is refused, naming the damage")
    func anywhere() async throws {
        var random = RandomSource(seed: Self.seed)
        let killed = try await KilledDirectory()
        var tallies: [String: Tally] = [:]
        var copies = 0
        for (name, places) in killed.files where !Self.unmarked.contains(name) {
            let kind = name.hasSuffix(".snap") ? "snapshots" : name
            for sample in 0..<Self.samples(name) {
                let offset = random.pick(places)
                let mask = UInt8(1 << random.below(8))
                let what = "seed \(Self.seed): \(name) at \(offset) by \(mask)"
                copies += 1
                let copy = try killed.copy("copy-\(copies)", changing: name, at: offset, by: mask)
                var tally = tallies[kind] ?? Tally()
                // First: it changes nothing, a start may mend.
                let faults: [String]
                do {
                    faults = try DirectoryCheck(path: copy.path).run().faults
                } catch let error as JournalError {
                    faults = [error.detail]
                }
                tally.found += faults.isEmpty ? 0 : 1
                do {
                    let state = try await ServedState(copy, fromRows: sample % 2 == 1)
                    #expect(state.agrees(with: killed.expected), "\(what)")
                    tally.served += 1
                    tally.unread += state.unread + state.missing > 0 ? 1 : 0
                    #expect(
                        state.unread + state.missing == 0 || !faults.isEmpty,
                        "\(what): verify is silent")
                } catch let error as JournalError {
                    tally.refused += 1
                    #expect(error.code != .locked && !error.detail.isEmpty, "\(what): \(error)")
                    #expect(
                        !faults.isEmpty, "\(what): refused, \(error), and verify is silent")
                }
                tallies[kind] = tally
                // What a start that was refused still holds may be let go a little later.
                try? FileManager.default.removeItem(at: copy)
            }
        }
        for (name, tally) in tallies.sorted(by: { $0.key < $1.key }) { print("\(name): \(tally)") }
        // Else the test has tested nothing.
        for name in ["journal.db", "journal.db-wal", "archive.db", "snapshots"] {
            #expect(tallies[name, default: Tally()].found > 0, "\(name)")
        }
    }
}
