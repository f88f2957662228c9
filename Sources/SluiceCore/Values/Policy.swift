/// The lender's rules as one versioned value, adopted by a command.
///
/// Terms of a hold – its scenario's – are those of the version in force at its placement; all else
/// follows the newest version.
public struct Policy: Hashable, Sendable {
    /// Counts up by one with every adoption; 0 before the first.
    public var version: UInt32
    /// In ascending order of name; a hold that names no scenario is served by `defaultScenario`.
    public var scenarios: [ScenarioPolicy]
    public var defaultScenario: Code
    /// What becomes of the part of a refund that exceeds what is owed.
    public var refundSurplus: RefundSurplus
    /// Whether a `cancelled` or `line_cancelled` fact after capture refunds what was captured.
    public var refundOnCancel: Bool
    /// Whether `return_received` refunds at once what was captured.
    public var refundOnReturn: Bool
    /// Facts of orders not known yet, kept per merchant.
    public var parkedFactsPerMerchantMax: UInt32
    public var reviews: ReviewPolicy
    public var returns: ReturnPolicy
    /// From the refund whose surplus is paid out to the end of that obligation.
    public var payoutWithinNs: Int64
    /// From a decision against a consumer to when they must have been told of it.
    public var noticeWithinNs: Int64
    public var twoPersons: TwoPersonPolicy
    public var feeds: FeedPolicy
    public var repairs: RepairPolicy
    public var gate: GatePolicy
    public var serviceLevels: ServiceLevels

    public init(
        version: UInt32, scenarios: [ScenarioPolicy], defaultScenario: Code,
        refundSurplus: RefundSurplus, refundOnCancel: Bool, refundOnReturn: Bool,
        parkedFactsPerMerchantMax: UInt32, reviews: ReviewPolicy, returns: ReturnPolicy,
        payoutWithinNs: Int64, noticeWithinNs: Int64, twoPersons: TwoPersonPolicy,
        feeds: FeedPolicy = .none, repairs: RepairPolicy = .none,
        gate: GatePolicy = .none, serviceLevels: ServiceLevels = .standard
    ) {
        self.version = version
        self.scenarios = scenarios.sorted { $0.name < $1.name }
        self.defaultScenario = defaultScenario
        self.refundSurplus = refundSurplus
        self.refundOnCancel = refundOnCancel
        self.refundOnReturn = refundOnReturn
        self.parkedFactsPerMerchantMax = parkedFactsPerMerchantMax
        self.reviews = reviews
        self.returns = returns
        self.payoutWithinNs = payoutWithinNs
        self.noticeWithinNs = noticeWithinNs
        self.twoPersons = twoPersons
        self.feeds = feeds
        self.repairs = repairs
        self.gate = gate
        self.serviceLevels = serviceLevels
    }

    /// Whether any scenario knows silence.
    var knowsSilence: Bool { scenarios.contains { $0.silentAfterNs != nil } }

    /// Whether the policy says anything of releases in doubt.
    var hasGateRules: Bool { gate != .none || scenarios.contains { $0.riskPoints > 0 } }

    /// Whether the policy tells thresholds of scenarios or of new accounts.
    var hasThresholds: Bool {
        gate.rules.newAccounts != .none
            || scenarios.contains { $0.mediumFrom != nil || $0.highFrom != nil }
    }

    /// From how many points on a release is of tier medium, and high: as its scenario says, else the
    /// gate, and of a new account at most what is said of those.
    public func thresholds(
        in scenario: Code, accountAgeNs: Int64
    ) -> (mediumFrom: UInt16, highFrom: UInt16) {
        let (rules, own) = (gate.rules, self.scenario(scenario))
        let medium = own?.mediumFrom ?? rules.mediumFrom
        let high = own?.highFrom ?? rules.highFrom
        guard accountAgeNs < rules.newAccounts.forNs else { return (medium, high) }
        return (min(medium, rules.newAccounts.mediumFrom), min(high, rules.newAccounts.highFrom))
    }

    /// Whether no threshold of medium lies above that of high.
    public var thresholdsAscend: Bool {
        gate.rules.mediumFrom <= gate.rules.highFrom
            && gate.rules.newAccounts.mediumFrom <= gate.rules.newAccounts.highFrom
            && scenarios.allSatisfy {
                ($0.mediumFrom ?? gate.rules.mediumFrom) <= ($0.highFrom ?? gate.rules.highFrom)
            }
    }

    /// Whether the policy says anything of feeds, silence or repairs.
    var hasFeedRules: Bool { knowsSilence || feeds != .none || repairs != .none }

    public func scenario(_ name: Code) -> ScenarioPolicy? {
        scenarios.first { $0.name == name }
    }
}

/// The terms of holds of one kind of sale.
public struct ScenarioPolicy: Hashable, Sendable {
    public var name: Code
    /// From placement to expiry.
    public var timeToLiveNs: Int64
    /// From placement to the latest end that extensions may reach.
    public var maximumAgeNs: Int64
    /// How long before its expiry the promise to the merchant ends.
    public var guaranteeLeadNs: Int64
    public var captureOn: CaptureOn
    /// How far captures may exceed what was authorised, in ten-thousandths, with consent.
    public var toleranceBasisPoints: UInt16
    public var lateCapture: LateCapture
    /// From the last word on an order to when it counts as silent: the promise to the merchant ends
    /// then, and the credit is given back once the feed is known alive; nil: never.
    public var silentAfterNs: Int64?
    /// Points that a release of it begins with, at most 1,000.
    public var riskPoints: UInt16
    /// From how many points on a release of it is of tier medium, and high; nil: as the gate says.
    public var mediumFrom: UInt16?
    public var highFrom: UInt16?

