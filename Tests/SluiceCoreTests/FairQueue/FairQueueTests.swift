import SluiceCore
import SluiceTestKit
import Testing

/// The queue of lanes and of gated work: complete, fair, and as fast as its bound says.
@Suite("Fair queue")
struct FairQueueTests {
    private static let seeds: [UInt64] = [1, 7, 42, 2_381, 90_001]

    private struct Job: Hashable {
        var classIndex: Int
        var key: Int
        var number: Int
        var cost: Int
        var promisedNs: Int64
    }

    private typealias Queue = FairQueue<Int, Job>

    private func push(_ job: Job, to queue: inout Queue) {
        queue.push(
            job, classIndex: job.classIndex, key: job.key, promised: Instant(ns: job.promisedNs),
            cost: job.cost)
    }

    // MARK: What is not wanted any more

    @Test("what is dropped takes nobody's share, and all that is wanted comes", arguments: seeds)
    func dropped(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var queue = Queue(weights: [3, 1], quantum: 4)
        var wanted: Set<Job> = []
        for number in 0..<20_000 {
            let classIndex = random.below(2)
            let job = Job(
                classIndex: classIndex, key: random.below(9), number: number,
                cost: 1 + random.below(3), promisedNs: random.within(0...50))
            push(job, to: &queue)
            // Nine of ten in the second class are not wanted any more.
            if classIndex == 0 || random.chance(10) { wanted.insert(job) }
        }
        var served = [0, 0]
        while let job = queue.pop(where: { wanted.contains($0) })?.item {
            #expect(wanted.remove(job) != nil, "not wanted, or twice: seed \(seed)")
            served[job.classIndex] += job.cost
            // Both wait: three times as much of the first, give or take a round.
            if served[1] < 1_000 {
                #expect(abs(served[0] - 3 * served[1]) <= 3 * 8, "\(served), seed \(seed)")
            }
        }
        #expect(wanted.isEmpty && queue.isEmpty && queue.cost == 0)
    }

    // MARK: Complete

    @Test("nothing is lost or doubled, and sums are those of what waits", arguments: seeds)
    func complete(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var queue = Queue(weights: [4, 4, 3, 1], quantum: 8)
        var waiting: Set<Job> = []
        for number in 0..<20_000 {
            if random.chance(number < 15_000 ? 55 : 20) {
                let job = Job(
                    classIndex: random.below(4), key: random.below(12), number: number,
                    cost: 1 + random.below(random.chance(5) ? 300 : 6),
                    promisedNs: random.within(0...50))
                push(job, to: &queue)
                waiting.insert(job)
            } else if let entry = queue.pop() {
                #expect(waiting.remove(entry.item) != nil, "seed \(seed)")
                #expect(entry.cost == entry.item.cost && entry.classIndex == entry.item.classIndex)
            } else {
                #expect(waiting.isEmpty, "seed \(seed): work waits and none is given out")
            }
            if number.isMultiple(of: 500) {
                #expect(queue.count == waiting.count && queue.cost == cost(of: waiting))
                for index in 0..<4 {
                    let own = waiting.filter { $0.classIndex == index }
                    #expect(queue.count(of: index) == own.count)
                    #expect(queue.cost(of: index) == cost(of: own))
                    for key in Set(own.map(\.key)).union([-1]) {
                        let ofKey = own.filter { $0.key == key }
                        #expect(queue.cost(of: index, key: key) == cost(of: ofKey))
                    }
                    #expect(
                        queue.earliestPromised(of: index)?.ns == own.map(\.promisedNs).min())
                }
            }
        }
        while let entry = queue.pop() { #expect(waiting.remove(entry.item) != nil) }
        #expect(waiting.isEmpty && queue.isEmpty && queue.cost == 0, "seed \(seed)")
    }

    private func cost(of jobs: Set<Job>) -> Int { jobs.reduce(0) { $0 + $1.cost } }

    // MARK: Order

    @Test("inside a key the earliest promised comes first, then the order of arrival")
    func promised() {
        var queue = Queue(weights: [1], quantum: 4)
        for (number, promisedNs) in [30, 10, 20, 10, 5].enumerated() {
            push(
                Job(
                    classIndex: 0, key: 1, number: number, cost: 1, promisedNs: Int64(promisedNs)),
                to: &queue)
        }
        var order: [Int] = []
        while let entry = queue.pop() { order.append(entry.item.number) }
        #expect(order == [4, 1, 3, 2, 0])
    }

    @Test("classes that always wait share by weight, whatever their items cost", arguments: seeds)
    func shares(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let weights = [4, 4, 3, 1]
        var queue = Queue(weights: weights, quantum: 16)
        var served = [0, 0, 0, 0]
        func refill(_ queue: inout Queue, _ random: inout RandomSource) {
            for index in 0..<4 {
                while queue.cost(of: index) < 400 {
                    // The first class sends large items, the others small ones.
                    let cost = index == 0 ? 64 : 1 + random.below(8)
                    push(
                        Job(
                            classIndex: index, key: random.below(9), number: 0, cost: cost,
                            promisedNs: 0), to: &queue)
                }
            }
        }
        var total = 0
        while total < 120_000 {
            refill(&queue, &random)
            guard let entry = queue.pop() else { break }
            served[entry.classIndex] += entry.cost
            total += entry.cost
        }
        for (index, weight) in weights.enumerated() {
            let share = 120_000 * weight / 12
            // A round and the largest item.
            #expect(abs(served[index] - share) <= 12 * 16 + 64, "seed \(seed): \(served)")
        }
    }

    @Test("a flood of one key delays the others of its class by a turn", arguments: seeds)
    func flood(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var queue = Queue(weights: [1], quantum: 4)
        for number in 0..<100_000 {
            push(Job(classIndex: 0, key: 0, number: number, cost: 1, promisedNs: 0), to: &queue)
        }
        for _ in 0..<random.below(50) { _ = queue.pop() }
        var left = 0
        for key in 1...20 {
            // Others come one by one, with what was promised later than all of the flood.
            push(Job(classIndex: 0, key: key, number: 0, cost: 1, promisedNs: 9), to: &queue)
            left += 1
            if key.isMultiple(of: 3), queue.pop()?.item.key != 0 { left -= 1 }
        }
        // The others that wait, and the flood itself, which has one item in each turn.
        let turn = left + 1
        var waited = 0
        while left > 0, let entry = queue.pop() {
            waited += 1
            if entry.item.key != 0 { left -= 1 }
        }
        #expect(waited <= turn, "seed \(seed): the last other was served after \(waited)")
    }

    @Test("who asked for much does not get ahead by coming back", arguments: seeds)
    func comingBack(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var queue = Queue(weights: [1], quantum: 100)
        var served = [0: 0, 1: 0]
        // Key 0 always has one large item, key 1 has many small ones.
        for number in 0..<5_000 {
            push(Job(classIndex: 0, key: 1, number: number, cost: 1, promisedNs: 0), to: &queue)
        }
        var isWaiting = false
        for number in 0..<2_000 {
            if !isWaiting {
                push(
                    Job(
                        classIndex: 0, key: 0, number: number, cost: 50 + random.below(50),
                        promisedNs: 0), to: &queue)
                isWaiting = true
            }
            guard let entry = queue.pop() else { break }
            if entry.item.key == 0 { isWaiting = false }
            served[entry.item.key, default: 0] += entry.cost
        }
        #expect(abs(served[0]! - served[1]!) <= 100, "seed \(seed): \(served)")
    }
}
