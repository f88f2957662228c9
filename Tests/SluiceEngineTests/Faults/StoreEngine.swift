import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization

@testable import SluiceSQLite

/// An engine on the stores of a data directory, with a clock the test sets.
struct StoreEngine: Sendable {
    let engine: Engine
    let archive: SQLiteArchive
    let views: SQLiteViews

    /// - Throws: `JournalError`, as a start is refused.
    init(
        _ directory: String, clock: TestClock = TestClock(),
        options: EngineOptions = EngineOptions(), fatal: Fatality = Fatality()
    ) throws {
        archive = try SQLiteArchive(directory: directory)
        views = try SQLiteViews(directory: directory)
        engine = try Engine(
            Engine.Parts(
                journal: SQLiteJournal(directory: directory, version: "0.1.0"),
                archive: archive, consumers: [views], clock: clock.machine,
                snapshots: SnapshotFolder(directory: directory), options: options,
                onFatal: { fatal.meet($0) }),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "Asia/Shanghai"),
                policy: .standard))
    }

    /// Whether archive and views have come to the newest row.
    var isCaughtUp: Bool {
        let status = engine.status.snapshot
        return status.failures.isEmpty
            && ["archive", "views"].allSatisfy { status.consumers[$0] == status.row }
    }
}

/// What ends a process, noted; whoever met it never comes back.
final class Fatality: Sendable {
    private let state = Mutex<String?>(nil)

    var detail: String? { state.withLock { $0 } }

    func meet(_ detail: String) -> Never {
        state.withLock { $0 = $0 ?? detail }
        while true { Thread.sleep(forTimeInterval: 3_600) }
    }
}

extension Submission {
    init(_ body: Command.Body) {
        self.init(
            command: Command(
                actor: .tester, businessDate: BusinessDate(day: 20_000), body: body))
    }

    static func openAccount(_ name: String, limitMinor: Int64) -> Submission {
        Submission(
            .openAccount(
                OpenAccount(
                    account: .named(name), currency: .yuan, limit: Money(minor: limitMinor))))
    }

    static func place(_ hold: String, account: String, amountMinor: Int64) -> Submission {
        Submission(
            .place(
                PlaceHold(
                    hold: .named(hold), account: .named(account), merchant: .named("M"),
                    order: .named("order of \(hold)"), amount: Money(minor: amountMinor),
                    currency: .yuan)))
    }

    static func capture(_ hold: String, amountMinor: Int64, isFinal: Bool = false) -> Submission {
        Submission(
            .capture(
                CaptureHold(
                    hold: .named(hold), operation: .named("capture of \(hold)"),
                    amount: Money(minor: amountMinor), isFinal: isFinal)))
    }

    static func release(_ hold: String) -> Submission {
        Submission(
            .release(
                ReleaseHold(
                    hold: .named(hold), operation: .named("release of \(hold)"),
                    reason: .merchantVoid)))
    }
}
