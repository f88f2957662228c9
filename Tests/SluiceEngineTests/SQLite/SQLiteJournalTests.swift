import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

@Suite struct SQLiteJournalTests {
    let directory: StoreDirectory

    init() throws { directory = try StoreDirectory() }

    private func journal() -> SQLiteJournal {
        SQLiteJournal(directory: directory.path, version: "0.1.0")
    }

    private func raw() throws -> SQLiteConnection {
        try SQLiteConnection(path: directory.file("journal.db"), mode: .create)
    }

    @Test(arguments: JournalConformance.allCases)
    func conforms(_ rule: JournalConformance) throws {
        let parent = directory
        try rule.run { store in
            let path = parent.file(store)
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            return SQLiteJournal(directory: path, version: "0.1.0")
        } lose: { store, row in
            let path = parent.file(store) + "/journal.db"
            try SQLiteConnection(path: path, mode: .create)
                .execute("DELETE FROM journal WHERE sequence = \(row)")
        }
    }

    @Test func everyCommitIsMadeDurable() throws {
        var journal = journal()
        _ = try journal.open(shard: .only)
        let connection = try #require(journal.session?.connection)
        #expect(try connection.integer("PRAGMA synchronous") == 2)
        #expect(try connection.text("PRAGMA journal_mode") == "wal")
        // Whose length is known, and which SQLite does not fold in: nothing else listens to commits.
        #expect(connection.log.bytes > 0)
        #expect(try connection.integer("PRAGMA mmap_size") ?? 0 == 0)
        journal.close()
    }

