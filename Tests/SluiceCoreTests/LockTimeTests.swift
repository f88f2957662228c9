import SluiceCore
import SluiceTestKit
import Testing

/// What the time of a lock is spent on.
@Suite("lock time")
struct LockTimeTests {
    private static let day = Span.dayNs

    /// A step some days after the placement.
    private static func step(
        _ kind: HoldStep.Kind, day: Double, overlay: OverlayKind? = nil, until: Double? = nil,
        ends: Double? = nil, amount: Int64? = nil, reason: Reason = .none,
        outcome: OutcomeCode = .applied
    ) -> HoldStep {
        func at(_ day: Double) -> Instant { Instant(ns: Int64(day * Double(Span.dayNs))) }
        return HoldStep(
            kind: kind, sequence: 1, time: at(day), role: .engine, overlay: overlay,
            amount: amount.map(Money.init(minor:)), until: until.map(at), endsAt: ends.map(at),
            reason: reason, outcome: outcome)
    }

    /// What a history of 100 locked for 30 days comes to, in days by cause.
    private static func days(_ steps: [HoldStep]) -> [LockCause: Double] {
        let first =
            steps.first?.kind == .placed
            ? [] : [step(.placed, day: 0, ends: 30, amount: 100, reason: .approved)]
        let all = first + steps
        var meter = LockMeter(all[0], placedAt: all[0].time, openMinor: 100)
        for step in all.dropFirst() { meter.add(step) }
        var days: [LockCause: Double] = [:]
        for cause in LockCause.allCases where meter.lockTime[cause] > 0 {
            days[cause] = Double(meter.lockTime[cause]) / Double(Span.dayNs)
        }
        return days
    }

    @Test("a moment belongs to what keeps all others waiting")
    func table() {
        let ship = Self.step(.captured, day: 10, amount: 100)
        let rows: [(String, [HoldStep], [LockCause: Double])] = [
            ("shipped", [ship], [.order: 10]),
            (
                "expired in time",
                [Self.step(.expired, day: 30, amount: 100)], [.order: 30]
            ),
            (
                "expired late",
                [Self.step(.expired, day: 30.5, amount: 100)], [.order: 30, .ourselves: 0.5]
            ),
            (
                "extended, then expired late",
                [
                    Self.step(.extended, day: 3, until: 40, ends: 40),
                    Self.step(.expired, day: 41, amount: 100),
                ], [.order: 40, .ourselves: 1]
            ),
            (
                "a review of the release, decided late",
                [
                    Self.step(.reviewOpened, day: 1, overlay: .unlockReview, until: 2),
                    Self.step(.reviewMoved, day: 2.5, overlay: .unlockReview, until: 4),
                    Self.step(.reviewClosed, day: 3, overlay: .unlockReview), ship,
                ], [.order: 8, .unlockReview: 1.5, .ourselves: 0.5]
            ),
            (
                "frozen over a review and an unknown result",
                [
                    Self.step(.overlaySet, day: 1, overlay: .resultUnknown, until: 20),
                    Self.step(.reviewOpened, day: 2, overlay: .unlockReview, until: 20),
                    Self.step(.overlaySet, day: 3, overlay: .legalFreeze, until: 35, ends: 35),
                    Self.step(.overlayLifted, day: 4, overlay: .legalFreeze, ends: 30),
                    Self.step(.reviewClosed, day: 5, overlay: .unlockReview),
                    Self.step(.overlayLifted, day: 6, overlay: .resultUnknown), ship,
                ], [.order: 5, .outside: 2, .unlockReview: 2, .law: 1]
            ),
            (
                "a dispute is between others",
                [
                    Self.step(.overlaySet, day: 1, overlay: .dispute, until: 20),
                    Self.step(.overlaySet, day: 2, overlay: .resultUnknown, until: 20), ship,
                ], [.order: 2, .outside: 8]
            ),
            (
                "silent, judged late, capped, then heard",
                [
                    Self.step(.noticed, day: 3, until: 5),
                    Self.step(
                        .silenced, day: 5.5, overlay: .silence, until: 5,
                        reason: .silenceUnproved),
                    Self.step(
                        .silenced, day: 6, overlay: .silence, until: 5, reason: .repairCapped),
                    Self.step(.heard, day: 8, until: 20), ship,
                ], [.order: 7, .outside: 0.5, .ourselves: 2.5]
            ),
            (
                "its end waits for a feed",
                [
                    Self.step(.paused, day: 30, until: 31, ends: 31, reason: .syncOutage),
                    Self.step(.paused, day: 31, until: 32, ends: 32, reason: .syncOutage),
                    Self.step(.expired, day: 32, amount: 100),
                ], [.order: 30, .outside: 2]
            ),
            (
                "in review, then approved",
                [
                    Self.step(
                        .placed, day: 0, until: 1, ends: 30, amount: 100, reason: .approved,
                        outcome: .pending),
                    Self.step(.approved, day: 0.5, overlay: .placementReview), ship,
                ], [.placementReview: 0.5, .order: 9.5]
            ),
            (
                "the payer never came",
                [
                    Self.step(
                        .placed, day: 0, until: 1, ends: 30, amount: 100, reason: .approved,
                        outcome: .pending),
                    Self.step(
                        .released, day: 0.25, amount: 100, reason: .paymentAbandoned),
                ], [.payer: 0.25]
            ),
            (
                "nobody decided on the purchase in time",
                [
                    Self.step(
                        .placed, day: 0, until: 1, ends: 30, amount: 100, reason: .approved,
                        outcome: .pending),
                    Self.step(.declined, day: 1.25, amount: 100, reason: .reviewTimeout),
                ], [.placementReview: 1, .ourselves: 0.25]
            ),
            (
                "what comes after the end changes nothing",
                [ship, Self.step(.refunded, day: 20, amount: 5)], [.order: 10]
            ),
        ]
        for (name, steps, wanted) in rows {
            #expect(Self.days(steps) == wanted, "\(name)")
        }
    }

