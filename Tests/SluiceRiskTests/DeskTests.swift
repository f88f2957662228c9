import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceRisk

/// Who is there when, how long a case waits at most, and that it does.
@Suite("desk")
struct DeskTests {
    /// Monday to Friday from nine to six with three persons, Saturday morning with one, at UTC+8.
    private static let week = DeskCalendar(
        shifts: [
            DeskCalendar.Shift(
                days: [0, 1, 2, 3, 4], fromMinute: 540, toMinute: 1_080, persons: 3),
            DeskCalendar.Shift(days: [5], fromMinute: 540, toMinute: 720, persons: 1),
        ], utcOffsetMinutes: 480)
    /// Monday, 23 November 2026, midnight at UTC+8.
    private static let monday = Instant(ns: 1_795_363_200 * Span.secondNs)

    private static func at(_ day: Int64, _ hour: Int64, _ minute: Int64 = 0) -> Instant {
        monday.adding(spanNs: day * Span.dayNs + hour * Span.hourNs + minute * Span.minuteNs)
    }

    @Test("who is there, to the minute")
    func persons() {
        let rows: [(Instant, Int)] = [
            (Self.at(0, 8, 59), 0), (Self.at(0, 9), 3), (Self.at(0, 17, 59), 3),
            (Self.at(0, 18), 0), (Self.at(5, 11, 59), 1), (Self.at(5, 12), 0), (Self.at(6, 10), 0),
            (Self.at(7, 9), 3),
        ]
        for (time, persons) in rows { #expect(Self.week.persons(at: time) == persons) }
        #expect(Self.week.fewest == 1)
    }

    @Test("staffed time passes while somebody is there")
    func staffed() {
        let hour = Span.hourNs
        let rows: [(Instant, Int64, Instant)] = [
            (Self.at(0, 10), hour, Self.at(0, 11)), (Self.at(0, 17), hour, Self.at(0, 18)),
            (Self.at(0, 17), hour + 1, Self.at(1, 9).adding(spanNs: 1)),
            (Self.at(0, 3), hour, Self.at(0, 10)), (Self.at(4, 17, 30), hour, Self.at(5, 9, 30)),
            // Over Sunday: an hour of Saturday, then Monday.
            (Self.at(5, 11), 2 * hour, Self.at(7, 10)),
            (Self.at(0, 9), 48 * hour, Self.at(5, 12)),
            (Self.at(0, 9), 48 * hour + 1, Self.at(7, 9).adding(spanNs: 1)),
        ]
        for (start, span, end) in rows {
            #expect(Self.week.after(staffedNs: span, from: start) == end)
        }
        let nobody = DeskCalendar(shifts: [], utcOffsetMinutes: 0)
        #expect(nobody.after(staffedNs: 1, from: Self.monday) == nil)
    }

    private static func rules(
        persons: Int, bursts: [Int], weights: [Int] = [8, 1, 1]
    ) -> DeskRules {
        DeskRules(
            caseNs: 3 * Span.minuteNs,
            calendar: DeskCalendar(
                shifts: [
                    DeskCalendar.Shift(
                        days: Set(0..<7), fromMinute: 0, toMinute: 1_440, persons: persons)
                ], utcOffsetMinutes: 0),
            tiers: zip(weights, bursts).map {
                DeskRules.Tier(weight: $0, burst: $1, sustainedPerHour: 0)
            })
    }

    @Test("what a tier may wait is told, and by hand")
    func bound() {
        // 60 cases an hour: 30 low, 10 medium and 5 high ones are 45 minutes for one person's 3.
        let rules = Self.rules(persons: 3, bursts: [30, 10, 5])
        #expect(rules.waitMaxNs(.low) == (37 * 60 + 30) * Span.secondNs + rules.caseNs)
        #expect(rules.waitMaxNs(.high) == 45 * Span.minuteNs + rules.caseNs)
        #expect(Self.rules(persons: 0, bursts: [1, 1, 1]).waitMaxNs(.low) == nil)
    }

    @Test(
        "three persons at 1.5 times their capacity: each tier within its maximum, low ones not behind",
        arguments: 1...20 as ClosedRange<UInt64>)
    func overloaded(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let cases = DeskSimulation.arrivals(
            count: 1_800, within: 20 * Span.hourNs, shares: [63, 22, 15]
        ) { random.within(0...$0 - 1) }
        let bursts = RiskTier.allCases.map { tier in cases.count { $0.tier == tier } }
        let rules = Self.rules(persons: 3, bursts: bursts, weights: [30, 1, 4])
        let waits = DeskSimulation.waits(cases, rules)
        for tier in RiskTier.allCases {
            let longest = zip(cases, waits).filter { $0.0.tier == tier }.map(\.1).max() ?? 0
            #expect(longest <= rules.waitMaxNs(tier)!, "\(tier), seed \(seed)")
            #expect(longest > 0, "nothing waited: \(tier), seed \(seed)")
        }
        func late(_ order: DeskSimulation.Order, _ tier: RiskTier) -> Int64 {
            let all = zip(cases, DeskSimulation.waits(cases, rules, order))
                .filter { $0.0.tier == tier }.map(\.1).sorted()
            return all[all.count * 99 / 100]
        }
        #expect(2 * late(.fair, .low) < late(.firstComeFirst, .low), "seed \(seed)")
        #expect(5 * late(.fair, .high) < 4 * late(.strictPriority, .high), "seed \(seed)")
    }

    @Test("what is with somebody is not handed out again, what has ended never")
    func claims() {
        var desk = DeskQueue<Int>(Self.rules(persons: 1, bursts: [1, 1, 1]))
        let (now, later) = (Self.monday, Self.at(0, 0, 10))
        let shop = MerchantKey(high: 1, low: 1)
        desk.add(1, .low, of: shop, by: Self.at(0, 4), at: now)
        desk.add(2, .low, of: shop, by: Self.at(0, 3), at: now)
        desk.add(3, .high, of: shop, by: Self.at(0, 1), at: now)
        desk.add(1, .low, of: shop, by: Self.at(0, 4), at: now)
        #expect(desk.count == 3)
        desk.keep { $0 != 3 }
        #expect(desk.next(until: later) == 2)
        desk.add(2, .low, of: shop, by: Self.at(0, 3), at: now)
        #expect(desk.next(until: later) == 1)
        #expect(desk.next(until: later) == nil)
        desk.add(2, .low, of: shop, by: Self.at(0, 3), at: later)
        #expect(desk.next(until: later) == 2)
    }
}
