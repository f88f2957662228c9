import Synchronization

/// Spans that have ended and wait to be sent: bounded, and nobody waits for room.
final class SpanQueue: Sendable {
    /// What became of spans since the start.
    struct Figures: Sendable {
        var sent = 0
        /// There was no room.
        var dropped = 0
        /// The collector did not take them.
        var failed = 0
    }

    private struct State {
        var waiting: [FinishedSpan] = []
        var figures = Figures()
    }

    private let state = Mutex(State())

    var figures: Figures { state.withLock { $0.figures } }

    func add(_ span: FinishedSpan) {
        state.withLock { state in
            guard state.waiting.count < SpanLimits.waitingMax else {
                state.figures.dropped += 1
                return
            }
            state.waiting.append(span)
        }
    }

    /// The oldest that wait, `SpanLimits.batchMax` at most.
    func take() -> [FinishedSpan] {
        state.withLock { state in
            let taken = Array(state.waiting.prefix(SpanLimits.batchMax))
            state.waiting.removeFirst(taken.count)
            return taken
        }
    }

    func count(_ spans: Int, areSent: Bool) {
        state.withLock {
            if areSent { $0.figures.sent += spans } else { $0.figures.failed += spans }
        }
    }
}
