import SluiceCore
import SluiceTestKit
import Testing

/// A shop whose feed is dead for two hours at its peak (scenario 38).
@Suite("a feed that is dead for two hours")
struct FeedOutageTests {
    private static let merchant = MerchantKey.named("shop")
    private static let silentAfterNs = Span.dayNs
    private static let deadFrom = 2 * Span.dayNs + 12 * Span.hourNs
    private static let deadUntil = deadFrom + 2 * Span.hourNs
    private static let endNs = deadUntil + 6 * Span.hourNs

    /// What the shop knows of an order.
    private struct Order {
        var number: Int
        var placedNs: Int64
        /// nil: it forgot the order.
        var shippedNs: Int64?

        var hold: HoldKey { .named("hold \(number)") }
        var order: OrderKey { .named("order \(number)") }
    }

    /// Something said, when it happened and when it comes.
    private struct Message {
        var order: Order
        var kind: FactKind
        var happenedNs: Int64
        var comesNs: Int64
    }

    /// Thirty orders an hour; most ship within a day, late in it; one in ten is forgotten.
    private static func orders(_ random: inout RandomSource) -> [Order] {
        (0..<Int(endNs / Span.hourNs) * 30).map { number in
            let placedNs =
                Int64(number) * 2 * Span.minuteNs + Int64(random.below(60)) * Span.secondNs
            let takesNs =
                Span.hourNs * random.within(18...23) + Span.minuteNs * random.within(0...59)
            return Order(
                number: number, placedNs: placedNs,
                shippedNs: random.chance(10) ? nil : placedNs + takesNs)
        }
    }

    /// What comes when: what was said while the feed was dead comes afterwards, first things first,
    /// within five minutes.
    private static func messages(_ orders: [Order]) -> [Message] {
        var messages: [Message] = []
        for order in orders {
            var said: [(FactKind, Int64)] = [(.paid, order.placedNs + Span.minuteNs)]
            if let shippedNs = order.shippedNs { said.append((.shipped, shippedNs)) }
            for (kind, happenedNs) in said where happenedNs < endNs {
                let isHeldUp = happenedNs >= deadFrom && happenedNs < deadUntil
                // Two hours within five minutes.
                let late = (happenedNs - deadFrom) / 24
                messages.append(
                    Message(
                        order: order, kind: kind, happenedNs: happenedNs,
                        comesNs: isHeldUp ? deadUntil + late : happenedNs + Span.secondNs))
            }
        }
        return messages
    }

    private enum Step {
        case place(Order)
        case tell(Message)
        case tick
    }

    private struct Run {
        var ledger: Ledger
        /// When each hold was given back for silence.
        var returnedNs: [HoldKey: Int64] = [:]
    }

    private static func run(_ orders: [Order], policy: Policy) -> Run {
        var run = Run(ledger: Ledger())
        var steps: [(atNs: Int64, step: Step)] = orders.map { ($0.placedNs, .place($0)) }
        steps += messages(orders).map { ($0.comesNs, .tell($0)) }
        steps += stride(from: 0, to: endNs, by: Int(Span.minuteNs)).map { (Int64($0), .tick) }
        steps.sort { $0.atNs < $1.atNs }
        var time = Instant(ns: 1)
        func apply(_ body: Command.Body, _ run: inout Run) {
            _ = run.ledger.apply(
                Command(actor: .engine, businessDate: BusinessDate(day: 1), body: body), at: time)
            for case .holdMoved(let moved) in run.ledger.emitted where moved.reason == .orderSilent
            {
                run.returnedNs[moved.hold] = time.ns
            }
        }
        apply(.createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")), &run)
        time = Instant(ns: 2)
        apply(.adoptPolicy(policy), &run)
        time = Instant(ns: 3)
        apply(
            .openAccount(
                OpenAccount(account: .named("A"), currency: .yuan, limit: Money(minor: 1_000_000))),
            &run)
        for (atNs, step) in steps {
            time = Instant(ns: max(time.ns + 1, atNs))
            switch step {
            case .place(let order):
                apply(
                    .place(
                        PlaceHold(
                            hold: order.hold, account: .named("A"), merchant: merchant,
                            order: order.order, amount: Money(minor: 100), currency: .yuan)), &run)
            case .tell(let message):
                apply(
                    .recordFact(
                        RecordFact(
                            fact: .named("\(message.kind) \(message.order.number)"),
                            source: .named("feed"), merchant: merchant,
                            order: message.order.order, kind: message.kind,
                            occurredAt: Instant(ns: message.happenedNs))), &run)
            case .tick: apply(.tick(dueMax: 1_000), &run)
            }
        }
        return run
    }

    private static func policy(outages: Bool, proofFacts: UInt8, leadNs: Int64 = 0) -> Policy {
        var policy = Policy.standard
        policy.scenarios = policy.scenarios.map { scenario in
            var scenario = scenario
            scenario.silentAfterNs = min(silentAfterNs, scenario.timeToLiveNs)
            return scenario
        }
        policy.feeds.outages = outages
        policy.feeds.proofFacts = proofFacts
        policy.feeds.proofLeadNs = leadNs
        return policy
    }

    @Test(
        "nothing is given back whose order later ships; all that is silent is within 15 min after",
        arguments: [UInt64(1), 2, 3, 4, 5])
    func twoHours(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let orders = Self.orders(&random)
        let run = Self.run(orders, policy: Self.policy(outages: true, proofFacts: 5))
        var (inDoubt, due) = (0, 0)
        for order in orders {
            let silentNs = order.placedNs + Span.minuteNs + Self.silentAfterNs
            let returnedNs = run.returnedNs[order.hold]
            guard let shippedNs = order.shippedNs else {
                guard silentNs < Self.deadUntil else { continue }
                // Silent in the dead hours, or well before.
                let latestNs = max(silentNs, Self.deadUntil) + 15 * Span.minuteNs
                if silentNs >= Self.deadFrom { due += 1 }
                let atNs = returnedNs ?? .max
                #expect(
                    atNs <= latestNs, "seed \(seed): order \(order.number) \(atNs) > \(latestNs)")
                continue
            }
            #expect(returnedNs == nil, "seed \(seed): order \(order.number) shipped")
            let isHeldUp = shippedNs >= Self.deadFrom && shippedNs < Self.deadUntil
            if isHeldUp, silentNs < Self.deadUntil { inDoubt += 1 }
        }
        // Else the test has tested nothing.
        #expect(inDoubt > 5 && due > 2, "seed \(seed): \(inDoubt) in doubt, \(due) due")
    }

    @Test("a rule that takes any word since the last one as proof would have freed wrongly")
    func withWeakProof() {
        var random = RandomSource(seed: 1)
        let orders = Self.orders(&random)
        let run = Self.run(
            orders,
            policy: Self.policy(outages: false, proofFacts: 1, leadNs: Self.silentAfterNs))
        let wrong = orders.filter { $0.shippedNs != nil && run.returnedNs[$0.hold] != nil }
        #expect(wrong.count > 5)
    }
}
