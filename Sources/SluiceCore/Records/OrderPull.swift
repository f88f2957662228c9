/// The newest view of an order that its merchant gave when it was asked.
public struct OrderPull: Hashable, Sendable {
    public var askedAt: Instant
    /// Whether the merchant knows the order.
    public var isKnown: Bool
    /// The kinds of facts its view shows at all; of what it cannot show it says nothing.
    public var covers: FactKinds
    /// The facts of the whole order that stand in it.
    public var standing: FactKinds
    public var sequence: UInt64

    /// Whether a fact of the whole order that is told to have happened before does not stand.
    public func overrules(_ fact: OrderFact) -> Bool {
        fact.lines.isEmpty && fact.occurredAt < askedAt && covers.contains(fact.kind)
            && !standing.contains(fact.kind)
    }
}
