import SluiceCore

/// A verdict from what is known: points, the tier they mean, and whether looking pays.
public enum Scoring {
    /// - Parameters:
    ///   - draw: a number below 10,000 that the release alone decides: who is drawn at random.
    ///   - policy: the one in force.
    public static func verdict(
        _ features: RiskFeatures, in scenario: Code, draw: Int, policy: Policy
    ) -> RiskVerdict {
        let found = PointsModel.points(features)
        let score = min(1_000, found.reduce(0) { $0 + $1.points })
        let rules = policy.gate.rules
        let from = policy.thresholds(in: scenario, accountAgeNs: features.accountAgeNs)
        let isHigh = score >= Int(from.highFrom)
        let worth = CheckWorth(
            of: features.amount, score: score, rules: rules,
            checkCost: isHigh ? rules.personCost : rules.automaticCost,
            takesNs: isHigh ? policy.reviews.unlockNs : policy.gate.automaticNs)
        var tier = RiskTier.low
        if score >= Int(from.mediumFrom), worth.pays { tier = isHigh ? .high : .medium }
        var reasons: [RiskReason] = []
        for one in found where !reasons.contains(one.reason) { reasons.append(one.reason) }
        return RiskVerdict(
            tier: tier, score: UInt16(score),
            reasons: Array(reasons.prefix(LedgerLimits.verdictReasonsMax)),
            model: PointsModel.name, isRandom: draw < Int(rules.drawnBasisPoints), worth: worth)
    }
}

extension CheckWorth {
    /// Amounts above the range count as the largest.
    fileprivate init(
        of amount: Money, score: Int, rules: RiskRules, checkCost: Money, takesNs: Int64
    ) {
        // The chance of fraud is score² ÷ 2,000,000.
        let (chance, certain) = (Int128(score) * Int128(score), Int128(2_000_000))
        let minor = Int128(amount.minor)
        func money(_ value: Int128) -> Money {
            Money(minor: min(Int64(clamping: value), Money.maximum.minor))
        }
        self.init(
            lossSaved: money(
                minor * Int128(rules.lossBasisPoints) * chance / (10_000 * certain)),
            checkCost: checkCost,
            delayCost: money(
                minor * Int128(rules.delayBasisPointsPerDay) * Int128(takesNs)
                    / (10_000 * Int128(Span.dayNs))),
            frictionCost: money(
                Int128(rules.frictionCost.minor) * (certain - chance) / certain))
    }

    /// Whether a check saves more than it costs.
    var pays: Bool {
        Int128(lossSaved.minor)
            > Int128(checkCost.minor) + Int128(delayCost.minor) + Int128(frictionCost.minor)
    }
}
