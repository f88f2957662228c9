import SluiceAPI
import SluiceCore
import SluiceEngine

/// Who of a merchant's orders is asked for next, and when: a plain value without clock or I/O.
///
/// What waits is handed out by a `FairQueue` whose capacity is what the endpoint takes; what failed
/// comes back after a pause.
///
/// ```
///  wish ──► waiting ──► asking ──► answered
///              ▲           │
///              └─ delayed ◄┘ failed, or the endpoint wants to be left alone
/// ```
struct PullSchedule: Sendable {
    struct Ask: Hashable, Sendable {
        var order: OrderKey
        var number: String
    }

    private enum State: Hashable { case waiting, delayed, asking }

    private struct Entry {
        var number: String
        var urgency: PullClass
        var promised: Instant
        let since: Instant
        var state = State.waiting
        var notBefore = Instant.epoch
        var failures = 0
        /// Its newest place in the queue or among what is delayed; older ones are stale.
        var ticket: UInt64 = 0
        /// The newest pass over the wishes that saw it; `.max` for one that no wish brought.
        var pass: UInt64
    }

    private struct Place: Comparable {
        var at: Instant
        var ticket: UInt64
        var order: OrderKey

        static func < (left: Place, right: Place) -> Bool {
            (left.at, left.ticket) < (right.at, right.ticket)
        }
    }

    private(set) var limits: Connector.Limits
    private(set) var circuit = EndpointCircuit()
    private(set) var pausedUntil = Instant.epoch
    private(set) var asking = 0
    /// Orders without an answer, by class.
    private var counts = PullClass.allCases.map { _ in 0 }
    private var rate: PullRate
    private var random: Jitter
    private var entries: [OrderKey: Entry] = [:]
    private var queue = FairQueue<Int, Place>(
        weights: PullClass.allCases.map(\.weight), quantum: 1)
    private var delayed = BinaryHeap<Place>()
    private var tickets: UInt64 = 0

    init(_ limits: Connector.Limits, seed: UInt64) {
        self.limits = limits
        rate = PullRate(perSecond: limits.perSecond)
        random = Jitter(seed: seed)
    }

    /// Orders without an answer.
    var count: Int { entries.count }

    /// Those of a class.
    func count(of urgency: PullClass) -> Int { counts[urgency.rawValue] }

    /// When the one that has waited longest began to; nil if none waits. Complexity: O(orders).
    var oldest: Instant? { entries.values.lazy.map(\.since).min() }

    /// The same of a class.
    func oldest(of urgency: PullClass) -> Instant? {
        entries.values.lazy.filter { $0.urgency == urgency }.map(\.since).min()
    }

    mutating func change(_ limits: Connector.Limits) {
        self.limits = limits
        rate.change(perSecond: limits.perSecond)
    }

    // MARK: Wishes

    /// Takes an order in, or makes it more urgent.
    /// - Parameter pass: the pass over the wishes that brought it; nil: asked for by a person, or of a
    ///   sweep, and not forgotten before it is answered.
    /// - Returns: whether there was room.
    @discardableResult
    mutating func wish(
        _ ask: Ask, _ urgency: PullClass, promised: Instant, pass: UInt64?, at now: Instant
    ) -> Bool {
        if var known = entries[ask.order] {
            if known.pass != .max { known.pass = pass ?? .max }
            let isSooner =
                urgency.rawValue < known.urgency.rawValue || promised < known.promised
            if urgency.rawValue < known.urgency.rawValue {
                counts[known.urgency.rawValue] -= 1
                counts[urgency.rawValue] += 1
                known.urgency = urgency
            }
            known.promised = min(promised, known.promised)
            entries[ask.order] = known
            // A person does not wait for what others were made to wait for.
            let isWanted = known.state == .delayed && pass == nil && urgency == .urgent
            if known.state == .waiting && isSooner || isWanted { lineUp(ask.order) }
            return true
        }
        guard urgency == .urgent || count(of: urgency) < PullLimits.waitingMax else { return false }
        counts[urgency.rawValue] += 1
        entries[ask.order] = Entry(
            number: ask.number, urgency: urgency, promised: promised, since: now,
            pass: pass ?? .max)
        lineUp(ask.order)
        return true
    }

