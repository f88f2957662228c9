import SluiceTestKit
import Testing

@testable import SluiceCore

@Suite("Places of a table and their copies")
struct SlotArenaTests {
    /// What an arena should have: the values of the places that are taken.
    private struct Pair {
        var arena: SlotArena<[Int]>
        var model: [Slot: [Int]]
    }

    @Test(
        "a change of one copy is seen in no other, whoever goes on, ends or stays",
        arguments: 0..<40)
    func copies(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var pairs = [Pair(arena: SlotArena(), model: [:])]
        for step in 0..<1_500 {
            let index = random.below(pairs.count)
            switch random.below(10) {
            case 0: if pairs.count < 5 { pairs.append(pairs[index]) }
            case 1: if pairs.count > 1 { pairs.remove(at: index) }
            case 2:
                // One that nothing is added to: it knows no free places.
                let frozen = pairs[index].arena.frozen()
                for (slot, value) in pairs[index].model { #expect(frozen[slot] == value) }
            case 3, 4:
                if let slot = any(of: pairs[index].model, &random) {
                    pairs[index].arena.remove(slot)
                    pairs[index].model[slot] = nil
                }
            case 5, 6:
                if let slot = any(of: pairs[index].model, &random) {
                    pairs[index].arena[slot].append(step)
                    pairs[index].model[slot]!.append(step)
                }
            default:
                let slot = pairs[index].arena.insert([step])
                #expect(pairs[index].model[slot] == nil)
                pairs[index].model[slot] = [step]
            }
        }
        for pair in pairs {
            #expect(pair.arena.slots == pair.model.keys.sorted { $0.index < $1.index })
            for (slot, value) in pair.model { #expect(pair.arena[slot] == value) }
        }
    }

    private func any(of model: [Slot: [Int]], _ random: inout RandomSource) -> Slot? {
        let slots = model.keys.sorted { $0.index < $1.index }
        return slots.isEmpty ? nil : random.pick(slots)
    }

    @Test("one left alone with what it shared does not take for its own what another still has")
    func parting() {
        var first = SlotArena<Int>()
        // The last is in another chunk than the first.
        let slots = (0..<40).map { first.insert($0) }
        var second = first
        // It parts, and copies one chunk; then the second is alone with the owner they had.
        first[slots[0]] = 100
        second[slots[39]] = 200
        #expect((first[slots[0]], first[slots[39]]) == (100, 39))
        #expect((second[slots[0]], second[slots[39]]) == (0, 200))
    }
}

@Suite("A list that is mostly of one")
struct ShortListTests {
    @Test("it has what was put in, in order", arguments: 0...4)
    func elements(count: Int) {
        var list: ShortList<Int> = []
        for element in 0..<count { list.append(element) }
        #expect(Array(list) == Array(0..<count))
        #expect(list.count == count && list.last == (0..<count).last)
        #expect(list == ShortList(0..<count))
        #expect(list != ShortList(0...count))
    }
}
