import SluiceCore

/// At most so many questions within any second.
struct PullRate: Hashable, Sendable {
    private(set) var perSecond: Int
    /// The newest questions, as many as a second may have, in a ring.
    private var times: [Instant] = []
    private var oldest = 0

    init(perSecond: Int) { self.perSecond = perSecond }

    /// When the next may be asked; in the past if it may be now.
    var nextAt: Instant {
        times.count < perSecond ? .epoch : times[oldest].adding(spanNs: Span.secondNs)
    }

    mutating func ask(at now: Instant) {
        if times.count < perSecond {
            times.append(now)
        } else {
            times[oldest] = now
            oldest = (oldest + 1) % times.count
        }
    }

    mutating func change(perSecond: Int) {
        guard perSecond != self.perSecond else { return }
        let inOrder = times[oldest...] + times[..<oldest]
        times = Array(inOrder.suffix(perSecond))
        oldest = 0
        self.perSecond = perSecond
    }
}
