import SluiceCore

/// A temporary limit in force as views show it; the fields are those of `TemporaryLimit`.
public struct TemporaryLimitView: Hashable, Sendable {
    public var operation: Named<OperationTag>
    public var amount: Money
    public var until: Instant
    /// nil: for any.
    public var scenario: Code?

    public init(
        operation: Named<OperationTag>, amount: Money, until: Instant, scenario: Code?
    ) {
        self.operation = operation
        self.amount = amount
        self.until = until
        self.scenario = scenario
    }
}

/// A restriction in force as views show it; the fields are those of `Restriction`.
public struct RestrictionView: Hashable, Sendable {
    public var operation: Named<OperationTag>
    public var kind: RestrictionKind
    public var since: Instant
    public var reviewBy: Instant?

    public init(
        operation: Named<OperationTag>, kind: RestrictionKind, since: Instant,
        reviewBy: Instant?
    ) {
        self.operation = operation
        self.kind = kind
        self.since = since
        self.reviewBy = reviewBy
    }
}

/// A surplus to be paid out as views show it; the fields are those of `Payout`.
public struct PayoutView: Hashable, Sendable {
    /// The refund, or the fact that refunded.
    public var refund: Named<OperationTag>
    public var hold: Named<HoldTag>
    public var amount: Money
    public var dueAt: Instant
    public var isOverdue: Bool

    public init(
        refund: Named<OperationTag>, hold: Named<HoldTag>, amount: Money, dueAt: Instant,
        isOverdue: Bool
    ) {
        self.refund = refund
        self.hold = hold
        self.amount = amount
        self.dueAt = dueAt
        self.isOverdue = isOverdue
    }
}
