import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

/// The engine by a clock that is set: nothing ends early, and time never goes back.
@Suite("The clock of the engine")
struct ClockTests {
    private let day = Span.dayNs

    private func accept(_ fixture: EngineFixture) async throws -> Answer {
        try await fixture.engine.submit(fixture.command(.acceptClock))
    }

    private func status(_ hold: String, _ fixture: EngineFixture) async throws -> HoldStatus? {
        try await fixture.engine.read(.hold(.named(hold))).hold?.status
    }

    private func held(_ fixture: EngineFixture) async throws -> Int64? {
        try await fixture.engine.read(.account(.named("A"))).account?.balances.held.minor
    }

    /// A fixture with a hold that ends in 30 days.
    private func placed(
        disk: MemoryJournal.Disk = MemoryJournal.Disk(),
        onWarning: @escaping EngineWarning.Handler = { _ in }
    ) async throws -> EngineFixture {
        let fixture = try EngineFixture(disk: disk, onWarning: onWarning)
        _ = try await fixture.openAccount("A")
        let place = fixture.place("H", account: "A", amountMinor: 100)
        #expect(try await fixture.engine.submit(place).outcome.code == .approved)
        return fixture
    }

    @Test("scenario 44: the clock jumps ahead, nothing expires until accepted; back, time rises")
    func jump() async throws {
        let warnings = Warnings()
        let fixture = try await placed(onWarning: { warnings.add($0) })
        let before = try await fixture.engine.read(.account(.named("A"))).time
        fixture.clock.set(byNs: 31 * day)
        // Neither a touch nor the sweeper ends it, and ledger time has not jumped.
        #expect(try await held(fixture) == 100)
        fixture.clock.advance(byNs: Span.hourNs)
        let place = fixture.place("H2", account: "A", amountMinor: 1)
        let placed = try await fixture.engine.submit(place)
        #expect(placed.outcome.code == .approved)
        #expect(placed.time.ns - before.ns < 2 * Span.hourNs)
        #expect(try await status("H", fixture) == .active)
        #expect(fixture.engine.status.snapshot.clockDoubt == .jumpedAhead)
        #expect(warnings.all == [.clockInDoubt(.jumpedAhead)])
        // What would be booked by the jump is booked by ledger time.
        #expect(
            fixture.engine.businessDate(at: fixture.clock.now)
                == fixture.engine.calendar.date(of: placed.time))

