import SluiceTestKit
import Testing

@testable import SluiceCore

/// The order of arrival of facts does not matter where they agree; where they contradict each
/// other it matters neither for the view of the order nor for the breaks (domain.md §5).
@Suite("permutations of facts")
struct PermutationTests {
    @Test("scenario 33: every permutation and duplication of consistent facts gives one ledger")
    func wholeOrder() throws {
        let pool: [Said] = [
            Said(.created), Said(.paid), Said(.shipped), Said(.delivered), Said(.completed),
            Said(.cancelled), Said(.cancelled, name: "again"), Said(.shipped, name: "again"),
        ]
        var survey = Survey()
        for shop in Shop.all { try survey.cover(pool, sizes: 1...4, in: shop) }
        // Both kinds of sets were there, or the test shows nothing.
        #expect(survey.consistent > 1_000 && survey.contradictory > 1_000)
    }

    @Test("scenario 33: facts of lines, with and without amounts", arguments: Shop.all)
    func lines(shop: Shop) throws {
        let pool: [Said] = [
            Said(.lineShipped, "1"), Said(.lineShipped, "1", 60), Said(.lineShipped, "2", 60),
            Said(.lineCancelled, "1"), Said(.lineCancelled, "1", 40),
            Said(.lineCancelled, "2"), Said(.lineCancelled, "2", 60),
            Said(.lineShipped, "3"), Said(.lineShipped, "1", 60, name: "again"),
            Said(.shipped), Said(.cancelled), Said(.delivered),
        ]
        var survey = Survey()
        try survey.cover(pool, sizes: 1...3, in: shop)
        #expect(survey.consistent > 20 && survey.contradictory > 20)
    }

    @Test("scenario 33: two lines of one fact, and four facts", arguments: Shop.all)
    func fourLines(shop: Shop) throws {
        let pool: [Said] = [
            Said(.lineShipped, "1", 60), Said(.lineShipped, "2"),
            Said(.lineCancelled, "1", 40), Said(.lineCancelled, "2", 100),
            Said(.lineShipped, "1", 60, and: "2", 100), Said(.created), Said(.delivered),
        ]
        var survey = Survey()
        try survey.cover(pool, sizes: 4...4, in: shop)
        #expect(survey.consistent > 0 && survey.contradictory > 0)
    }

    @Test(
        """
        scenario 33: with prices and returns, where policy refunds: one view, breaks, held, owed, \
        credit balance, available and captured − refunded; where it does not: one view
        """)
    func pricesAndReturns() throws {
        let pool: [Said] = [
            Said(.created), Said(.shipped), Said(.delivered), Said(.completed), Said(.cancelled),
            Said(.priceAdjusted, costs: 60), Said(.priceAdjusted, costs: 150),
            Said(.priceAdjusted, costs: 0), Said(.returnReceived),
        ]
        for shop in Shop.all {
            var survey = Survey(promise: shop.refundOnCancel ? .balances : .view)
            try survey.cover(pool, sizes: 1...4, in: shop)
            #expect(survey.consistent > 50 && survey.contradictory > 50)
        }
    }

    @Test(
        """
        scenario 33: with returns of lines: one view, breaks, held, owed, credit balance, \
        available and captured − refunded
        """, arguments: Shop.all)
    func returnsOfLines(shop: Shop) throws {
        let pool: [Said] = [
            Said(.lineShipped, "1", 60), Said(.lineShipped, "2"), Said(.lineShipped, "1"),
            Said(.returnReceived, "1"), Said(.returnReceived, "2", 40), Said(.returnReceived),
            Said(.shipped), Said(.delivered),
        ]
        var survey = Survey(promise: .balances)
        try survey.cover(pool, sizes: 1...4, in: shop)
        #expect(survey.consistent > 50)
    }

    @Test("contradictions known before the hold are recorded though it is declined")
    func breaksBeforeDecline() throws {
        let script = Script()
        try script.run(
            """
            account A1 1000
            fact F1 shipped O1 -> parked
            fact F2 cancelled O1 -> parked
            hold H1 A1 300 order=O1 -> orderTerminal
            expect order O1 breaks=shippedAndCancelled
            """)
    }
}

/// A fact in short.
struct Said {
    var body: RecordFact

    init(
        _ kind: FactKind, _ line: String? = nil, _ amount: Int64? = nil,
        and other: String? = nil, _ otherAmount: Int64? = nil, costs: Int64? = nil,
        name: String = ""
    ) {
        var lines: [LineAmount] = []
        if let line {
            lines.append(LineAmount(line: .named(line), amount: amount.map(Money.init(minor:))))
        }
        if let other {
            let amount = otherAmount.map(Money.init(minor:))
            lines.append(LineAmount(line: .named(other), amount: amount))
        }
        let words = "\(kind) \(line ?? "") \(amount ?? 0) \(other ?? "") \(costs ?? 0) \(name)"
        body = RecordFact(
            fact: .named(words), source: .named("source"), merchant: .named("merchant"),
            order: .named("order"), kind: kind, occurredAt: Instant(ns: 5), lines: lines,
            amount: costs.map(Money.init(minor:)),
            reason: kind.isCancellation ? .orderCancelled : .none)
    }
}

/// What the facts fall on: the holds of the order and the policy.
struct Shop: Sendable, CustomTestStringConvertible {
    enum Holds: CaseIterable {
        case bare, lined, twoLined, twoBare
    }

    var holds: Holds
    var captureOn: CaptureOn
    var refundOnCancel: Bool

    static let all: [Shop] = Holds.allCases.flatMap { holds in
        CaptureOn.allCases.flatMap { captureOn in
            [false, true].map {
                Shop(holds: holds, captureOn: captureOn, refundOnCancel: $0)
            }
        }
    }

