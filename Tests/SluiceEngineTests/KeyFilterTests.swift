import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("The filter of keys")
struct KeyFilterTests {
    private func key(_ random: inout RandomSource) -> AnyKey {
        AnyKey(high: random.next(), low: random.next())
    }

    @Test("a key that was added may be there, however often the filter grew", arguments: [7, 8])
    func added(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var filter = KeyFilter(keysPerPart: 1_000)
        let keys = (0..<20_000).map { _ in key(&random) }
        for key in keys { filter.insert(key) }
        #expect(keys.allSatisfy(filter.mayContain), "seed \(seed)")
        #expect(filter.count == keys.count)
    }

    @Test("few others may be, and a key takes seven bits")
    func others() {
        var random = RandomSource(seed: 9)
        let keys = 80_000
        var filter = KeyFilter(keysPerPart: keys / 5)
        for _ in 0..<keys { filter.insert(key(&random)) }
        let found = (0..<keys).count { _ in filter.mayContain(key(&random)) }
        #expect(found < keys / 4, "\(found) of \(keys) that were never added")
        #expect(8 * filter.bytes <= 7 * keys)
    }

    @Test("an empty one has nothing, and takes nothing")
    func empty() {
        var random = RandomSource(seed: 10)
        let filter = KeyFilter()
        #expect(!(0..<1_000).contains { _ in filter.mayContain(key(&random)) })
        #expect(filter.bytes == 0)
    }
}
