import SluiceCore
import SluiceRisk
import Testing

/// The table of docs/concepts/gate.md, line by line, and whether looking pays.
@Suite("scoring")
struct ScoringTests {
    private static let old = RiskFeatures(
        cause: .returned, amount: Money(minor: 10_000), accountAgeNs: 365 * Span.dayNs)
    private static let gate = GatePolicy(
        isOn: true, verdictNs: Span.secondNs, defaultTier: .medium,
        automaticNs: 15 * Span.minuteNs, adjustmentMax: nil)

    private func verdict(
        _ features: RiskFeatures, in scenario: Code = .physical, draw: Int = 9_999,
        gate: GatePolicy = gate, _ change: (inout Policy) -> Void = { _ in }
    ) -> RiskVerdict {
        var policy = Policy.standard
        policy.gate = gate
        change(&policy)
        return Scoring.verdict(features, in: scenario, draw: draw, policy: policy)
    }

    private struct Row: Sendable {
        var change: @Sendable (inout RiskFeatures) -> Void
        var points: UInt16
        var reason: RiskReason?
    }

    @Test("each line of the table counts, from its edge on")
    func points() {
        let rows: [Row] = [
            Row(change: { _ in }, points: 0, reason: nil),
            Row(
                change: { $0.accountAgeNs = 30 * Span.dayNs - 1 }, points: 150,
                reason: .accountYoung),
            Row(change: { $0.accountAgeNs = 30 * Span.dayNs }, points: 75, reason: .accountYoung),
            Row(change: { $0.accountAgeNs = 90 * Span.dayNs }, points: 0, reason: nil),
            Row(change: { $0.usualAmount = Money(minor: 5_000) }, points: 0, reason: nil),
            Row(
                change: { $0.usualAmount = Money(minor: 4_999) }, points: 100,
                reason: .amountUnusual),
            Row(
                change: { $0.usualAmount = Money(minor: 1_999) }, points: 200,
                reason: .amountUnusual),
            Row(change: { $0.holdsToday = 5 }, points: 150, reason: .manyHolds),
            Row(change: { $0.holdsToday = 4 }, points: 0, reason: nil),
            Row(change: { ($0.ended, $0.refunded) = (4, 4) }, points: 0, reason: nil),
            Row(change: { ($0.ended, $0.refunded) = (10, 3) }, points: 0, reason: nil),
            Row(change: { ($0.ended, $0.refunded) = (10, 4) }, points: 150, reason: .manyReturns),
            Row(
                change: { ($0.ended, $0.cancelled) = (10, 6) }, points: 150,
                reason: .manyCancellations),
            Row(change: { $0.hasDispute = true }, points: 250, reason: .disputes),
            Row(change: { $0.isMerchantLost = true }, points: 100, reason: .merchantUnsound),
            Row(change: { ($0.ended, $0.cancelled) = (10, 5) }, points: 0, reason: nil),
            Row(change: { $0.scenarioPoints = 333 }, points: 333, reason: .scenarioRisky),
        ]
        for (index, row) in rows.enumerated() {
            var features = Self.old
            row.change(&features)
            let found = verdict(features)
            // Goods that came back have 50 of their own.
            #expect(found.score == row.points + 50, "row \(index)")
            #expect(
                found.reasons == [row.reason, .goodsReturned].compactMap(\.self), "row \(index)")
        }
    }

    @Test("each cause has its points and its reason")
    func causes() {
        let rows: [(RiskFeatures.Cause, UInt16, RiskReason)] = [
            (.shipped, 100, .shippedBefore), (.returned, 50, .goodsReturned),
            (.asked, 150, .customerAsked), (.adjusted, 50, .amountUnusual),
        ]
        for (cause, points, reason) in rows {
            var features = Self.old
            features.cause = cause
            let found = verdict(features)
            #expect(found.score == points && found.reasons == [reason], "\(cause)")
        }
    }

    @Test("at most four reasons are given, the weightiest first, and points end at 1,000")
    func most() {
        let found = verdict(
            RiskFeatures(
                cause: .asked, amount: Money(minor: 1_000_000), accountAgeNs: 0,
                usualAmount: Money(minor: 1), holdsToday: 9, ended: 10, refunded: 9, cancelled: 9,
                hasDispute: true, isMerchantLost: true, scenarioPoints: 900))
        #expect(found.score == 1_000)
        #expect(found.reasons == [.scenarioRisky, .disputes, .amountUnusual, .accountYoung])
        #expect(found.tier == .high)
    }

    @Test("a check is made where it saves more than it costs, and the sums say so")
    func worth() {
        var features = Self.old
        features.scenarioPoints = 350
        // 400 points: 8 % of 100.00, of which 80 % are lost: 6.40; against 0.10, 0.01 and 4.60.
        var found = verdict(features)
        #expect(
            found.worth
                == CheckWorth(
                    lossSaved: Money(minor: 640), checkCost: Money(minor: 10),
                    delayCost: Money(minor: 0), frictionCost: Money(minor: 460)))
        #expect(found.tier == .medium)
        features.amount = Money(minor: 7_300)
        found = verdict(features)
        #expect(found.worth.lossSaved == Money(minor: 467))
        #expect(found.tier == .low)
        features.amount = Money(minor: 1_000_000)
        features.scenarioPoints = 550
        found = verdict(features)
        #expect(found.worth.checkCost == Money(minor: 1_500))
        #expect(found.worth.delayCost == Money(minor: 166))
        #expect(found.tier == .high)
    }

    @Test("a scenario has thresholds of its own, new accounts too, and the lower counts")
    func thresholds() {
        struct Row {
            var own: (UInt16?, UInt16?) = (nil, nil)
            var new: NewAccounts = .none
            var ageDays: Int64 = 400
            var tier: RiskTier
        }
        // 450 points of 10,000.00: worth a check of any kind.
        let rows = [
            Row(tier: .medium),
            Row(own: (451, nil), tier: .low),
            Row(own: (450, nil), tier: .medium),
            Row(own: (nil, 450), tier: .high),
            Row(own: (nil, 451), tier: .medium),
            Row(
                new: NewAccounts(forNs: 200 * Span.dayNs, mediumFrom: 100, highFrom: 450),
                ageDays: 200, tier: .medium),
            Row(
                new: NewAccounts(forNs: 200 * Span.dayNs, mediumFrom: 100, highFrom: 450),
                ageDays: 199, tier: .high),
            Row(
                own: (451, nil),
                new: NewAccounts(forNs: 200 * Span.dayNs, mediumFrom: 450, highFrom: 900),
                ageDays: 199, tier: .medium),
            Row(
                own: (nil, 450),
                new: NewAccounts(forNs: 200 * Span.dayNs, mediumFrom: 900, highFrom: 900),
                ageDays: 199, tier: .high),
        ]
        for (index, row) in rows.enumerated() {
            var features = Self.old
            features.amount = Money(minor: 1_000_000)
            features.scenarioPoints = 400
            features.accountAgeNs = row.ageDays * Span.dayNs
            func change(_ policy: inout Policy) {
                let place = policy.scenarios.firstIndex { $0.name == .physical }!
                policy.scenarios[place].mediumFrom = row.own.0
                policy.scenarios[place].highFrom = row.own.1
                policy.gate.rules.newAccounts = row.new
            }
            #expect(verdict(features, change).tier == row.tier, "row \(index)")
            // What is said of one scenario is said of no other.
            if row.own.0 != nil || row.own.1 != nil, row.new == .none {
                #expect(verdict(features, in: .service, change).tier == .medium, "row \(index)")
            }
        }
    }

    @Test("who is drawn is drawn whatever the points")
    func random() {
        #expect(verdict(Self.old, draw: 149).isRandom)
        #expect(!verdict(Self.old, draw: 150).isRandom)
        var never = Self.gate
        never.rules.drawnBasisPoints = 0
        #expect(!verdict(Self.old, draw: 0, gate: never).isRandom)
    }

    @Test("amounts at the edge of the range do not overflow")
    func edge() {
        var features = Self.old
        features.amount = .maximum
        features.scenarioPoints = 1_000
        #expect(verdict(features).worth.lossSaved.minor == Money.maximum.minor * 4 / 10)
    }
}
