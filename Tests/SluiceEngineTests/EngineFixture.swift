import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization

/// An engine in memory with a clock the test sets.
struct EngineFixture {
    let disk: MemoryJournal.Disk
    let archive: MemoryArchive
    let clock: TestClock
    let engine: Engine

    init(
        disk: MemoryJournal.Disk = MemoryJournal.Disk(), archive: MemoryArchive = MemoryArchive(),
        consumers: [any FeedConsumer] = [], clock: TestClock = TestClock(),
        snapshots: SnapshotFolder? = nil, options: EngineOptions = EngineOptions(),
        mode: JournalMode = .live,
        onNote: @escaping @Sendable (Key<NoteTag>) -> Void = { _ in },
        onWarning: @escaping EngineWarning.Handler = { _ in }
    ) throws {
        self.disk = disk
        self.archive = archive
        self.clock = clock
        engine = try Engine(
            Engine.Parts(
                journal: MemoryJournal(disk), archive: archive, consumers: consumers,
                clock: clock.machine, snapshots: snapshots, options: options,
                onFatal: { preconditionFailure($0) }, onNote: onNote, onWarning: onWarning),
            birth: Birth(
                journal: CreateJournal(mode: mode, lender: "lender", zone: "Asia/Shanghai"),
                policy: .standard))
    }

    func command(_ body: Command.Body, occurredAt: Instant? = nil) -> Submission {
        Submission(
            command: Command(
                actor: .tester, businessDate: BusinessDate(day: 20_000), occurredAt: occurredAt,
                body: body))
    }

    func openAccount(_ name: String, limitMinor: Int64 = 100_000) async throws -> Answer {
        try await engine.submit(
            command(
                .openAccount(
                    OpenAccount(
                        account: .named(name), currency: .yuan, limit: Money(minor: limitMinor)))))
    }

    func place(
        _ hold: String, account: String, amountMinor: Int64, order: String? = nil
    ) -> Submission {
        command(
            .place(
                PlaceHold(
                    hold: .named(hold), account: .named(account), merchant: .named("M"),
                    order: .named(order ?? "order of \(hold)"),
                    amount: Money(minor: amountMinor), currency: .yuan)))
    }
}

/// A clock that stands still until the test moves it.
final class TestClock: Sendable {
    private struct State {
        var passed = Instant(ns: 1_700_000_000 * Span.secondNs)
        /// How far the time of day was set.
        var setNs: Int64 = 0
        var isSynchronised = true
    }

    private let state = Mutex(State())

    /// The time of day.
    var now: Instant { state.withLock { $0.passed.adding(spanNs: $0.setNs) } }

    /// Whether a time server keeps it.
    var isSynchronised: Bool {
        get { state.withLock { $0.isSynchronised } }
        set { state.withLock { $0.isSynchronised = newValue } }
    }

    var machine: WallClock {
        WallClock(
            now: { self.now }, monotonicNs: { self.state.withLock { $0.passed.ns } },
            isSynchronised: { self.isSynchronised })
    }

    /// Lets time pass.
    func advance(byNs span: Int64) {
        state.withLock { $0.passed = $0.passed.adding(spanNs: span) }
    }

    /// Sets the time of day, and lets no time pass.
    func set(byNs span: Int64) { state.withLock { $0.setNs += span } }
}

/// Waits until a condition holds, for ten minutes at most: a slow machine is no fault.
func eventually(
    withinSeconds seconds: Double = 600, _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return try await condition()
}
