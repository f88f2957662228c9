import SluiceCore

/// One that follows the journal after the commit, in order, with a checkpoint of its own.
///
/// A consumer is called by one thread of its own; being slow slows nobody else.
public protocol FeedConsumer: Sendable {
    /// Names the consumer in metrics and errors.
    var name: String { get }

    /// The sequence of the newest journal row consumed durably; 0 for none.
    func checkpoint() throws -> UInt64

    /// Whether batches are to bring the images of the ended records they changed.
    var needsImages: Bool { get }

    /// How long it lets commits gather while they are small, in milliseconds: they share a transaction.
    var gatherMs: Int { get }

    /// Takes batches that follow the checkpoint and moves it, all or nothing.
    func consume(_ batches: [CommittedBatch]) throws
}

extension FeedConsumer {
    public var needsImages: Bool { false }
    public var gatherMs: Int { Feed.gatherMs }
}

extension Archive {
    public var needsImages: Bool { true }
    public var gatherMs: Int { Feed.archiveGatherMs }
}

/// The consumer that is a store of record: records that ended, kept for ever.
public protocol Archive: FeedConsumer {
    /// The image of an ended record; for a fact the image of its order. nil if never archived.
    func image(of key: RecordKey) throws -> RecordImage?

    /// The name a key was derived from; nil if never seen.
    func name(of key: NamedKey) throws -> String?

    /// Keys of what was archived, ascending, from the first after one on; empty at the end.
    ///
    /// A short read: what is archived meanwhile may be missing. None that was there when the first
    /// page was read is.
    func keys(after last: ArchivedKey?, countMax: Int) throws -> [ArchivedKey]

    /// Calls `body` with every image in the order of kind and key.
    func forEachImage(_ body: (RecordImage) throws -> Void) throws

    /// Calls `body` with every fact and the order it leads to, in the order of facts.
    func forEachFact(_ body: (FactKey, OrderKey) throws -> Void) throws
}

/// A durable batch with what consumers need of it.
public struct CommittedBatch: Sendable {
    public var row: UInt64
    public var hash: RowHash
    public var firstEvent: UInt64
    public let records: [CommandRecord]
    public let eventCount: Int
    /// Records that batches up to this one changed and that were ended when they were asked for, for
    /// those who need images: of a durable state that may be newer than this batch.
    public var ended: [RecordImage]

    public init(
        row: UInt64, hash: RowHash, firstEvent: UInt64, records: [CommandRecord],
        ended: [RecordImage]
    ) {
        self.row = row
        self.hash = hash
        self.firstEvent = firstEvent
        self.records = records
        eventCount = records.reduce(0) { $0 + $1.events.count }
        self.ended = ended
    }
}
