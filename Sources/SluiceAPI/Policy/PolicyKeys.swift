import SluiceCore

/// Every key of a policy, in the order in which it is written; docs/reference/policy.md describes
/// the same.
public enum PolicyKeys {
    /// Keys under one name, or of the policy itself.
    public struct Section: Sendable {
        /// nil: the policy itself.
        public let name: String?
        public let keys: [PolicyKey<Policy>]

        /// Whether the section may be left out, as each of its keys may.
        public var isOptional: Bool { keys.allSatisfy(\.isOptional) }
    }

    /// The name of the list of scenarios.
    public static let scenarios = "scenarios"

    /// What a document may have at its root.
    public static var root: [String] {
        (sections.first?.keys.map(\.name) ?? []) + [scenarios] + sections.compactMap(\.name)
    }

    /// The keys of each scenario.
    public static let scenario: [PolicyKey<ScenarioPolicy>] = [
        .code("name", \.name, "The scenario is called {new}."),
        .span(
            "time_to_live", \.timeToLiveNs,
            "Consumers and merchants: holds placed from now on end {new} after their placement; "
                + "those placed before keep {old}."),
        .span(
            "maximum_age", \.maximumAgeNs,
            "Merchants: holds placed from now on may be extended to {new} after their placement; "
                + "those placed before to {old}.",
            whenAbsent: { $0.maximumAgeNs = $0.timeToLiveNs }),
        .span(
            "guarantee_lead", \.guaranteeLeadNs, minNs: 0,
            "Merchants: of holds placed from now on the promise ends {new} before expiry; of "
                + "those placed before {old}.",
            whenAbsent: { $0.guaranteeLeadNs = 0 }),
        .choice(
            "capture_on", \.captureOn, \.code,
            "Consumers and merchants: holds placed from now on are billed when the order is "
                + "{new}; those placed before when it is {old}."),
        .count(
            "tolerance_basis_points", \.toleranceBasisPoints,
            max: Int64(ScenarioPolicy.toleranceMaxBasisPoints),
            "Merchants: captures of holds placed from now on may exceed their amount by {new} "
                + "ten-thousandths where the consumer agreed; of those placed before by {old}.",
            whenAbsent: { $0.toleranceBasisPoints = 0 }),
        .choice(
            "late_capture", \.lateCapture, \.code,
            "Merchants: a capture after the end of a hold placed from now on comes to {new}; of "
                + "one placed before to {old}.",
            whenAbsent: { $0.lateCapture = .reject }),
        .optionalSpan(
            "silent_after", \.silentAfterNs,
            "Consumers and merchants: holds placed from now on are given back {new} after the last "
                + "word on their order; those placed before {old}."),
        .count(
            "risk_points", \.riskPoints, max: 1_000,
            "Consumers: releases of holds placed from now on begin with {new} points; of those "
                + "placed before with {old}.", whenAbsent: { $0.riskPoints = 0 }),
        .optionalCount(
            "medium_from", \.mediumFrom, max: 1_001,
            "Consumers: a release of such a hold is of tier medium from {new} points on; it was "
                + "{old}."),
        .optionalCount(
            "high_from", \.highFrom, max: 1_001,
            "Consumers: a release of such a hold is of tier high from {new} points on; it was "
                + "{old}."),
    ]

    /// The keys beside the scenarios.
    public static let sections: [Section] = [
        Section(name: nil, keys: whole), Section(name: "reviews", keys: reviews),
        Section(name: "returns", keys: returns), Section(name: "two_persons", keys: twoPersons),
        Section(name: "feeds", keys: feeds), Section(name: "repairs", keys: repairs),
        Section(name: "gate", keys: gate), Section(name: "service_levels", keys: serviceLevels),
    ]

    private static let whole: [PolicyKey<Policy>] = [
        .code(
            "default_scenario", \.defaultScenario,
            "Merchants: placements that name no scenario are of {new}, no longer of {old}."),
        .choice(
            "refund_surplus", \.refundSurplus, \.code,
            "Consumers: of every refund from now on, {new} is what becomes of the part beyond "
                + "what is owed; it was {old}."),
        .flag(
            "refund_on_cancel", \.refundOnCancel,
            "Consumers: whether a cancellation refunds at once what was captured is {new} from "
                + "now on, of holds placed before, too; it was {old}."),
        .flag(
            "refund_on_return", \.refundOnReturn,
            "Consumers: whether goods that came back are refunded at once is {new} from now on, "
                + "of holds placed before, too; it was {old}."),
        .span(
            "payout_within", \.payoutWithinNs,
            "Consumers: payouts of refunds from now on are due after {new}; known ones keep the "
                + "end that {old} gave them."),
        .span(
            "notice_within", \.noticeWithinNs,
            "Consumers: of a decision against them they must have been told within {new}; of holds "
                + "placed before within {old}."),
        .count(
            "parked_facts_per_merchant_max", \.parkedFactsPerMerchantMax,
            max: Int64(UInt32.max),
            "Merchants: {new} facts of unknown orders wait before more are refused; it was {old}."),
    ]

