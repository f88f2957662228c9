import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import sluice

/// Each rule alone, at the times where it begins to hold. Hours count from the placement.
@Suite("audit: the rules")
struct AuditJudgeTests {
    /// Hours of the facts of an order; nil: it is not in the export.
    typealias Facts = [FactKind: Double]

    struct Case: CustomTestStringConvertible {
        var name: String
        var scenario: Code = .physical
        var facts: Facts?
        var lines: [Facts] = []
        /// The hour of the merchant's newest fact.
        var feed: Double?
        var captured: Int64 = 0
        var expires: Double?
        /// When it is asked, what is found, and since which hour.
        var expected: [(hour: Double, finding: AuditFinding, since: Double)]

        var testDescription: String { name }
    }

    static let second = 1.0 / 3_600
    static let day = 24.0

    static let cases: [Case] = [
        Case(
            name: "cancelled: stuck after 15 minutes, since the fact", facts: [.cancelled: 10],
            expected: [
                (10, .ending, 10), (10.25, .ending, 10), (10.25 + second, .orderCancelled, 10),
            ]),
        Case(
            name: "cancelled before it was placed: since the placement", facts: [.cancelled: -5],
            expected: [(0.25, .ending, 0), (0.25 + second, .orderCancelled, 0)]),
        Case(
            name: "shipped: physical goods are billed", facts: [.paid: 1, .shipped: 20],
            expected: [(20.25, .ending, 20), (20.25 + second, .notBilled, 20)]),
        Case(
            name: "delivered implies shipped", facts: [.delivered: 20],
            expected: [(21, .notBilled, 20)]),
        Case(
            name: "completed: the first fact past capture_on counts",
            facts: [.shipped: 20, .completed: 30], expected: [(31, .orderCompleted, 20)]),
        Case(
            name: "virtual goods are billed when delivered", scenario: .virtual,
            facts: [.shipped: 1], expected: [(5, .awaitingCarrier, 0)]),
        Case(
            name: "services are billed when completed", scenario: .service,
            facts: [.delivered: 1], expected: [(5, .awaitingConsumer, 0)]),
        Case(
            name: "shipped, then cancelled: the first irrevocable fact decides",
            facts: [.shipped: 20, .cancelled: 30], expected: [(31, .notBilled, 20)]),
        Case(
            name: "cancelled, then shipped", facts: [.shipped: 30, .cancelled: 20],
            expected: [(31, .orderCancelled, 20)]),
        Case(
            name: "shipped and cancelled in one instant: shipped comes first in an order's life",
            facts: [.shipped: 20, .cancelled: 20], expected: [(31, .notBilled, 20)]),
        Case(
            name: "part billed, the rest still held", facts: [.shipped: 20], captured: 60,
            expected: [(21, .remainderHeld, 20)]),
        Case(
            name: "all lines ended, some cancelled: the rest is held since the last of them",
            facts: [:], lines: [[.shipped: 5], [.cancelled: 8]],
            expected: [(8.25, .ending, 8), (8.25 + second, .remainderHeld, 8)]),
        Case(
            name: "all lines cancelled", facts: [:], lines: [[.cancelled: 5], [.cancelled: 8]],
            expected: [(9, .orderCancelled, 8)]),
        Case(
            name: "all lines shipped", facts: [:], lines: [[.shipped: 5], [.delivered: 8]],
            expected: [(9, .notBilled, 8)]),
        Case(
            name: "one line still waits", facts: [:], lines: [[.shipped: 5], [:]],
            expected: [(9, .awaitingMerchant, 0)]),
        Case(
            name: "the whole was cancelled before the last line", facts: [.cancelled: 6],
            lines: [[.shipped: 5], [.cancelled: 8]], expected: [(9, .orderCancelled, 6)]),
        Case(
            name: "past its own end, at once", facts: [:], expires: 12,
            expected: [(12, .awaitingMerchant, 0), (12 + second, .pastExpiry, 12)]),
        Case(
            name: "past the policy's term", scenario: .virtual, facts: [.created: 23.9],
            expected: [(24, .awaitingMerchant, 0), (24 + second, .pastExpiry, 24)]),
        Case(
            name: "past its end before it was cancelled", facts: [.cancelled: 13], expires: 12,
            expected: [(14, .pastExpiry, 12)]),
        Case(
            name: "past its end at the very fact", facts: [.cancelled: 12], expires: 12,
            expected: [(14, .pastExpiry, 12)]),
        Case(
            name: "cancelled, and past its end while the grace runs", facts: [.cancelled: 11.9],
            expires: 12,
            expected: [(12.1, .pastExpiry, 12), (12.15 + second, .orderCancelled, 11.9)]),
        Case(
            name: "shipped only after its end", facts: [.shipped: 13], expires: 12,
            expected: [(13, .shippedAfterEnd, 12)]),
        Case(
            name: "no such order, and the merchant went on", feed: 0.25 + second,
            expected: [(1, .noOrder, 0)]),
        Case(
            name: "no such order, and nothing later of the merchant", feed: 0.25,
            expected: [(1, .orderUnknown, 0), (30 * day + second, .pastExpiry, 30 * day)]),
        Case(
            name: "no such order nor merchant",
            expected: [(1, .orderUnknown, 0), (31 * day, .pastExpiry, 30 * day)]),
        Case(
            name: "silent for a quarter of the term, the feed alive", facts: [.created: 12],
            feed: 8.5 * day,
            expected: [(8 * day, .awaitingMerchant, 0), (8.6 * day, .orderSilent, 8 * day)]),
        Case(
            name: "silent, and so is the merchant", facts: [.created: 12], feed: 8 * day,
            expected: [(8.6 * day, .feedSilent, 8 * day)]),
        Case(
            name: "an order that tells no time counts from the placement", facts: [:],
            feed: 9 * day, expected: [(9 * day, .orderSilent, 7.5 * day)]),
        Case(
            name: "a preorder may be silent for 45 days", scenario: .preorder, facts: [:],
            feed: 60 * day,
            expected: [(45 * day, .awaitingMerchant, 0), (46 * day, .orderSilent, 45 * day)]),
    ]

