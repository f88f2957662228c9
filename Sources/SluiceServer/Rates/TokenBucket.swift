/// A bucket of tokens that fills at a steady rate, one token a command.
///
/// It is counted in billionths of a token, so that a nanosecond of a rate is a whole number and nothing
/// drifts. A request is let in while a token is there, and pays its whole cost: the level goes below zero,
/// and whoever comes next waits until that is paid. So a request may be larger than the burst, and one after
/// the other, over any span of `s` seconds, no more than `burst + rate · s` and one request are let in.
///
/// A pure value; times are readings of one monotonic clock, and one that goes back counts as none.
struct TokenBucket: Hashable, Sendable {
    private static let unit: Int64 = 1_000_000_000

    let limit: RateLimit
    /// Billionths of a token.
    private var level: Int64
    private var atNs: Int64

    /// A full bucket.
    init(_ limit: RateLimit, at nowNs: Int64) {
        self.limit = limit
        level = limit.burst * Self.unit
        atNs = nowNs
    }

    private var full: Int64 { limit.burst * Self.unit }

    var isFull: Bool { level == full }

    /// Whole tokens that are there, 0 while it is in debt.
    var remaining: Int64 { max(0, level / Self.unit) }

    /// Lets time pass.
    mutating func fill(until nowNs: Int64) {
        guard nowNs > atNs else { return }
        let passed = nowNs - atNs
        atNs = nowNs
        // First by division: the product of a long rest would overflow.
        let missing = full - level
        level =
            passed > missing / limit.perSecond ? full : level + passed * limit.perSecond
    }

    /// How long until one token is there above some that are kept back; 0 if it is now.
    func waitNs(keeping reserve: Int64 = 0) -> Int64 {
        let missing = (min(reserve, limit.burst - 1) + 1) * Self.unit - level
        return missing <= 0 ? 0 : (missing + limit.perSecond - 1) / limit.perSecond
    }

    /// How long until it is full.
    var fullAfterNs: Int64 { (full - level + limit.perSecond - 1) / limit.perSecond }

    /// Takes tokens, more than there are if need be.
    mutating func take(_ count: Int64) { level -= min(count, RateRules.burstMax) * Self.unit }
}
