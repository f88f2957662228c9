import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The bounded table of who failed how often.
@Suite struct FailureTableTests {
    private func at(_ second: Int64) -> Instant { Instant(ns: second * Span.secondNs) }

    @Test("failures of a minute are counted, and forgotten with it")
    func minute() {
        var table = FailureTable<Int>(sizeMax: 4)
        #expect(table.failures(of: 1, at: at(0)) == nil)
        #expect((1...3).map { table.note(1, at: at($0)) } == [1, 2, 3])
        #expect(table.note(2, at: at(30)) == 1)
        #expect(table.failures(of: 1, at: at(60))?.count == 3)
        #expect(table.failures(of: 1, at: at(60))?.until == at(61))
        #expect(table.failures(of: 1, at: at(61)) == nil)
        #expect(table.failures(of: 2, at: at(61))?.count == 1)
        #expect(table.note(1, at: at(61)) == 1)
        // A clock that was set back ends the minute, or it might never end.
        #expect(table.failures(of: 1, at: at(60)) == nil)
    }

    @Test("a full table keeps its size, and forgets first whose minute is over")
    func full() {
        var table = FailureTable<Int>(sizeMax: 4)
        for who in 0..<4 { _ = table.note(who, at: at(Int64(who))) }
        _ = table.note(0, at: at(62))
        // 1 and 2 are over by now, 0 began anew.
        _ = table.note(9, at: at(62))
        #expect(table.size == 4)
        #expect(table.failures(of: 0, at: at(62))?.count == 1)
        #expect(table.failures(of: 9, at: at(62))?.count == 1)
        #expect(table.failures(of: 1, at: at(62)) == nil)
        for who in 100..<200 { _ = table.note(who, at: at(63)) }
        #expect(table.size == 4)
    }

    @Test("as long as it is not full it says what a plain list of times says", arguments: 0..<20)
    func naive(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var table = FailureTable<Int>(sizeMax: 16)
        var began: [Int: (at: Int64, count: Int)] = [:]
        var now: Int64 = 0
        for _ in 0..<2_000 {
            now += random.within(0...20)
            let who = random.below(16)
            var entry = began[who] ?? (now, 0)
            if now - entry.at >= 60 { entry = (now, 0) }
            entry.count += 1
            began[who] = entry
            #expect(table.note(who, at: at(now)) == entry.count, "seed \(seed)")
            let other = random.below(16)
            let known = began[other].flatMap { now - $0.at < 60 ? $0.count : nil }
            #expect(table.failures(of: other, at: at(now))?.count == known, "seed \(seed)")
        }
    }
}
