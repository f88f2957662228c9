/// What the operator should know, though the engine goes on.
public enum EngineWarning: Hashable, Sendable {
    public typealias Handler = @Sendable (EngineWarning) -> Void

    /// A follower cannot take what follows; it is tried again until it can. Told once a cause.
    case followerFails(consumer: String, detail: String)
    /// A follower at `row` has thrown its damaged store away and is made again from the journal.
    case followerBeginsAnew(consumer: String, row: UInt64)
    /// The clock is in doubt: nothing that is due by it is done until it is accepted.
    case clockInDoubt(ClockDoubt)

    /// A snapshot does not serve; the start goes on with the one before, or with every row.
    case snapshotPassedOver(row: UInt64, detail: String)
    /// A snapshot could not be written; the next is tried in its time.
    case snapshotFails(row: UInt64, detail: String)
    /// The keys of the archive cannot be gathered now: until they can, each key that is not in memory
    /// is looked up there. Told once a cause.
    case keysUnreadable(detail: String)
    /// Rows could not be moved into a file: they stay in the database, and it is tried again. Told
    /// once a cause.
    case filingFails(detail: String)
    /// A store that is read again has a place that is not as it was written. Told once a place.
    case damageFound(store: String, place: String, detail: String)
    /// A store cannot be read again now; it is tried again.
    case scrubFails(store: String, detail: String)

    /// Constant for each kind; what differs is in `values`.
    public var message: String {
        switch self {
        case .followerFails: "a follower fails and is tried again"
        case .clockInDoubt: "the clock is in doubt, and what is due waits until it is accepted"
        case .followerBeginsAnew: "a follower's damaged store is made again from the journal"
        case .snapshotPassedOver: "a snapshot is passed over, the start takes longer"
        case .snapshotFails: "a snapshot cannot be written"
        case .keysUnreadable: "the keys of the archive cannot be read, each is looked up there"
        case .filingFails: "old rows of the journal cannot be moved into files"
        case .damageFound: "stored data is damaged"
        case .scrubFails: "a store cannot be read again now"
        }
    }

    /// Names and values for a structured log; no personal data.
    public var values: [(name: String, value: String)] {
        switch self {
        case .followerFails(let consumer, let detail):
            [("consumer", consumer), ("detail", detail)]
        case .followerBeginsAnew(let consumer, let row):
            [("consumer", consumer), ("row", "\(row)")]
        case .snapshotPassedOver(let row, let detail), .snapshotFails(let row, let detail):
            [("row", "\(row)"), ("detail", detail)]
        case .keysUnreadable(let detail), .filingFails(let detail): [("detail", detail)]
        case .damageFound(let store, let place, let detail):
            [("store", store), ("place", place), ("detail", detail)]
        case .scrubFails(let store, let detail):
            [("store", store), ("detail", detail)]
        case .clockInDoubt(let doubt): [("doubt", doubt.rawValue)]
        }
    }
}
