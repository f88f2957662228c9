import SluiceCore

/// The cases of a desk, handed out fairly: between tiers by weight, between merchants in turn, and
/// inside by deadline.
///
/// A pure value. A case that is no longer open takes nobody's turn.
public struct DeskQueue<Case: Hashable & Sendable>: Sendable {
    private var queue: FairQueue<MerchantKey, Case>
    /// What waits; the queue may still have more, until it comes up.
    private var waiting: Set<Case> = []
    /// What is with somebody, and until when.
    private var claims: [Case: Instant] = [:]

    public init(_ rules: DeskRules) {
        queue = FairQueue(weights: rules.tiers.map(\.weight), quantum: 1)
    }

    /// Cases that wait.
    public var count: Int { waiting.count }

    /// Adds a case unless it waits or is with somebody.
    public mutating func add(
        _ item: Case, _ tier: RiskTier, of merchant: MerchantKey, by deadline: Instant,
        at now: Instant
    ) {
        if let until = claims[item], until > now { return }
        guard waiting.insert(item).inserted else { return }
        claims[item] = nil
        queue.push(
            item, classIndex: Int(tier.rawValue) - 1, key: merchant, promised: deadline, cost: 1)
    }

    /// Keeps only what is still open.
    public mutating func keep(_ isOpen: (Case) -> Bool) {
        waiting = waiting.filter(isOpen)
        claims = claims.filter { isOpen($0.key) }
    }

    /// The case whose turn it is, for somebody until a time; nil if none waits.
    public mutating func next(until: Instant) -> Case? {
        guard let entry = queue.pop(where: { waiting.contains($0) }) else { return nil }
        waiting.remove(entry.item)
        claims[entry.item] = until
        return entry.item
    }
}