        let accepted = try await accept(fixture)
        #expect(accepted.outcome.code == .applied && !accepted.outcome.isReplay)
        #expect(accepted.time >= fixture.clock.now)
        #expect(fixture.engine.status.snapshot.clockDoubt == nil)
        #expect(try await eventually { try await status("H", fixture) == .expired })
        // It is journalled, by whom and when; a second word is none.
        let record = try #require(
            fixture.disk.rows.flatMap { (try? BatchCodec.decode($0.bytes)) ?? [] }
                .first { $0.command.body == .acceptClock })
        #expect(record.events == [.clockAccepted] && record.time == accepted.time)
        #expect(try await accept(fixture).outcome.isReplay)

        fixture.clock.set(byNs: -Span.hourNs)
        let behind = try await fixture.engine.submit(
            fixture.place("H3", account: "A", amountMinor: 1))
        fixture.clock.advance(byNs: Span.secondNs)
        let later = try await fixture.engine.submit(
            fixture.place("H4", account: "A", amountMinor: 1))
        #expect(accepted.time < behind.time)
        // Stamps are some nanoseconds ahead of a clock that stands still.
        #expect(later.time.ns - behind.time.ns >= Span.secondNs - Span.microsecondNs)
        #expect(fixture.engine.status.snapshot.clockDoubt == nil)
        fixture.engine.stop()
    }

    @Test("a jump that is taken back leaves nothing, and what is due is done again")
    func takenBack() async throws {
        let fixture = try await placed()
        fixture.clock.set(byNs: 40 * day)
        #expect(try await held(fixture) == 100)
        fixture.clock.set(byNs: -40 * day)
        fixture.clock.advance(byNs: 30 * day + Span.secondNs)
        // Thirty days have really passed.
        #expect(try await held(fixture) == 0)
        #expect(fixture.engine.status.snapshot.clockDoubt == nil)
        fixture.engine.stop()
    }

    @Test("a clock is accepted on a closed day too, by command and at a start")
    func acceptedOnAClosedDay() async throws {
        let disk = MemoryJournal.Disk()
        let fixture = try await placed(disk: disk)
        fixture.clock.advance(byNs: day)
        let today = fixture.engine.calendar.date(of: fixture.clock.now)
        var close = fixture.command(.closeDay(BusinessDate(day: today.day - 1)))
        close.command.businessDate = today
        #expect(try await fixture.engine.submit(close).outcome.code == .applied)
        fixture.clock.set(byNs: 40 * day)
        var accept = fixture.command(.acceptClock)
        accept.command.businessDate = BusinessDate(day: today.day - 1)
        let accepted = try await fixture.engine.submit(accept).outcome
        #expect(accepted.code == .applied && !accepted.isReplay)
        fixture.engine.stop()

        // The time of day is set back to the day that was closed.
        var options = EngineOptions()
        options.acceptsClock = true
        fixture.clock.set(byNs: -41 * day)
        let again = try EngineFixture(disk: disk, clock: fixture.clock, options: options)
        #expect(again.engine.status.snapshot.clockDoubt == nil)
        again.engine.stop()
    }

    @Test("what becomes due while the clock is in doubt waits, on touch as well")
    func dueInDoubt() async throws {
        let fixture = try await placed()
        fixture.clock.advance(byNs: 30 * day - Span.secondNs)
        #expect(try await held(fixture) == 100)
        fixture.clock.set(byNs: day)
        #expect(try await held(fixture) == 100)
        // By the monotonic clock, too, it is due from here on.
        fixture.clock.advance(byNs: Span.minuteNs)
        for _ in 0..<20 { #expect(try await held(fixture) == 100) }
        _ = try await accept(fixture)
        #expect(try await held(fixture) == 0)
        fixture.engine.stop()
    }

    struct Start: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var gapNs: Int64
        var isSynchronised: Bool
        var acceptsClock = false
        var doubt: ClockDoubt?
    }

    static let starts = [
        Start(testDescription: "kept", gapNs: 31 * Span.dayNs, isSynchronised: true),
        Start(
            testDescription: "not kept", gapNs: 31 * Span.dayNs, isSynchronised: false,
            doubt: .longGap),
        Start(
            testDescription: "not kept, --accept-clock", gapNs: 31 * Span.dayNs,
            isSynchronised: false, acceptsClock: true),
        Start(
            testDescription: "behind", gapNs: -Span.hourNs, isSynchronised: true,
            doubt: .behindJournal),
    ]

    @Test("a start after a long stop, by a clock that is kept or not", arguments: starts)
    func restart(_ row: Start) async throws {
        let first = try await placed()
        first.engine.stop()
        let clock = TestClock()
        clock.set(byNs: row.gapNs)
        clock.isSynchronised = row.isSynchronised
        var options = EngineOptions()
        options.acceptsClock = row.acceptsClock
        let again = try EngineFixture(
            disk: first.disk, archive: first.archive, clock: clock, options: options)
        #expect(again.engine.status.snapshot.clockDoubt == row.doubt)
        let isDue = row.gapNs > 0 && row.doubt == nil
        #expect(try await held(again) == (isDue ? 0 : 100))
        #expect(again.disk.rows.contains { $0.holdsAcceptance } == row.acceptsClock)
        if row.doubt != nil {
            _ = try await accept(again)
            #expect(again.engine.status.snapshot.clockDoubt == nil)
            #expect(try await held(again) == (row.gapNs > 0 ? 0 : 100))
        }
        again.engine.stop()
        var verifier = Verifier(journal: MemoryJournal(again.disk), archive: again.archive)
        #expect(try verifier.run().report.faults == [])
    }
}

extension JournalRow {
    fileprivate var holdsAcceptance: Bool {
        let records = (try? BatchCodec.decode(bytes)) ?? []
        return records.contains { $0.command.body == .acceptClock }
    }
}

/// Collects what an engine warns of.
private final class Warnings: Sendable {
    private let state = Mutex([EngineWarning]())
    var all: [EngineWarning] { state.withLock { $0 } }
    func add(_ warning: EngineWarning) { state.withLock { $0.append(warning) } }
}
