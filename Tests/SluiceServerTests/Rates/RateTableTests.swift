import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The table of buckets: bounded, and no different from one without a bound while there is room.
@Suite struct RateTableTests {
    private let limit = RateLimit(perSecond: 10, burst: 10)

    private func subject(_ number: Int) -> RateSubject { .key(UInt64(number), "") }

    @Test("buckets that have filled up make room; while none has, a newcomer is not counted")
    func eviction() {
        var table = RateTable(subjectsMax: 3)
        for number in 0..<3 { table.take(Int64(number + 1), of: subject(number), limit, at: 0) }
        table.take(5, of: subject(9), limit, at: 0)
        #expect(table.count == 3)
        #expect(table.bucket(of: subject(9), limit, at: 0).isFull)
        // After 200 ms the first two are full again. It is looked once a second.
        table.take(5, of: subject(9), limit, at: 200_000_000)
        #expect(table.bucket(of: subject(9), limit, at: 200_000_000).isFull)
        table.take(5, of: subject(9), limit, at: Span.secondNs)
        #expect(table.count == 1)
        #expect(table.bucket(of: subject(9), limit, at: Span.secondNs).remaining == 5)
    }

    @Test("no bucket is forgotten that says something", arguments: UInt64(0)..<10)
    func same(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var table = RateTable(subjectsMax: 20)
        var all: [Int: TokenBucket] = [:]
        var nowNs: Int64 = 0
        for _ in 0..<2_000 {
            nowNs += Int64(random.below(400_000_000))
            let number = Int(random.below(12))
            let count = Int64(random.below(4)) + 1
            table.take(count, of: subject(number), limit, at: nowNs)
            var bucket = all[number] ?? TokenBucket(limit, at: nowNs)
            bucket.fill(until: nowNs)
            bucket.take(count)
            all[number] = bucket
            #expect(
                table.bucket(of: subject(number), limit, at: nowNs).waitNs() == bucket.waitNs())
            #expect(table.count <= 20)
        }
    }

    @Test("a limit that was changed begins anew")
    func changed() {
        var table = RateTable()
        table.take(10, of: subject(1), limit, at: 0)
        let other = RateLimit(perSecond: 1, burst: 2)
        #expect(table.bucket(of: subject(1), other, at: 0).isFull)
    }
}