    private static let reviews: [PolicyKey<Policy>] = [
        .span(
            "placement_automatic", \.reviews.placementAutomaticNs,
            "Consumers: an automatic check of a purchase takes {new} at most from now on, then it "
                + "is declined; it was {old}."),
        .span(
            "placement_person", \.reviews.placementPersonNs,
            "Consumers: a person's check of a purchase takes {new} at most from now on, then it "
                + "is declined; it was {old}."),
        .span(
            "unlock", \.reviews.unlockNs,
            "Consumers: a release that is looked at has its first deadline after {new}; those "
                + "asked for before keep {old}."),
        .span(
            "unlock_hard_stop", \.reviews.unlockHardStopNs,
            "Consumers: a release that is looked at is decided after {new} whatever its amount; "
                + "those asked for before keep {old}."),
        .amount(
            "unlock_cap", \.reviews.unlockCap,
            "Consumers: at the first deadline up to {new} minor units are released by "
                + "themselves, in reviews that are open, too; it was {old}."),
        .span(
            "undo_within", \.reviews.undoNs, minNs: 0,
            "Staff: what a person decides on a release may be taken back for {new}, and takes "
                + "effect then; it was {old}.", whenAbsent: { $0.reviews.undoNs = 0 }),
        .span(
            "step_up_within", \.reviews.stepUpNs, minNs: 0,
            "Consumers: what is looked at they may confirm in the lender's app within {new} of being "
                + "asked; it was {old}.", whenAbsent: { $0.reviews.stepUpNs = 0 }),
    ]

    private static let gate: [PolicyKey<Policy>] = [
        .flag(
            "enabled", \.gate.isOn,
            "Consumers: whether releases that risk may doubt wait for a verdict is {new} from now "
                + "on; it was {old}.", whenAbsent: { $0.gate.isOn = false }),
        .span(
            "verdict_within", \.gate.verdictNs,
            "Consumers: a release in doubt waits {new} for its verdict; those that wait keep {old}.",
            whenAbsent: { $0.gate.verdictNs = GatePolicy.none.verdictNs }),
        .choice(
            "default_tier", \.gate.defaultTier, \.code,
            "Consumers: a release without a verdict is of tier {new}; it was {old}.",
            whenAbsent: { $0.gate.defaultTier = GatePolicy.none.defaultTier }),
        .span(
            "automatic", \.gate.automaticNs,
            "Consumers: a machine checks a release for {new} at most; those it checks keep {old}.",
            whenAbsent: { $0.gate.automaticNs = GatePolicy.none.automaticNs }),
        .optionalAmount(
            "adjustment_max", \.gate.adjustmentMax,
            "Merchants: a new price gives back {new} minor units of a hold without a verdict; it "
                + "was {old}."),
        .count(
            "medium_from", \.gate.rules.mediumFrom, max: 1_001,
            "Consumers: a release is of tier medium from {new} points on; it was {old}.",
            whenAbsent: { $0.gate.rules.mediumFrom = RiskRules.standard.mediumFrom }),
        .count(
            "high_from", \.gate.rules.highFrom, max: 1_001,
            "Consumers: a release is of tier high from {new} points on; it was {old}.",
            whenAbsent: { $0.gate.rules.highFrom = RiskRules.standard.highFrom }),
        .span(
            "new_account_for", \.gate.rules.newAccounts.forNs, minNs: 0,
            "Consumers: an account is new for {new} after its opening; it was {old}.",
            whenAbsent: { $0.gate.rules.newAccounts.forNs = NewAccounts.none.forNs }),
        .count(
            "new_account_medium_from", \.gate.rules.newAccounts.mediumFrom, max: 1_001,
            "Consumers: a release of a new account is of tier medium from {new} points on at the "
                + "latest; it was {old}.",
            whenAbsent: { $0.gate.rules.newAccounts.mediumFrom = NewAccounts.none.mediumFrom }),
        .count(
            "new_account_high_from", \.gate.rules.newAccounts.highFrom, max: 1_001,
            "Consumers: a release of a new account is of tier high from {new} points on at the "
                + "latest; it was {old}.",
            whenAbsent: { $0.gate.rules.newAccounts.highFrom = NewAccounts.none.highFrom }),
        .count(
            "loss_basis_points", \.gate.rules.lossBasisPoints, max: 10_000,
            "Staff: of a release that was fraud {new} ten-thousandths are lost; it was {old}.",
            whenAbsent: { $0.gate.rules.lossBasisPoints = RiskRules.standard.lossBasisPoints }),
        .amount(
            "automatic_cost", \.gate.rules.automaticCost,
            "Staff: a machine's check costs {new} minor units; it was {old}.",
            whenAbsent: { $0.gate.rules.automaticCost = RiskRules.standard.automaticCost }),
        .amount(
            "person_cost", \.gate.rules.personCost,
            "Staff: a person's check costs {new} minor units; it was {old}.",
            whenAbsent: { $0.gate.rules.personCost = RiskRules.standard.personCost }),
        .count(
            "delay_basis_points_per_day", \.gate.rules.delayBasisPointsPerDay, max: 10_000,
            "Staff: a day's delay costs {new} ten-thousandths of the amount; it was {old}.",
            whenAbsent: {
                $0.gate.rules.delayBasisPointsPerDay = RiskRules.standard.delayBasisPointsPerDay
            }),
        .amount(
            "friction_cost", \.gate.rules.frictionCost,
            "Staff: bothering somebody honest costs {new} minor units; it was {old}.",
            whenAbsent: { $0.gate.rules.frictionCost = RiskRules.standard.frictionCost }),
        .count(
            "random_basis_points", \.gate.rules.drawnBasisPoints, max: 10_000,
            "Consumers: {new} of ten thousand releases in doubt are looked at whatever their "
                + "points; it was {old}.",
            whenAbsent: {
                $0.gate.rules.drawnBasisPoints = RiskRules.standard.drawnBasisPoints
            }),
    ]

