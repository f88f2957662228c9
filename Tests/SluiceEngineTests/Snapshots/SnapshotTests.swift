import Foundation
import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

@Suite("Snapshots of a running engine")
struct SnapshotTests {
    let directory: StoreDirectory
    private var folder: SnapshotFolder { SnapshotFolder(directory: directory.path) }

    init() throws { directory = try StoreDirectory() }

    private var options: EngineOptions {
        var options = EngineOptions()
        options.snapshotEventsMin = 4
        return options
    }

    /// An engine with an account, that has written so many snapshots of holds placed one by one.
    private func engine(_ snapshots: Int) async throws -> EngineFixture {
        let fixture = try EngineFixture(snapshots: folder, options: options)
        _ = try await fixture.openAccount("A")
        for round in 1...snapshots {
            for index in 0..<4 {
                _ = try await fixture.engine.submit(
                    fixture.place("H \(round) \(index)", account: "A", amountMinor: 100))
            }
            #expect(
                try await eventually {
                    let status = fixture.engine.status.snapshot
                    return status.snapshots.written >= round
                        && status.consumers["archive"] == status.row
                })
        }
        fixture.engine.stop()
        return fixture
    }

    /// Starts on what another engine left.
    private func restart(
        _ fixture: EngineFixture
    ) throws -> (EngineFixture, [(row: UInt64, detail: String)]) {
        let passedOver = Mutex<[(row: UInt64, detail: String)]>([])
        let again = try EngineFixture(
            disk: fixture.disk, archive: fixture.archive, snapshots: folder, options: options,
            onWarning: { warning in
                guard case .snapshotPassedOver(let row, let detail) = warning else { return }
                passedOver.withLock { $0.append((row, detail)) }
            })
        return (again, passedOver.withLock { $0 })
    }

    private func held(_ fixture: EngineFixture) async throws -> Int64? {
        try await fixture.engine.read(.account(.named("A"))).account?.balances.held.minor
    }

    private func flip(_ row: UInt64) throws {
        let url = URL(fileURLWithPath: folder.file(row))
        var bytes = Array(try Data(contentsOf: url))
        bytes[bytes.count / 2] ^= 0x40
        try Data(bytes).write(to: url)
    }

    @Test("they come by schedule, the newest two stay, and a start replays the rest only")
    func schedule() async throws {
        let fixture = try await engine(3)
        let rows = folder.rows()
        #expect(rows.count == 2)
        #expect(fixture.engine.status.snapshot.snapshots.row == rows.first)
        let (again, passedOver) = try restart(fixture)
        let recovery = again.engine.status.snapshot.recovery
        #expect(recovery.snapshotRow == rows.first)
        #expect(recovery.row == UInt64(fixture.disk.rows.count))
        #expect(recovery.events < again.engine.status.snapshot.sequence / 2)
        #expect(passedOver.isEmpty)
        #expect(try await held(again) == 1_200)
        let repeated = try await again.engine.submit(
            again.place("H 1 0", account: "A", amountMinor: 100))
        #expect(repeated.outcome.isReplay)
        again.engine.stop()
    }

    @Test("a damaged one is named and passed over, for the one before, then for the whole journal")
    func damaged() async throws {
        let fixture = try await engine(3)
        let rows = folder.rows()
        for (count, row) in rows.enumerated() {
            try flip(row)
            let (again, passedOver) = try restart(fixture)
            let next = count + 1 < rows.count ? rows[count + 1] : 0
            #expect(again.engine.status.snapshot.recovery.snapshotRow == next)
            #expect(passedOver.map(\.row) == Array(rows.prefix(count + 1)))
            #expect(passedOver.last?.detail.contains("\(row).snap") == true)
            #expect(try await held(again) == 1_200)
            again.engine.stop()
        }
    }

    @Test("one of another journal, of rows that are gone, or ahead of the archive does not serve")
    func foreign() async throws {
        let fixture = try await engine(2)
        let newest = try #require(folder.rows().first)
        let parts = { (archive: MemoryArchive) in
            Engine.Parts(
                journal: MemoryJournal(fixture.disk), archive: archive, snapshots: folder,
                onFatal: { preconditionFailure($0) })
        }
        func refusal(_ disk: MemoryJournal.Disk, _ archive: MemoryArchive) throws -> String {
            let last = try #require(disk.rows.last)
            let head = JournalHead(epoch: 1, sequence: last.sequence, hash: last.hash)
            let replay = Replay(
                journal: MemoryJournal(disk), parts: parts(archive), head: head)
            return try #require(
                try replay.refusal(of: Snapshot.header(path: folder.file(newest))))
        }
        let short = MemoryJournal.Disk()
        short.rows = Array(fixture.disk.rows.prefix(Int(newest) - 1))
        #expect(try refusal(short, fixture.archive).contains("the journal ends before it"))
        let other = MemoryJournal.Disk()
        other.rows = fixture.disk.rows
        other.rows[Int(newest) - 1].hash = .zero
        #expect(try refusal(other, fixture.archive).contains("is another"))
        #expect(try refusal(fixture.disk, MemoryArchive()).contains("the archive is at row 0"))
        // Of no use later either: an archive that is made again is another.
        let again = try EngineFixture(disk: fixture.disk, snapshots: folder)
        #expect(again.engine.status.snapshot.recovery.snapshotRow == 0)
        #expect(folder.rows() == [])
        again.engine.stop()
    }

    @Test("texts that commands before it carry are told at the start, as by a replay of all")
    func notes() async throws {
        let fixture = try EngineFixture(snapshots: folder, options: options)
        _ = try await fixture.openAccount("A")
        var command = fixture.place("H", account: "A", amountMinor: 100)
        command.command.note = .named("text")
        _ = try await fixture.engine.submit(command)
        for index in 0..<4 {
            _ = try await fixture.engine.submit(
                fixture.place("H \(index)", account: "A", amountMinor: 100))
        }
        #expect(try await eventually { fixture.engine.status.snapshot.snapshots.written > 0 })
        fixture.engine.stop()
        let told = Mutex<[Key<NoteTag>]>([])
        let again = try EngineFixture(
            disk: fixture.disk, archive: fixture.archive, snapshots: folder, options: options,
            onNote: { note in told.withLock { $0.append(note) } })
        #expect(again.engine.status.snapshot.recovery.snapshotRow > 0)
        #expect(told.withLock { $0 } == [.named("text")])
        again.engine.stop()
    }

    @Test("damage of one is found while the engine runs, and gone with it")
    func scrubbed() async throws {
        let fixture = try await engine(2)
        let rows = folder.rows()
        try flip(rows[1])
        var options = options
        options.scrubWithinNs = 0
        let again = try EngineFixture(
            disk: fixture.disk, archive: fixture.archive, snapshots: folder, options: options)
        func damages() -> [String] {
            again.engine.status.snapshot.scrubs["snapshots"]?.damages.map(\.place) ?? []
        }
        #expect(try await eventually { damages() == ["\(rows[1]).snap"] })
        try FileManager.default.removeItem(atPath: folder.file(rows[1]))
        #expect(try await eventually { damages() == [] })
        again.engine.stop()
    }
}
