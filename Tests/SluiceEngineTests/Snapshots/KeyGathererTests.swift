import Foundation
import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

@Suite("Gathering the archive's keys")
struct KeyGathererTests {
    let directory: StoreDirectory
    private var folder: SnapshotFolder { SnapshotFolder(directory: directory.path) }

    init() throws { directory = try StoreDirectory() }

    private func release(_ hold: String, _ fixture: EngineFixture) -> Submission {
        fixture.command(
            .release(
                ReleaseHold(
                    hold: .named(hold), operation: .named("end of \(hold)"),
                    reason: .orderCancelled)))
    }

    @Test(
        "after a start from a snapshot a new key costs no look-up once all are there, and old ones are found"
    )
    func afterASnapshot() async throws {
        var options = EngineOptions()
        options.snapshotEventsMin = 30
        options.residentEndedMax = 0
        let fixture = try EngineFixture(snapshots: folder, options: options)
        _ = try await fixture.openAccount("A")
        for index in 0..<40 {
            let name = "H\(index)"
            _ = try await fixture.engine.submit([
                fixture.place(name, account: "A", amountMinor: 100), release(name, fixture),
            ])
        }
        // Memory is given back, and a snapshot made, when something is recorded.
        var nudges = 0
        #expect(
            try await eventually {
                let status = fixture.engine.status.snapshot
                if status.snapshots.written > 0, status.residentHolds < 40 {
                    return status.consumers["archive"] == status.row
                }
                nudges += 1
                let raise = SetLimit(
                    account: .named("A"), operation: .named("nudge \(nudges)"),
                    limit: Money(minor: 1_000_000 + Int64(nudges)), reason: .limitGranted)
                _ = try await fixture.engine.submit(fixture.command(.setLimit(raise)))
                return false
            })
        fixture.engine.stop()

        let again = try EngineFixture(
            disk: fixture.disk, archive: fixture.archive, snapshots: folder, options: options)
        #expect(again.engine.status.snapshot.recovery.snapshotRow > 0)
        #expect(try await eventually { again.engine.status.snapshot.keys.isComplete })
        #expect(again.engine.status.snapshot.keys.keys > 40)
        // What is answered now was sealed, and with it the filter taken.
        _ = try await again.engine.read(.account(.named("A")))
        let asked = fixture.archive.asked
        for index in 0..<40 {
            let answer = try await again.engine.submit(
                again.place("N\(index)", account: "A", amountMinor: 100))
            #expect(answer.outcome.code.isSuccess)
        }
        #expect(fixture.archive.asked == asked, "new keys were looked up in the archive")
        for index in 0..<40 {
            let repeated = try await again.engine.submit(
                again.place("H\(index)", account: "A", amountMinor: 100))
            #expect(repeated.outcome.isReplay)
        }
        #expect(fixture.archive.asked > asked)
        again.engine.stop()
    }

    /// An archive of so many holds.
    private func archive(holds: Int) throws -> MemoryArchive {
        let archive = MemoryArchive()
        let ended = (0..<holds).map {
            RecordImage(key: .hold(.named("H\($0)")), sequence: UInt64($0 + 1), bytes: [])
        }
        try archive.consume([
            CommittedBatch(row: 1, hash: .zero, firstEvent: 1, records: [], ended: ended)
        ])
        return archive
    }

    @Test("an archive that cannot be read is told once and asked again", arguments: [2, 3, 5, 100])
    func unreadable(pageKeysMax: Int) throws {
        let archive = try archive(holds: 50)
        let told = Mutex(0)
        let gathered = GatheredKeys()
        var gatherer = KeyGatherer(
            archive: archive, gathered: gathered, status: EngineStatus(),
            onWarning: { _ in told.withLock { $0 += 1 } })
        gatherer.pageKeysMax = pageKeysMax
        var turns = [gatherer.turn()]
        archive.failReads(times: 2)
        for _ in 0..<2 { turns.append(gatherer.turn()) }
        #expect(turns == [.goesOn, .fails, .fails])
        #expect(gathered.take()?.count == nil)
        while turns.last != .complete, turns.count < 100 { turns.append(gatherer.turn()) }
        #expect(told.withLock { $0 } == 1)
        let filter = try #require(gathered.take())
        #expect((0..<50).allSatisfy { filter.mayContain(HoldKey.named("H\($0)").retagged()) })
        #expect(filter.count == 50)
        #expect(gathered.take()?.count == nil)
    }

    @Test(
        "all keys that were there are gathered, though others come in before each page",
        arguments: [2, 3, 5])
    func growing(pageKeysMax: Int) throws {
        let archive = try archive(holds: 50)
        let gathered = GatheredKeys()
        var gatherer = KeyGatherer(
            archive: archive, gathered: gathered, status: EngineStatus(), onWarning: { _ in })
        gatherer.pageKeysMax = pageKeysMax
        var row: UInt64 = 1
        var turn = KeyGatherer.Turn.goesOn
        while turn != .complete, row < 300 {
            turn = gatherer.turn()
            row += 1
            let ended = (0..<20).map {
                RecordImage(key: .hold(.named("N\(row) \($0)")), sequence: 100 + row, bytes: [])
            }
            // They stop at some time, as work does.
            try archive.consume([
                CommittedBatch(
                    row: row, hash: .zero, firstEvent: row, records: [],
                    ended: row < 60 ? ended : [])
            ])
        }
        while turn != .complete { turn = gatherer.turn() }
        let filter = try #require(gathered.take())
        let missing = (0..<50).filter { !filter.mayContain(HoldKey.named("H\($0)").retagged()) }
        #expect(missing.isEmpty, "\(missing)")
    }
}
