import SluiceCore

/// How many returns of credit there were, and how many came within what was promised.
public struct UnlockTally: Hashable, Sendable {
    public var count: Int64 = 0
    public var keptP95: Int64 = 0
    public var keptP99: Int64 = 0
    public var keptAll: Int64 = 0
    public var longestNs: Int64 = 0

    public init() {}

    public init(count: Int64, keptP95: Int64, keptP99: Int64, keptAll: Int64, longestNs: Int64) {
        self.count = count
        self.keptP95 = keptP95
        self.keptP99 = keptP99
        self.keptAll = keptAll
        self.longestNs = longestNs
    }

    public mutating func add(_ unlock: Unlock) {
        let waited = unlock.waitedNs
        count += 1
        if waited <= unlock.levels.p95Ns { keptP95 += 1 }
        if waited <= unlock.levels.p99Ns { keptP99 += 1 }
        if waited <= unlock.levels.allNs { keptAll += 1 }
        longestNs = max(longestNs, waited)
    }

    public mutating func add(_ other: UnlockTally) {
        count += other.count
        keptP95 += other.keptP95
        keptP99 += other.keptP99
        keptAll += other.keptAll
        longestNs = max(longestNs, other.longestNs)
    }

    /// Hours since 1970, UTC.
    public static func hour(of time: Instant) -> Int64 { time.ns / Span.hourNs }
}

/// Which returns of credit are told: those of four weeks.
public struct UnlockFilter: Hashable, Sendable {
    /// The last hour.
    public var hour: Int64
    /// nil: of all merchants. Of one they are known by the day.
    public var merchant: MerchantKey?

    public static let hours: Int64 = 28 * 24

    public init(hour: Int64, merchant: MerchantKey? = nil) {
        self.hour = hour
        self.merchant = merchant
    }
}

/// How soon credit came back, of one cause and tier.
public struct UnlockFigures: Hashable, Sendable {
    public var cause: UnlockCause
    public var tier: RiskTier?
    public var total = UnlockTally()
    /// Of the last hour and the one before, and of the last 24; zero where it is known by the day.
    public var newest = UnlockTally()
    public var day = UnlockTally()
    /// How many took how long since they were due, and since what happened; empty where it is known by the day.
    public var times = TimeSteps()
    public var timesFromFact = TimeSteps()

    public init(cause: UnlockCause, tier: RiskTier?) {
        self.cause = cause
        self.tier = tier
    }
}

/// What reviews that ended came to.
public struct ReviewTally: Hashable, Sendable {
    /// Those after which credit stayed locked, or the purchase was declined.
    public var found: Int64 = 0
    public var nothing: Int64 = 0
    /// Minor units × seconds which those that found nothing delayed.
    public var delayedMinorSeconds: Int64 = 0

    public init() {}
}

/// What looking was worth: of one kind of review, tier and currency.
public struct ReviewYield: Hashable, Sendable {
    public var kind: OverlayKind
    public var tier: RiskTier?
    /// Whether it was drawn to learn what looking is worth.
    public var isDrawn: Bool
    public var currency: Currency
    public var tally: ReviewTally

    public init(
        kind: OverlayKind, tier: RiskTier?, isDrawn: Bool, currency: Currency, tally: ReviewTally
    ) {
        self.kind = kind
        self.tier = tier
        self.isDrawn = isDrawn
        self.currency = currency
        self.tally = tally
    }
}

/// What came back in a time, and the declines that had to do with it.
public struct UnlockReport: Hashable, Sendable {
    /// In the order of causes and tiers.
    public var figures: [UnlockFigures]
    /// By day, of all merchants; in the order of kinds and tiers.
    public var reviews: [ReviewYield]
    /// Purchases that went through for what was given back first.
    public var declinesPrevented: Int64
    /// Those that a late word would have spared.
    public var declinesAvoidable: Int64

    public init(
        figures: [UnlockFigures], reviews: [ReviewYield], declinesPrevented: Int64,
        declinesAvoidable: Int64
    ) {
        self.figures = figures
        self.reviews = reviews
        self.declinesPrevented = declinesPrevented
        self.declinesAvoidable = declinesAvoidable
    }
}
