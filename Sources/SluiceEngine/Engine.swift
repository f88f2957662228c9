import Foundation
import SluiceCore
import Synchronization

/// A running ledger: a sequencer that applies, a writer that makes its batches durable, and consumers
/// that follow the journal; a thread each.
public final class Engine: Sendable {
    public let feed: Feed
    public let names: NameDirectory
    public let status: EngineStatus
    /// The journal's birth record as of the start: mode, lender and zone. A journal that went live
    /// since says so in `status`.
    public let birth: CreateJournal
    public let calendar: BusinessCalendar
    /// What waits in memory for the archive.
    public let archiveLag: ArchiveLag
    /// What the engine was sized for.
    public let capacity: Capacity
    /// The policy in force when the engine started.
    public let policyAtStart: Policy

    private let inbox: Inbox
    private let pipe: CommitPipe
    private let eventsPageBytesMax: Int
    private let pages = Turnstile(placesMax: 2)
    private let drained = DispatchSemaphore(value: 0)
    private let sequencing = DispatchGroup()
    private let following = DispatchGroup()
    private let caring = DispatchGroup()
    private let stopping = StopSignal()
    private let snapshots: SnapshotKeeper?

    /// What an engine is made of.
    public struct Parts {
        public var journal: any Journal
        public var archive: any Archive
        /// Consumers beside the archive.
        public var consumers: [any FeedConsumer]
        public var clock: WallClock
        /// Where snapshots are kept; nil: none are made or used.
        public var snapshots: SnapshotFolder?
        /// Moves old rows of the journal into files; nil: all stay where they are.
        public var rowFiling: RowFiling?
        /// Stores that are read again while the engine runs; snapshots beside them.
        public var scrubs: [ScrubStore]
        public var options: EngineOptions
        /// Called on a fault of the machine after which nothing may be written.
        public var onFatal: @Sendable (String) -> Never
        /// Told the key of each text a replayed command carries.
        public var onNote: @Sendable (Key<NoteTag>) -> Void
        /// Told what the operator should know though everything else goes on; called on any
        /// thread.
        public var onWarning: EngineWarning.Handler

        public init(
            journal: any Journal, archive: any Archive, consumers: [any FeedConsumer] = [],
            clock: WallClock = .system, snapshots: SnapshotFolder? = nil,
            rowFiling: RowFiling? = nil, scrubs: [ScrubStore] = [],
            options: EngineOptions = EngineOptions(),
            onFatal: @escaping @Sendable (String) -> Never,
            onNote: @escaping @Sendable (Key<NoteTag>) -> Void = { _ in },
            onWarning: @escaping EngineWarning.Handler = { _ in }
        ) {
            self.journal = journal
            self.archive = archive
            self.consumers = consumers
            self.clock = clock
            self.snapshots = snapshots
            self.rowFiling = rowFiling
            self.scrubs = scrubs
            self.options = options
            self.onFatal = onFatal
            self.onNote = onNote
            self.onWarning = onWarning
        }
    }

    /// Opens the journal, replays it and starts to serve.
    ///
    /// An empty journal is born with `birth`; a journal that exists keeps its own.
    /// - Throws: `JournalError` if the journal is damaged, of an unknown format, or shorter than a
    ///   consumer's checkpoint says it was.
    public init(_ parts: Parts, birth: Birth) throws {
        let drained = drained
        let works = try Works(parts, birth: birth, onDrained: { drained.signal() })
        inbox = works.inbox
        pipe = works.pipe
        feed = works.feed
        names = works.names
        status = works.status
        calendar = works.calendar
        snapshots = works.snapshots
        archiveLag = works.lag
        capacity = parts.options.capacity
        eventsPageBytesMax = parts.options.eventsPageBytesMax
        self.birth = works.birth
        policyAtStart = works.policy
        for consumer in works.consumers {
            try follow(
                with: consumer, pageBytesMax: parts.options.pageBytesMax,
                onWarning: parts.onWarning)
        }
        let committing = Owned(works.committing)
        spawn("sluice.journal", in: sequencing) { committing.value.run() }
        let sequencing = Owned(works.sequencer)
        spawn("sluice.sequencer", in: self.sequencing) { sequencing.value.run() }
        care(for: parts, works.gatherer)
    }

    /// Starts what runs beside the work: writing snapshots, gathering keys, moving old rows, reading
    /// stores again.
    private func care(for parts: Parts, _ gatherer: KeyGatherer?) {
        if let gatherer {
            let (gathering, stopping) = (Owned(gatherer), stopping)
            spawn("sluice.keys", in: caring) { gathering.value.run(stopping: stopping) }
        }
        if let snapshots { spawn("sluice.snapshots", in: caring) { snapshots.run() } }
        if let filing = parts.rowFiling {
            let passed = PassedRow(status: status, snapshots: parts.snapshots)
            let filer = RowFiler(
                filing: filing, options: parts.options.rowFiling, clock: parts.clock, pipe: pipe,
                status: status, onWarning: parts.onWarning, stopping: stopping,
                passed: { passed.row })
            spawn("sluice.row-files", in: caring) { filer.run() }
        }
        let stores = parts.scrubs + (parts.snapshots.map { [$0.scrubStore] } ?? [])
        guard !stores.isEmpty else { return }
        let scrubber = Scrubber(
            stores: stores, clock: parts.clock, status: status, onWarning: parts.onWarning,
            periodNs: parts.options.scrubWithinNs / 2, stopping: stopping)
        spawn("sluice.scrub", in: caring) { scrubber.run() }
    }

