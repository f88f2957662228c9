import SluiceCore
import Synchronization

/// What the engine tells of itself; written by the sequencer, read by doors.
public final class EngineStatus: Sendable {
    public struct Snapshot: Sendable {
        /// The newest durable row and event.
        public var row: UInt64 = 0
        public var sequence: UInt64 = 0
        public var time: Instant = .epoch
        public var mode: JournalMode?
        /// All versions adopted, ascending.
        public var policies: [Policy] = []
        public var accounts = 0
        public var liveHolds = 0
        public var residentHolds = 0
        public var inboxDepth = 0
        public var batches = 0
        public var commands = 0
        public var events = 0
        public var journalBytes = 0
        /// Commands by outcome code, replays apart.
        public var outcomes: [OutcomeCode: Int] = [:]
        public var replays = 0
        /// Why the journal takes no rows now.
        public var stalled: AppendResult.Obstacle?
        /// Consumers with the newest row each has taken.
        public var consumers: [String: UInt64] = [:]
        /// A consumer that failed, with what it said.
        public var failures: [String: String] = [:]
        /// How often a consumer went back to the beginning because its store was damaged.
        public var renewals: [String: Int] = [:]
    }

    private let state = Mutex(Snapshot())

    public init() {}

    public var snapshot: Snapshot { state.withLock { $0 } }

    var stalled: AppendResult.Obstacle? {
        get { state.withLock { $0.stalled } }
        set { state.withLock { $0.stalled = newValue } }
    }

    func update(ledger: Ledger, row: UInt64, inboxDepth: Int) {
        state.withLock {
            $0.row = row
            $0.sequence = ledger.sequence
            $0.time = ledger.time
            $0.mode = ledger.journal?.mode
            $0.policies = ledger.policies
            $0.accounts = ledger.accountCount
            $0.liveHolds = ledger.liveHoldCount
            $0.residentHolds = ledger.residentHoldCount
            $0.inboxDepth = inboxDepth
        }
    }

    func count(_ outcome: Outcome) {
        state.withLock {
            if outcome.isReplay {
                $0.replays += 1
            } else {
                $0.outcomes[outcome.code, default: 0] += 1
            }
        }
    }

    func countBatch(commands: Int, events: Int, bytes: Int) {
        state.withLock {
            $0.batches += 1
            $0.commands += commands
            $0.events += events
            $0.journalBytes += bytes
        }
    }

    func consumed(_ consumer: String, row: UInt64) {
        state.withLock { $0.consumers[consumer] = row }
    }

    /// - Returns: whether this failure is another than before.
    func failed(_ consumer: String, _ detail: String) -> Bool {
        state.withLock { $0.failures.updateValue(detail, forKey: consumer) != detail }
    }

    func renewed(_ consumer: String) {
        state.withLock {
            $0.consumers[consumer] = 0
            $0.renewals[consumer, default: 0] += 1
        }
    }

    func recovered(_ consumer: String) {
        state.withLock { $0.failures[consumer] = nil }
    }
}
