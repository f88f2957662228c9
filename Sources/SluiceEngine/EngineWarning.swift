/// What the operator should know, though the engine goes on.
public enum EngineWarning: Hashable, Sendable {
    public typealias Handler = @Sendable (EngineWarning) -> Void

    /// A follower cannot take what follows; it is tried again until it can. Told once a cause.
    case followerFails(consumer: String, detail: String)
    /// A follower at `row` has thrown its damaged store away and is made again from the journal.
    case followerBeginsAnew(consumer: String, row: UInt64)
    /// The clock is in doubt: nothing that is due by it is done until it is accepted.
    case clockInDoubt(ClockDoubt)

    /// Constant for each kind; what differs is in `values`.
    public var message: String {
        switch self {
        case .followerFails: "a follower fails and is tried again"
        case .clockInDoubt: "the clock is in doubt, and what is due waits until it is accepted"
        case .followerBeginsAnew: "a follower's damaged store is made again from the journal"
        }
    }

    /// Names and values for a structured log; no personal data.
    public var values: [(name: String, value: String)] {
        switch self {
        case .followerFails(let consumer, let detail):
            [("consumer", consumer), ("detail", detail)]
        case .followerBeginsAnew(let consumer, let row):
            [("consumer", consumer), ("row", "\(row)")]
        case .clockInDoubt(let doubt): [("doubt", doubt.rawValue)]
        }
    }
}
