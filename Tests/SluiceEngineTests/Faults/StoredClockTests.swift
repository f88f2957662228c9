import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

/// The clock set between two starts on SQLite's stores, snapshots on.
@Suite("A clock that is set between starts")
struct StoredClockTests {
    private struct Start: Sendable {
        /// How far the time of day is set before it, beside what passes.
        var setNs: Int64
        var isSynchronised = true
        var doubt: ClockDoubt?
    }

    private static let dueIn = 30 * Span.dayNs

    private func held(_ store: StoreEngine) async throws -> Int64? {
        try await store.engine.read(.account(.named("A"))).account?.balances.held.minor
    }

    private var options: EngineOptions {
        var options = EngineOptions()
        options.snapshotEventsMin = 3
        return options
    }

    @Test(
        "back an hour, forward a day, and back: time rises, and nothing ends before it is accepted")
    func settings() async throws {
        let directory = try StoreDirectory()
        let clock = TestClock()
        let starts = [
            Start(setNs: 0),
            Start(setNs: -Span.hourNs, doubt: .behindJournal),
            Start(setNs: Span.hourNs + Span.dayNs, isSynchronised: false, doubt: .longGap),
            Start(setNs: -Span.dayNs, doubt: .behindJournal),
        ]
        var newest = Instant.epoch
        for (index, start) in starts.enumerated() {
            clock.advance(byNs: Span.minuteNs)
            clock.set(byNs: start.setNs)
            clock.isSynchronised = start.isSynchronised
            let store = try StoreEngine(directory.path, clock: clock, options: options)
            if index == 0 {
                _ = try await store.engine.submit(.openAccount("A", limitMinor: 10_000))
            }
            #expect(store.engine.status.snapshot.clockDoubt == start.doubt, "start \(index)")
            for hold in 0..<3 {
                let answer = try await store.engine.submit(
                    .place("H\(index)-\(hold)", account: "A", amountMinor: 100))
                #expect(answer.outcome.code == .approved && answer.time > newest)
                newest = answer.time
            }
            #expect(try await held(store) == Int64(300 * (index + 1)), "start \(index)")
            #expect(try await eventually { store.isCaughtUp })
            store.engine.stop()
        }
        try check(directory)
    }

    @Test(
        "a day ahead past the end of a hold: by a clock that is kept it ends, once, else it waits",
        arguments: [true, false])
    func pastTheEnd(isSynchronised: Bool) async throws {
        let directory = try StoreDirectory()
        let clock = TestClock()
        let first = try StoreEngine(directory.path, clock: clock, options: options)
        _ = try await first.engine.submit(.openAccount("A", limitMinor: 10_000))
        _ = try await first.engine.submit(.place("H", account: "A", amountMinor: 100))
        clock.advance(byNs: Self.dueIn - 12 * Span.hourNs)
        #expect(try await held(first) == 100)
        _ = try await first.engine.submit(.place("H2", account: "A", amountMinor: 50))
        first.engine.stop()

        clock.set(byNs: Span.dayNs)
        clock.isSynchronised = isSynchronised
        for _ in 0..<2 {
            let again = try StoreEngine(directory.path, clock: clock, options: options)
            #expect(again.engine.status.snapshot.clockDoubt == (isSynchronised ? nil : .longGap))
            #expect(try await held(again) == (isSynchronised ? 50 : 150))
            again.engine.stop()
        }
        let last = try StoreEngine(directory.path, clock: clock, options: options)
        _ = try await last.engine.submit(Submission(.acceptClock))
        #expect(try await held(last) == 50)
        #expect(try await eventually { last.isCaughtUp })
        last.engine.stop()
        try check(directory)
    }

    private func check(_ directory: StoreDirectory) throws {
        var verifier = Verifier(
            journal: try SQLiteJournal.openReadOnly(directory: directory.path),
            archive: try SQLiteArchive(directory: directory.path))
        #expect(try verifier.run().report.faults == [])
    }
}
