import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceSQLite

/// How a file of views is damaged beneath a running engine, and who meets it first.
enum ViewsDamage: String, CaseIterable, Sendable {
    case overwritten
    case tableMissing
    case rowMissing
    case checkpointMissing
    case meaninglessValue
    case otherType
    case columnRenamed

    func plant(in path: String) throws {
        let connection = try SQLiteConnection(path: path, mode: .create)
        connection.setBusyTimeout(milliseconds: 5_000)
        switch self {
        case .overwritten:
            // With everything folded in and another's change seen, pages are read from the file.
            try connection.execute(
                "UPDATE checkpoint SET event = event; PRAGMA wal_checkpoint(TRUNCATE)")
            let file = try #require(FileHandle(forWritingAtPath: path))
            let size = try file.seekToEnd()
            try file.seek(toOffset: 0)
            try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size)))
            try file.close()
        case .tableMissing: try connection.execute("DROP TABLE timeline")
        case .rowMissing: try connection.execute("DELETE FROM accounts")
        case .checkpointMissing: try connection.execute("DELETE FROM checkpoint")
        case .meaninglessValue: try connection.execute("UPDATE holds SET reason = 9999")
        case .otherType:
            // What a flipped bit does in the head of a row: types are checked where they are written.
            try connection.execute(
                """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'holds';
                PRAGMA writable_schema = RESET;
                UPDATE holds SET reason = 'x';
                """)
        case .columnRenamed:
            // A flipped bit in the text of the schema, which who has read it knows as it was.
            let version = try #require(try connection.integer("PRAGMA schema_version"))
            try connection.execute(
                """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, 'currency', 'curbency')
                    WHERE name = 'holds';
                PRAGMA schema_version = \(version + 1);
                """)
        }
    }
}

@Suite("Views damaged while followed")
struct DamagedViewsTests {
    @Test(
        "they are made again by themselves, and nothing else stops",
        arguments: ViewsDamage.allCases)
    func madeAgain(_ damage: ViewsDamage) async throws {
        let directory = try StoreDirectory()
        let views = try SQLiteViews(directory: directory.path)
        let warnings = Mutex<[EngineWarning]>([])
        let fixture = try EngineFixture(
            consumers: [views], onWarning: { warning in warnings.withLock { $0.append(warning) } })
        let engine = fixture.engine
        _ = try await fixture.openAccount("A")
        for index in 0..<20 {
            _ = try await engine.submit(
                fixture.place("H\(index)", account: "A", amountMinor: 100))
        }
        let row = engine.feed.newestRow
        #expect(try await eventually { try views.checkpoint() == row })

        try damage.plant(in: directory.file("views.db"))
        if [.meaninglessValue, .otherType, .columnRenamed].contains(damage) {
            #expect(throws: JournalError.self) {
                _ = try views.holds(HoldFilter(), after: 0, limit: 100)
            }
        }
        let next = try await engine.submit(fixture.place("next", account: "A", amountMinor: 100))
        #expect(next.outcome.code == .approved)
        #expect(
            try await eventually {
                (try? views.checkpoint()) == engine.feed.newestRow
                    && (try? fixture.archive.checkpoint()) == engine.feed.newestRow
                    && engine.status.snapshot.failures.isEmpty
            })
        let holds = try views.holds(HoldFilter(), after: 0, limit: 100)
        #expect(holds.value.items.count == 21)
        #expect(holds.sequence == engine.status.snapshot.sequence)
        let account = try views.account(.named("A")).value
        #expect(account?.balances.held == Money(minor: 2_100))
        let told = try views.timeline(of: .account(.named("A")), after: 0, limit: 100)
        #expect(told.value.items.count == 22)
        #expect(
            warnings.withLock { $0 }.contains(.followerBeginsAnew(consumer: "views", row: row)))
        #expect(engine.status.snapshot.renewals == ["views": 1])
        engine.stop()
    }

    /// In a process of its own: to read through a connection that was closed ends it.
    @Test("who reads while they are thrown away is answered")
    func readMeanwhile() async {
        await #expect(processExitsWith: .success) {
            let directory = try StoreDirectory(inMemory: true)
            let views = try SQLiteViews(directory: directory.path)
            let reads = Reads()
            for _ in 0..<6 {
                Thread {
                    while true { reads.count { try views.checkpoint() } }
                }.start()
            }
            for _ in 0..<2_000 { try views.discard() }
            #expect(reads.answered > 0)
            #expect(reads.fault == nil)
        }
    }

    private final class Reads: Sendable {
        private let state = Mutex((answered: 0, fault: String?.none))

        var answered: Int { state.withLock(\.answered) }
        var fault: String? { state.withLock(\.fault) }

        func count(_ read: () throws -> UInt64) {
            do {
                _ = try read()
                state.withLock { $0.answered += 1 }
            } catch {
                state.withLock { $0.fault = "\(error)" }
            }
        }
    }

    @Test("damage that is back at once is told, and does not read the journal over and over")
    func backAtOnce() throws {
        let directory = try StoreDirectory()
        let views = try SQLiteViews(directory: directory.path)
        var source = BatchSource(seed: 7)
        let batches = source.batches(3, commands: 20)
        try views.consume([batches[0]])
        for checkpoint in [0, 1] as [UInt64] {
            try ViewsDamage.tableMissing.plant(in: directory.file("views.db"))
            #expect(throws: JournalError.self) { try views.consume([batches[1]]) }
            #expect(try views.checkpoint() == checkpoint)
            if checkpoint == 0 { try views.consume([batches[0]]) }
        }
        #expect(throws: JournalError.self) { try views.consume([batches[1]]) }
        try views.discard()
        try views.consume(batches)
        #expect(try views.checkpoint() == 3)
    }
}
