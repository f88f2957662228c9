import SluiceCore

/// A desk where persons look at releases: what a case takes, who is there when, and what each tier may
/// bring.
public struct DeskRules: Hashable, Sendable {
    /// What one tier may bring, and its share.
    public struct Tier: Hashable, Sendable {
        public var weight: Int
        /// Cases that may come at once.
        public var burst: Int
        /// Cases that may come beside them, an hour.
        public var sustainedPerHour: Int

        public init(weight: Int, burst: Int, sustainedPerHour: Int) {
            self.weight = weight
            self.burst = burst
            self.sustainedPerHour = sustainedPerHour
        }
    }

    /// What a person needs for a case.
    public var caseNs: Int64
    public var calendar: DeskCalendar
    /// In the order of `RiskTier.allCases`.
    public var tiers: [Tier]

    public init(caseNs: Int64, calendar: DeskCalendar, tiers: [Tier]) {
        precondition(tiers.count == RiskTier.allCases.count, "a rule for each tier")
        self.caseNs = caseNs
        self.calendar = calendar
        self.tiers = tiers
    }

    public func rule(of tier: RiskTier) -> Tier { tiers[Int(tier.rawValue) - 1] }

    /// How long a case of a tier waits at most, in time that the desk is staffed, as long as no tier
    /// brings more than its rule; nil if nobody can say.
    ///
    /// Reckoned with the fewest persons of any shift; the case in hand comes on top.
    public func waitMaxNs(_ tier: RiskTier) -> Int64? {
        guard let persons = calendar.fewest else { return nil }
        let caseMs = max(1, Int(caseNs / Span.millisecondNs))
        let loads = tiers.map { rule in
            FairBound.Load(
                weight: rule.weight, burst: rule.burst * caseMs,
                sustainedPerSecond: (rule.sustainedPerHour * caseMs + 3_599) / 3_600)
        }
        return FairBound.waitMaxNs(
            of: Int(tier.rawValue) - 1, loads: loads, capacityPerSecond: persons * 1_000
        ).map { $0 + caseNs }
    }

    /// By when a case of a tier that comes now has been looked at; nil if nobody can say.
    public func promised(_ tier: RiskTier, at now: Instant) -> Instant? {
        waitMaxNs(tier).flatMap { calendar.after(staffedNs: $0, from: now) }
    }
}