    public init(
        name: Code, timeToLiveNs: Int64, maximumAgeNs: Int64? = nil, guaranteeLeadNs: Int64 = 0,
        captureOn: CaptureOn, toleranceBasisPoints: UInt16 = 0,
        lateCapture: LateCapture = .reject, silentAfterNs: Int64? = nil, riskPoints: UInt16 = 0,
        mediumFrom: UInt16? = nil, highFrom: UInt16? = nil
    ) {
        self.name = name
        self.timeToLiveNs = timeToLiveNs
        self.maximumAgeNs = maximumAgeNs ?? timeToLiveNs
        self.guaranteeLeadNs = guaranteeLeadNs
        self.captureOn = captureOn
        self.toleranceBasisPoints = toleranceBasisPoints
        self.lateCapture = lateCapture
        self.silentAfterNs = silentAfterNs
        self.riskPoints = riskPoints
        self.mediumFrom = mediumFrom
        self.highFrom = highFrom
    }
}

extension ScenarioPolicy {
    /// The latest end that extensions may reach.
    public func extendableUntil(placedAt: Instant) -> Instant {
        placedAt.adding(spanNs: maximumAgeNs)
    }
}

/// The order fact that turns held into owed; a later fact implies the earlier ones.
public enum CaptureOn: UInt8, Sendable, CaseIterable {
    case shipped = 1
    case delivered = 2
    case completed = 3

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// What a capture after the end of a hold comes to.
public enum LateCapture: UInt8, Sendable, CaseIterable {
    case reject = 1
    /// A new hold, if the account has room for it.
    case revive = 2
    /// A new hold, whether the account has room or not.
    case force = 3

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// What becomes of the part of a refund that exceeds what is owed.
public enum RefundSurplus: UInt8, Sendable, CaseIterable {
    /// Paid out to the consumer: an obligation of the lender.
    case payout = 1
    /// Kept as credit balance, used first at the next capture.
    case keep = 2

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// How long reviews take, and what happens when nobody decides.
public struct ReviewPolicy: Hashable, Sendable {
    /// An automatic check of a purchase; then it is declined.
    public var placementAutomaticNs: Int64
    /// A person's check of a purchase; then it is declined.
    public var placementPersonNs: Int64
    /// A person's check of a release; then it is released, or escalated above the cap.
    public var unlockNs: Int64
    /// When a release is made whatever its amount.
    public var unlockHardStopNs: Int64
    /// Up to this a release is made at the first deadline, in minor units of the account.
    public var unlockCap: Money
    /// How long a person may take a decision on a release back: it takes effect then.
    public var undoNs: Int64
    /// How long the consumer has to confirm in the lender's app once asked; 0: nobody is asked.
    public var stepUpNs: Int64

    public init(
        placementAutomaticNs: Int64, placementPersonNs: Int64, unlockNs: Int64,
        unlockHardStopNs: Int64, unlockCap: Money, undoNs: Int64 = 0, stepUpNs: Int64 = 0
    ) {
        self.placementAutomaticNs = placementAutomaticNs
        self.placementPersonNs = placementPersonNs
        self.unlockNs = unlockNs
        self.unlockHardStopNs = unlockHardStopNs
        self.unlockCap = unlockCap
        self.undoNs = undoNs
        self.stepUpNs = stepUpNs
    }
}

/// How long each stage of a return may take.
public struct ReturnPolicy: Hashable, Sendable {
    /// The consumer sends the goods.
    public var goodsNs: Int64
    /// The goods travel, and the merchant says that they came.
    public var transitNs: Int64
    /// The merchant inspects what came, and refunds.
    public var inspectionNs: Int64
    /// Staff decide where the merchant did not.
    public var staffNs: Int64

    public init(goodsNs: Int64, transitNs: Int64, inspectionNs: Int64, staffNs: Int64) {
        self.goodsNs = goodsNs
        self.transitNs = transitNs
        self.inspectionNs = inspectionNs
        self.staffNs = staffNs
    }
}

/// Which commands need a second person's approval.
public struct TwoPersonPolicy: Hashable, Sendable {
    public var corrections: Bool
    /// Captures that name `force`.
    public var forcedCaptures: Bool
    public var policyAdoption: Bool
    /// What one person may raise limits by on a business date, in each currency; nil: any sum.
    public var limitRaiseMax: Money?
    /// What one person may give back by one repair, in each currency; nil: any sum.
    public var repairsMax: Money?

    public init(
        corrections: Bool, forcedCaptures: Bool, policyAdoption: Bool, limitRaiseMax: Money?,
        repairsMax: Money? = nil
    ) {
        self.corrections = corrections
        self.forcedCaptures = forcedCaptures
        self.policyAdoption = policyAdoption
        self.limitRaiseMax = limitRaiseMax
        self.repairsMax = repairsMax
    }
}
