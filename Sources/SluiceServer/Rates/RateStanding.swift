import HTTPTypes

/// How a limit stands after a request, as `RateLimit-Policy` and `RateLimit` tell it
/// (draft-ietf-httpapi-ratelimit-headers, structured fields).
struct RateStanding: Sendable {
    var word: String
    var bucket: TokenBucket

    /// The burst as the quota, and the time it takes to fill as its window: their ratio is the rate.
    fileprivate var policy: String {
        "\"\(word)\";q=\(bucket.limit.burst);w=\(bucket.limit.windowSeconds)"
    }

    /// Commands left, and seconds until all are there again.
    fileprivate var standing: String {
        let seconds = (bucket.fullAfterNs + 999_999_999) / 1_000_000_000
        return "\"\(word)\";r=\(bucket.remaining);t=\(seconds)"
    }
}

extension HTTPFields {
    /// Tells how the limits stand; nothing where there are none.
    mutating func tell(_ standings: [RateStanding]) {
        guard !standings.isEmpty else { return }
        self[.rateLimitPolicy] = standings.map(\.policy).joined(separator: ", ")
        self[.rateLimit] = standings.map(\.standing).joined(separator: ", ")
    }
}
