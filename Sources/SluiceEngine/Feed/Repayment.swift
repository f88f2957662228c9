import SluiceCore

/// What was repaid of an account, or taken back of that, as its history keeps it.
public struct Repayment: Hashable, Sendable {
    public var time: Instant
    public var amount: Money
    /// Whether the repayment bounced.
    public var isBounced: Bool

    public init(time: Instant, amount: Money, isBounced: Bool) {
        self.time = time
        self.amount = amount
        self.isBounced = isBounced
    }

    /// What events of them are called.
    public static let names = ["account.repaid", "account.repayment_reversed"]
}
