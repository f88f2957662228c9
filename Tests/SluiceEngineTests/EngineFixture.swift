import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization

/// An engine in memory with a clock the test sets.
struct EngineFixture {
    let disk: MemoryJournal.Disk
    let archive: MemoryArchive
    let clock = TestClock()
    let engine: Engine

    init(
        disk: MemoryJournal.Disk = MemoryJournal.Disk(), archive: MemoryArchive = MemoryArchive(),
        consumers: [any FeedConsumer] = [], snapshots: SnapshotFolder? = nil,
        options: EngineOptions = EngineOptions(), mode: JournalMode = .live,
        onNote: @escaping @Sendable (Key<NoteTag>) -> Void = { _ in },
        onWarning: @escaping EngineWarning.Handler = { _ in }
    ) throws {
        self.disk = disk
        self.archive = archive
        let clock = clock
        engine = try Engine(
            Engine.Parts(
                journal: MemoryJournal(disk), archive: archive, consumers: consumers,
                clock: WallClock { clock.now }, snapshots: snapshots, options: options,
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

    func place(_ hold: String, account: String, amountMinor: Int64) -> Submission {
        command(
            .place(
                PlaceHold(
                    hold: .named(hold), account: .named(account), merchant: .named("M"),
                    order: .named("order of \(hold)"), amount: Money(minor: amountMinor),
                    currency: .yuan)))
    }
}

/// A clock that stands still until the test moves it.
final class TestClock: Sendable {
    private let value = Mutex(Instant(ns: 1_700_000_000 * Span.secondNs))

    var now: Instant { value.withLock { $0 } }

    func advance(byNs span: Int64) { value.withLock { $0 = $0.adding(spanNs: span) } }
}

/// Waits until a condition holds, for ten seconds at most.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = Date(timeIntervalSinceNow: 10)
    while Date() < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return try await condition()
}
