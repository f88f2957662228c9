import SluiceCore

/// A place in a list that is ordered by deadline.
public struct DuePosition: Hashable, Sendable {
    public var dueAt: Instant
    /// The sequence of what is listed: the order within one deadline.
    public var sequence: UInt64
    /// The newest event the first page of the list could know of.
    public var asOf: UInt64

    public init(dueAt: Instant, sequence: UInt64, asOf: UInt64) {
        self.dueAt = dueAt
        self.sequence = sequence
        self.asOf = asOf
    }
}

/// Part of a list ordered by deadline. `next` is where the following page begins; nil at the end.
///
/// Each item stands where it stood when the list was begun, and as it is now: one whose deadline moved
/// meanwhile is neither missed nor seen twice, one that ended is left out, one that began is not there.
public struct DuePage<Item: Sendable>: Sendable {
    public var items: [Item]
    public var next: DuePosition?

    public init(items: [Item], next: DuePosition?) {
        self.items = items
        self.next = next
    }
}

/// Which open reviews a list shows; all that is named must hold.
public struct ReviewFilter: Hashable, Sendable {
    /// `placementReview` or `unlockReview`; nil: both.
    public var kind: OverlayKind?
    public var merchant: MerchantKey?

    public init(kind: OverlayKind? = nil, merchant: MerchantKey? = nil) {
        self.kind = kind
        self.merchant = merchant
    }
}

/// A review that is open, with its hold.
public struct ReviewView: Hashable, Sendable {
    public var review: OverlayView
    public var hold: HoldView

    public init(review: OverlayView, hold: HoldView) {
        self.review = review
        self.hold = hold
    }
}

/// Which open return cases a list shows; all that is named must hold.
public struct ReturnFilter: Hashable, Sendable {
    public var merchant: MerchantKey?
    public var stage: ReturnStage?

    public init(merchant: MerchantKey? = nil, stage: ReturnStage? = nil) {
        self.merchant = merchant
        self.stage = stage
    }
}

/// A return case with its order.
public struct ReturnView: Hashable, Sendable {
    public var merchant: Named<MerchantTag>
    public var order: Named<OrderTag>
    /// The fact that opened it.
    public var fact: Named<FactTag>
    public var lines: [Named<LineTag>]
    public var currency: Currency
    public var state: ReturnCase

    public init(
        merchant: Named<MerchantTag>, order: Named<OrderTag>, fact: Named<FactTag>,
        lines: [Named<LineTag>], currency: Currency, state: ReturnCase
    ) {
        self.merchant = merchant
        self.order = order
        self.fact = fact
        self.lines = lines
        self.currency = currency
        self.state = state
    }
}
