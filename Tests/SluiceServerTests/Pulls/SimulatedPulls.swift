import SluiceAPI
import SluiceCore
import SluiceTestKit

@testable import SluiceServer

/// A schedule and its endpoint in virtual time: looks, answers and arrivals by a seed.
///
/// Each class brings its burst at once and what it sustains evenly beside it, `times` as much as is
/// expected; the bursts come close together, the most urgent last or first. The endpoint answers in the
/// time expected of it, or sooner.
struct SimulatedPulls {
    let connector: Connector
    let expected: Connector.Expected
    /// How much more comes than is expected.
    let times: Int
    private var random: RandomSource
    private var schedule: PullSchedule
    private var flying: [(at: Instant, order: OrderKey)] = []
    private var lookAt = SimulatedPulls.start
    /// When each class asks for its next order, beside its burst.
    private var nextAt: [Instant]
    private var burstAt: [Instant]
    private var taken: [OrderKey: (urgency: PullClass, at: Instant)] = [:]
    private var orders = 0
    /// The longest wait of each class.
    private(set) var longestNs = PullClass.allCases.map { _ in Int64(0) }

    static let start = Instant(ns: 1_700_000_000 * Span.secondNs)
    /// In what order an order is promised within its class.
    enum Promises: CaseIterable { case asTheyCome, lastFirst, atRandom }
    private let promises: Promises

    init(_ connector: Connector, _ expected: Connector.Expected, times: Int, seed: UInt64) {
        self.connector = connector
        self.expected = expected
        self.times = times
        random = RandomSource(seed: seed)
        promises = Promises.allCases[random.below(3)]
        schedule = PullSchedule(connector.limits, seed: seed)
        let start = SimulatedPulls.start
        nextAt = expected.loads.map { $0.sustainedPerHour == 0 ? .never : start }
        burstAt = []
        for _ in expected.loads {
            burstAt.append(
                start.adding(spanNs: Int64(2_000 + random.below(1_500)) * Span.millisecondNs))
        }
    }

    /// Runs until `count` orders have been asked for, or an hour has passed.
    mutating func run(count: Int) {
        var (now, asked) = (SimulatedPulls.start, 0)
        let end = now.adding(spanNs: Span.hourNs)
        while asked < count, now < end {
            arrive(now)
            if now >= lookAt {
                while let next = schedule.next(at: now) { asked += begin(next.order, now) }
                lookAt = now.adding(spanNs: pauseNs(now))
            }
            while let place = flying.firstIndex(where: { $0.at <= now }) {
                schedule.answered(flying.remove(at: place).order, at: now)
                if let next = schedule.next(at: now) { asked += begin(next.order, now) }
            }
            let arrivals = (nextAt + burstAt).min() ?? .never
            now = min(lookAt, arrivals, flying.map(\.at).min() ?? .never)
        }
        // Who was never asked for waited until the end.
        for one in taken.values { note(one, now) }
    }

    /// As `Puller` pauses: to when something may be asked, a look while anything waits, else a second.
    private mutating func pauseNs(_ now: Instant) -> Int64 {
        let mostNs = schedule.count > 0 ? PullLimits.lookNs : Span.secondNs
        let untilNs = (schedule.nextAt(now) ?? .never).ns &- now.ns
        let pauseNs = min(mostNs, max(Span.millisecondNs, untilNs))
        // Later than it need be, no later than it may.
        return max(pauseNs, random.chance(50) ? mostNs : pauseNs)
    }

    private mutating func arrive(_ now: Instant) {
        for urgency in PullClass.allCases {
            let (index, load) = (urgency.rawValue, expected.load(of: urgency))
            if burstAt[index] <= now {
                burstAt[index] = .never
                for _ in 0..<load.burst * times { wish(urgency, now) }
            }
            while nextAt[index] <= now {
                wish(urgency, now)
                let spanNs = Span.hourNs / Int64(load.sustainedPerHour * times)
                nextAt[index] = nextAt[index].adding(spanNs: spanNs + 1)
            }
        }
    }

    private mutating func wish(_ urgency: PullClass, _ now: Instant) {
        orders += 1
        let number = "\(orders)"
        let spanNs =
            switch promises {
            case .asTheyCome: Int64(orders)
            case .lastFirst: Int64(-orders)
            case .atRandom: Int64(random.below(1_000_000))
            }
        let ask = PullSchedule.Ask(order: .named(number), number: number)
        let promised = SimulatedPulls.start.adding(spanNs: Span.dayNs + spanNs)
        schedule.wish(ask, urgency, promised: promised, pass: nil, at: now)
        // Promised sooner than was thought: its first place is stale.
        if random.chance(10) {
            schedule.wish(
                ask, urgency, promised: promised.adding(spanNs: -1), pass: nil, at: now)
        }
        taken[ask.order] = (urgency, now)
    }

    private mutating func begin(_ order: OrderKey, _ now: Instant) -> Int {
        if let one = taken.removeValue(forKey: order) { note(one, now) }
        // Mostly as long as it may take.
        let answerNs = expected.answerNs
        let shorterNs = random.chance(70) ? 0 : Int64(random.below(Int(answerNs)))
        flying.append((now.adding(spanNs: answerNs - shorterNs), order))
        return 1
    }

    private mutating func note(_ one: (urgency: PullClass, at: Instant), _ now: Instant) {
        let index = one.urgency.rawValue
        longestNs[index] = max(longestNs[index], now.ns - one.at.ns)
    }
}
