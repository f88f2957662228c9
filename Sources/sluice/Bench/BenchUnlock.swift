import ArgumentParser
import SluiceCore
import SluiceRisk

/// Gated unlocks at a desk that gets more than it can do, under four orders of service.
struct BenchUnlock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Releases at a desk that gets 1.5 times what it can do, in four orders.",
        discussion: """
            In a time of its own, from a seed: cases of tier low, medium and high, 63, 22 and 15 of a \
            hundred, come for --hours at --load times what the persons can do, and are looked at in \
            four orders of service. The fair one is that of the engine's desk. Waits are to the moment \
            somebody begins. What a tier waits at most is stated before, for this burst.
            """)

    @Option(help: "Persons at the desk.")
    var persons = 8

    @Option(help: "Seconds of a case.")
    var caseSeconds = 30

    @Option(help: "Hours for which more comes than can be done.")
    var hours = 4

    @Option(help: "How many times the capacity comes, in tenths.")
    var loadTenths = 15

    @Option(help: "The same seed makes the same cases.")
    var seed: UInt64 = 1

    @Flag(help: "Print a JSON object a line.")
    var json = false

    private static let shares = [63, 22, 15]
    private static let weights = [30, 1, 4]

    func validate() throws {
        guard persons > 0, caseSeconds > 0, hours > 0, loadTenths > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() throws {
        let count = hours * 3_600 * persons * loadTenths / (10 * caseSeconds)
        var random = WorldRandom(seed: seed)
        let cases = DeskSimulation.arrivals(
            count: count, within: Int64(hours) * Span.hourNs, shares: Self.shares
        ) { random.within(0...$0 - 1) }
        let rules = DeskRules(
            caseNs: Int64(caseSeconds) * Span.secondNs,
            calendar: DeskCalendar(
                shifts: [
                    DeskCalendar.Shift(
                        days: Set(0..<7), fromMinute: 0, toMinute: 1_440, persons: persons)
                ], utcOffsetMinutes: 0),
            tiers: RiskTier.allCases.enumerated().map { index, tier in
                DeskRules.Tier(
                    weight: Self.weights[index], burst: cases.count { $0.tier == tier },
                    sustainedPerHour: 0)
            })
        let ran =
            "\(count) cases of \(caseSeconds) s in \(hours) h, \(persons) persons, seed \(seed)"
        var waits: [DeskSimulation.Order: [Int64]] = [:]
        for order in DeskSimulation.Order.allCases {
            waits[order] = DeskSimulation.waits(cases, rules, order)
        }
        func seconds(
            _ order: DeskSimulation.Order, _ tier: RiskTier, at share: Double = 0.99
        ) -> Double {
            let all = zip(cases, waits[order]!).filter { $0.0.tier == tier }.map(\.1).sorted()
            guard !all.isEmpty else { return 0 }
            let place = min(all.count - 1, Int(Double(all.count) * share))
            return Double(all[place]) / Double(Span.secondNs)
        }
        func tell(_ name: String, _ value: Double, limit: Double? = nil) {
            BenchResult(
                bench: "unlock", name: name, value: value, unit: "s", limit: limit,
                isLowerBetter: true, ran: ran
            ).tell(json: json)
        }
        for order in DeskSimulation.Order.allCases {
            for tier in RiskTier.allCases {
                let limit: Double? =
                    switch (order, tier) {
                    case (.fair, .low): 0.5 * seconds(.firstComeFirst, .low)
                    case (.fair, .high): 0.6 * seconds(.strictPriority, .high)
                    default: nil
                    }
                tell("\(order)_\(tier)_p99", seconds(order, tier), limit: limit)
            }
        }
        for tier in RiskTier.allCases {
            tell(
                "fair_\(tier)_longest", seconds(.fair, tier, at: 1),
                limit: Double(rules.waitMaxNs(tier) ?? 0) / Double(Span.secondNs))
        }
    }
}
