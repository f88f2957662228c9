/// A merchant's own view of one order, asked for.
public struct RecordPull: Hashable, Sendable {
    public var merchant: MerchantKey
    public var order: OrderKey
    /// The source of the facts it brings.
    public var source: SourceKey
    /// When the merchant was asked; the same order asked at the same time is the same pull.
    public var askedAt: Instant
    public var isKnown: Bool
    /// The kinds of facts that its view would show.
    public var covers: FactKinds
    /// What stands in its view; nothing if it does not know the order.
    public var facts: [PulledFact]

    public init(
        merchant: MerchantKey, order: OrderKey, source: SourceKey, askedAt: Instant,
        isKnown: Bool = true, covers: FactKinds = .all, facts: [PulledFact] = []
    ) {
        self.merchant = merchant
        self.order = order
        self.source = source
        self.askedAt = askedAt
        self.isKnown = isKnown
        self.covers = covers
        self.facts = facts
    }
}

/// A fact that stands in a merchant's view of an order.
public struct PulledFact: Hashable, Sendable {
    /// The key it is recorded under if nothing has told of it.
    public var fact: FactKey
    public var kind: FactKind
    public var occurredAt: Instant
    public var lines: [LineAmount]
    public var amount: Money?
    /// Why, for a cancellation; `.none` elsewhere.
    public var reason: Reason

    public init(
        fact: FactKey, kind: FactKind, occurredAt: Instant, lines: [LineAmount] = [],
        amount: Money? = nil, reason: Reason = .none
    ) {
        self.fact = fact
        self.kind = kind
        self.occurredAt = occurredAt
        self.lines = lines
        self.amount = amount
        self.reason = reason
    }
}

/// All open orders of a merchant that were not heard of have been asked for.
public struct RecordSweep: Hashable, Sendable {
    public var merchant: MerchantKey
    /// When it began: what was missing before is looked for.
    public var askedAt: Instant

    public init(merchant: MerchantKey, askedAt: Instant) {
        self.merchant = merchant
        self.askedAt = askedAt
    }
}
