import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceSQLite

@Suite("An engine whose old rows move into files")
struct RowFilingEngineTests {
    /// The engine of a directory on SQLite; rows move at once, every few commands make a snapshot.
    private func engine(
        _ directory: StoreDirectory, clock: TestClock, moves: Bool, hasSnapshots: Bool = true,
        warnings: @escaping EngineWarning.Handler = { _ in }
    ) throws -> Engine {
        var options = EngineOptions()
        options.snapshotEventsMin = 10
        options.residentEndedMax = 3
        options.rowFiling = .atOnce
        options.rowFiling.pauseNs = Span.millisecondNs
        return try Engine(
            Engine.Parts(
                journal: SQLiteJournal(directory: directory.path, version: "0.1.0"),
                archive: SQLiteArchive(directory: directory.path),
                consumers: [SQLiteViews(directory: directory.path)], clock: clock.machine,
                snapshots: hasSnapshots ? SnapshotFolder(directory: directory.path) : nil,
                rowFiling: moves ? SQLiteJournal.rowFiling(directory: directory.path) : nil,
                options: options, onFatal: { preconditionFailure($0) }, onWarning: warnings),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "Asia/Shanghai"),
                policy: .standard))
    }

    private func submission(_ body: Command.Body) -> Submission {
        Submission(
            command: Command(
                actor: .tester, businessDate: BusinessDate(day: 20_000), body: body))
    }

    /// A random command; equal generators give equal ones.
    private func command(_ index: Int, _ random: inout RandomSource) -> Submission {
        if index < 3 {
            return submission(
                .openAccount(
                    OpenAccount(
                        account: .named("A\(index)"), currency: .yuan,
                        limit: Money(minor: 10_000))))
        }
        let hold = HoldKey.named("H\(random.below(index))")
        switch random.below(4) {
        case 0:
            return submission(
                .capture(
                    CaptureHold(hold: hold, operation: .named("O\(index)"), isFinal: true)))
        case 1:
            return submission(
                .release(
                    ReleaseHold(
                        hold: hold, operation: .named("O\(index)"), reason: .merchantVoid)))
        default:
            return submission(
                .place(
                    PlaceHold(
                        hold: .named("H\(index)"), account: .named("A\(random.below(3))"),
                        merchant: .named("M"), order: .named("R\(index)"),
                        amount: Money(minor: random.within(1...3_000)), currency: .yuan)))
        }
    }

    private func digest(_ directory: StoreDirectory) throws -> RowHash {
        var verifier = Verifier(
            journal: try SQLiteJournal.openReadOnly(directory: directory.path),
            archive: try SQLiteArchive(directory: directory.path))
        let report = try verifier.run().report
        #expect(report.faults == [])
        return report.digest
    }

    @Test("answers, digest and old batches are those of one that keeps them, over restarts")
    func equal() async throws {
        for seed in 1...4 as ClosedRange<UInt64> {
            let (moving, keeping) = (try StoreDirectory(), try StoreDirectory())
            let clocks = (TestClock(), TestClock())
            var random = RandomSource(seed: seed)
            var index = 0
            for round in 0..<4 {
                let moved = try engine(moving, clock: clocks.0, moves: true)
                let kept = try engine(keeping, clock: clocks.1, moves: false)
                var filed: UInt64 = 0
                // More until rows moved: it takes two snapshots.
                for step in 0..<10_000 where step < 40 || filed == 0 {
                    var same = random
                    let first = try await moved.submit(command(index, &random))
                    let second = try await kept.submit(command(index, &same))
                    #expect(first.outcome == second.outcome, "seed \(seed), command \(index)")
                    index += 1
                    clocks.0.advance(byNs: Span.secondNs)
                    clocks.1.advance(byNs: Span.secondNs)
                    filed = moved.status.snapshot.rowFiling.row
                    if step >= 40 { try await Task.sleep(for: .milliseconds(2)) }
                }
                #expect(filed > 0, "seed \(seed), round \(round): no rows moved")
                var rows: [UInt64] = []
                while case let page = try await moved.batches(after: rows.last ?? 0),
                    !page.isEmpty
                {
                    rows += page.map(\.row)
                }
                #expect(rows == Array(1...moved.feed.newestRow), "seed \(seed)")
                moved.stop()
                kept.stop()
                #expect(try digest(moving) == digest(keeping), "seed \(seed), round \(round)")
            }
            try FileManager.default.removeItem(atPath: moving.file("snapshots"))
            let whole = try engine(moving, clock: clocks.0, moves: false)
            #expect(whole.status.snapshot.recovery.snapshotRow == 0)
            whole.stop()
        }
    }

    @Test("rows that cannot be moved stay, and the operator is told once")
    func failing() async throws {
        let directory = try StoreDirectory()
        // A file where the folder belongs.
        try Data().write(to: URL(fileURLWithPath: directory.file("journal")))
        let told = Mutex<[EngineWarning]>([])
        let clock = TestClock()
        let engine = try engine(
            directory, clock: clock, moves: true, hasSnapshots: false
        ) { warning in
            told.withLock { $0.append(warning) }
        }
        var random = RandomSource(seed: 1)
        var index = 0
        #expect(
            try await eventually(withinSeconds: 60) {
                _ = try await engine.submit(command(index, &random))
                index += 1
                clock.advance(byNs: Span.secondNs)
                return engine.status.snapshot.rowFiling.failures > 2
            })
        engine.stop()
        let warnings = told.withLock { $0 }.filter {
            if case .filingFails = $0 { return true }
            return false
        }
        #expect(warnings.count == 1, "\(warnings)")
        #expect(try RowFileFixture.stored(in: directory.path).lowerBound == 1)
    }
}
