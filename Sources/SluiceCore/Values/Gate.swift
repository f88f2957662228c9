/// Which releases wait for a verdict, and what becomes of them without one.
public struct GatePolicy: Hashable, Sendable {
    public var isOn: Bool
    /// How long a release in doubt waits for a verdict.
    public var verdictNs: Int64
    /// The tier of a release whose verdict did not come in time.
    public var defaultTier: RiskTier
    /// How long an automatic check takes at most; then the release is made, above the cap of reviews
    /// by a person.
    public var automaticNs: Int64
    /// What an order may be adjusted by without a doubt, in minor units of one hold; nil: any sum.
    public var adjustmentMax: Money?
    public var rules: RiskRules

    public init(
        isOn: Bool, verdictNs: Int64, defaultTier: RiskTier, automaticNs: Int64,
        adjustmentMax: Money?, rules: RiskRules = .standard
    ) {
        self.isOn = isOn
        self.verdictNs = verdictNs
        self.defaultTier = defaultTier
        self.automaticNs = automaticNs
        self.adjustmentMax = adjustmentMax
        self.rules = rules
    }

    /// What policies had before there was a gate: nothing waits.
    public static let none = GatePolicy(
        isOn: false, verdictNs: Span.secondNs, defaultTier: .medium,
        automaticNs: 15 * Span.minuteNs, adjustmentMax: nil)
}

/// What the lender's own scorer makes of points, and when looking pays; the ledger asks none of it.
public struct RiskRules: Hashable, Sendable {
    /// From how many points on a release is of tier medium, and high; at most 1,001: never.
    public var mediumFrom: UInt16
    public var highFrom: UInt16
    /// What of an amount is lost where a release was fraud, in ten-thousandths.
    public var lossBasisPoints: UInt16
    /// What a check costs: a machine's, a person's, in minor units.
    public var automaticCost: Money
    public var personCost: Money
    /// What a day's delay costs, in ten-thousandths of the amount.
    public var delayBasisPointsPerDay: UInt16
    /// What it costs to bother somebody honest, in minor units.
    public var frictionCost: Money
    /// How many of ten thousand are looked at whatever their points.
    public var drawnBasisPoints: UInt16
    public var newAccounts = NewAccounts.none

    public init(
        mediumFrom: UInt16, highFrom: UInt16, lossBasisPoints: UInt16, automaticCost: Money,
        personCost: Money, delayBasisPointsPerDay: UInt16, frictionCost: Money,
        drawnBasisPoints: UInt16
    ) {
        self.mediumFrom = mediumFrom
        self.highFrom = highFrom
        self.lossBasisPoints = lossBasisPoints
        self.automaticCost = automaticCost
        self.personCost = personCost
        self.delayBasisPointsPerDay = delayBasisPointsPerDay
        self.frictionCost = frictionCost
        self.drawnBasisPoints = drawnBasisPoints
    }

    public static let standard = RiskRules(
        mediumFrom: 300, highFrom: 600, lossBasisPoints: 8_000, automaticCost: Money(minor: 10),
        personCost: Money(minor: 1_500), delayBasisPointsPerDay: 10,
        frictionCost: Money(minor: 500), drawnBasisPoints: 150)
}

/// Thresholds of accounts that were opened not long ago, where they are lower than the others.
public struct NewAccounts: Hashable, Sendable {
    /// How long an account is new; 0: none is.
    public var forNs: Int64
    public var mediumFrom: UInt16
    public var highFrom: UInt16

    public init(forNs: Int64, mediumFrom: UInt16, highFrom: UInt16) {
        self.forNs = forNs
        self.mediumFrom = mediumFrom
        self.highFrom = highFrom
    }

    public static let none = NewAccounts(forNs: 0, mediumFrom: 300, highFrom: 600)
}

/// How much is risked by a release. The integers are journalled: never renumber.
public enum RiskTier: UInt8, Sendable, CaseIterable {
    /// Released at once.
    case low = 1
    /// Checked by a machine.
    case medium = 2
    /// Checked by a person.
    case high = 3

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// A judgement of a release in doubt by who knows more than the ledger: data, never calculated again.
public struct RiskVerdict: Hashable, Sendable {
    public var tier: RiskTier
    /// From 0, nothing speaks against it, to 1,000.
    public var score: UInt16
    /// What weighed most, at most `LedgerLimits.verdictReasonsMax`.
    public var reasons: [RiskReason]
    /// The name and version of what judged.
    public var model: Code
    /// Whether it is to be looked at whatever its tier, to learn what looking is worth.
    public var isRandom: Bool
    public var worth: CheckWorth

    public init(
        tier: RiskTier, score: UInt16, reasons: [RiskReason], model: Code, isRandom: Bool,
        worth: CheckWorth
    ) {
        self.tier = tier
        self.score = score
        self.reasons = reasons
        self.model = model
        self.isRandom = isRandom
        self.worth = worth
    }
}

/// What a check is expected to save and to cost, in minor units of the account's currency.
public struct CheckWorth: Hashable, Sendable {
    public var lossSaved: Money
    public var checkCost: Money
    public var delayCost: Money
    public var frictionCost: Money

    public init(lossSaved: Money, checkCost: Money, delayCost: Money, frictionCost: Money) {
        self.lossSaved = lossSaved
        self.checkCost = checkCost
        self.delayCost = delayCost
        self.frictionCost = frictionCost
    }

    public static let none = CheckWorth(
        lossSaved: .zero, checkCost: .zero, delayCost: .zero, frictionCost: .zero)
}

/// What speaks against a release. The integers are journalled: never renumber.
public enum RiskReason: UInt8, Sendable, CaseIterable {
    case accountYoung = 1
    case amountUnusual = 2
    case manyHolds = 3
    case manyReturns = 4
    case manyCancellations = 5
    case disputes = 6
    case merchantUnsound = 7
    case shippedBefore = 8
    case goodsReturned = 9
    case customerAsked = 10
    case scenarioRisky = 11

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.capitals)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}
