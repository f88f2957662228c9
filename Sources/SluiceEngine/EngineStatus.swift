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
        /// Merchants whose feed is lost.
        public var lostFeeds = 0
        /// Declines found avoidable since the start.
        public var avoidableDeclines = 0
        /// Orders in memory.
        public var orders = 0
        public var batches = 0
        public var commands = 0
        public var events = 0
        public var journalBytes = 0
        /// Commands by outcome code, replays apart.
        public var outcomes: [OutcomeCode: Int] = [:]
        public var replays = 0
        /// How long commands took from coming in to being durable and answered, since the start.
        public var answerTimes = PerLane(all: TimeSteps())
        /// Why the journal takes no rows now.
        public var stalled: AppendResult.Obstacle?
        /// Why nothing that is due by the clock is done now.
        public var clockDoubt: ClockDoubt?
        /// Consumers with the newest row each has taken.
        public var consumers: [String: UInt64] = [:]
        /// A consumer that failed, with what it said.
        public var failures: [String: String] = [:]
        /// How often a consumer went back to the beginning because its store was damaged.
        public var renewals: [String: Int] = [:]
        /// What the start had to do.
        public var recovery = RecoveryFigures()
        public var snapshots = SnapshotFigures()
        /// What tells keys that were forgotten before the start from new ones.
        public var keys = GatheredFigures()
        /// What moved from the journal's database into files.
        public var rowFiling = RowFilingFigures()
        /// How far each store was read again.
        public var scrubs: [String: ScrubState] = [:]
    }

    private let state = Mutex(Snapshot())

    public init() {}

    public var snapshot: Snapshot { state.withLock { $0 } }

    /// The newest durable event.
    public var sequence: UInt64 { state.withLock { $0.sequence } }

    /// How long commands took, as in `Snapshot`.
    public var answerTimes: PerLane<TimeSteps> { state.withLock { $0.answerTimes } }

    var stalled: AppendResult.Obstacle? {
        get { state.withLock { $0.stalled } }
        set { state.withLock { $0.stalled = newValue } }
    }

    var clockDoubt: ClockDoubt? {
        get { state.withLock { $0.clockDoubt } }
        set { state.withLock { $0.clockDoubt = newValue } }
    }

    /// A time of day, or ledger time while that has jumped ahead.
    public func believed(_ wall: Instant) -> Instant {
        state.withLock { $0.clockDoubt == .jumpedAhead ? $0.time : wall }
    }

    /// Tells the state as of a durable row.
    func tell(_ ledger: LedgerState, row: UInt64) {
        state.withLock { $0.tell(ledger, row: row) }
    }

    /// Counts commands that brought nothing to be made durable.
    func count(_ batch: SealedBatch) {
        let now = SystemClock.monotonicNs()
        state.withLock {
            $0.count(batch.tally)
            $0.count(batch.answers, at: now)
        }
    }

    /// Counts a batch that is durable; without records it only answered.
    func durable(_ batch: SealedBatch, bytes: Int) {
        let now = SystemClock.monotonicNs()
        state.withLock {
            $0.tell(batch.state, row: batch.row)
            $0.count(batch.tally)
            $0.count(batch.answers, at: now)
            guard !batch.records.isEmpty else { return }
            $0.batches += 1
            $0.commands += batch.records.count
            $0.events += batch.eventCount
            $0.journalBytes += bytes
        }
    }

    func tell(_ recovery: RecoveryFigures) { state.withLock { $0.recovery = recovery } }

    func tell(_ keys: GatheredFigures) { state.withLock { $0.keys = keys } }

    func snapshotWritten(row: UInt64, bytes: Int, spentNs: Int64) {
        state.withLock {
            $0.snapshots.row = row
            $0.snapshots.bytes = bytes
            $0.snapshots.spentNs = spentNs
            $0.snapshots.written += 1
        }
    }

    func snapshotFailed() { state.withLock { $0.snapshots.failures += 1 } }

    func filed(_ rows: FiledRows) {
        state.withLock {
            $0.rowFiling.row = rows.last
            $0.rowFiling.files += 1
            $0.rowFiling.rows += rows.last - rows.first + 1
            $0.rowFiling.bytes += rows.bytes
        }
    }

    func filingFailed() { state.withLock { $0.rowFiling.failures += 1 } }

    func forgot(inNs spentNs: Int64) {
        state.withLock { $0.rowFiling.forgetMaxNs = max($0.rowFiling.forgetMaxNs, spentNs) }
    }

    func scrub<Result>(_ store: String, _ change: (inout ScrubState) -> Result) -> Result {
        state.withLock { change(&$0.scrubs[store, default: ScrubState()]) }
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

extension EngineStatus.Snapshot {
    fileprivate mutating func tell(_ ledger: LedgerState, row: UInt64) {
        self.row = row
        sequence = ledger.sequence
        time = ledger.time
        mode = ledger.mode
        policies = ledger.policies
        accounts = ledger.accounts
        liveHolds = ledger.liveHolds
        residentHolds = ledger.residentHolds
        lostFeeds = ledger.lostFeeds
        avoidableDeclines = ledger.avoidableDeclines
        orders = ledger.orders
    }

    fileprivate mutating func count(_ tally: OutcomeTally) {
        outcomes.merge(tally.counted) { $0 + $1 }
        replays += tally.replays
    }

    fileprivate mutating func count(_ answers: [PendingAnswer], at nowNs: Int64) {
        for answer in answers where answer.request.hasCommands {
            guard case .success = answer.result else { continue }
            answerTimes[answer.request.lane].add(nowNs - answer.request.cameNs)
        }
    }
}
