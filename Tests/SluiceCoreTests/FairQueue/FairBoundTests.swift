import SluiceCore
import SluiceTestKit
import Testing

/// The bound of waiting, by hand and against a simulated server.
@Suite("Bound of waiting in a fair queue")
struct FairBoundTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        var loads: [FairBound.Load]
        var capacity: Int
        var waits: [Int64?]
        var isInOrder = true

        var testDescription: String { "\(loads.map(\.burst)) at \(capacity)/s" }
    }

    private static func load(_ weight: Int, _ burst: Int, _ sustained: Int = 0) -> FairBound.Load {
        FairBound.Load(weight: weight, burst: burst, sustainedPerSecond: sustained)
    }

    private static let second = Span.secondNs

    private static let rows = [
        // Alone: the burst at full speed.
        Row(loads: [load(1, 100)], capacity: 100, waits: [second]),
        // Halves; what is small waits for its own half, what is large for all.
        Row(loads: [load(1, 10), load(1, 90)], capacity: 100, waits: [second / 5, second]),
        // Who brings nothing takes no share.
        Row(loads: [load(1, 100), load(9, 0)], capacity: 100, waits: [second, 0]),
        // Beyond its share a class is bound by all together alone.
        Row(
            loads: [load(1, 10, 60), load(1, 10, 20)], capacity: 100, waits: [second, second / 5]),
        // Beyond the capacity only those within their share have a bound.
        Row(
            loads: [load(1, 10, 200), load(3, 15, 10)], capacity: 100, waits: [nil, second / 5]),
        // Rounded up.
        Row(loads: [load(1, 1)], capacity: 3, waits: [333_333_334]),
        // Overtaken by what comes until the class is empty; a share used up has no end.
        Row(
            loads: [load(1, 10, 30), load(1, 90, 20)], capacity: 100,
            waits: [second / 2, 2 * second], isInOrder: false),
        Row(
            loads: [load(1, 10, 50), load(1, 10, 60)], capacity: 100, waits: [nil, nil],
            isInOrder: false),
    ]

    @Test("by hand", arguments: rows)
    private func byHand(_ row: Row) {
        let waits = row.loads.indices.map {
            FairBound.waitMaxNs(
                of: $0, loads: row.loads, capacityPerSecond: row.capacity,
                isInOrder: row.isInOrder)
        }
        #expect(waits == row.waits)
    }

    @Test("no item of a simulated server waits longer", arguments: 1...40 as ClosedRange<UInt64>)
    func simulated(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let quantum = 4
        let costMax = 1 + random.below(6)
        let capacity = 1_000
        let loads = (0..<3).map { _ in
            FairBound.Load(
                weight: 1 + random.below(5), burst: 20 + random.below(800),
                sustainedPerSecond: random.below(450))
        }
        var server = SimulatedServer(
            loads: loads, capacityPerSecond: capacity, quantum: quantum, costMax: costMax,
            random: random)
        let longest = server.run()
        let roundCost = loads.reduce(0) { $0 + $1.weight * quantum } + loads.count * costMax
        let roundNs = Int64(roundCost) * Span.secondNs / Int64(capacity)
        for (index, waitNs) in longest.enumerated() {
            let bound = FairBound.waitMaxNs(
                of: index, loads: loads, capacityPerSecond: capacity)
            guard let bound else { continue }
            #expect(
                waitNs <= bound + roundNs,
                "seed \(seed), class \(index): \(waitNs) ns of \(bound) + \(roundNs)")
        }
        #expect(server.idleWhileWaitingNs == 0, "seed \(seed): idle while work waited")
    }
}

/// A server of one queue: a burst of each class at time 0, then what it sustains.
private struct SimulatedServer {
    let loads: [FairBound.Load]
    let capacityPerSecond: Int
    let costMax: Int
    var random: RandomSource
    var queue: FairQueue<Int, Int64>
    private(set) var idleWhileWaitingNs: Int64 = 0

    init(
        loads: [FairBound.Load], capacityPerSecond: Int, quantum: Int, costMax: Int,
        random: RandomSource
    ) {
        self.loads = loads
        self.capacityPerSecond = capacityPerSecond
        self.costMax = costMax
        self.random = random
        queue = FairQueue(weights: loads.map(\.weight), quantum: quantum)
    }

    /// Runs for four seconds of its time.
    /// - Returns: the longest wait of each class until its item is begun.
    mutating func run() -> [Int64] {
        var longest = loads.map { _ in Int64(0) }
        for (index, load) in loads.enumerated() { arrive(index, cost: load.burst, at: 0) }
        var (now, freeAt) = (Int64(0), Int64(0))
        var owed = loads.map { _ in Int64(0) }
        let stepNs = Span.millisecondNs
        while now < 4 * Span.secondNs {
            while freeAt <= now, let entry = queue.pop() {
                let begun = max(freeAt, entry.promised.ns)
                longest[entry.classIndex] = max(longest[entry.classIndex], begun - entry.item)
                freeAt = begun + Int64(entry.cost) * Span.secondNs / Int64(capacityPerSecond)
            }
            if freeAt <= now, !queue.isEmpty { idleWhileWaitingNs += stepNs }
            now += stepNs
            for (index, load) in loads.enumerated() {
                owed[index] += Int64(load.sustainedPerSecond) * stepNs
                let due = owed[index] / Span.secondNs
                owed[index] -= due * Span.secondNs
                arrive(index, cost: Int(due), at: now)
            }
        }
        return longest
    }

    private mutating func arrive(_ index: Int, cost: Int, at now: Int64) {
        var left = cost
        while left > 0 {
            let cost = min(left, 1 + random.below(costMax))
            left -= cost
            queue.push(
                now, classIndex: index, key: 0, promised: Instant(ns: now),
                cost: cost)
        }
    }
}