    @Test("amount-days follow what is open")
    func amounts() {
        let placed = Self.step(.placed, day: 0, ends: 30, amount: 100, reason: .approved)
        var meter = LockMeter(placed, placedAt: placed.time, openMinor: 100)
        meter.add(Self.step(.released, day: 1, amount: 40))
        meter.add(Self.step(.incremented, day: 2, amount: 10))
        meter.add(Self.step(.captured, day: 4, amount: 70))
        #expect(meter.lockTime.amountNs(.order) == Int128(Self.day) * (100 + 60 + 2 * 70))
        #expect(meter.endedAt == Instant(ns: 4 * Self.day))
    }

    @Test("shares in milliseconds sum to the milliseconds of the whole")
    func milliseconds() {
        var random = RandomSource(seed: 7)
        for _ in 0..<1_000 {
            let placed = HoldStep(
                kind: .placed, sequence: 1, time: Instant(ns: random.within(0...9_999_999)),
                role: .engine, amount: Money(minor: 1), endsAt: .never)
            var meter = LockMeter(placed, placedAt: placed.time, openMinor: 1)
            var time = placed.time
            for kind in [OverlayKind.resultUnknown, .legalFreeze] {
                time = time.adding(spanNs: random.within(1...9_999_999))
                meter.add(
                    HoldStep(
                        kind: .overlaySet, sequence: 2, time: time, role: .lender, overlay: kind,
                        until: .never))
            }
            let end = time.adding(spanNs: random.within(1...9_999_999))
            let lockTime = meter.upTo(end)
            let totalNs = end.ns - placed.time.ns
            #expect(lockTime.totalNs == totalNs)
            #expect(
                lockTime.sharesMs.reduce(0) { $0 + $1.ms } == totalNs / Span.millisecondNs)
        }
    }

    @Test("of random histories: sums are exact, and what is over a hold is what the ledger says")
    func random() {
        var causes: Set<LockCause> = []
        for seed in UInt64(1)...200 {
            var history = HeldHistory(seed: seed)
            for _ in 0..<200 { history.step() }
            for key in history.histories.holds {
                guard let record = history.ledger.hold(key),
                    let told = history.histories.histories[key]
                else { continue }
                let end = record.isOpen ? history.now : record.endedAt
                let lockTime = told.meter.upTo(history.now)
                #expect(
                    lockTime.totalNs == max(0, end.ns - record.placedAt.ns),
                    "seed \(seed), \(record.status)")
                #expect(
                    told.meter.endedAt == (record.isOpen ? nil : record.endedAt), "seed \(seed)")
                if record.isOpen {
                    #expect(
                        Set(told.meter.overlays) == Set(record.overlays.map(\.kind)),
                        "seed \(seed)")
                }
                let whole = LockMeter(
                    told.steps, placedAt: record.placedAt,
                    openMinor: record.amounts.open.minor)
                #expect(whole?.upTo(history.now) == lockTime, "seed \(seed), made from its end")
                for cause in LockCause.allCases where lockTime[cause] > 0 {
                    causes.insert(cause)
                }
            }
        }
        #expect(causes == Set(LockCause.allCases))
    }
}
