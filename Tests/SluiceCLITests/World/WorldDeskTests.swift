import SluiceCore
import SluiceRisk
import Testing

@testable import sluice

/// The rush of a world, and what its judge finds at a desk.
@Suite("a world, its desk") struct WorldDeskTests {
    private static func world(_ reviewers: Int, _ faults: [WorldFaults] = .none) -> World {
        World(
            WorldShape(
                seed: 3, orders: 50, merchants: 4, shoppers: 1_000, faults: faults,
                silentAfterNs: 5 * Span.dayNs, reviewers: reviewers))
    }

    private static let world = world(12)
    private static let right = PerfectEngine(world).reading

    @Test("half as much again as the persons can do, then half; tiers as stated")
    func rush() throws {
        let cases = try #require(Self.world(40).shape.rush?.cases)
        #expect(cases.count == WorldRush.count(for: 40) && cases.count == 40 * 80)
        let fromNs = 5 * Span.dayNs
        let busy = cases.count { $0.atNs < fromNs + WorldRush.spanNs }
        #expect(busy == 40 * 60 && cases.map(\.atNs).min()! >= fromNs)
        for (tier, share) in zip(RiskTier.allCases, WorldRush.shares) {
            let percent = 100 * Double(cases.count { $0.tier == tier }) / Double(cases.count)
            #expect(abs(percent - Double(share)) < 2, "\(tier): \(percent)")
        }
        #expect(cases.contains { $0.isToBeReleased } && cases.contains { !$0.isToBeReleased })
    }

    @Test("what is stated of a tier is what it brings: in no time more than burst and sustained")
    func burst() throws {
        let rush = try #require(Self.world.shape.rush)
        let rules = try DeskFile.parse(rush.desk, of: "desk")
        #expect(rules.calendar.fewest == 12 && rules.caseNs == WorldRush.caseNs)
        for tier in RiskTier.allCases {
            let rule = rules.rule(of: tier)
            let times = rush.cases.filter { $0.tier == tier }.map(\.atNs)
            for first in times.indices {
                for last in first..<times.count {
                    let hours = Double(times[last] - times[first]) / Double(Span.hourNs)
                    let most = Double(rule.burst) + Double(rule.sustainedPerHour) * hours
                    guard Double(last - first + 1) > most else { continue }
                    Issue.record("\(tier): \(last - first + 1) in \(hours) h, not \(most)")
                }
            }
        }
    }

    @Test("no fault keeps a case from the desk")
    func faults() {
        let world = Self.world(3, [WorldFaults(lost: 100, silent: 100)])
        for order in world.orders where order.brings != nil {
            let telling = world.telling(of: order.number)
            #expect(telling.messages.map(\.fact) == order.facts && telling.lost.isEmpty)
        }
    }

    // MARK: The judge

    @Test("a desk that hands out by its weights is right, and overloaded")
    func right() throws {
        let verdict = WorldJudge.verdict(on: Self.right, of: Self.world)
        #expect(verdict.isSound, "\(verdict.failures)")
        let desk = try #require(verdict.desk)
        #expect(desk.loadPercent == 150)
        #expect(desk.tiers.allSatisfy { $0.waitNs(at: 50) > 0 }, "\(desk)")
        #expect(desk.tiers.allSatisfy { $0.waitNs(at: 100) <= $0.waitMaxNs }, "\(desk)")
    }

    struct Plant: CustomTestStringConvertible {
        var testDescription: String
        var failure: WorldFailure
        var change: @Sendable (inout WorldReading) -> Void
    }

    /// The order that was looked at last, of those that went back.
    private static let last = right.desk!.looks.last {
        world.orders[$0.order].brings!.isToBeReleased
    }!.order

    private static let plants: [Plant] = [
        Plant(testDescription: "seen later than stated", failure: .lateReview) { reading in
            let laterNs = reading.desk!.tiers.values.map(\.waitMaxNs).max()! + reading.slackNs + 1
            reading.moves(last, by: laterNs)
        },
        Plant(testDescription: "released by its time, unseen", failure: .lateReview) {
            $0.desk!.looks.removeAll { $0.order == last }
            let index = $0.events.lastIndex { $0.order == last && $0.kind == .released }!
            $0.events[index].operation = ""
        },
        Plant(testDescription: "handed out, and released by its time", failure: .lateReview) {
            let index = $0.events.lastIndex { $0.order == last && $0.kind == .released }!
            $0.events[index].operation = ""
        },
        Plant(testDescription: "never at the desk", failure: .lateReview) {
            $0.events.removeAll { $0.order == last && $0.kind == .reviewOpened }
        },
        Plant(testDescription: "low behind too many high", failure: .unfairDesk) {
            $0.serves(.high, before: .low, of: world)
        },
        Plant(testDescription: "high behind too many low", failure: .unfairDesk) {
            $0.serves(.low, before: .high, of: world)
        },
    ]

    static var planted: [WorldFailure] { plants.map(\.failure) }

    @Test("each planted failure is found, and nothing else", arguments: plants)
    private func planted(_ plant: Plant) {
        var reading = Self.right
        plant.change(&reading)
        let verdict = WorldJudge.verdict(on: reading, of: Self.world)
        #expect(verdict.count(plant.failure) > 0, "\(verdict.failures)")
        if plant.failure == .lateReview { #expect(verdict.count(.lateReview) == 1) }
        let others = verdict.failures.keys.filter { $0 != plant.failure }
        #expect(others.isEmpty, "\(verdict.failures)")
    }
}

extension WorldReading {
    /// Lets the case of an order be seen and decided later.
    fileprivate mutating func moves(_ order: Int, by spanNs: Int64) {
        let look = desk!.looks.firstIndex { $0.order == order }!
        desk!.looks[look].atNs += spanNs
        let decided = events.lastIndex { $0.order == order && $0.operation.hasPrefix("D-") }!
        events[decided].atNs += spanNs
        events.sort { $0.atNs < $1.atNs }
    }

    /// Of what waits at the end of the rush, lets all of one tier go before all of another: they change
    /// places, and nobody else's time.
    fileprivate mutating func serves(_ first: RiskTier, before second: RiskTier, of world: World) {
        let endNs = WorldRush.fromNs(world.shape) + WorldRush.spanNs
        let waiting = desk!.looks.indices.filter { index in
            let look = desk!.looks[index]
            return look.atNs > endNs && world.orders[look.order].brings!.atNs <= endNs
        }
        func cases(_ tier: RiskTier) -> [Int] {
            waiting.filter { world.orders[desk!.looks[$0].order].brings!.tier == tier }
        }
        let order = cases(first) + cases(second)
        let places = order.sorted().map { desk!.looks[$0].atNs }
        for (index, atNs) in zip(order, places) { desk!.looks[index].atNs = atNs }
    }
}
