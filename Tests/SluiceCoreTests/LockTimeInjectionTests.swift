import SluiceCore
import SluiceTestKit
import Testing

/// Locks whose delays are made on purpose, through the ledger: what is measured is what was made.
@Suite("lock time of injected causes")
struct LockTimeInjectionTests {
    /// A ledger with one account, and what each cause was given.
    private struct Ground {
        var ledger = Ledger()
        var histories = HoldHistories()
        var now = Instant(ns: 400 * Span.dayNs)
        /// Of each cause; a command takes a nanosecond, which is nobody's.
        var made: [LockCause: Int64] = [:]
        var commands = 0
        var serial = 0

        init() {
            give(.createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")))
            var policy = Policy.standard
            policy.gate.isOn = true
            policy.gate.verdictNs = Span.hourNs
            give(.adoptPolicy(policy))
            give(
                .openAccount(
                    OpenAccount(
                        account: .named("A"), currency: .yuan, limit: .maximum)))
        }

        mutating func give(_ body: Command.Body, by role: Role = .lender) {
            now = now.adding(spanNs: 1)
            commands += 1
            let command = Command(
                actor: Actor(role: role, credential: 1),
                businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)), body: body)
            let outcome = ledger.apply(command, at: now)
            precondition(outcome.code.isSuccess, "\(body): \(outcome.code)")
            histories.add(ledger.emitted, at: now, by: role)
        }

        /// Lets a cause have a time.
        mutating func spend(_ cause: LockCause, ns: Int64) {
            now = now.adding(spanNs: ns)
            made[cause, default: 0] += ns
        }