    /// Forgets what no wish of a pass, or a later one, brought.
    mutating func forget(before pass: UInt64) {
        let ended = entries.filter { $0.value.pass < pass && $0.value.state != .asking }
        for order in ended.keys { remove(order) }
    }

    /// When an order will be asked for at the earliest, as things are; nil if it does not wait.
    func plannedAt(_ order: OrderKey, at now: Instant) -> Instant? {
        guard let entry = entries[order] else { return nil }
        if entry.state == .asking { return now }
        var at = max(now, pausedUntil, entry.notBefore)
        if let until = circuit.closedUntil(at: now), until != .never { at = max(at, until) }
        let ahead = (0...entry.urgency.rawValue).reduce(0) { $0 + queue.count(of: $1) } - 1
        return at.adding(spanNs: Int64(max(0, ahead) / limits.perSecond) * Span.secondNs)
    }

    // MARK: Asking

    /// The order to ask for now; nil if there is none, or nothing may be asked.
    mutating func next(at now: Instant) -> Ask? {
        wake(at: now)
        guard asking < limits.atOnce, pausedUntil <= now, rate.nextAt <= now,
            circuit.closedUntil(at: now) == nil, !circuit.isOpen || asking == 0
        else { return nil }
        // A stale place costs its class no turn.
        let next = queue.pop { entries[$0.order]?.ticket == $0.ticket }
        guard let place = next?.item, let number = entries[place.order]?.number else { return nil }
        entries[place.order]?.state = .asking
        asking += 1
        rate.ask(at: now)
        circuit.ask()
        return Ask(order: place.order, number: number)
    }

    /// When to look again, if nothing is answered before; nil if only an answer changes anything.
    func nextAt(_ now: Instant) -> Instant? {
        guard asking < limits.atOnce, !circuit.isOpen || asking == 0 else { return nil }
        let may = max(now, pausedUntil, rate.nextAt, circuit.closedUntil(at: now) ?? .epoch)
        if !queue.isEmpty { return may }
        return delayed.first.map { max(may, $0.at) }
    }

    /// The merchant showed the order, or does not know it, and the ledger has it.
    mutating func answered(_ order: OrderKey, at now: Instant) {
        asking -= 1
        circuit.succeed()
        remove(order)
    }

    mutating func failed(_ order: OrderKey, _ failure: PullFailure, at now: Instant) {
        asking -= 1
        if failure.isOfEndpoint { circuit.fail(at: now) } else { circuit.succeed() }
        guard var entry = entries[order] else { return }
        entry.failures += 1
        entries[order] = entry
        delay(order, until: now.adding(spanNs: pauseNs(after: entry.failures)))
    }

    /// The endpoint wants to be left alone.
    mutating func throttled(_ order: OrderKey, seconds: Int64, at now: Instant) {
        asking -= 1
        circuit.succeed()
        let spanNs = min(seconds, OutboundLimits.retryAfterSecondsMax) * Span.secondNs
        pausedUntil = max(pausedUntil, now.adding(spanNs: spanNs))
        delay(order, until: pausedUntil)
    }

    /// 1 s after the first failure, doubling to ten minutes, give or take half.
    private mutating func pauseNs(after failures: Int) -> Int64 {
        random.pauseNs(
            after: failures, from: PullLimits.pauseMinNs, to: PullLimits.pauseMaxNs)
    }

    private mutating func delay(_ order: OrderKey, until at: Instant) {
        guard entries[order] != nil else { return }
        tickets += 1
        entries[order]?.ticket = tickets
        entries[order]?.state = .delayed
        entries[order]?.notBefore = at
        delayed.push(Place(at: at, ticket: tickets, order: order))
    }

    private mutating func wake(at now: Instant) {
        while let place = delayed.first, place.at <= now {
            delayed.removeFirst()
            if entries[place.order]?.ticket == place.ticket { lineUp(place.order) }
        }
    }

    private mutating func lineUp(_ order: OrderKey) {
        guard let entry = entries[order] else { return }
        tickets += 1
        entries[order]?.ticket = tickets
        entries[order]?.state = .waiting
        queue.push(
            Place(at: entry.promised, ticket: tickets, order: order),
            classIndex: entry.urgency.rawValue, key: 0, promised: entry.promised, cost: 1)
    }

    private mutating func remove(_ order: OrderKey) {
        if let entry = entries.removeValue(forKey: order) { counts[entry.urgency.rawValue] -= 1 }
    }
}
