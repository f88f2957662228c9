import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The longest wait of a class: by hand, and against the schedule itself in virtual time.
@Suite("longest waits of pulls") struct PullWaitsTests {
    private static func connector(
        _ limits: Connector.Limits, _ expected: Connector.Expected?
    ) -> Connector {
        Connector(
            name: "shop", version: 1, merchant: "shop",
            url: OrderURL("http://127.0.0.1/orders/{order}")!, limits: limits,
            expected: expected, view: OrderViewMapping(rules: []))
    }

    private static func expected(
        answerNs: Int64, _ loads: [(burst: Int, sustainedPerHour: Int)]
    ) -> Connector.Expected {
        Connector.Expected(
            answerNs: answerNs,
            loads: loads.map {
                Connector.Expected.Load(burst: $0.burst, sustainedPerHour: $0.sustainedPerHour)
            })
    }

    private static func seconds(
        _ limits: Connector.Limits, answerNs: Int64,
        _ loads: [(burst: Int, sustainedPerHour: Int)]
    ) -> [Int64?] {
        let waits = PullWaits(connector(limits, expected(answerNs: answerNs, loads)))
        return PullClass.allCases.map { waits?.maxSeconds(of: $0) }
    }

    @Test("by hand")
    func byHand() {
        #expect(PullWaits(Self.connector(Connector.Limits(), nil)) == nil)
        let limits = Connector.Limits(perSecond: 21, atOnce: 64)
        let quarter = Span.secondNs / 4
        // 20 questions a second, 21 before them and a round of 15: urgent has 8 of 15 of them.
        // (13 + 8 + 11.2) / 10.67 s; the others in what all bring, (88 + 15 + 21) / 20 s, or sooner.
        #expect(
            Self.seconds(limits, answerNs: quarter, [(13, 0), (25, 0), (25, 0), (25, 0)])
                == [4, 7, 7, 7])
        // 4 at once that take 0.95 s are 4 a second, and 4.2 of them come before.
        // (2 + 8 + 2.24) / 2.13 s; beside what is sustained, (2 + 8 + 2.24) / (2.13 − 1) s.
        let narrow = Connector.Limits(perSecond: 21, atOnce: 4)
        let answerNs = 950 * Span.millisecondNs
        let few = [(2, 0), (50, 0), (50, 0), (50, 0)]
        #expect(Self.seconds(narrow, answerNs: answerNs, few)[0] == 6)
        let more = [(2, 3_600), (50, 0), (50, 0), (50, 0)]
        #expect(Self.seconds(narrow, answerNs: answerNs, more)[0] == 11)
        // More than the endpoint takes: who is within its share has a longest wait, who floods has none.
        let flood = [(2, 3_600), (50, 3_600), (50, 72_000), (50, 0)]
        let waits = Self.seconds(narrow, answerNs: answerNs, flood)
        #expect(waits[0] == 11 && waits[1] != nil && waits[2] == nil && waits[3] != nil)
    }

    @Test("no order waits longer than is stated, whatever the rest of its share does")
    func simulated() {
        var closest = PullClass.allCases.map { _ in Int64(0) }
        for seed in 1...60 as ClosedRange<UInt64> {
            let (stated, longest) = Self.run(seed: seed, times: 1)
            for (urgency, (statedNs, longestNs)) in zip(PullClass.allCases, zip(stated, longest)) {
                guard let statedNs else { continue }
                #expect(longestNs <= statedNs, "seed \(seed), \(urgency)")
                let index = urgency.rawValue
                closest[index] = max(closest[index], longestNs * 100 / statedNs)
            }
        }
        // The bound says something: some seed comes near that of each class.
        #expect(closest.allSatisfy { $0 >= 75 }, "\(closest)")
    }

    @Test("with twice of what is stated it is broken")
    func doubled() {
        var broken = PullClass.allCases.map { _ in 0 }
        for seed in 1...60 as ClosedRange<UInt64> {
            let (stated, longest) = Self.run(seed: seed, times: 2)
            for (index, statedNs) in stated.enumerated() {
                if let statedNs, longest[index] > statedNs { broken[index] += 1 }
            }
        }
        #expect(broken.allSatisfy { $0 >= 20 }, "\(broken)")
    }

    /// Runs a schedule with limits and loads by a seed.
    /// - Returns: by class what is stated, and the longest wait there was, in nanoseconds.
    private static func run(
        seed: UInt64, times: Int
    ) -> (stated: [Int64?], longest: [Int64]) {
        var random = RandomSource(seed: seed)
        let limits = Connector.Limits(
            perSecond: 1 + random.below(30), atOnce: 1 + random.below(12))
        let answerNs = Int64(50 + random.below(1_500)) * Span.millisecondNs
        // About what it can do: some seeds are within it, some beyond.
        let perHour = min(
            limits.perSecond * 3_600,
            limits.atOnce * Int(Span.hourNs / answerNs))
        let expected = expected(
            answerNs: answerNs,
            PullClass.allCases.map { _ in
                (1 + random.below(150), random.below(perHour / 3))
            })
        let connector = connector(limits, expected)
        let waits = PullWaits(connector)
        var pulls = SimulatedPulls(connector, expected, times: times, seed: seed)
        pulls.run(count: 3_000)
        return (PullClass.allCases.map { waits?.maxNs(of: $0) }, pulls.longestNs)
    }
}
