import SluiceCore

/// What a world is made of; the same shape makes the same world.
struct WorldShape: Equatable, Sendable {
    var seed: UInt64 = 1
    var orders = 1_000
    var merchants = 8
    var shoppers = 200
    var faults: [WorldFaults] = .mild
    /// `silent_after` of the policy; all else that takes time is a part of it.
    var silentAfterNs = 5 * Span.dayNs
    /// Persons at the desk, to whom a rush of releases in doubt comes.
    var reviewers = 0

    var rush: WorldRush? { reviewers > 0 ? WorldRush(self) : nil }
    /// One a shopper, and one for each order of the rush.
    var accounts: Int { shoppers + WorldRush.count(for: reviewers) }
    var timeToLiveNs: Int64 { 2 * silentAfterNs }
    var maximumAgeNs: Int64 { 3 * silentAfterNs }
    /// How long orders come: whole hours.
    var spanNs: Int64 { 4 * silentAfterNs / Span.hourNs * Span.hourNs }
    /// When the last lock must have ended.
    var endNs: Int64 { spanNs + maximumAgeNs }

    func part(_ percent: Int64) -> Int64 { silentAfterNs / 100 * percent }

    /// Whether a merchant has an endpoint to be asked at: three of four.
    static func isAsked(_ merchant: Int) -> Bool { merchant % 4 != 3 }

    func faults(of merchant: Int) -> WorldFaults { faults[merchant % faults.count] }

    /// The standard policy with the terms of the world. What a refund exceeds is kept, so that the
    /// books of an account need no payouts.
    var policy: Policy {
        var policy = Policy.standard
        policy.refundSurplus = .keep
        policy.scenarios = policy.scenarios.map { scenario in
            guard scenario.name == policy.defaultScenario else { return scenario }
            var scenario = scenario
            scenario.timeToLiveNs = timeToLiveNs
            scenario.maximumAgeNs = maximumAgeNs
            scenario.silentAfterNs = silentAfterNs
            return scenario
        }
        if reviewers > 0 { WorldRush.prepare(&policy) }
        return policy
    }

    static func merchant(_ index: Int) -> String { "M-\(index + 1)" }
    static func account(_ index: Int) -> String { "A-\(index + 1)" }
    static func order(_ number: Int) -> String { "O-\(number)" }
    static func hold(_ number: Int) -> String { "H-\(number)" }

    /// The number in a name such as `H-17`; nil for a name of nobody here.
    static func number(_ name: String) -> Int? { Int(name.dropFirst(2)) }

    /// What a shopper may owe and lock: 500.00 to 3,000.00.
    func limitMinor(of shopper: Int) -> Int64 {
        var random = WorldRandom(seed: seed, of: shopper, for: 1)
        return 50_000 + random.within(0...25) * 10_000
    }
}
