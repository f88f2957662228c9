import SluiceCore

/// An engine put together and not running. Threads give its parts their turns (`Engine`), or somebody
/// tells one after the other to take one (`SteppedEngine`).
struct Works {
    let inbox: Inbox
    let pipe: CommitPipe
    let feed = Feed()
    let names: NameDirectory
    let status = EngineStatus()
    let calendar: BusinessCalendar
    let snapshots: SnapshotKeeper?
    /// Gathers the keys of what was forgotten earlier; nil where nothing was.
    let gatherer: KeyGatherer?
    let lag: ArchiveLag
    /// Mode, lender and zone of the journal.
    let birth: CreateJournal
    /// The policy in force.
    let policy: Policy
    /// The archive before all others.
    let consumers: [any FeedConsumer]
    let sequencer: Sequencer
    let committing: CommitThread

    /// Opens the journal, replays it, and gives an empty one its first row.
    /// - Parameter onWait: gives the journal's writer a turn where it has no thread of its own.
    /// - Throws: as `Engine.init`.
    init(
        _ parts: Engine.Parts, birth: Birth, onDrained: @escaping @Sendable () -> Void = {},
        onWait: (@Sendable () -> Void)? = nil
    ) throws {
        var journal = parts.journal
        let head = try journal.open(shard: .only)
        guard birth.policy.isValid else {
            throw JournalError(.unavailable, "the policy to be born with is not valid")
        }
        let recovered = try Engine.recover(journal, parts, head)
        let zone = recovered.ledger.journal?.zone ?? birth.journal.zone
        guard let calendar = BusinessCalendar(zone: zone) else {
            throw JournalError(.unavailable, "the time zone \(zone) is not known here")
        }
        let lag = recovered.lag
        let inbox = Inbox(parts.options.lanes, lag: lag)
        let status = status
        status.tell(recovered.figures)
        feed.start(at: head.sequence)
        let snapshots = parts.snapshots.map {
            SnapshotKeeper(folder: $0, status: status, onWarning: parts.onWarning)
        }
        gatherer = recovered.residency.gathered.map {
            KeyGatherer(
                archive: parts.archive, gathered: $0, status: status, onWarning: parts.onWarning)
        }
        let pipe = CommitPipe(onChange: { inbox.wake() }, onWait: onWait)
        var sequencer = Sequencer(
            inbox: inbox, pipe: pipe, clock: parts.clock, calendar: calendar,
            options: parts.options, status: status, lag: lag, snapshots: snapshots,
            onWarning: parts.onWarning, onDrained: onDrained, newestRow: head.sequence,
            recovered: recovered)
        var writer = JournalWriter(
            journal: journal, head: head, feed: feed, names: recovered.names, status: status,
            lag: lag, snapshots: snapshots)
        if let first = sequencer.bear(birth) { try writer.write(first) }
        if let accepted = sequencer.startClock() { try writer.write(accepted) }
        status.tell(LedgerState(sequencer.ledger), row: writer.head.sequence)
        self.inbox = inbox
        self.pipe = pipe
        self.calendar = calendar
        self.snapshots = snapshots
        self.lag = lag
        names = recovered.names
        self.birth = sequencer.ledger.journal ?? birth.journal
        policy = sequencer.ledger.policy ?? birth.policy
        consumers = [ArchiveFollower(archive: parts.archive, lag: lag)] + parts.consumers
        self.sequencer = sequencer
        committing = CommitThread(
            pipe: pipe, inbox: inbox, retryPauseNs: parts.options.retryPauseNs, writer: writer,
            onFatal: parts.onFatal)
    }
}

/// The archive as a consumer that tells how far it is.
private struct ArchiveFollower: FeedConsumer {
    let archive: any Archive
    let lag: ArchiveLag

    var name: String { archive.name }
    var needsImages: Bool { archive.needsImages }
    /// Told too: what the archive took may be known by its checkpoint alone.
    func checkpoint() throws -> UInt64 {
        let row = try archive.checkpoint()
        lag.took(through: row)
        return row
    }
    func consume(_ batches: [CommittedBatch]) throws {
        try archive.consume(batches)
        if let last = batches.last { lag.took(through: last.row) }
    }
}
