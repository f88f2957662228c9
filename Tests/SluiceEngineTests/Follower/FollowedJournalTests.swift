import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

@Suite("A journal whose rows wait for a follower")
struct FollowedJournalTests {
    let directory: StoreDirectory
    var own: String { directory.file("own") }
    var other: String { directory.file("other") }

    init() throws {
        directory = try StoreDirectory()
        for path in [own, other] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
        }
    }

    private func journal() -> FollowedJournal {
        FollowedJournal(
            directory: own, follower: other, version: "0.1.0", waitNs: 600 * Span.secondNs)
    }

    private func gated(_ gate: GatedStore.Gate, waitNs: Int64) -> FollowedJournal {
        FollowedJournal(
            SQLiteJournal(directory: own, version: "0.1.0"),
            followedBy: GatedStore(
                inner: SQLiteJournal(directory: other, version: "0.1.0"), gate: gate),
            waitNs: waitNs)
    }

    @Test("it is a journal as any", arguments: JournalConformance.allCases)
    func conforms(_ rule: JournalConformance) throws {
        let stores = ["own", "other"]
        try rule.run { store in
            let paths = stores.map { directory.file("\(store)-\($0)") }
            for path in paths {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
            }
            return FollowedJournal(
                directory: paths[0], follower: paths[1], version: "0.1.0",
                waitNs: 600 * Span.secondNs)
        } lose: { store, row in
            for name in stores {
                let path = directory.file("\(store)-\(name)/journal.db")
                try SQLiteConnection(path: path, mode: .create)
                    .execute("DELETE FROM journal WHERE sequence = \(row)")
            }
        }
    }

    @Test("every row is in both, to the byte, under one epoch, files too")
    func both() async throws {
        // Each was opened alone before: their epochs differ.
        for (path, times) in [(own, 3), (other, 7)] {
            for _ in 0..<times {
                var alone = SQLiteJournal(directory: path, version: "0.1.0")
                _ = try alone.open(shard: .only)
                alone.close()
            }
        }
        var journal = journal()
        let head = try journal.open(shard: .only)
        #expect(head.epoch == 8)
        let rows = try journal.append(sizes: [10, 2_000, 30, 4, 5], after: head)
        let next = try FollowedJournal.rowFiling(directory: own, follower: other).open()
        let filed = try #require(try next(3, .later, .atOnce))
        while try journal.forget(through: filed.last) {}
        // The follower deletes them when it has nothing else to do.
        #expect(try await eventually { try RowFileFixture.stored(in: other) == 4...5 })
        let last = JournalHead(epoch: head.epoch, sequence: 5, hash: rows[4].hash)
        let more = try journal.append(sizes: [1], after: last)
        journal.close()
        for path in [own, other] {
            #expect(try RowFileFixture.all(in: path) == rows + more)
            #expect(RowFileFixture.names(in: path) == ["1-3.rows"])
            #expect(try RowFileFixture.stored(in: path) == 4...6)
        }
        let files = [own, other].map {
            FileManager.default.contents(atPath: $0 + "/journal/1-3.rows")
        }
        #expect(files[0] == files[1])
    }

    @Test("while the follower stands still nothing is durable; then the same row is, once")
    func away() throws {
        let gate = GatedStore.Gate()
        var journal = gated(gate, waitNs: 5 * Span.millisecondNs)
        let head = try journal.open(shard: .only)
        let row = JournalRow.sample(after: head, size: 100)
        gate.isShut = true
        #expect(journal.append(row) == .notDurable(.follower))
        #expect(journal.append(row) == .notDurable(.follower))
        #expect(try RowFileFixture.all(in: other).isEmpty)
        gate.isShut = false
        try Self.becomesDurable(row, in: &journal)
        journal.close()
        #expect(try RowFileFixture.all(in: own) == [row])
        #expect(try RowFileFixture.all(in: other) == [row])
    }

    @Test("what the follower says is what becomes of the row; a lost answer is looked for")
    func results() throws {
        let gate = GatedStore.Gate()
        var journal = gated(gate, waitNs: 600 * Span.secondNs)
        var head = try journal.open(shard: .only)
        func next() -> JournalRow { JournalRow.sample(after: head, size: 50) }
        func isDurable(_ row: JournalRow) {
            head.sequence = row.sequence
            head.hash = row.hash
        }
        let cases: [(fault: GatedStore.Fault, told: AppendResult)] = [
            (.busy, .notDurable(.follower)), (.full, .notDurable(.follower)),
            (.unknownWritten, .durable), (.unknownLost, .notDurable(.follower)),
        ]
        for (fault, told) in cases {
            gate.inject(fault)
            let row = next()
            #expect(journal.append(row) == told, "\(fault)")
            try Self.becomesDurable(row, in: &journal)
            isDurable(row)
        }
        gate.inject(.failed)
        #expect(journal.append(next()) == .failed("follower: injected"))
        journal.close()
        #expect(try RowFileFixture.all(in: other).count == cases.count)
    }

    /// Tries the same row until it is durable.
    private static func becomesDurable(
        _ row: JournalRow, in journal: inout FollowedJournal
    ) throws {
        let deadline = Date(timeIntervalSinceNow: 600)
        while Date() < deadline {
            if journal.append(row) == .durable { return }
            usleep(1_000)
        }
        Issue.record("row \(row.sequence) did not become durable")
    }

    /// Rows in both, and then in one of them alone; some of the first in files.
    private func unequal(own more: Int, other extra: Int, filed: UInt64 = 0) throws {
        var journal = journal()
        var head = try journal.open(shard: .only)
        let rows = try journal.append(sizes: [10, 20, 30, 40], after: head)
        (head.sequence, head.hash) = (4, rows[3].hash)
        if filed > 0 {
            let next = try FollowedJournal.rowFiling(directory: own, follower: other).open()
            let moved = try #require(try next(filed, .later, .atOnce))
            while try journal.forget(through: moved.last) {}
        }
        journal.close()
        for (path, count) in [(own, more), (other, extra)] where count > 0 {
            var alone = SQLiteJournal(directory: path, version: "0.1.0")
            let head = try alone.open(shard: .only)
            let size = path == own ? 100 : 500
            try alone.append(sizes: (0..<count).map { size + $0 }, after: head)
            alone.close()
        }
    }

    @Test(
        "after a crash the longer one wins, and the shorter takes what it lacks",
        arguments: [(1, 0), (0, 1), (5, 0), (0, 5), (0, 0)] as [(Int, Int)], [0, 2] as [UInt64])
    func levelled(_ more: (own: Int, other: Int), filed: UInt64) throws {
        try unequal(own: more.own, other: more.other, filed: filed)
        let longer = try RowFileFixture.all(in: more.own > 0 ? own : other)
        let taken = try FollowedJournal.level(own, follower: other)
        #expect(taken.journal == UInt64(more.other) && taken.follower == UInt64(more.own))
        for path in [own, other] { #expect(try RowFileFixture.all(in: path) == longer) }
        var journal = journal()
        let head = try journal.open(shard: .only)
        #expect(head.sequence == UInt64(longer.count) && head.hash == longer.last?.hash)
        try journal.append(sizes: [1], after: head)
        journal.close()
    }

    @Test(
        "an empty directory is filled from the other one, whichever it is",
        arguments: [true, false])
    func filled(ownIsEmpty: Bool) throws {
        try unequal(own: 0, other: 0, filed: 2)
        let empty = ownIsEmpty ? own : other
        let rows = try RowFileFixture.all(in: own)
        try FileManager.default.removeItem(atPath: empty)
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: false)
        _ = try FollowedJournal.level(own, follower: other)
        #expect(try RowFileFixture.all(in: empty) == rows)
        var journal = journal()
        #expect(try journal.open(shard: .only).hash == rows.last?.hash)
        journal.close()
    }

    @Test(
        "where neither continues the other both are left as they are",
        arguments: [(1, 1), (3, 1), (1, 3)] as [(Int, Int)])
    func diverged(_ more: (own: Int, other: Int)) throws {
        try unequal(own: more.own, other: more.other)
        let before = try [own, other].map { try RowFileFixture.all(in: $0) }
        #expect {
            try FollowedJournal.level(own, follower: other)
        } throws: {
            ($0 as? JournalError)?.detail.contains("is another journal") == true
        }
        #expect(try [own, other].map { try RowFileFixture.all(in: $0) } == before)
        var journal = journal()
        #expect(throws: JournalError.self) { try journal.open(shard: .only) }
    }
}
