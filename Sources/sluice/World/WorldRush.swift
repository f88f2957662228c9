import SluiceAPI
import SluiceCore
import SluiceRisk

/// What comes to a desk: for a while half as much again as its persons can do, then half of it.
struct WorldRush: Equatable, Sendable {
    /// What a person needs for one.
    static let caseNs = 3 * Span.minuteNs
    /// How long a case is one person's, as is told with it.
    static let claimNs = 10 * Span.minuteNs
    /// How long too much comes, and then how long less.
    static let spanNs = 2 * Span.hourNs
    /// Of what the persons can do, in a hundred.
    static let busyPercent = 150
    static let quietPercent = 50
    /// Of the tiers, in a hundred, and their weights.
    static let shares = [63, 22, 15]
    static let weights = [30, 1, 4]
    /// How many of a hundred of a tier are to be kept.
    private static let kept = [5, 20, 50]
    /// Of whose orders goods are billed when they have arrived: there is credit to ask for until then.
    static let scenario = Code("desk")!

    let persons: Int
    /// In the order in which they come.
    let cases: [WorldCase]

    init(_ shape: WorldShape) {
        persons = shape.reviewers
        let busy = Self.count(for: persons, Self.busyPercent)
        let quiet = Self.count(for: persons, Self.quietPercent)
        func brought(_ index: Int, _ number: Int, of count: Int, from fromNs: Int64) -> WorldCase {
            var random = WorldRandom(seed: shape.seed, of: index, for: 5)
            let gapNs = Self.spanNs / Int64(count)
            let tier = random.index(weights: Self.shares)
            let kind: WorldCase.Kind =
                random.chance(Self.kept[tier])
                ? .askedFor : random.chance(50) ? .calledBack : .cameBack
            return WorldCase(
                tier: RiskTier.allCases[tier], kind: kind,
                atNs: fromNs + Int64(number) * gapNs + random.within(0...gapNs - 1))
        }
        let fromNs = Self.fromNs(shape)
        cases =
            (0..<busy).map { brought($0, $0, of: busy, from: fromNs) }
            + (0..<quiet).map { brought(busy + $0, $0, of: quiet, from: fromNs + Self.spanNs) }
    }

    static func fromNs(_ shape: WorldShape) -> Int64 { shape.silentAfterNs }

    /// When what was kept has arrived: all has been looked at.
    static func deliveredNs(_ shape: WorldShape) -> Int64 {
        fromNs(shape) + 2 * spanNs + Span.hourNs
    }

    static func count(for persons: Int) -> Int {
        count(for: persons, busyPercent) + count(for: persons, quietPercent)
    }

    private static func count(for persons: Int, _ percent: Int) -> Int {
        persons * percent * Int(spanNs / caseNs) / 100
    }

    // MARK: The engine's part

    /// The gate on; a verdict and a person have all the time they need.
    static func prepare(_ policy: inout Policy) {
        policy.gate.isOn = true
        policy.gate.verdictNs = Span.hourNs
        policy.reviews.unlockNs = Span.dayNs
        policy.scenarios.append(
            ScenarioPolicy(
                name: scenario, timeToLiveNs: 30 * Span.dayNs, maximumAgeNs: 60 * Span.dayNs,
                captureOn: .delivered))
    }

    /// What a tier brings an hour for good: its share of the quiet time, rounded up.
    private func sustainedPerHour(_ tier: RiskTier) -> Int {
        let perHour = persons * Int(Span.hourNs / Self.caseNs)
        return (perHour * Self.quietPercent * Self.shares[Int(tier.rawValue) - 1] + 9_999) / 10_000
    }

    /// The most that a tier brings beyond that in any time: a bucket that leaks so much.
    private func burst(_ tier: RiskTier) -> Int {
        let perHour = Int64(sustainedPerHour(tier))
        var (level, highest, last) = (Int64(0), Int64(0), Int64(0))
        for brought in cases where brought.tier == tier {
            level = max(0, level - (brought.atNs - last) / Span.secondNs * perHour) + 3_600
            highest = max(highest, level)
            last = brought.atNs
        }
        // One more for what two come nearer to each other on their way.
        return Int((highest + 3_599) / 3_600) + 1
    }

    /// The desk as `sluice serve --desk` reads it.
    var desk: String {
        """
        case: \(SpanCode.text(Self.caseNs))
        shifts:
          - days: [mon, tue, wed, thu, fri, sat, sun]
            from: "00:00"
            to: "24:00"
            persons: \(persons)
        tiers:

        """
            + RiskTier.allCases.map { tier in
                "  \(tier.code): {weight: \(Self.weights[Int(tier.rawValue) - 1]), "
                    + "burst: \(burst(tier)), sustained_per_hour: \(sustainedPerHour(tier))}\n"
            }.joined()
    }
}