    @Test("an open lock is found as it is, since when it is so", arguments: cases)
    func open(_ one: Case) throws {
        for (hour, finding, since) in one.expected {
            let verdict = AuditJudge(at: Self.time(hour)).open(
                try Self.hold(one), Self.evidence(one))
            #expect(
                verdict == AuditJudge.Verdict(finding: finding, since: Self.time(since)),
                "at hour \(hour): \(verdict)")
        }
    }

    @Test("a double comes before what its order does; an unread order is not judged")
    func precedence() throws {
        let one = Case(name: "", facts: [.cancelled: 1], expires: 2, expected: [])
        var known = Self.evidence(one)
        let judge = AuditJudge(at: Self.time(3))
        let hold = try Self.hold(one)
        #expect(judge.open(hold, known).finding == .orderCancelled)
        known.double = .sameKey
        #expect(judge.open(hold, known) == .init(finding: .duplicateHold, since: hold.placedAt))
        known.double = .otherAccount
        #expect(judge.open(hold, known) == .init(finding: .twoAccounts, since: hold.placedAt))
        known.double = nil
        known.order?.isUnread = true
        #expect(judge.open(hold, known).finding == .orderUnread)
    }

    @Test("not paid yet is the consumer's step, where the merchant tells of payments")
    func payment() throws {
        let one = Case(name: "", facts: [.created: 0], expected: [])
        var known = Self.evidence(one)
        let judge = AuditJudge(at: Self.time(3))
        #expect(judge.open(try Self.hold(one), known).finding == .awaitingMerchant)
        known.feed = MerchantFeed(latest: nil, tellsEveryOrder: true, tellsPayment: true)
        #expect(judge.open(try Self.hold(one), known).finding == .awaitingPayment)
        known.order?.facts.paid = Self.time(1)
        #expect(judge.open(try Self.hold(one), known).finding == .awaitingMerchant)
    }

    /// Facts, captured, released, refunded of 100, its end; the hour asked, what went wrong.
    static let moves: [(Facts, [Int64], Double, String)] = [
        ([.cancelled: 10], [100, 0, 0], 10.25, ""),
        ([.cancelled: 10], [100, 0, 0], 10.25 + second, "billed_though_cancelled 10.0 100"),
        ([.cancelled: 10], [100, 0, 40], 12, "billed_though_cancelled 10.0 60"),
        ([.cancelled: 10], [100, 0, 100], 12, ""),
        ([.cancelled: 10, .shipped: 9], [100, 0, 0], 12, "cancelled_after_billing 10.0 100"),
        ([.shipped: 9], [100, 0, 0], 12, ""),
        ([.shipped: 9], [0, 100, 0], 12, "returned_though_shipped 9.0 100"),
        ([.shipped: 9], [0, 100, 0], 9.25, ""),
        ([.shipped: 9], [60, 40, 0], 12, ""),
        ([.shipped: 9], [0, 60, 0], 12, ""),
        ([.shipped: 31 * day], [0, 100, 0], 32 * day, ""),
        ([.cancelled: 9], [0, 100, 0], 12, ""),
    ]

    @Test("money that moved against its order is told apart", arguments: moves.indices)
    func moved(_ index: Int) throws {
        let (facts, amounts, hour, expected) = Self.moves[index]
        let one = Case(name: "", facts: facts, expected: [])
        var hold = try Self.hold(one)
        hold.captured = Money(minor: amounts[0])
        hold.released = Money(minor: amounts[1])
        hold.refunded = Money(minor: amounts[2])
        let found = AuditJudge(at: Self.time(hour)).moved(hold, Self.evidence(one)).map {
            let hours = Double($0.verdict.since.ns - Self.time(0).ns) / Double(Span.hourNs)
            return "\($0.verdict.finding.rawValue) \(hours) \($0.amount.minor)"
        }
        #expect(found == (expected.isEmpty ? [] : [expected]))
    }

    @Test("every finding has a text in both languages, and only what is wrong a destination")
    func catalogue() {
        for finding in AuditFinding.allCases {
            for text in [finding.title, finding.reason, finding.step] {
                #expect(!text(.english).isEmpty && text(.english) != text(.chinese))
            }
            let isWrong = finding.group == .stuck || finding.group == .movedWrongly
            #expect((finding.destination != nil) == isWrong, "\(finding)")
        }
        let titles = AuditFinding.allCases.flatMap {
            [$0.title(in: .english), $0.title(in: .chinese)]
        }
        #expect(Set(titles).count == titles.count)
    }

    private static func time(_ hour: Double) -> Instant {
        Instant(ns: 1_767_225_600 * Span.secondNs + Int64((hour * 3_600).rounded()) * Span.secondNs)
    }

    private static func times(_ facts: Facts) -> FactTimes {
        var times = FactTimes()
        for (kind, hour) in facts { times.note(kind, at: time(hour)) }
        return times
    }

    private static func hold(_ one: Case) throws -> AuditHold {
        let scenario = try #require(Policy.standard.scenario(one.scenario))
        return AuditHold(
            id: "H", account: KeyDerivation.account(lender: "", name: "A"), merchant: "M",
            order: "O", purpose: "", scenario: scenario, currency: try #require(Currency("CNY")),
            amount: Money(minor: 100), placedAt: time(0),
            expiresAt: one.expires.map(time) ?? time(0).adding(spanNs: scenario.timeToLiveNs),
            captured: Money(minor: one.captured), line: 2)
    }

    private static func evidence(_ one: Case) -> AuditJudge.Evidence {
        var known = AuditJudge.Evidence()
        if let facts = one.facts {
            let hours = Array(facts.values) + one.lines.flatMap(\.values)
            known.order = AuditOrder(facts: times(facts), latest: hours.max().map(time))
        }
        known.lines = one.lines.enumerated().map { index, facts in
            AuditLine(name: "\(index)", facts: times(facts), isListed: true)
        }
        if let hour = one.feed {
            known.feed = MerchantFeed(latest: time(hour), tellsEveryOrder: true)
        }
        return known
    }
}
