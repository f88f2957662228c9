import Foundation
import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine
@testable import SluiceSQLite

/// A little history of an engine on SQLite's stores, command by command, gone on with after every
/// fault as a client would: the same command again, after a start where the process has ended.
///
/// A process that ended leaves its threads behind: a history belongs into a process of its own.
struct EngineHistory {
    /// Most holds end, so that they are archived, leave memory, and are asked for again.
    static let commands: [Submission] =
        [.openAccount("A", limitMinor: 10_000)]
        + (1...4).flatMap { index in
            [
                Submission.place("H\(index)", account: "A", amountMinor: 1_000),
                index % 2 == 0
                    ? .capture("H\(index)", amountMinor: 400, isFinal: true)
                    : .release("H\(index)"),
            ]
        } + [.place("H5", account: "A", amountMinor: 9_000)]

    static let refusedSecondsMax: Double = 600

    let plan: FaultPlan
    /// The store whose calls fail.
    let store: String
    private let clock = TestClock()
    private(set) var directory: StoreDirectory
    private(set) var acknowledged: [Outcome] = []
    private(set) var refusals: Set<EngineRefusal> = []
    private(set) var ends: [String] = []
    private(set) var count = FaultPlan.Count(calls: 0, failed: 0)
    private var isArmed = true

    init(_ plan: FaultPlan, on store: String) throws {
        self.plan = plan
        self.store = store
        directory = try StoreDirectory(inMemory: true)
    }

    mutating func run() async throws {
        plan.arm(directory.path, files: store)
        var starts = 0
        repeat {
            starts += 1
            try #require(starts < 6, "\(plan): it does not come to an end: \(ends)")
        } while try await !live()
        disarm()
    }

    /// One process: starts, goes on with the commands, and ends in order.
    /// - Returns: whether it came to the end.
    private mutating func live() async throws -> Bool {
        let fatal = Fatality()
        switch try await start(fatal) {
        case nil:
            try crash(fatal.detail)
            return false
        case .failure(let error as JournalError) where Self.isOfTheMachine(error):
            // The operator looks after the machine before the next start.
            disarm()
            return false
        case .failure(let error): throw error
        case .success(let store):
            guard try await go(on: store, fatal) else {
                try crash(fatal.detail)
                return false
            }
            disarm()
            #expect(
                try await eventually { store.isCaughtUp },
                "\(plan) on \(self.store): \(store.engine.status.snapshot.failures)")
            store.engine.stop()
            return true
        }
    }

    /// Whether a start is refused for what the machine does, not for what is stored. GRDB, asked
    /// whether its own table is there, does not tell "no" from "cannot say".
    private static func isOfTheMachine(_ error: JournalError) -> Bool {
        error.code == .unavailable || error.detail.contains("no such table: grdb_migrations")
    }

    /// Starts on a thread of its own, which a fatal fault keeps; nil after one.
    private func start(_ fatal: Fatality) async throws -> Result<StoreEngine, any Error>? {
        let path = directory.path
        let clock = clock
        var options = EngineOptions()
        options.residentEndedMax = 1
        options.retryPauseNs = Span.millisecondNs
        let later = Later<StoreEngine>()
        Thread.detachNewThread { [options] in
            later.result = Result {
                try StoreEngine(path, clock: clock, options: options, fatal: fatal)
            }
        }
        #expect(try await eventually { later.result != nil || fatal.detail != nil }, "\(plan)")
        return later.result
    }

    /// Sends what was not acknowledged yet, in order.
    /// - Returns: false where the process has ended.
    private mutating func go(on store: StoreEngine, _ fatal: Fatality) async throws -> Bool {
        // What was acknowledged is there, and answered as it was.
        for (command, outcome) in zip(Self.commands, acknowledged) {
            guard let again = try await answer(command, on: store, fatal) else { return false }
            #expect(
                again.isReplay && again.code == outcome.code, "\(plan): \(command.command.body)")
        }
        while acknowledged.count < Self.commands.count {
            let command = Self.commands[acknowledged.count]
            guard let outcome = try await answer(command, on: store, fatal) else { return false }
            #expect(outcome.code.isSuccess, "\(plan): \(outcome)")
            acknowledged.append(outcome)
        }
        return true
    }

    /// The answer to a command, sent again as long as it is refused; nil where the process has ended.
    private mutating func answer(
        _ command: Submission, on store: StoreEngine, _ fatal: Fatality
    ) async throws -> Outcome? {
        let deadline = Date(timeIntervalSinceNow: Self.refusedSecondsMax)
        while Date() < deadline {
            let later = Later<Answer>()
            Task { later.result = await Result { try await store.engine.submit(command) } }
            #expect(try await eventually { later.result != nil || fatal.detail != nil }, "\(plan)")
            switch later.result {
            case nil: return nil
            case .success(let answer): return answer.outcome
            case .failure(let refusal as EngineRefusal): refusals.insert(refusal)
            case .failure(let error): throw error
            }
            if plan.lasts { disarm() }
            try await Task.sleep(for: .milliseconds(2))
        }
        Issue.record("\(plan): it is refused for ever: \(refusals)")
        return nil
    }

    /// What the process left lies in another place, and all is well with the machine.
    private mutating func crash(_ why: String?) throws {
        ends.append(try #require(why, "\(plan): it hangs"))
        directory = try directory.copy()
        disarm()
    }

    private mutating func disarm() {
        guard isArmed else { return }
        isArmed = false
        count = FaultPlan.disarm()
    }

    /// What is wrong with the directory, and the digest of its state.
    func verify() throws -> (faults: [String], digest: RowHash) {
        let archive = try SQLiteArchive(directory: directory.path)
        var views = try ViewsCheck(directory: directory.path)
        var verifier = Verifier(
            journal: try SQLiteJournal.openReadOnly(directory: directory.path), archive: archive)
        let (report, _) = try verifier.run(
            progress: { _ in }, atRow: { views?.follow($0, $1, $2) ?? [] })
        return (report.faults, report.digest)
    }
}

/// What another thread will have come to.
private final class Later<Value: Sendable>: Sendable {
    private let state = Mutex<Result<Value, any Error>?>(nil)

    var result: Result<Value, any Error>? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