    private static let serviceLevels: [PolicyKey<Policy>] = [
        .span(
            "p95", \.serviceLevels.p95Ns,
            "Staff: of credit that is due back and not in doubt 95 % shall be available within {new}; "
                + "it was {old}.",
            whenAbsent: { $0.serviceLevels.p95Ns = ServiceLevels.standard.p95Ns }),
        .span(
            "p99", \.serviceLevels.p99Ns,
            "Staff: of credit that is due back and not in doubt 99 % shall be available within {new}; "
                + "it was {old}.",
            whenAbsent: { $0.serviceLevels.p99Ns = ServiceLevels.standard.p99Ns }),
        .span(
            "all", \.serviceLevels.allNs,
            "Staff: all credit that is due back and not in doubt shall be available within {new}; it "
                + "was {old}.",
            whenAbsent: { $0.serviceLevels.allNs = ServiceLevels.standard.allNs }),
    ]

    private static let returns: [PolicyKey<Policy>] = [
        .span(
            "goods", \.returns.goodsNs,
            "Consumers: who asks for a return from now on has {new} to send the goods; who asked "
                + "before keeps {old}."),
        .span(
            "transit", \.returns.transitNs,
            "Merchants: goods sent back from now on are told received within {new}; those on "
                + "their way keep {old}."),
        .span(
            "inspection", \.returns.inspectionNs,
            "Merchants: goods received from now on are inspected within {new}; those received "
                + "before keep {old}."),
        .span(
            "staff", \.returns.staffNs,
            "Staff: returns that come to them from now on are decided within {new}; those they "
                + "have keep {old}."),
    ]

    private static let feeds: [PolicyKey<Policy>] = [
        .flag(
            "outages", \.feeds.outages,
            "Consumers: whether locks wait while the feed of their merchant is lost is {new} from "
                + "now on; it was {old}.", whenAbsent: { $0.feeds.outages = false }),
        .span(
            "outage_pause", \.feeds.outagePauseNs,
            "Consumers: an end that comes while a feed is lost is put off by {new}, again and "
                + "again; it was {old}.",
            whenAbsent: { $0.feeds.outagePauseNs = FeedPolicy.none.outagePauseNs }),
        .count(
            "proof_facts", \.feeds.proofFacts, min: 1, max: Int64(FeedRecord.wordsMax),
            "Staff: {new} later facts of a merchant prove its feed alive; it was {old}.",
            whenAbsent: { $0.feeds.proofFacts = FeedPolicy.none.proofFacts }),
        .span(
            "proof_lead", \.feeds.proofLeadNs, minNs: 0,
            "Staff: proof may have happened {new} before the end of the promise; it was {old}.",
            whenAbsent: { $0.feeds.proofLeadNs = 0 }),
    ]

    private static let repairs: [PolicyKey<Policy>] = [
        .flag(
            "enabled", \.repairs.isOn,
            "Consumers: whether the credit of silent orders is given back is {new} from now on; it "
                + "was {old}.", whenAbsent: { $0.repairs.isOn = true }),
        .optionalAmount(
            "merchant_daily_max", \.repairs.merchantDailyMax,
            "Staff: of one merchant {new} minor units are given back a day and currency; it was "
                + "{old}."),
        .optionalAmount(
            "daily_max", \.repairs.dailyMax,
            "Staff: of all merchants {new} minor units are given back a day and currency; it was "
                + "{old}."),
    ]

    private static let twoPersons: [PolicyKey<Policy>] = [
        .flag(
            "corrections", \.twoPersons.corrections,
            "Staff: whether corrections take two persons is {new} from now on; it was {old}."),
        .flag(
            "forced_captures", \.twoPersons.forcedCaptures,
            "Staff: whether forced captures take two persons is {new} from now on; it was {old}."),
        .flag(
            "policy_adoption", \.twoPersons.policyAdoption,
            "Staff: whether the next policy takes two persons is {new} from now on; it was {old}."),
        .optionalAmount(
            "limit_raise_max", \.twoPersons.limitRaiseMax,
            "Staff: a person raises limits by {new} minor units a day and currency alone; it was "
                + "{old}."),
        .optionalAmount(
            "repairs_max", \.twoPersons.repairsMax,
            "Staff: a person gives back {new} minor units of a currency by one repair alone; it "
                + "was {old}."),
    ]
}
