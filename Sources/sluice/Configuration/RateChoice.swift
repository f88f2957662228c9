import SluiceServer

/// `RATE`, `RATE:BURST` or `none`; without a burst it is ten times the rate.
struct RateChoice {
    let limit: RateLimit?

    init(_ limit: RateLimit?) { self.limit = limit }

    /// - Returns: nil for a text that is none.
    init?(_ text: String) {
        if text == "none" {
            limit = nil
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let rate = Int64(parts[0]), RateLimit.rates.contains(rate) else {
            return nil
        }
        let burst = parts.count == 2 ? Int64(parts[1]) : 10 * rate
        guard let burst, RateLimit.bursts.contains(burst) else { return nil }
        limit = RateLimit(perSecond: rate, burst: burst)
    }

    var text: String { limit.map { "\($0.perSecond):\($0.burst)" } ?? "none" }
}