    private func follow(
        with consumer: any FeedConsumer, pageBytesMax: Int,
        onWarning: @escaping EngineWarning.Handler
    ) throws {
        let runner = ConsumerRunner(
            consumer: consumer, feed: feed, inbox: inbox, pipe: pipe, pageBytesMax: pageBytesMax,
            status: status, onWarning: onWarning)
        let checkpoint = try consumer.checkpoint()
        status.consumed(consumer.name, row: checkpoint)
        spawn("sluice.\(consumer.name)", in: following) { runner.run(from: checkpoint) }
    }

    private func spawn(
        _ name: String, in group: DispatchGroup, _ body: @escaping @Sendable () -> Void
    ) {
        group.enter()
        NamedThread.start(name) {
            body()
            group.leave()
        }
    }

    /// Applies commands in order, and answers when all of them are durable.
    ///
    /// They are no transaction: the bounds of a batch may spread them over several rows. After a
    /// refusal or a kill the first so many of them may have taken effect, none of them in part;
    /// sent again with the same ids, those are replays.
    public func submit(_ submissions: [Submission]) async throws -> [Answer] {
        guard case .answers(let answers) = try await request(.commands(submissions[...])) else {
            preconditionFailure("commands are answered by answers")
        }
        return answers
    }

    /// The same for one who wants no more than what each came to: a command that is refused, for
    /// want of room or because its records cannot be read, stops none that follow.
    public func outcomes(
        of submissions: [Submission]
    ) async throws -> [Result<Outcome, EngineRefusal>] {
        guard case .outcomes(let outcomes) = try await request(.outcomes(submissions[...])) else {
            preconditionFailure("commands are answered by outcomes")
        }
        return outcomes
    }

    public func submit(_ submission: Submission) async throws -> Answer {
        try await submit([submission])[0]
    }

    /// Reads one object as of now: what is due on its account is applied first.
    public func read(_ query: ReadQuery) async throws -> Answer {
        guard case .answers(let answers) = try await request(.read(query)) else {
            preconditionFailure("a read is answered by an answer")
        }
        return answers[0]
    }

    /// Asks whether work of a lane that is not the sequencer's, such as a list, may begin now.
    /// - Throws: `EngineRefusal.overloaded` while such work is shed.
    public func admit(_ lane: Lane) throws(EngineRefusal) {
        if let refusal = inbox.refusal(of: lane) { throw refusal }
    }

    /// Asks whether the events after a row may be read now: those in memory always.
    /// - Throws: `EngineRefusal.overloaded` while old pages are shed.
    public func admit(eventsAfter row: UInt64) throws(EngineRefusal) {
        if !feed.hasInMemory(after: row) { try admit(.background) }
    }

    /// What waits in each lane now, and what it did since the start.
    public var lanes: PerLane<LaneFigures> { inbox.figures }

    /// The business date of a command that comes at a time of day; while the clock has jumped ahead,
    /// that of ledger time.
    public func businessDate(at wall: Instant) -> BusinessDate {
        calendar.date(of: status.believed(wall))
    }

    /// Lets the time of a historical journal pass; does nothing to a live one.
    ///
    /// A flood of ends is applied in several batches, each durable before the next.
    public func advance(to time: Instant) async throws { _ = try await request(.advance(time)) }

    /// Batches after a row, at least one if there is one, from memory or the journal.
    ///
    /// Old rows are read between two batches by the thread that writes them: a few readers at a time,
    /// so that however many go back to the beginning, commands wait for a page or two and memory
    /// holds no more than these; under load none, as lists are refused.
    public func batches(after row: UInt64) async throws -> [CommittedBatch] {
        if let batches = feed.inMemory(after: row) { return batches }
        try admit(.background)
        await pages.enter()
        defer { pages.leave() }
        return try await withCheckedThrowingContinuation { continuation in
            pipe.ask(
                CommitPipe.PageRequest(after: row, bytesMax: eventsPageBytesMax) { reply in
                    continuation.resume(with: reply.mapError { $0 as any Error })
                })
        }
    }

    /// Refuses new work, finishes what waits, lets the consumers catch up and stops all threads.
    public func stop() {
        inbox.stop()
        drained.wait()
        drained.signal()
        // Before the journal is closed: who reads it keeps its log from being folded in.
        stopping.set()
        snapshots?.stop()
        caring.wait()
        feed.stop()
        following.wait()
        inbox.close()
        sequencing.wait()
    }

    /// Told the times of each request that the task makes; nil: they are not noted.
    @TaskLocal public static var watcher: RequestWatcher?

    private func request(_ work: Inbox.Request.Work) async throws -> Inbox.Reply {
        let watcher = Self.watcher
        let watch = watcher.map { _ in RequestWatch() }
        var lane: Lane?
        defer {
            if let watcher, let watch, let lane { watcher.note(watch.times(of: lane)) }
        }
        return try await withCheckedThrowingContinuation { continuation in
            let request = Inbox.Request(work: work, watch: watch) { reply in
                watch?.ended()
                continuation.resume(with: reply.mapError { $0 as any Error })
            }
            lane = request.lane
            inbox.put(request)
        }
    }
}

/// Hands a value to the thread that owns it from then on.
private final class Owned<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: consuming Value) { self.value = value }
}
