import SluiceCore

/// Which locks are summed: those that ended in a time.
public struct LockTimeFilter: Hashable, Sendable {
    public var from: Instant
    /// Not included.
    public var to: Instant
    /// nil: of all merchants.
    public var merchant: MerchantKey?

    public init(from: Instant, to: Instant, merchant: MerchantKey? = nil) {
        self.from = from
        self.to = to
        self.merchant = merchant
    }
}

/// What locks of one merchant in one currency were spent on.
public struct MerchantLockTime: Hashable, Sendable {
    public var merchant: Named<MerchantTag>
    public var currency: Currency
    public var sum: LockSum

    public init(merchant: Named<MerchantTag>, currency: Currency, sum: LockSum) {
        self.merchant = merchant
        self.currency = currency
        self.sum = sum
    }
}

/// What those were spent on that ended within an hour.
public struct HourLockTime: Hashable, Sendable {
    /// The hour of their ends, as `UnlockTally` counts hours.
    public var hour: Int64
    public var lockTime: MerchantLockTime

    public init(hour: Int64, lockTime: MerchantLockTime) {
        self.hour = hour
        self.lockTime = lockTime
    }
}
