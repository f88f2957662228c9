import SluiceCore

/// What may come at a steady rate, with a burst on top of it.
public struct RateLimit: Hashable, Sendable {
    /// What a rate and a burst may be: so large that no sum overflows.
    public static let rates = 1...RateRules.perSecondMax
    public static let bursts = 1...RateRules.burstMax

    /// Commands a second.
    public var perSecond: Int64
    /// Commands at once after a rest.
    public var burst: Int64

    /// - Precondition: both are within their bounds.
    public init(perSecond: Int64, burst: Int64) {
        precondition(Self.rates.contains(perSecond) && Self.bursts.contains(burst))
        self.perSecond = perSecond
        self.burst = burst
    }

    /// As much in a shorter time: what a clock that runs faster lets through; at most as much as may be.
    public func times(_ factor: Int64) -> RateLimit {
        let (rate, isBeyond) = perSecond.multipliedReportingOverflow(by: factor)
        return RateLimit(
            perSecond: isBeyond ? Self.rates.upperBound : min(rate, Self.rates.upperBound),
            burst: burst)
    }

    /// Whole seconds, at least one, in which an empty bucket is full again.
    var windowSeconds: Int64 { max(1, (burst + perSecond - 1) / perSecond) }
}

/// The limits of a server, nil for none.
public struct RateLimits: Hashable, Sendable {
    /// Of each key but those of the lender.
    public var key: RateLimit? = RateLimit(
        perSecond: RateRules.keyPerSecond, burst: RateRules.keyBurst)
    /// Of all keys of a merchant together.
    public var merchant: RateLimit? = RateLimit(
        perSecond: RateRules.merchantPerSecond, burst: RateRules.merchantBurst)
    /// Of the facts told of a merchant's orders, whoever tells them.
    public var facts: RateLimit? = RateLimit(
        perSecond: RateRules.factsPerSecond, burst: RateRules.factsBurst)

    public init() {}

    /// Nothing is limited.
    public static var none: RateLimits {
        var limits = RateLimits()
        (limits.key, limits.merchant, limits.facts) = (nil, nil, nil)
        return limits
    }
}

/// Numbers of the rate limits, each with its reason (docs/reference/limits.md).
enum RateRules {
    /// A key: several times what one integration sends at the peak of a sale.
    static let keyPerSecond: Int64 = 2_000
    /// Two batches of 8,192 commands and some.
    static let keyBurst: Int64 = 20_000
    /// All keys of a merchant: two of them at full rate.
    static let merchantPerSecond: Int64 = 4_000
    static let merchantBurst: Int64 = 40_000
    /// Facts of a merchant: nine million an hour. A small part of what the engine takes, so that a shop that
    /// tells all it has at once is not felt by the others.
    static let factsPerSecond: Int64 = 2_500
    /// Facts at once after a rest: two requests of 500. What is beyond it waits its turn first.
    static let factsBurst: Int64 = 1_000
    /// How long facts beyond the burst wait for their turn, evenly spaced, before any is refused: less than
    /// any sender's patience.
    static let paceMaxNs: Int64 = 1 * Span.secondNs
    /// The part of a bucket that is kept for what ends a lock: a fifth of the burst.
    static let reservedPart: Int64 = 5
    /// Keys and merchants whose buckets are not full at once: some 10 MB.
    static let subjectsMax = 65_536
    /// How long a table that has no room is left before it is looked through again.
    static let sweepEveryNs: Int64 = 1 * Span.secondNs
    static let perSecondMax: Int64 = 1_000_000
    static let burstMax: Int64 = 1_000_000_000
}
