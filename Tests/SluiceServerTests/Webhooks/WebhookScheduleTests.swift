import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Whom to send next, without a clock or an endpoint.
@Suite("schedule of webhooks")
struct WebhookScheduleTests {
    private let start = Instant(ns: 1_000 * Span.dayNs)
    private let down = WebhookResult.failed(status: 500, detail: "status")

    /// What became of a message, noted and taken.
    @discardableResult
    private func take(
        _ schedule: inout WebhookSchedule, _ result: WebhookResult, of sent: Delivery,
        at now: Instant
    ) -> Delivery {
        let kept = schedule.after(result, of: sent, at: now)
        schedule.take(kept, result, at: now)
        return kept
    }

    private func delivery(_ position: UInt64, _ account: String) -> Delivery {
        Delivery(position: position, account: .named(account), queuedAt: start, nextAt: start)
    }

    @Test("of an account one goes after the other, of several some at once")
    func order() {
        var schedule = WebhookSchedule(seed: 1)
        for (position, account) in [(1, "a"), (2, "a"), (3, "b"), (4, "a"), (5, "b")] {
            schedule.add(delivery(UInt64(position), account))
        }
        let first = [schedule.next(at: start), schedule.next(at: start)].compactMap(\.self)
        #expect(first.map(\.position) == [1, 3])
        #expect(schedule.next(at: start) == nil)
        #expect(take(&schedule, .taken(status: 200), of: first[0], at: start).state == .sent)
        #expect(schedule.next(at: start)?.position == 2)
        let later = take(&schedule, down, of: first[1], at: start)
        #expect(later.state == .waiting && later.attempts == 1)
        // What failed holds up its own account, and that alone.
        #expect(schedule.next(at: start) == nil && schedule.count == 4)
    }

    @Test("random endpoints: never out of order in an account, none lost, none twice once taken")
    func random() {
        for seed in UInt64(1)...60 {
            var random = RandomSource(seed: seed)
            var schedule = WebhookSchedule(seed: seed)
            var (now, flying): (Instant, [Delivery]) = (start, [])
            var done: [AccountKey: [UInt64]] = [:]
            let count = 60
            for position in 1...count {
                schedule.add(delivery(UInt64(position), "a\(random.below(5))"))
            }
            var steps = 0
            while schedule.count > 0, steps < 20_000 {
                steps += 1
                while flying.count < 12, let next = schedule.next(at: now) {
                    #expect(!flying.contains { $0.account == next.account }, "seed \(seed)")
                    flying.append(next)
                }
                if flying.isEmpty || random.chance(20) {
                    now = max(now, schedule.nextAt(now) ?? now).adding(spanNs: 1)
                }
                guard !flying.isEmpty else { continue }
                let sent = flying.remove(at: random.below(flying.count))
                let result = random.pick([
                    WebhookResult.taken(status: 204), .taken(status: 200), down,
                    .throttled(status: 429, seconds: 3), .suppressed("ended"),
                ])
                let kept = take(&schedule, result, of: sent, at: now)
                if kept.state != .waiting {
                    done[kept.account, default: []].append(kept.position)
                }
            }
            #expect(schedule.count == 0 && schedule.sending == 0, "seed \(seed)")
            #expect(done.values.map(\.count).reduce(0, +) == count, "seed \(seed)")
            for positions in done.values {
                #expect(positions == positions.sorted(), "seed \(seed)")
            }
        }
    }

    @Test("pauses double from five seconds to an hour, and after three days it is given up")
    func patience() {
        var schedule = WebhookSchedule(seed: 3)
        schedule.add(delivery(1, "a"))
        var (now, pauses): (Instant, [Int64]) = (start, [])
        var last = delivery(1, "a")
        while last.state == .waiting {
            now = schedule.nextAt(now)!
            let sent = schedule.next(at: now)!
            last = take(&schedule, down, of: sent, at: now)
            pauses.append(last.nextAt.ns - now.ns)
        }
        #expect(last.state == .dead && schedule.count == 0)
        #expect(now.ns - start.ns >= 3 * Span.dayNs && now.ns - start.ns < 4 * Span.dayNs)
        for (index, pause) in pauses.dropLast().enumerated() {
            let middle = min(5 * Span.secondNs << Int64(min(index, 20)), Span.hourNs)
            #expect(pause >= middle / 2 && pause <= middle * 3 / 2, "\(index)")
        }
    }

    @Test("an endpoint that fails again and again is left alone, and old messages are given up")
    func circuit() {
        var schedule = WebhookSchedule(seed: 4)
        for position in UInt64(1)...9 { schedule.add(delivery(position, "a\(position)")) }
        var now = start
        for _ in 0..<5 {
            let sent = schedule.next(at: now)!
            take(&schedule, down, of: sent, at: now)
        }
        #expect(schedule.next(at: now) == nil && schedule.circuit.isOpen)
        #expect(schedule.giveUp(at: now).isEmpty)
        now = start.adding(spanNs: 3 * Span.dayNs)
        let trial = schedule.next(at: now)!
        #expect(schedule.next(at: now) == nil)
        let dead = schedule.giveUp(at: now)
        #expect(dead.count == 8 && dead.allSatisfy { $0.state == .dead })
        #expect(take(&schedule, .taken(status: 200), of: trial, at: now).state == .sent)
        #expect(!schedule.circuit.isOpen && schedule.count == 0)
    }

    @Test("what is not sent leaves a trial to the next, at once")
    func skipped() {
        var schedule = WebhookSchedule(seed: 6)
        for position in UInt64(1)...60 { schedule.add(delivery(position, "a\(position)")) }
        for _ in 0..<5 { take(&schedule, down, of: schedule.next(at: start)!, at: start) }
        let now = start.adding(spanNs: Span.hourNs / 2)
        for _ in 0..<50 {
            take(&schedule, .suppressed("ended"), of: schedule.next(at: now)!, at: now)
            #expect(schedule.circuit.isOpen)
        }
        let first = schedule.next(at: now)!
        #expect(schedule.next(at: now) == nil)
        take(&schedule, .taken(status: 200), of: first, at: now)
        #expect(!schedule.circuit.isOpen && schedule.next(at: now) != nil)
    }

    @Test("what is put back is as it was; after a new reading a receiver's wish is known still")
    func putBack() {
        var schedule = WebhookSchedule(seed: 7)
        schedule.add(delivery(1, "a"))
        let sent = schedule.next(at: start)!
        schedule.putBack(sent, at: start)
        #expect(schedule.sending == 0 && schedule.next(at: start) == sent)
        take(&schedule, .throttled(status: 429, seconds: 60), of: sent, at: start)
        schedule.clear()
        #expect(schedule.count == 0 && schedule.next(at: start) == nil)
        schedule.add(delivery(1, "a"))
        #expect(schedule.next(at: start.adding(spanNs: 59 * Span.secondNs)) == nil)
        #expect(schedule.next(at: start.adding(spanNs: 60 * Span.secondNs)) != nil)
    }

    @Test("Retry-After is obeyed, by all messages of the endpoint")
    func throttled() {
        var schedule = WebhookSchedule(seed: 5)
        schedule.add(delivery(1, "a"))
        schedule.add(delivery(2, "b"))
        let sent = schedule.next(at: start)!
        take(&schedule, .throttled(status: 429, seconds: 60), of: sent, at: start)
        #expect(schedule.next(at: start.adding(spanNs: 59 * Span.secondNs)) == nil)
        #expect(schedule.next(at: start.adding(spanNs: 60 * Span.secondNs)) != nil)
    }
}
