/// A change of the limit of an account, as its history keeps it.
public struct LimitChange: Hashable, Sendable {
    public var sequence: UInt64
    public var time: Instant
    public var reason: Reason

    public init(sequence: UInt64, time: Instant, reason: Reason) {
        self.sequence = sequence
        self.time = time
        self.reason = reason
    }

    public static let names = ["account.limit_set", "account.limit_ended"]
}
