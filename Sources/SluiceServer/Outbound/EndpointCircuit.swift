import SluiceCore

/// Whether an endpoint is asked at all: after some failures one after another it is left alone, longer
/// each time, and then one question finds out whether it is back.
struct EndpointCircuit: Hashable, Sendable {
    private enum State: Hashable {
        case closed(failures: Int)
        case open(until: Instant, spanNs: Int64)
        /// One question is on its way.
        case trial(spanNs: Int64)
    }

    private var state = State.closed(failures: 0)

    var isOpen: Bool { if case .closed = state { false } else { true } }

    /// Until when nothing may be asked; nil if something may be, `.never` while a trial is on its way.
    func closedUntil(at now: Instant) -> Instant? {
        switch state {
        case .closed: nil
        case .open(let until, _): until > now ? until : nil
        case .trial: .never
        }
    }

    /// A question is on its way.
    mutating func ask() {
        if case .open(_, let spanNs) = state { state = .trial(spanNs: spanNs) }
    }

    /// Nothing was asked after all: a trial that was none is made again at once.
    mutating func skip(at now: Instant) {
        if case .trial(let spanNs) = state { state = .open(until: now, spanNs: spanNs) }
    }

    mutating func succeed() { state = .closed(failures: 0) }

    mutating func fail(at now: Instant) {
        switch state {
        case .closed(let failures) where failures + 1 < OutboundLimits.circuitFailures:
            state = .closed(failures: failures + 1)
        case .closed: open(for: OutboundLimits.circuitMinNs, at: now)
        // What was on its way when it opened says nothing new.
        case .open: break
        case .trial(let spanNs): open(for: min(2 * spanNs, OutboundLimits.circuitMaxNs), at: now)
        }
    }

    private mutating func open(for spanNs: Int64, at now: Instant) {
        state = .open(until: now.adding(spanNs: spanNs), spanNs: spanNs)
    }
}
