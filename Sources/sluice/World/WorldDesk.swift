import SluiceCore

/// The desk of an engine: what it states, read before anything came to it, and what its persons did.
struct WorldDesk: Equatable, Sendable {
    struct Tier: Equatable, Sendable {
        var weight: Int
        /// How long a case waits at most, as stated; the desk is always staffed.
        var waitMaxNs: Int64
    }

    /// That a person was handed an order's case.
    struct Look: Equatable, Sendable {
        var order: Int
        var atNs: Int64
    }

    var persons: Int
    var tiers: [RiskTier: Tier]
    /// In the order in which they were told.
    var looks: [Look] = []

    /// What begins the id of a person's decision.
    static let decision = "D-"
}

/// How long cases waited at the desk.
struct WorldDeskVerdict: Equatable, Sendable {
    struct Tier: Equatable, Sendable {
        var tier: RiskTier
        var waitMaxNs: Int64
        /// From the opening of the review until a person had it, the shortest first.
        var waitsNs: [Int64] = []

        /// A wait that so many of a hundred were not above; 0 where nobody waited.
        func waitNs(at percent: Int) -> Int64 {
            guard !waitsNs.isEmpty else { return 0 }
            return waitsNs[min(waitsNs.count - 1, waitsNs.count * percent / 100)]
        }
    }

    var persons: Int
    /// What came while too much did, of what the persons could do, in a hundred.
    var loadPercent: Int
    var tiers: [Tier]
}
