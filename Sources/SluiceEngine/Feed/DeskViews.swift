import SluiceCore

/// A release that a person is to look at.
public struct DeskCaseView: Hashable, Sendable {
    public var hold: HoldKey
    /// The id of the review: a hold may have one after the other.
    public var review: OperationKey
    public var merchant: MerchantKey
    public var tier: RiskTier
    public var since: Instant
    public var until: Instant

    public init(
        hold: HoldKey, review: OperationKey, merchant: MerchantKey, tier: RiskTier,
        since: Instant, until: Instant
    ) {
        self.hold = hold
        self.review = review
        self.merchant = merchant
        self.tier = tier
        self.since = since
        self.until = until
    }
}

/// A hold as part of its account's history.
public struct PastHoldView: Hashable, Sendable {
    public var hold: HoldKey
    public var status: HoldStatus
    public var requested: Money
    public var refunded: Money
    public var placedAt: Instant
    public var hasDispute: Bool

    public init(
        hold: HoldKey, status: HoldStatus, requested: Money, refunded: Money, placedAt: Instant,
        hasDispute: Bool
    ) {
        self.hold = hold
        self.status = status
        self.requested = requested
        self.refunded = refunded
        self.placedAt = placedAt
        self.hasDispute = hasDispute
    }
}
