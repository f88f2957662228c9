import SluiceAPI
import SluiceCore

/// Which message an endpoint is sent next, and when: a plain value without clock or I/O.
///
/// Messages of one account go one after the other, in order: the next one when the one before it was
/// taken, or given up. Those of other accounts do not wait for it.
///
/// ```
///  added ──► waiting ──► sending ──► taken, given up
///               ▲           │
///               └───────────┘ failed, or the endpoint wants to be left alone
/// ```
struct WebhookSchedule: Sendable {
    /// What waits of one account; the first may be on its way.
    private struct Lane {
        var waiting: [Delivery]
        var isSending = false
    }

    private struct Place: Comparable {
        var at: Instant
        var position: UInt64
        var account: AccountKey

        static func < (left: Place, right: Place) -> Bool {
            (left.at, left.position) < (right.at, right.position)
        }
    }

    private(set) var circuit = EndpointCircuit()
    private(set) var pausedUntil = Instant.epoch
    private(set) var sending = 0
    /// Messages that are not done.
    private(set) var count = 0
    private var lanes: [AccountKey: Lane] = [:]
    private var ready = BinaryHeap<Place>()
    private var random: Jitter

    /// - Parameter seed: of the pauses after failures.
    init(seed: UInt64) { random = Jitter(seed: seed) }

    /// Takes up a message; those of one account come in their order.
    mutating func add(_ delivery: Delivery) {
        count += 1
        if lanes[delivery.account] == nil {
            lanes[delivery.account] = Lane(waiting: [delivery])
            lineUp(delivery)
        } else {
            lanes[delivery.account]?.waiting.append(delivery)
        }
    }

    /// What to send now; nil if there is nothing, or nothing may be sent.
    mutating func next(at now: Instant) -> Delivery? {
        guard sending < WebhookLimits.atOnce, pausedUntil <= now,
            circuit.closedUntil(at: now) == nil, !circuit.isOpen || sending == 0,
            let place = ready.first, place.at <= now
        else { return nil }
        ready.removeFirst()
        lanes[place.account]?.isSending = true
        sending += 1
        circuit.ask()
        return lanes[place.account]?.waiting.first
    }

    /// When to look again, if nothing is answered before; nil if only an answer changes anything.
    func nextAt(_ now: Instant) -> Instant? {
        guard sending < WebhookLimits.atOnce, !circuit.isOpen || sending == 0,
            let place = ready.first
        else { return nil }
        return max(now, pausedUntil, circuit.closedUntil(at: now) ?? .epoch, place.at)
    }

    /// What becomes of a message that was being sent: noted first, and then taken, so that a kill in
    /// between repeats the newest of its account and no other.
    mutating func after(
        _ result: WebhookResult, of sent: Delivery, at now: Instant
    ) -> Delivery {
        var delivery = sent
        (delivery.status, delivery.detail) = (result.status, result.detail)
        switch result {
        case .suppressed:
            delivery.state = .suppressed
            return delivery
        case .taken: delivery.state = .sent
        case .throttled(_, let seconds):
            let spanNs = min(seconds, OutboundLimits.retryAfterSecondsMax) * Span.secondNs
            delivery.nextAt = now.adding(spanNs: spanNs)
        case .gone, .failed:
            delivery.nextAt = now.adding(
                spanNs: random.pauseNs(
                    after: sent.attempts + 1, from: WebhookLimits.pauseMinNs,
                    to: WebhookLimits.pauseMaxNs))
        }
        delivery.attempts += 1
        delivery.triedAt = now
        let isTooOld = now.ns - delivery.queuedAt.ns >= WebhookLimits.giveUpNs
        if delivery.state == .waiting, isTooOld { delivery.state = .dead }
        return delivery
    }

    /// Takes what became of a message that was being sent: the next of its account may go.
    mutating func take(_ delivery: Delivery, _ result: WebhookResult, at now: Instant) {
        sending -= 1
        switch result {
        case .suppressed: circuit.skip(at: now)
        case .taken: circuit.succeed()
        case .throttled:
            circuit.succeed()
            pausedUntil = max(pausedUntil, delivery.nextAt)
        case .gone, .failed: circuit.fail(at: now)
        }
        if delivery.state == .waiting {
            lanes[delivery.account]?.waiting[0] = delivery
        } else {
            count -= 1
            lanes[delivery.account]?.waiting.removeFirst()
        }
        lanes[delivery.account]?.isSending = false
        if let next = lanes[delivery.account]?.waiting.first {
            lineUp(next)
        } else {
            lanes[delivery.account] = nil
        }
    }

    /// Takes back a message that was not sent, as it was.
    mutating func putBack(_ delivery: Delivery, at now: Instant) {
        take(delivery, .suppressed(""), at: now)
    }

    /// Forgets what waits, which is read anew. That the endpoint wants to be left alone is known still;
    /// after failures it is asked at once.
    mutating func clear() {
        (lanes, ready, count) = ([:], BinaryHeap(), 0)
        circuit = EndpointCircuit()
    }

    /// Gives up what waits for longer than a message is tried, and is not on its way.
    mutating func giveUp(at now: Instant) -> [Delivery] {
        guard circuit.isOpen else { return [] }
        let oldest = now.adding(spanNs: -WebhookLimits.giveUpNs)
        var dead: [Delivery] = []
        for (account, lane) in lanes where !lane.isSending {
            let old = lane.waiting.prefix { $0.queuedAt <= oldest }
            guard !old.isEmpty else { continue }
            dead += old.map {
                var delivery = $0
                delivery.state = .dead
                return delivery
            }
            let rest = Array(lane.waiting.dropFirst(old.count))
            lanes[account] = rest.isEmpty ? nil : Lane(waiting: rest)
        }
        guard !dead.isEmpty else { return [] }
        count -= dead.count
        ready = BinaryHeap()
        for lane in lanes.values where !lane.isSending { lineUp(lane.waiting[0]) }
        return dead.sorted { $0.position < $1.position }
    }

    private mutating func lineUp(_ delivery: Delivery) {
        ready.push(
            Place(
                at: delivery.nextAt, position: delivery.position, account: delivery.account))
    }
}
