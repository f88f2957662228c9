import SluiceCore
import SluiceTestKit

extension RandomSource {
    /// A policy that may be adopted, every rule of it by chance.
    mutating func policy() -> Policy {
        let names = ["physical", "virtual", "b2b", "a-1", "gift.card", "x_y", "0"]
        let scenarios = names.filter { _ in chance(50) } + ["preorder"]
        let unlockNs = span()
        var policy = Policy.standard
        policy.scenarios = scenarios.compactMap { Code($0) }.map { scenario($0) }
            .sorted { $0.name < $1.name }
        policy.defaultScenario = pick(policy.scenarios).name
        policy.refundSurplus = pick(RefundSurplus.allCases)
        policy.refundOnCancel = chance(50)
        policy.refundOnReturn = chance(50)
        policy.parkedFactsPerMerchantMax = UInt32(within(0...Int64(UInt32.max)))
        policy.payoutWithinNs = span()
        policy.noticeWithinNs = span()
        policy.reviews = ReviewPolicy(
            placementAutomaticNs: span(), placementPersonNs: span(), unlockNs: unlockNs,
            unlockHardStopNs: min(unlockNs + span(), Policy.spanMaxNs),
            unlockCap: Money(minor: within(0...Money.maximum.minor)))
        policy.returns = ReturnPolicy(
            goodsNs: span(), transitNs: span(), inspectionNs: span(), staffNs: span())
        policy.twoPersons = TwoPersonPolicy(
            corrections: chance(50), forcedCaptures: chance(50), policyAdoption: chance(50),
            limitRaiseMax: chance(50) ? Money(minor: within(0...Money.maximum.minor)) : nil,
            repairsMax: chance(50) ? Money(minor: within(0...Money.maximum.minor)) : nil)
        let silentNs = policy.scenarios.compactMap(\.silentAfterNs).min() ?? Policy.spanMaxNs
        policy.feeds = FeedPolicy(
            outages: chance(50), outagePauseNs: span(),
            proofFacts: UInt8(within(1...Int64(FeedRecord.wordsMax))),
            proofLeadNs: chance(50) ? 0 : min(span(), silentNs))
        policy.repairs = RepairPolicy(
            isOn: chance(50),
            merchantDailyMax: chance(50) ? Money(minor: within(0...Money.maximum.minor)) : nil,
            dailyMax: chance(50) ? Money(minor: within(0...Money.maximum.minor)) : nil)
        return policy
    }

    private mutating func scenario(_ name: Code) -> ScenarioPolicy {
        let lifetimeNs = span()
        return ScenarioPolicy(
            name: name, timeToLiveNs: lifetimeNs,
            maximumAgeNs: chance(50) ? nil : min(lifetimeNs + span(), Policy.spanMaxNs),
            guaranteeLeadNs: chance(50) ? 0 : within(1...lifetimeNs),
            captureOn: pick(CaptureOn.allCases),
            toleranceBasisPoints: UInt16(
                within(0...Int64(ScenarioPolicy.toleranceMaxBasisPoints))),
            lateCapture: pick(LateCapture.allCases), silentAfterNs: chance(50) ? nil : span())
    }

    /// Mostly round spans, sometimes any.
    private mutating func span() -> Int64 {
        let unitsNs = [Span.dayNs, Span.hourNs, Span.minuteNs, Span.secondNs]
        return chance(10) ? within(1...Policy.spanMaxNs) : within(1...90) * pick(unitsNs)
    }
}
