import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The arithmetic of a bucket, against one that counts in whole numbers without a bound.
@Suite struct TokenBucketTests {
    private static let second = Span.secondNs

    @Test("a full bucket gives its burst at once, then one each interval, to the nanosecond")
    func burst() {
        var bucket = TokenBucket(RateLimit(perSecond: 3, burst: 2), at: 0)
        #expect(bucket.waitNs() == 0 && bucket.remaining == 2 && bucket.isFull)
        bucket.take(2)
        #expect(bucket.remaining == 0)
        // A third of a second is no whole number of nanoseconds: never too early.
        #expect(bucket.waitNs() == 333_333_334)
        bucket.fill(until: 333_333_333)
        #expect(bucket.waitNs() == 1)
        bucket.fill(until: 333_333_334)
        #expect(bucket.waitNs() == 0 && bucket.remaining == 1)
        bucket.fill(until: Self.second)
        #expect(bucket.isFull)
    }

    @Test("a request larger than the burst is let in once, and those after it wait for all of it")
    func large() {
        var bucket = TokenBucket(RateLimit(perSecond: 100, burst: 10), at: 0)
        bucket.take(510)
        #expect(bucket.waitNs() == 5 * Self.second + Self.second / 100)
        #expect(bucket.fullAfterNs == 5 * Self.second + Self.second / 10)
    }

    @Test("what is kept back is there for whoever may use it")
    func reserve() {
        var bucket = TokenBucket(RateLimit(perSecond: 1, burst: 10), at: 0)
        bucket.take(8)
        #expect(bucket.waitNs(keeping: 2) == Self.second)
        #expect(bucket.waitNs() == 0)
        // A bucket of one keeps nothing back.
        #expect(TokenBucket(RateLimit(perSecond: 1, burst: 1), at: 0).waitNs(keeping: 5) == 0)
    }

    @Test("time that goes back, and a rest of centuries, do no harm")
    func odd() {
        var bucket = TokenBucket(RateLimit(perSecond: 1_000_000, burst: 1_000_000_000), at: 100)
        bucket.take(1_000_000_000)
        bucket.fill(until: 0)
        #expect(bucket.remaining == 0)
        bucket.fill(until: .max)
        #expect(bucket.isFull)
    }

    @Test("no drift: however time is cut up, the level is the same", arguments: UInt64(0)..<20)
    func drift(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let limit = RateLimit(
            perSecond: Int64(random.below(5_000)) + 1, burst: Int64(random.below(50_000)) + 1)
        var fine = TokenBucket(limit, at: 0)
        var coarse = fine
        fine.take(limit.burst)
        coarse.take(limit.burst)
        var nowNs: Int64 = 0
        for _ in 0..<1_000 {
            nowNs += Int64(random.below(1_000_000))
            fine.fill(until: nowNs)
        }
        coarse.fill(until: nowNs)
        #expect(fine == coarse)
    }

    @Test(
        "over any span no more comes than burst and rate and one request", arguments: UInt64(0)..<20
    )
    func bound(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let limit = RateLimit(
            perSecond: Int64(random.below(2_000)) + 1, burst: Int64(random.below(3_000)) + 1)
        var bucket = TokenBucket(limit, at: 0)
        var nowNs: Int64 = 0
        var taken: [(atNs: Int64, count: Int64)] = []
        for _ in 0..<400 {
            nowNs += Int64(random.below(50_000_000))
            bucket.fill(until: nowNs)
            let waitNs = bucket.waitNs()
            if waitNs > 0 {
                // The promise: then, and not a nanosecond before.
                var later = bucket
                later.fill(until: nowNs + waitNs - 1)
                #expect(later.waitNs() > 0)
                later.fill(until: nowNs + waitNs)
                #expect(later.waitNs() == 0)
                continue
            }
            let count = Int64(random.below(700)) + 1
            bucket.take(count)
            taken.append((nowNs, count))
        }
        for first in taken.indices {
            var sum: Int64 = 0
            for last in taken[first...] {
                sum += last.count
                let spanNs = Int128(last.atNs - taken[first].atNs)
                let most = Int128(limit.burst + last.count) * 1_000_000_000
                #expect(
                    Int128(sum) * 1_000_000_000 <= most + spanNs * Int128(limit.perSecond))
            }
        }
    }
}
