import SluiceCore
import SluiceEngine

/// A journal whose rows are durable in two directories before anybody is answered.
///
/// Both stores write at the same time, each on a thread of its own, so an append takes as long as the
/// slower one. A row that the follower does not have within a stated time is `notDurable(.follower)`
/// until it has; nothing is ever answered on the first store alone. Both directories must be held by a
/// `DirectoryLock`. Used by one thread.
public struct FollowedJournal: Journal {
    private var first: SQLiteJournal
    private let follower: FollowerThread
    private let waitNs: Int64
    /// The newest row that the first store has.
    private var firstRow: UInt64 = 0
    /// Whether the follower let a row wait for too long, and has not taken it since.
    private var isAway = false

    /// - Parameter waitNs: how long an append waits for the follower.
    public init(directory: String, follower: String, version: String, waitNs: Int64) {
        self.init(
            SQLiteJournal(directory: directory, version: version),
            followedBy: SQLiteJournal(directory: follower, version: version), waitNs: waitNs)
    }

    init(_ first: SQLiteJournal, followedBy second: any FollowerStore, waitNs: Int64) {
        self.first = first
        follower = FollowerThread(second)
        self.waitNs = waitNs
    }

    /// Opens both under one epoch.
    /// - Throws: `JournalError` as `SQLiteJournal.open` does; `.unavailable` if the two do not end with
    ///   the same row.
    public mutating func open(shard: Shard) throws -> JournalHead {
        let epoch = try follower.store.epoch()
        let head = try first.open(shard: shard, epochMin: epoch)
        let other = try follower.open(shard: shard, epochMin: head.epoch - 1)
        guard other == head else {
            throw JournalError(
                .unavailable,
                "the follower ends at row \(other.sequence) of epoch \(other.epoch), the journal at row "
                    + "\(head.sequence) of epoch \(head.epoch): bring them level first")
        }
        firstRow = head.sequence
        return head
    }

    public mutating func append(_ row: JournalRow) -> AppendResult {
        follower.begin(row)
        if firstRow < row.sequence {
            let result = appendFirst(row)
            guard result == .durable else { return result }
            firstRow = row.sequence
        }
        guard let result = follower.result(of: row, withinNs: isAway ? 0 : waitNs) else {
            isAway = true
            return .notDurable(.follower)
        }
        switch result {
        case .durable:
            isAway = false
            return .durable
        case .notDurable, .unknown:
            isAway = true
            return .notDurable(.follower)
        case .fenced: return .fenced
        case .failed(let detail): return .failed("follower: \(detail)")
        }
    }

    /// Whether the row is there after an unknown commit is asked here: who asks the whole journal is
    /// told of a row that the follower may lack.
    private mutating func appendFirst(_ row: JournalRow) -> AppendResult {
        let result = first.append(row)
        guard case .unknown(let detail) = result else { return result }
        do {
            let stored = try first.read(after: row.sequence - 1, bytesMax: 1).first
            return stored == row ? .durable : .unknown(detail)
        } catch {
            return .failed("the journal cannot be read after an unknown commit: \(error)")
        }
    }

    public func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        try first.read(after: sequence, bytesMax: bytesMax)
    }

    public mutating func maintain() { first.maintain() }

    /// The follower deletes its rows when it has nothing else to do.
    public mutating func forget(through row: UInt64) throws -> Bool {
        follower.forget(through: row)
        return try first.forget(through: row)
    }

    public mutating func close() {
        follower.close(withinNs: waitNs)
        first.close()
    }
}

/// A store that can be a follower: a journal that is opened under another's epoch.
protocol FollowerStore: Journal {
    /// The epoch of its newest writer; 0 for a store that is not there.
    func epoch() throws -> UInt64
    /// Opens it under an epoch above `epochMin`, and above all earlier ones.
    mutating func open(shard: Shard, epochMin: UInt64) throws -> JournalHead
}

extension SQLiteJournal: FollowerStore {
    func epoch() throws -> UInt64 {
        guard Files.sizeBytes(path) > 0 else { return 0 }
        var reader = self
        return try reader.begin(.readOnly).epoch
    }
}
