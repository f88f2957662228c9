import SluiceCore
import SluiceTestKit
import Testing

/// Simulated machines: every fault a seed draws is survived, or detected and refused
/// (docs/internals/testing.md).
@Suite("Simulation")
struct SimulationTests {
    static let operationsPerSeed = 300
    static let seedsPerBlock: UInt64 = 50

    @Test("scenarios 51–57, 59: no promise is broken, whatever fails", arguments: 0..<UInt64(4))
    func simulate(block: UInt64) {
        var tally = SimulationTally()
        for seed in block * Self.seedsPerBlock + 1...(block + 1) * Self.seedsPerBlock {
            let result = Simulation.run(seed: seed, operations: Self.operationsPerSeed)
            tally += result.tally
            guard let failure = result.failure else { continue }
            let shortest = failure.shortened(runsMax: 300)
            let steps = shortest.history.steps.map(\.description).joined(separator: "\n")
            Issue.record("seed \(seed): \(shortest.violation)\n\(steps)")
            return
        }
        // A block in which nothing happens shows nothing.
        #expect(tally.rows > 1_000 && tally.replays > 100)
        #expect(tally.restarts > 100 && tally.fromSnapshots > 40)
        #expect(tally.damages > 15 && tally.refused > 5)
        #expect(tally.doubts > 30 && tally.broughtBack > 1_000)
        #expect(tally.answers.count > 20)
    }

    @Test(
        "seeds that once found something: what a refused repair left due of several accounts",
        arguments: [207_204, 207_883, 210_770] as [UInt64])
    func found(seed: UInt64) {
        let result = Simulation.run(seed: seed, operations: 500)
        #expect(result.failure == nil, "\(result.failure.map { "\($0.violation)" } ?? "")")
    }

    @Test("equal seeds give equal journals", arguments: [1, 2, 3] as [UInt64])
    func deterministic(seed: UInt64) {
        let first = Simulation.run(seed: seed, operations: 200)
        let second = Simulation.run(seed: seed, operations: 200)
        #expect(first.head == second.head)
        #expect(first.steps == second.steps && first.operations == second.operations)
        #expect(Simulation.run(seed: seed + 1, operations: 200).head != first.head)
    }

    @Test("without faults nothing is restarted, and the same is checked")
    func withoutFaults() {
        let result = Simulation.run(seed: 1, operations: 300, hasFaults: false)
        #expect(result.failure == nil && result.tally.restarts == 0)
        #expect(result.tally.rows > 20)
    }

    @Test("a list that fails is shortened to what matters")
    func shortening() {
        var tried = 0
        var shortening = Shortening(runsMax: 500)
        let shortest = shortening.shortest(of: Array(1...200)) { list in
            tried += 1
            return list.contains(17) && list.contains(130) && list.contains(131)
        }
        #expect(shortest == [17, 130, 131])
        #expect(tried < 500)

        var hasty = Shortening(runsMax: 3)
        let longer = hasty.shortest(of: Array(1...200)) { $0.contains(17) }
        #expect(longer.contains(17) && longer.count < 200)
    }
}
