import SluiceCore

/// Limits of the engine, each with its reason.
public struct EngineOptions: Sendable {
    /// Commands of one batch: enough to share one fsync.
    public var batchCommandsMax = 8_192
    /// Commands taken from the lanes at once: what is taken, nobody gets ahead of any more.
    public var takeCommandsMax = 256
    /// Bytes of one batch, as estimated before they are encoded. A batch ends with the command that
    /// reaches it, so a row is longer by one command at most. Keeps rows small enough to be read
    /// and sent whole.
    public var batchBytesMax = 4 << 20
    /// Time a batch is applied before it is handed to a journal that is free: what the first answer
    /// of a batch waits beyond the fsync.
    public var batchApplyNsMax: Int64 = 2 * Span.millisecondNs
    /// Bounds and shares of what waits.
    public var lanes = LaneOptions()
    /// Ends applied by one tick: as many as commands are taken at once, so that a flood of them never
    /// holds up commands for long.
    public var tickEndsMax: UInt32 = 256
    /// Hard caps of accounts, live holds and orders: at the sizes of docs/reference/limits.md some
    /// 10 GB.
    public var capacity = Capacity()
    /// Whether a clock that is in doubt at the start is accepted, as an operator would.
    public var acceptsClock = false
    /// Ends in one batch, after which it takes commands alone: they are large, and what waits beside them
    /// shall not wait for a long row.
    public var batchEndsMax = 2_048
    /// Bytes of rows, as estimated before they are encoded, that may wait in memory for the archive:
    /// beyond it placements are refused, beyond half of it the background, beyond twice it all. Some
    /// seconds of work at full speed.
    public var archiveLagBytesMax = 64 << 20
    /// Ended records kept in memory after the archive has them.
    public var residentEndedMax = 200_000
    /// Events after which a snapshot is made: at the least speed of replay that is promised, half a
    /// second of a start.
    public var snapshotEventsMin = 1_000_000
    /// Within which time damage of a store is found; 0 reads without a pause between passes.
    public var scrubWithinNs = Int64(ScrubLimits.withinHours) * Span.hourNs
    /// Which rows move from the journal's database into files.
    public var rowFiling = RowFilingOptions()
    /// Bytes of journal read at once.
    public var pageBytesMax = 4 << 20
    /// The same for readers of old events: read between two batches, so it is small.
    public var eventsPageBytesMax = 256 << 10
    /// The pause before rows that met a full or busy store are tried again.
    public var retryPauseNs: Int64 = 50 * Span.millisecondNs

    public init() {}
}

/// What a fresh journal is born with.
public struct Birth: Sendable {
    public var journal: CreateJournal
    public var policy: Policy

    public init(journal: CreateJournal, policy: Policy) {
        self.journal = journal
        self.policy = policy
    }
}
