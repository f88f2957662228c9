import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Who is asked next, in virtual time.
@Suite("schedule of pulls") struct PullScheduleTests {
    private let start = Instant(ns: 1_700_000_000 * Span.secondNs)

    private func ask(_ name: String) -> PullSchedule.Ask {
        PullSchedule.Ask(order: .named(name), number: name)
    }

    private func schedule(
        perSecond: Int = 100, atOnce: Int = 10, seed: UInt64 = 7
    ) -> PullSchedule {
        PullSchedule(
            Connector.Limits(perSecond: perSecond, atOnce: atOnce), seed: seed)
    }

    @Test("the rate is kept in any second, and so is how many are asked at once")
    func rate() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = Jitter(seed: seed)
            let perSecond = Int(1 + random.below(30))
            let atOnce = Int(1 + random.below(6))
            var schedule = schedule(perSecond: perSecond, atOnce: atOnce, seed: seed)
            for number in 0..<300 {
                schedule.wish(
                    ask("\(number)"), PullClass(rawValue: number % 3)!,
                    promised: start, pass: 1, at: start)
            }
            var (now, asked): (Instant, [Instant]) = (start, [])
            var flying: [(at: Instant, order: OrderKey)] = []
            while schedule.count > 0 {
                while let next = schedule.next(at: now) {
                    asked.append(now)
                    let spanNs = random.below(400 * Span.millisecondNs)
                    flying.append((now.adding(spanNs: spanNs), next.order))
                    #expect(flying.count <= atOnce, "seed \(seed)")
                }
                flying.sort { $0.at < $1.at }
                let answer = flying.first?.at ?? .never
                now = max(now.adding(spanNs: 1), min(answer, schedule.nextAt(now) ?? answer))
                while let first = flying.first, first.at <= now {
                    flying.removeFirst()
                    if random.below(3) == 0 {
                        schedule.failed(first.order, .refused, at: now)
                    } else {
                        schedule.answered(first.order, at: now)
                    }
                }
            }
            for (index, at) in asked.enumerated() where index >= perSecond {
                let spanNs = at.ns - asked[index - perSecond].ns
                #expect(spanNs >= Span.secondNs, "seed \(seed), question \(index)")
            }
            #expect(asked.count >= 300)
        }
    }

    @Test("a circuit opens at the fifth failure, doubles, lets one ask alone, and closes")
    func circuit() {
        var schedule = schedule()
        for number in 0..<20 {
            schedule.wish(ask("\(number)"), .doubt, promised: start, pass: 1, at: start)
        }
        var now = start
        for failure in 1...5 {
            let next = schedule.next(at: now)
            #expect(next != nil && !schedule.circuit.isOpen, "failure \(failure)")
            schedule.failed(next!.order, .failing, at: now)
        }
        for spanNs in [30, 60, 120, 240, 480, 600, 600].map({ $0 * Span.secondNs }) {
            #expect(schedule.circuit.isOpen)
            let early = schedule.next(at: now.adding(spanNs: spanNs - 1))
            #expect(early == nil)
            now = now.adding(spanNs: spanNs)
            let alone = schedule.next(at: now)
            let second = schedule.next(at: now)
            #expect(alone != nil && second == nil)
            #expect(schedule.nextAt(now) == nil)
            schedule.failed(alone!.order, .timeout, at: now)
        }
        now = now.adding(spanNs: 600 * Span.secondNs)
        let back = schedule.next(at: now)
        schedule.answered(back!.order, at: now)
        #expect(!schedule.circuit.isOpen)
        let more = [schedule.next(at: now), schedule.next(at: now)]
        #expect(!more.contains(nil))
    }

    @Test("what is of one order opens no circuit")
    func ownFailures() {
        var schedule = schedule(perSecond: 1_000)
        for number in 0..<30 {
            schedule.wish(ask("\(number)"), .doubt, promised: start, pass: 1, at: start)
        }
        for failure in [PullFailure.refused, .unreadable, .unrecorded] {
            for _ in 0..<8 {
                let next = schedule.next(at: start)!
                schedule.failed(next.order, failure, at: start)
            }
        }
        #expect(!schedule.circuit.isOpen)
    }

    @Test(
        "an endpoint that asks for it is left alone, by all its orders, and not longer than a day")
    func retryAfter() {
        for (seconds, waited) in [(7, 7), (0, 0), (1 << 40, 86_400)] as [(Int64, Int64)] {
            var schedule = schedule()
            for name in ["a", "b", "c"] {
                schedule.wish(ask(name), .urgent, promised: start, pass: nil, at: start)
            }
            let first = schedule.next(at: start)!
            schedule.throttled(first.order, seconds: seconds, at: start)
            let end = start.adding(spanNs: waited * Span.secondNs)
            if waited > 0 {
                let early = schedule.next(at: Instant(ns: end.ns - 1))
                #expect(early == nil)
                #expect(schedule.plannedAt(.named("b"), at: start) == end)
                #expect(schedule.nextAt(start) == end)
            }
            var names: Set<String> = []
            while let next = schedule.next(at: end) { names.insert(next.number) }
            #expect(names == ["a", "b", "c"])
            #expect(!schedule.circuit.isOpen)
        }
    }

    @Test("pauses double from a second to ten minutes, give or take half")
    func pauses() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var schedule = schedule(seed: seed)
            schedule.wish(ask("a"), .doubt, promised: start, pass: 1, at: start)
            var now = start
            for failure in 0..<14 {
                guard schedule.next(at: now) != nil else {
                    Issue.record("seed \(seed), failure \(failure)")
                    return
                }
                schedule.failed(.named("a"), .unreadable, at: now)
                let wantedNs = min(Span.secondNs << Int64(failure), 10 * Span.minuteNs)
                let again = schedule.nextAt(now)!
                let pausedNs = again.ns - now.ns
                #expect(pausedNs >= wantedNs / 2 && pausedNs <= wantedNs * 3 / 2, "seed \(seed)")
                let early = schedule.next(at: Instant(ns: again.ns - 1))
                #expect(early == nil)
                now = again
            }
        }
    }

    @Test("the urgent come before the others, the earliest promised before the later ones")
    func order() {
        var schedule = schedule(perSecond: 1_000, atOnce: 1_000)
        for number in 0..<40 {
            let promised = start.adding(spanNs: Int64(40 - number))
            for urgency in PullClass.allCases {
                schedule.wish(
                    ask("\(urgency) \(number)"), urgency, promised: promised, pass: 1, at: start)
            }
        }
        var asked: [String] = []
        for _ in 0..<15 {
            let next = schedule.next(at: start)!
            asked.append(next.number)
        }
        let shares = PullClass.allCases.map { urgency in
            asked.count { $0.hasPrefix("\(urgency)") }
        }
        #expect(shares == [8, 4, 2, 1])
        #expect(asked.first == "urgent 39" && asked.contains("gap 39"))
    }

    @Test("a wish that has ended is forgotten with the pass that does not see it")
    func forgotten() {
        var schedule = schedule()
        for name in ["a", "b"] {
            schedule.wish(ask(name), .doubt, promised: start, pass: 1, at: start)
        }
        schedule.wish(ask("person"), .urgent, promised: start, pass: nil, at: start)
        schedule.wish(ask("b"), .deadline, promised: start, pass: 2, at: start)
        schedule.forget(before: 2)
        var names: [String] = []
        while let next = schedule.next(at: start) { names.append(next.number) }
        #expect(names.sorted() == ["b", "person"])
    }

    @Test("more than a class may have waits in the views, but what is urgent")
    func bounded() {
        var schedule = schedule()
        for number in 0..<PullLimits.waitingMax {
            schedule.wish(ask("\(number)"), .doubt, promised: start, pass: 1, at: start)
        }
        let isTaken = schedule.wish(
            ask("one more"), .doubt, promised: start, pass: 1, at: start)
        let isUrgentTaken = schedule.wish(
            ask("urgent"), .urgent, promised: start, pass: 1, at: start)
        #expect(!isTaken && isUrgentTaken)
        let hasRoom = schedule.wish(
            ask("of another class"), .deadline, promised: start, pass: 1, at: start)
        #expect(hasRoom, "the flood of one class keeps no other out")
        let raised = schedule.wish(ask("7"), .deadline, promised: start, pass: 1, at: start)
        #expect(raised && schedule.count(of: .deadline) == 2)
        let isTakenNow = schedule.wish(
            ask("one more"), .doubt, promised: start, pass: 1, at: start)
        #expect(isTakenNow && schedule.count(of: .doubt) == PullLimits.waitingMax)
        let first = schedule.next(at: start)
        #expect(first?.number == "urgent")
    }
}
