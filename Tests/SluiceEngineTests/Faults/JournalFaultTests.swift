import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

private let isSoak = Surroundings.number("SLUICE_SOAK_MINUTES") != nil

/// A little history of a journal: two processes, one after the other, with checkpoints in between.
///
/// It goes on after every fault as the engine would: the same row again where that is allowed, a
/// start of its own where the process would have ended. What it was told durable it keeps account of.
private struct JournalHistory {
    /// Bytes of each row; the log is folded in after the large ones.
    static let sizes = [10, 3_000, 20_000, 1, 9_000, 5, 24_000, 40]
    /// The row after which the first process ends.
    static let firstRows = 5
    /// More than a retry needs.
    static let triesMax = 4

    let plan: FaultPlan
    private(set) var directory: StoreDirectory
    /// Rows that were told to be durable.
    private(set) var acknowledged = 0
    private(set) var starts = 0
    /// What a process ended of, in order.
    private(set) var ends: [ProcessEnd] = []
    private(set) var refusals = 0
    private(set) var count = FaultPlan.Count(calls: 0, failed: 0)
    private var isArmed = true

    init(_ plan: FaultPlan) throws {
        self.plan = plan
        directory = try StoreDirectory(inMemory: true)
    }

    mutating func run() throws {
        plan.arm(directory.path)
        defer { disarm() }
        while acknowledged < Self.sizes.count {
            starts += 1
            try #require(starts < 6, "it does not come to an end: \(ends)")
            do {
                try live()
            } catch let end as ProcessEnd {
                try crash(end)
            }
        }
    }

    struct ProcessEnd: Error {
        var why: String
        var wasServing = true
    }

    /// One process: opens, goes on where the journal ends, and closes.
    private mutating func live() throws {
        var journal = SQLiteJournal(
            directory: directory.path, version: "0.1.0", logBytesMax: 20_000)
        defer { journal.close() }
        var head: JournalHead
        do throws(JournalError) {
            head = try journal.open(shard: .only)
        } catch {
            try #require(error.code == .unavailable, "\(plan): \(error)")
            throw ProcessEnd(why: "\(error)", wasServing: false)
        }
        // The row that was under way may be there; nothing that was told durable may be missing.
        let found = Int(head.sequence)
        try #require(
            found == acknowledged || (found == acknowledged + 1 && starts > 1),
            "\(plan): \(acknowledged) acknowledged, \(found) there after \(ends)")
        acknowledged = found
        let last = found < Self.firstRows ? Self.firstRows : Self.sizes.count
        while acknowledged < last {
            let row = JournalRow.sample(after: head, size: Self.sizes[acknowledged])
            try append(row, to: &journal)
            acknowledged += 1
            head.sequence = row.sequence
            head.hash = row.hash
            journal.maintain()
        }
    }

    /// Appends a row as the writer of the engine does.
    private mutating func append(_ row: JournalRow, to journal: inout SQLiteJournal) throws {
        for _ in 0..<Self.triesMax {
            switch journal.append(row) {
            case .durable: return
            case .notDurable:
                // Never after an I/O error: who tries again would be told of success.
                try #require(plan.isObstacle, "\(plan)")
                refusals += 1
            case .unknown(let why):
                try #require(plan.code == 1, "\(plan): \(why)")
                refusals += 1
                let stored: JournalRow?
                do {
                    stored = try journal.read(after: row.sequence - 1, bytesMax: 1).first
                } catch {
                    throw ProcessEnd(why: "\(why), then \(error)")
                }
                if let stored {
                    try #require(stored == row, "\(plan)")
                    return
                }
            case .fenced: throw ProcessEnd(why: "fenced")
            case .failed(let why): throw ProcessEnd(why: why)
            }
        }
        throw ProcessEnd(why: "it is refused again and again")
    }

    /// The process is gone: what it left lies in another place, and all is well with the machine.
    private mutating func crash(_ end: ProcessEnd) throws {
        ends.append(end)
        let left = try directory.copy()
        FaultPlan.endProcess(directory.path)
        disarm()
        directory = left
    }

    private mutating func disarm() {
        guard isArmed else { return }
        isArmed = false
        count = FaultPlan.disarm()
    }

    /// Every row is there once, byte for byte, chained, and the file is whole.
    func check() throws {
        let journal = try SQLiteJournal.openReadOnly(directory: directory.path)
        let rows = try journal.read(after: 0, bytesMax: .max)
        #expect(rows.count == Self.sizes.count, "\(plan)")
        var head = JournalHead(epoch: 0, sequence: 0, hash: .zero)
        for (row, size) in zip(rows, Self.sizes) {
            head.epoch = row.epoch
            let expected = JournalRow.sample(after: head, size: size)
            #expect(row == expected, "\(plan): row \(row.sequence) differs")
            head.sequence = row.sequence
            head.hash = row.hash
        }
        let file = try SQLiteConnection(path: directory.file("journal.db"), mode: .create)
        #expect(try file.text("PRAGMA integrity_check") == "ok", "\(plan)")
    }
}

/// The way SQLite tests itself: the nth call of a kind fails, and n rises until none does: by one in a
/// soak, else in growing steps.
@Suite("SQLite's calls fail one by one", .serialized)
struct JournalFaultTests {
    @Test(
        "no row that was told durable is lost, and none is there in part", arguments: FaultPlan.all)
    func everyCall(_ kind: FaultPlan) throws {
        var plan = kind
        var stopped = 0
        var refused = 0
        while true {
            plan.call += isSoak ? 1 : 1 + plan.call / 10
            var history = try JournalHistory(plan)
            try history.run()
            try history.check()
            if history.count.failed == 0 { break }
            stopped += history.ends.count
            refused += history.refusals
            // A disk that is full, or a lock that is held, ends nobody who has begun to serve.
            if kind.isObstacle, !kind.lasts {
                let ends = history.ends.filter(\.wasServing)
                #expect(ends.isEmpty, "\(plan): \(ends)")
            }
        }
        print("\(kind): \(plan.call - 1) calls; \(stopped) ends, \(refused) refusals")
        #expect(plan.call > 1, "\(kind): there was no such call")
    }
}

extension FaultPlan {
    /// Whether what it answers is that there is no room, or that another is at it.
    var isObstacle: Bool { code == 13 || code == 5 || code == 4_874 }
}
