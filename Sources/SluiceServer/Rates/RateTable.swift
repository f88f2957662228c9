import SluiceCore

/// Whose commands a bucket counts.
enum RateSubject: Hashable, Sendable {
    /// A key, by its number and whom it stands for.
    case key(UInt64, String)
    /// All keys of a merchant.
    case merchant(MerchantKey)
    /// The facts told of a merchant's orders.
    case facts(MerchantKey)
}

/// The buckets that are not full: a full one says no more than none.
///
/// A pure value, bounded: where it has no room for one more, those that have filled up are forgotten; if
/// none has, the newcomer is not counted.
struct RateTable: Sendable {
    private let subjectsMax: Int
    private var buckets: [RateSubject: TokenBucket] = [:]
    private var sweptNs: Int64?

    init(subjectsMax: Int = RateRules.subjectsMax) { self.subjectsMax = subjectsMax }

    var count: Int { buckets.count }

    /// The bucket of a subject as it is now.
    func bucket(of subject: RateSubject, _ limit: RateLimit, at nowNs: Int64) -> TokenBucket {
        guard var bucket = buckets[subject], bucket.limit == limit else {
            return TokenBucket(limit, at: nowNs)
        }
        bucket.fill(until: nowNs)
        return bucket
    }

    /// Takes tokens of a subject, whether they are there or not.
    mutating func take(
        _ count: Int64, of subject: RateSubject, _ limit: RateLimit, at nowNs: Int64
    ) {
        guard count > 0 else { return }
        var bucket = bucket(of: subject, limit, at: nowNs)
        bucket.take(count)
        guard buckets[subject] != nil || makeRoom(at: nowNs) else { return }
        buckets[subject] = bucket
    }

    private mutating func makeRoom(at nowNs: Int64) -> Bool {
        if buckets.count < subjectsMax { return true }
        if let sweptNs, nowNs - sweptNs < RateRules.sweepEveryNs { return false }
        sweptNs = nowNs
        buckets = buckets.filter { entry in
            var bucket = entry.value
            bucket.fill(until: nowNs)
            return !bucket.isFull
        }
        return buckets.count < subjectsMax
    }
}