        mutating func operation() -> OperationKey {
            serial += 1
            return .named("operation \(serial)")
        }
    }

    @Test("shares per cause are what was injected, within one per cent")
    func shares() {
        var random = RandomSource(seed: 20_261_127)
        var ground = Ground()
        for number in 0..<600 {
            let hold = HoldKey.named("H\(number)")
            let isReviewed = random.chance(30)
            ground.give(place(hold, number, isReviewed: isReviewed))
            if isReviewed, decide(hold, &ground, &random) { continue }
            ground.spend(.order, ns: random.within(1...3 * Span.dayNs))
            if random.chance(40) { unknown(hold, &ground, &random) }
            if random.chance(30) { review(hold, &ground, &random) }
            if random.chance(15) { freeze(hold, &ground, &random) }
            ground.spend(.order, ns: random.within(1...3 * Span.dayNs))
            end(hold, number, &ground, &random)
        }
        var measured = LockSum()
        for key in ground.histories.holds {
            guard let history = ground.histories.histories[key] else { continue }
            #expect(history.meter.endedAt != nil)
            measured.add(history.meter.lockTime)
        }
        #expect(measured.holds == 600)
        #expect(Set(measured.pareto.map(\.cause)) == Set(ground.made.keys))
        #expect(Set(ground.made.keys) == Set(LockCause.allCases))
        for share in measured.pareto {
            let made = Double(ground.made[share.cause] ?? 0)
            let found = Double(share.spanNs)
            #expect(abs(found - made) <= 0.01 * made, "\(share.cause): \(found) of \(made)")
            // All that is locked ends at once: what was locked times how long is exact.
            #expect(share.amountNs == share.spanNs * Int128(Self.amountMinor))
        }
        // Exact, beside the nanoseconds that commands took.
        let sum = measured.pareto.reduce(Int128(0)) { $0 + $1.spanNs }
        let made = Int128(ground.made.values.reduce(0, +))
        #expect((made...made + Int128(ground.commands)).contains(sum), "\(sum) of \(made)")
    }

    private static let amountMinor: Int64 = 1_000

    private func place(_ hold: HoldKey, _ number: Int, isReviewed: Bool) -> Command.Body {
        .place(
            PlaceHold(
                hold: hold, account: .named("A"), merchant: .named("M"),
                order: .named("O\(number)"), amount: Money(minor: Self.amountMinor),
                currency: .yuan, review: isReviewed ? .person : nil))
    }

    /// Looks at the purchase.
    /// - Returns: whether that ended it.
    private func decide(
        _ hold: HoldKey, _ ground: inout Ground, _ random: inout RandomSource
    ) -> Bool {
        if random.chance(20) {
            ground.spend(.payer, ns: random.within(1...9 * Span.minuteNs))
            ground.give(
                .release(
                    ReleaseHold(
                        hold: hold, operation: ground.operation(), reason: .paymentAbandoned)))
            return true
        }
        if random.chance(30) {
            ground.spend(.placementReview, ns: 10 * Span.minuteNs)
            ground.spend(.ourselves, ns: random.within(1...Span.hourNs))
            ground.give(.tick(dueMax: 100), by: .engine)
            return true
        }
        ground.spend(.placementReview, ns: random.within(1...9 * Span.minuteNs))
        ground.give(
            .decideReview(
                DecideReview(hold: hold, operation: ground.operation(), decision: .approve)))
        return false
    }

    private func unknown(
        _ hold: HoldKey, _ ground: inout Ground, _ random: inout RandomSource
    ) {
        let id = ground.operation()
        ground.give(
            .setOverlay(
                SetOverlay(
                    hold: hold, operation: id, kind: .resultUnknown,
                    reviewBy: ground.now.adding(spanNs: Span.dayNs))))
        ground.spend(.outside, ns: random.within(1...2 * Span.dayNs))
        ground.give(
            .liftOverlay(LiftOverlay(hold: hold, operation: ground.operation(), overlay: id)))
    }

    private func review(
        _ hold: HoldKey, _ ground: inout Ground, _ random: inout RandomSource
    ) {
        let id = ground.operation()
        ground.give(
            .requestRelease(
                RequestRelease(hold: hold, operation: id, reason: .customerRequest)))
        ground.spend(.queue, ns: random.within(1...Span.hourNs - 10))
        ground.give(
            .recordVerdict(
                RecordVerdict(
                    hold: hold, operation: ground.operation(), subject: id,
                    verdict: RiskVerdict(
                        tier: .high, score: 900, reasons: [], model: Code("made")!,
                        isRandom: false, worth: .none))))
        ground.spend(.unlockReview, ns: random.within(1...4 * Span.hourNs - 10))
        ground.give(
            .decideReview(
                DecideReview(hold: hold, operation: ground.operation(), decision: .keep)))
    }

    private func freeze(
        _ hold: HoldKey, _ ground: inout Ground, _ random: inout RandomSource
    ) {
        let id = ground.operation()
        ground.give(
            .setOverlay(
                SetOverlay(
                    hold: hold, operation: id, kind: .legalFreeze,
                    reviewBy: ground.now.adding(spanNs: 20 * Span.dayNs),
                    authority: Code("court"))))
        ground.spend(.law, ns: random.within(1...5 * Span.dayNs))
        ground.give(
            .liftOverlay(LiftOverlay(hold: hold, operation: ground.operation(), overlay: id)))
    }

    /// Billed, given up, or expired: in time or late.
    private func end(
        _ hold: HoldKey, _ number: Int, _ ground: inout Ground, _ random: inout RandomSource
    ) {
        let record = ground.ledger.hold(hold)!
        switch random.below(3) {
        case 0:
            ground.give(
                .capture(CaptureHold(hold: hold, operation: ground.operation(), isFinal: true)))
        case 1:
            ground.give(
                .release(
                    ReleaseHold(
                        hold: hold, operation: ground.operation(), reason: .merchantVoid)),
                by: .merchant)
        default:
            ground.spend(.order, ns: record.expiresAt.ns - ground.now.ns)
            ground.spend(.ourselves, ns: random.within(1...Span.dayNs))
            ground.give(.tick(dueMax: 100), by: .engine)
        }
    }
}