    var testDescription: String {
        "\(holds), capture on \(captureOn), refund on cancel \(refundOnCancel)"
    }

    func ledger() throws -> Ledger {
        var ledger = Ledger()
        func apply(_ body: Command.Body) throws {
            let command = Command(
                actor: .tester, businessDate: BusinessDate(day: 1), body: body)
            let now = Instant(ns: ledger.time.ns + 1)
            try #require(ledger.apply(command, at: now).code.isSuccess)
        }
        var policy = Policy.standard
        policy.refundOnCancel = refundOnCancel
        for index in policy.scenarios.indices { policy.scenarios[index].captureOn = captureOn }
        try apply(.adoptPolicy(policy))
        try apply(
            .openAccount(
                OpenAccount(
                    account: .named("account"), currency: .yuan, limit: Money(minor: 1_000))))
        for (index, lines) in linesOfHolds.enumerated() {
            let total = lines.isEmpty ? 100 : lines.reduce(0) { $0 + $1.1 }
            try apply(
                .place(
                    PlaceHold(
                        hold: .named("hold \(index)"), account: .named("account"),
                        merchant: .named("merchant"), order: .named("order"),
                        amount: Money(minor: total), currency: .yuan,
                        purpose: index == 0 ? .order : .service,
                        lines: lines.map {
                            PlaceLine(line: .named($0.0), amount: Money(minor: $0.1))
                        })))
        }
        return ledger
    }

    private var linesOfHolds: [[(String, Int64)]] {
        switch holds {
        case .bare: [[]]
        case .lined: [[("1", 100), ("2", 200)]]
        case .twoLined: [[("1", 50), ("2", 100)], [("1", 50), ("2", 100)]]
        case .twoBare: [[], []]
        }
    }
}

/// Every permutation of every set of facts of a pool, with a fact doubled.
struct Survey {
    /// What of a set of facts without contradiction must not depend on the order of arrival.
    enum Promise {
        /// Balances, captured, released and refunded.
        case amounts
        /// Balances, and captured less refunded: a price or a return before the capture is a release,
        /// after it a refund (decision 18).
        case balances
        /// The facts and whether the order is over.
        case view
    }

    var promise = Promise.amounts
    var consistent = 0
    var contradictory = 0

    /// What must not depend on the order of arrival.
    private struct Result: Equatable {
        var facts: Set<FactKey>
        var isTerminal: Bool
        var breaks: Set<ReferenceBreak>
        var money: [Int64]
    }

    mutating func cover(_ pool: [Said], sizes: ClosedRange<Int>, in shop: Shop) throws {
        let empty = try shop.ledger()
        for mask in 1..<(1 << pool.count) where sizes.contains(mask.nonzeroBitCount) {
            let facts = pool.indices.filter { mask >> $0 & 1 == 1 }.map { pool[$0].body }
            var results: [Result] = []
            permute(facts, from: empty) { results.append(result(of: $0)) }
            let first = results[0]
            let isOneView = results.allSatisfy {
                $0.facts == first.facts && $0.isTerminal == first.isTerminal
                    && (promise == .view || $0.breaks == first.breaks)
            }
            if first.breaks.isEmpty { consistent += 1 } else { contradictory += 1 }
            let isOneLedger = results.allSatisfy { $0.money == first.money }
            if !isOneView || first.breaks.isEmpty && !isOneLedger {
                let words = facts.map { fact in
                    "\(fact.kind)" + fact.lines.map { " \($0.amount?.minor ?? 0)" }.joined()
                }
                let breaks = results.map(\.breaks).map { $0.map(\.kind.code).sorted() }
                Issue.record(
                    """
                    \(shop.testDescription): \(words.joined(separator: ", "))
                    breaks \(breaks), money \(results.map(\.money))
                    """)
                return
            }
        }
    }

    private func money(_ balances: Balances, _ holds: [HoldAmounts]) -> [Int64] {
        let captured = holds.reduce(0) { $0 + $1.captured.minor }
        let refunded = holds.reduce(0) { $0 + $1.refunded.minor }
        let ofHolds =
            promise == .balances
            ? [captured - refunded]
            : [captured, holds.reduce(0) { $0 + $1.released.minor }, refunded]
        return ofHolds + [
            balances.held.minor, balances.owed.minor, balances.creditBalance.minor,
            balances.payoutDue.minor, balances.available.minor,
        ]
    }

    private func permute(
        _ facts: [RecordFact], from ledger: Ledger, _ done: (Ledger) -> Void
    ) {
        if facts.isEmpty { return done(ledger) }
        for index in facts.indices {
            var next = ledger
            // Each fact comes twice: the second time it is a replay.
            for _ in 0..<2 {
                let command = Command(
                    actor: .tester, businessDate: BusinessDate(day: 1),
                    body: .recordFact(facts[index]))
                _ = next.apply(command, at: Instant(ns: next.time.ns + 1))
            }
            var rest = facts
            rest.remove(at: index)
            permute(rest, from: next, done)
        }
    }

    private func result(of ledger: Ledger) -> Result {
        let order = ledger.orders.record(of: .named("order"))!
        let balances = ledger.accounts.record(of: .named("account"))!.balances
        let holds = order.holds.map { ledger.holds.record(of: $0.hold)!.amounts }
        return Result(
            facts: Set(order.facts.map(\.key)), isTerminal: order.isTerminal,
            breaks: Set(order.breaks.map { ReferenceBreak(kind: $0.kind, line: $0.line) }),
            money: promise == .view ? [] : money(balances, holds))
    }
}
