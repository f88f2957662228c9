import SluiceCore

/// An engine without threads, for simulations: each part takes a turn when it is told to, and where one
/// would wait for the journal's writer, that one takes a turn.
///
/// The parts are those of `Engine`. Nothing in it depends on the time of the machine while the options
/// bound no batch by time and shed no load: equal calls give equal journals. Used by one thread at a
/// time, which makes it Sendable.
package final class SteppedEngine: @unchecked Sendable {
    package let status: EngineStatus
    package let birth: CreateJournal
    package let archiveLag: ArchiveLag

    private let inbox: Inbox
    private let pipe: CommitPipe
    private let snapshots: SnapshotKeeper?
    /// nil once it has all keys.
    private var gatherer: KeyGatherer?
    private var sequencer: Sequencer
    private var committing: CommitThread
    private var followers: [SteppedFollower]
    /// Why the process would have ended: nothing may be written any more, and nobody is answered.
    package private(set) var fault: String?

    /// - Throws: as `Engine.init`.
    package init(_ parts: Engine.Parts, birth: Birth) throws {
        let helper = Helper()
        let works = try Works(parts, birth: birth, onWait: { helper.engine?.write() })
        status = works.status
        self.birth = works.birth
        inbox = works.inbox
        pipe = works.pipe
        archiveLag = works.lag
        snapshots = works.snapshots
        gatherer = works.gatherer
        gatherer?.pageKeysMax = 5
        sequencer = works.sequencer
        committing = works.committing
        followers = try works.consumers.map {
            try SteppedFollower(
                consumer: $0, feed: works.feed, pageBytesMax: parts.options.pageBytesMax,
                status: works.status)
        }
        helper.engine = self
    }

    /// The ledger as it is in memory, ahead of the journal by what was not written yet.
    package var ledger: Ledger { sequencer.ledger }

    /// The newest ledger time given to anything.
    package var time: Instant { sequencer.clockGuard?.time ?? sequencer.ledger.time }

    package var clockDoubt: ClockDoubt? { status.clockDoubt }

    /// The newest durable row.
    package var head: JournalHead { committing.writer.head }

    /// Commands that wait in the lanes.
    package var depth: Int { inbox.depth }

    /// Whether everything taken is durable and answered, and nothing waits.
    package var isIdle: Bool { inbox.depth == 0 && pipe.isIdle && sequencer.isEmpty }

    /// Hands commands in, as one request; `reply` is called by the turn that answers it.
    package func submit(
        _ submissions: [Submission],
        reply: @escaping @Sendable (Result<[Answer], EngineRefusal>) -> Void
    ) {
        ask(.commands(submissions[...]), reply)
    }

    /// Asks for one object.
    package func read(
        _ query: ReadQuery, reply: @escaping @Sendable (Result<[Answer], EngineRefusal>) -> Void
    ) {
        ask(.read(query), reply)
    }

    private func ask(
        _ work: Inbox.Request.Work,
        _ reply: @escaping @Sendable (Result<[Answer], EngineRefusal>) -> Void
    ) {
        inbox.put(
            Inbox.Request(work: work) { result in
                reply(
                    result.map { answered in
                        if case .answers(let answers) = answered { answers } else { [] }
                    })
            })
    }

    // MARK: Turns

    /// Lets the sequencer hand over what may go, take what waits, and apply it.
    package func sequence() { _ = sequencer.turn(isPatient: false) }

    /// Lets the journal's writer try once to write what was handed over, or read a page.
    package func write() {
        guard fault == nil, case .broken(let detail) = committing.turn(isPatient: false) else {
            return
        }
        fault = detail
        pipe.abandon()
    }

    /// Lets a follower take one step towards the newest row; number 0 is the archive.
    package func follow(_ number: Int) {
        followers[number].turn(ask: { inbox.put($0) }, page: { pipe.ask($0) })
    }

    /// Lets those beside the work take a step: a snapshot that was begun is written, a page of the
    /// archive's keys is gathered.
    package func care() {
        _ = snapshots?.turn(isPatient: false)
        if case .complete = gatherer?.turn() { gatherer = nil }
    }

    /// The row each follower has taken.
    package var followed: [UInt64] { followers.map(\.row) }

    private final class Helper: @unchecked Sendable {
        weak var engine: SteppedEngine?
    }
}