    @Test func aFullDiskIsToldAndTheSameRowGoesAgain() throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        let connection = try #require(journal.session?.connection)
        let pages = try #require(try connection.integer("PRAGMA page_count"))
        try connection.execute("PRAGMA max_page_count = \(pages + 2)")
        let row = JournalRow.sample(after: head, size: 50_000)
        #expect(journal.append(row) == .notDurable(.diskFull))
        #expect(journal.append(row) == .notDurable(.diskFull))
        #expect(try journal.read(after: 0, bytesMax: 1).isEmpty)
        try connection.execute("PRAGMA max_page_count = 1000000")
        #expect(journal.append(row) == .durable)
        #expect(try journal.read(after: 0, bytesMax: 1) == [row])
        journal.close()
    }

    @Test func aBusyStoreIsToldAndTheSameRowGoesAgain() throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        let other = try raw()
        try other.execute("BEGIN IMMEDIATE")
        let row = JournalRow.sample(after: head, size: 10)
        #expect(journal.append(row) == .notDurable(.busy))
        try other.execute("ROLLBACK")
        #expect(journal.append(row) == .durable)
        journal.close()
    }

    /// The result codes are those of sqlite.org/rescode.html.
    @Test(arguments: [
        (13, AppendStep.write, AppendResult.notDurable(.diskFull)),
        (13, .commit, .notDurable(.diskFull)),
        (5, .write, .notDurable(.busy)),
        (5, .commit, .notDurable(.busy)),
        (517, .write, .notDurable(.busy)),
        (1034, .commit, .failed("SQLite 1034: x")),
        (1290, .commit, .failed("SQLite 1290: x")),
        (778, .write, .failed("SQLite 778: x")),
        (778, .commit, .failed("SQLite 778: x")),
        (11, .commit, .failed("SQLite 11: x")),
        (8, .commit, .failed("SQLite 8: x")),
        (1555, .write, .failed("SQLite 1555: x")),
        (7, .write, .failed("SQLite 7: x")),
        (7, .commit, .unknown("SQLite 7: x")),
    ])
    func mapsFaults(_ code: Int, _ step: AppendStep, _ result: AppendResult) {
        let fault = SQLiteFault(extendedCode: Int32(code), message: "x")
        #expect(AppendResult(fault, in: step) == result)
    }

    @Test func afterAFailureNothingIsAppended() throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        var wrong = JournalRow.sample(after: head, size: 1)
        wrong.sequence = 9
        let failure = journal.append(wrong)
        #expect(failure == .failed("row 9 does not follow row 0"))
        #expect(journal.append(.sample(after: head, size: 1)) == failure)
        journal.close()
    }

    @Test func aLaterFormatIsRefusedByName() throws {
        var journal = journal()
        _ = try journal.open(shard: .only)
        journal.close()
        let connection = try raw()
        try connection.execute(
            "UPDATE meta SET value = 9 WHERE key = 'format';"
                + "UPDATE meta SET value = '7.8.9' WHERE key = 'version'")
        connection.close()
        for open in [{ _ = try journal.open(shard: .only) }, { try openReadOnly() }] {
            let error = try #require(throws: JournalError.self) { try open() }
            #expect(error.code == .formatUnknown)
            #expect(error.detail.contains("format 9"))
            #expect(error.detail.contains("7.8.9"))
        }
        func openReadOnly() throws {
            _ = try SQLiteJournal.openReadOnly(directory: directory.path)
        }
    }

    @Test("a row of a later format is refused with every byte as it was", arguments: [true, false])
    func aLaterRowIsRefusedUnchanged(isInLog: Bool) throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        var row = JournalRow.sample(after: head, size: 5_000)
        row.bytes[0] = BatchCodec.format + 1
        row.hash = row.chained(after: head.hash)
        #expect(journal.append(row) == .durable)
        // As a killed process leaves it, or one that ended.
        let killed = try directory.copy()
        journal.close()
        let left = isInLog ? killed : directory
        #expect((Files.sizeBytes(left.file("journal.db-wal")) > 0) == isInLog)
        let before = try left.bytes()
        var older = SQLiteJournal(directory: left.path, version: "0.0.1")
        for open in [
            { try SQLiteJournal.checkFormat(directory: left.path) },
            { _ = try older.open(shard: .only) },
        ] {
            let error = try #require(throws: JournalError.self) { try open() }
            #expect(error.code == .formatUnknown)
            #expect(error.detail.contains("row 1 has format \(BatchCodec.format + 1)"))
            #expect(try left.bytes() == before)
        }
    }

    @Test("a name that means something in a URI is a name like any other")
    func aStrangeName() throws {
        let path = directory.file("50% of #1?mode=memory &é")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for epoch in 1...2 as ClosedRange<UInt64> {
            var journal = SQLiteJournal(directory: path, version: "0.1.0")
            #expect(try journal.open(shard: .only).epoch == epoch)
            journal.close()
        }
    }

    @Test func aForeignFileIsRefusedUnchanged() throws {
        let foreign = try raw()
        try foreign.execute("CREATE TABLE recipes (name TEXT)")
        foreign.close()
        let path = directory.file("journal.db")
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        var journal = journal()
        let error = try #require(throws: JournalError.self) {
            _ = try journal.open(shard: .only)
        }
        #expect(error.code == .damaged)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test(arguments: [0, 4_096])
    func aDamagedPageIsNamed(at offset: Int) throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        try journal.append(sizes: [3_000, 3_000, 3_000], after: head)
        journal.close()
        let path = directory.file("journal.db")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(repeating: 0xA5, count: 512))
        try file.close()
        let error = try #require(throws: JournalError.self) {
            _ = try journal.open(shard: .only)
            _ = try journal.read(after: 0, bytesMax: .max)
        }
        #expect(error.code == .damaged)
        #expect(error.detail.contains("journal.db"))
    }

    @Test func aReaderBesideTheWriterSeesWhatIsDurable() throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        let first = try journal.append(sizes: [10], after: head)
        var reader = try SQLiteJournal.openReadOnly(directory: directory.path)
        #expect(try reader.read(after: 0, bytesMax: .max) == first)
        let next = JournalHead(epoch: head.epoch, sequence: 1, hash: first[0].hash)
        let second = try journal.append(sizes: [10], after: next)
        #expect(try reader.read(after: 0, bytesMax: .max) == first + second)
        #expect(
            try reader.head()
                == JournalHead(epoch: head.epoch, sequence: 2, hash: second[0].hash))
        guard case .failed = reader.append(second[0]) else {
            Issue.record("a reader wrote")
            return
        }
        reader.close()
        journal.close()
    }

    @Test func aReaderNeedsAJournal() throws {
        let error = try #require(throws: JournalError.self) {
            _ = try SQLiteJournal.openReadOnly(directory: directory.path)
        }
        #expect(error.code == .unavailable)
        #expect(!FileManager.default.fileExists(atPath: directory.file("journal.db")))
    }

    @Test("a log that has grown is folded in, and written over from its start")
    func foldedLog() throws {
        var journal = journal()
        var head = try journal.open(shard: .only)
        let log = directory.file("journal.db-wal")
        var sizes: [Int64] = []
        for _ in 0..<24 {
            let row = try journal.append(sizes: [500_000], after: head)[0]
            head.sequence = row.sequence
            head.hash = row.hash
            journal.maintain()
            sizes.append(Files.sizeBytes(log))
        }
        #expect(sizes == sizes.sorted())
        let largest = try #require(sizes.last)
        #expect(largest > StoreLimits.logBytesMax / 2)
        #expect(largest < StoreLimits.logBytesMax + 600_000)
        #expect(try journal.read(after: 0, bytesMax: .max).count == 24)
        journal.close()
    }

    @Test("a log that a reader keeps in use grows, and is cut once it began anew")
    func logInUse() throws {
        var journal = journal()
        var head = try journal.open(shard: .only)
        let log = directory.file("journal.db-wal")
        func append(_ count: Int) throws -> Int64 {
            for _ in 0..<count {
                let row = try journal.append(sizes: [500_000], after: head)[0]
                head.sequence = row.sequence
                head.hash = row.hash
                journal.maintain()
            }
            return Files.sizeBytes(log)
        }
        let reader = try SQLiteConnection(path: directory.file("journal.db"), mode: .readOnly)
        try reader.execute("BEGIN")
        #expect(try reader.integer("SELECT count(*) FROM journal") == 0)
        let bound = 4 * StoreLimits.logBytesMax
        #expect(try append(40) > bound)
        try reader.execute("COMMIT")
        // Up to as much again goes by until the next try.
        #expect(try append(10) <= bound)
        #expect(try append(40) <= bound)
        #expect(try journal.read(after: 0, bytesMax: .max).count == 90)
        journal.close()
    }

    @Test func aKilledProcessLeavesAllThatWasDurable() throws {
        var journal = journal()
        let head = try journal.open(shard: .only)
        let rows = try journal.append(sizes: [10, 10_000, 10], after: head)
        let left = try directory.copy()
        journal.close()
        var next = SQLiteJournal(directory: left.path, version: "0.1.0")
        let found = try next.open(shard: .only)
        #expect(found.sequence == 3)
        #expect(found.hash == rows[2].hash)
        #expect(try next.read(after: 0, bytesMax: .max) == rows)
        next.close()
    }
}
