import SluiceCore

/// The cases of a desk, handed out fairly: between tiers by weight, between merchants in turn, and
/// inside by deadline.
///
/// A pure value. What is decided elsewhere, or ends by itself, is passed over when its turn comes.
public struct DeskQueue<Case: Hashable & Sendable>: Sendable {
    private var queue: FairQueue<MerchantKey, Case>
    private var waiting: Set<Case> = []
    /// What is with somebody, and until when.
    private var claims: [Case: Instant] = [:]

    public init(_ rules: DeskRules) {
        queue = FairQueue(weights: rules.tiers.map(\.weight), quantum: 1)
    }

    /// Cases that wait.
    public var count: Int { waiting.count }
    public func isWith(anybody item: Case, at now: Instant) -> Bool {
        claims[item].map { $0 > now } ?? false
    }

    /// Adds a case unless it waits or is with somebody.
    public mutating func add(
        _ item: Case, _ tier: RiskTier, of merchant: MerchantKey, by deadline: Instant,
        at now: Instant
    ) {
        if isWith(anybody: item, at: now) || !waiting.insert(item).inserted { return }
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
        while let entry = queue.pop() {
            guard waiting.remove(entry.item) != nil else { continue }
            claims[entry.item] = until
            return entry.item
        }
        return nil
    }
}
