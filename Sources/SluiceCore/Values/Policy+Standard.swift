extension Policy {
    /// The defaults of domain.md §2, §6 and §8.
    public static let standard = Policy(
        version: 1,
        scenarios: [
            ScenarioPolicy(
                name: .physical, timeToLiveNs: 30 * Span.dayNs, maximumAgeNs: 60 * Span.dayNs,
                captureOn: .shipped),
            ScenarioPolicy(
                name: .virtual, timeToLiveNs: Span.dayNs, maximumAgeNs: 7 * Span.dayNs,
                captureOn: .delivered),
            ScenarioPolicy(
                name: .preorder, timeToLiveNs: 180 * Span.dayNs, captureOn: .shipped),
            ScenarioPolicy(
                name: .service, timeToLiveNs: 30 * Span.dayNs, maximumAgeNs: 60 * Span.dayNs,
                captureOn: .completed),
        ],
        defaultScenario: .physical,
        refundSurplus: .payout,
        refundOnCancel: false,
        refundOnReturn: true,
        parkedFactsPerMerchantMax: 10_000,
        reviews: ReviewPolicy(
            placementAutomaticNs: 30 * Span.secondNs, placementPersonNs: 10 * Span.minuteNs,
            unlockNs: 4 * Span.hourNs, unlockHardStopNs: 72 * Span.hourNs,
            unlockCap: Money(minor: 500_000)),
        returns: ReturnPolicy(
            goodsNs: 14 * Span.dayNs, transitNs: 10 * Span.dayNs, inspectionNs: 48 * Span.hourNs,
            staffNs: 5 * Span.dayNs),
        payoutWithinNs: 3 * Span.dayNs,
        noticeWithinNs: 30 * Span.dayNs,
        twoPersons: TwoPersonPolicy(
            corrections: true, forcedCaptures: true, policyAdoption: true, limitRaiseMax: nil),
        feeds: FeedPolicy(
            outages: true, outagePauseNs: 10 * Span.minuteNs, proofFacts: 10, proofLeadNs: 0),
        repairs: RepairPolicy(isOn: true, merchantDailyMax: nil, dailyMax: nil))

    /// Whether the policy can be adopted: scenarios distinct, the default among them, every span
    /// positive and at most `spanMaxNs`, none shorter than one it contains.
    public var isValid: Bool {
        scenario(defaultScenario) != nil
            && Set(scenarios.map(\.name)).count == scenarios.count
            && scenarios.allSatisfy(\.isValid) && reviews.isValid && returns.isValid
            && Policy.isSpan(payoutWithinNs) && Policy.isSpan(noticeWithinNs)
            && twoPersons.limitRaiseMax.map { $0.isInRange } ?? true
            && twoPersons.repairsMax.map { $0.isInRange } ?? true
            && feeds.isValid && repairs.isValid && gate.isValid && serviceLevels.isValid
            && proofComesAfterTheWord && thresholdsAscend
    }

    /// Whether what proves a feed alive happened after the last word of the order that is silent: else what
    /// was said before the feed fell silent would prove it.
    public var proofComesAfterTheWord: Bool {
        scenarios.allSatisfy { $0.silentAfterNs.map { feeds.proofLeadNs <= $0 } ?? true }
    }

    /// Ten years: far beyond any sale, near enough that no time overflows.
    public static let spanMaxNs: Int64 = 3_650 * Span.dayNs

    static func isSpan(_ spanNs: Int64) -> Bool { spanNs > 0 && spanNs <= spanMaxNs }
}

extension ScenarioPolicy {
    /// Twice the amount: more is no tolerance.
    public static let toleranceMaxBasisPoints: UInt16 = 10_000

    fileprivate var isValid: Bool {
        Policy.isSpan(timeToLiveNs) && Policy.isSpan(maximumAgeNs)
            && maximumAgeNs >= timeToLiveNs && guaranteeLeadNs >= 0
            && guaranteeLeadNs <= timeToLiveNs
            && toleranceBasisPoints <= ScenarioPolicy.toleranceMaxBasisPoints
            && silentAfterNs.map(Policy.isSpan) ?? true && riskPoints <= 1_000
            && [mediumFrom, highFrom].allSatisfy { $0 ?? 0 <= 1_001 }
    }
}

extension ReviewPolicy {
    fileprivate var isValid: Bool {
        [placementAutomaticNs, placementPersonNs, unlockNs, unlockHardStopNs]
            .allSatisfy(Policy.isSpan) && unlockHardStopNs >= unlockNs && unlockCap.isInRange
            && undoNs >= 0 && undoNs <= unlockNs && stepUpNs >= 0 && stepUpNs <= Policy.spanMaxNs
    }
}

extension ReturnPolicy {
    fileprivate var isValid: Bool {
        [goodsNs, transitNs, inspectionNs, staffNs].allSatisfy(Policy.isSpan)
    }
}

extension FeedPolicy {
    fileprivate var isValid: Bool {
        Policy.isSpan(outagePauseNs) && proofFacts > 0 && proofFacts <= FeedRecord.wordsMax
            && proofLeadNs >= 0 && proofLeadNs <= Policy.spanMaxNs
    }
}

extension RepairPolicy {
    fileprivate var isValid: Bool {
        [merchantDailyMax, dailyMax].allSatisfy { $0?.isInRange ?? true }
    }
}

extension GatePolicy {
    fileprivate var isValid: Bool {
        Policy.isSpan(verdictNs) && Policy.isSpan(automaticNs)
            && adjustmentMax.map { $0.isInRange } ?? true && rules.isValid
    }
}

extension RiskRules {
    fileprivate var isValid: Bool {
        highFrom <= 1_001 && newAccounts.highFrom <= 1_001 && newAccounts.forNs >= 0
            && newAccounts.forNs <= Policy.spanMaxNs
            && [lossBasisPoints, delayBasisPointsPerDay, drawnBasisPoints]
                .allSatisfy { $0 <= 10_000 }
            && [automaticCost, personCost, frictionCost]
                .allSatisfy { $0.minor >= 0 && $0 <= .maximum }
    }
}
