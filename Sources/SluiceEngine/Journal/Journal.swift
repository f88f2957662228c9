import SluiceCore

/// Where batches are kept: the truth all else follows.
///
/// One journal value is used by one thread. The protocol is that of the larger world, with epochs
/// that fence off a writer that was replaced, though the embedded store has one writer by its lock.
public protocol Journal {
    /// Takes the journal for writing under a new epoch, higher than every earlier one.
    ///
    /// A journal whose newest row is of a later format is refused before the epoch is raised or
    /// anything else is written: an older binary leaves a newer one's store as it is.
    /// - Throws: `JournalError` if the store is damaged, of an unknown format or out of reach.
    mutating func open(shard: Shard) throws -> JournalHead

    /// Makes one row durable, or says why not. The row's sequence follows the head's.
    mutating func append(_ row: JournalRow) -> AppendResult

    /// Rows after a sequence in order, at least one if there is one, until `bytesMax` is reached.
    /// - Throws: `JournalError` if a row cannot be read.
    func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow]

    /// Work between batches that keeps the store small, such as a checkpoint of its log.
    mutating func maintain()

    /// Deletes the oldest of the rows up to one that stand in files, a bounded number between two
    /// batches; `read` goes on to give them. Asked by `RowFiler` once a file is verified.
    /// - Returns: whether there are more to delete.
    /// - Throws: `JournalError` if no file has them, or the store is full or busy: then all is as it was.
    mutating func forget(through row: UInt64) throws -> Bool

    /// Gives the journal back; nothing may be called after it.
    mutating func close()
}

extension Journal {
    /// A store that keeps all rows in one place has none to forget.
    public mutating func forget(through row: UInt64) throws -> Bool { false }
}

/// A part of the accounts with a journal of its own; the embedded store has shard 0 only.
public struct Shard: Hashable, Sendable {
    public var number: UInt16
    public init(number: UInt16) { self.number = number }
    public static let only = Shard(number: 0)
}

/// The end of a journal.
public struct JournalHead: Hashable, Sendable {
    /// The epoch rows are written under from now on.
    public var epoch: UInt64
    /// The sequence of the newest row; 0 for an empty journal.
    public var sequence: UInt64
    /// The hash of the newest row; zeros for an empty journal.
    public var hash: RowHash

    public init(epoch: UInt64, sequence: UInt64, hash: RowHash) {
        self.epoch = epoch
        self.sequence = sequence
        self.hash = hash
    }
}

/// What became of an append.
public enum AppendResult: Hashable, Sendable {
    case durable
    /// Nothing was written; the same row may be appended again.
    case notDurable(Obstacle)
    /// Written or not: the journal must be read again before anybody is answered.
    case unknown(String)
    /// Another writer holds a higher epoch; this one must stop.
    case fenced
    /// The machine failed in a way that leaves no safe way on, a failed fsync above all.
    case failed(String)

    public enum Obstacle: String, Hashable, Sendable {
        case diskFull = "disk_full"
        case busy
        /// The store that rows wait for does not take them.
        case follower
    }
}

/// Why a journal cannot be opened or read. `code` is stable; `detail` is for the operator.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case damaged
        case formatUnknown = "format_unknown"
        case unavailable
        case locked
    }

    public var code: Code
    public var detail: String

    public init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    public var description: String { "\(code.rawValue): \(detail)" }
}
