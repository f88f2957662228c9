import Synchronization

/// What the door counts of itself.
final class ServerMetrics: Sendable {
    struct Snapshot: Sendable {
        var requests: [Int: Int] = [:]
        var requestNs: Int64 = 0
        var batches = 0
        var batchCommands = 0
        /// Order events by what they came to.
        var events: [String: Int] = [:]
        /// Webhooks refused whole, by code.
        var webhookRefusals: [String: Int] = [:]
        /// Credentials that were not believed.
        var failures: [CredentialFault.Reason: Int] = [:]
        /// Answers that consumers read, by question, and whether they said that it helped.
        var answers: [String: (helped: Int, not: Int)] = [:]
        var streams = 0
        var streamedEvents = 0
    }

    private let state = Mutex(Snapshot())

    var snapshot: Snapshot { state.withLock { $0 } }

    func countRequest(status: Int, since began: ContinuousClock.Instant) {
        let (seconds, attoseconds) = began.duration(to: .now).components
        let ns = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        state.withLock {
            $0.requests[status, default: 0] += 1
            $0.requestNs += ns
        }
    }

    func countBatch(commands: Int) {
        state.withLock {
            $0.batches += 1
            $0.batchCommands += commands
        }
    }

    func countEvents(_ results: [EventResult]) {
        state.withLock { state in
            for result in results { state.events[result.word, default: 0] += 1 }
        }
    }

    func countWebhookRefusal(_ code: String) {
        state.withLock { $0.webhookRefusals[code, default: 0] += 1 }
    }

    func countFailure(_ reason: CredentialFault.Reason) {
        state.withLock { $0.failures[reason, default: 0] += 1 }
    }

    func countAnswer(_ question: String, isHelpful: Bool) {
        state.withLock { state in
            if isHelpful {
                state.answers[question, default: (0, 0)].helped += 1
            } else {
                state.answers[question, default: (0, 0)].not += 1
            }
        }
    }

    func countStreamed(events: Int) { state.withLock { $0.streamedEvents += events } }

    /// Opens a stream unless as many as allowed are open.
    func openStream() -> StreamSlot? {
        let isOpen = state.withLock { state in
            guard state.streams < ServerLimits.streamsMax else { return false }
            state.streams += 1
            return true
        }
        return isOpen ? StreamSlot(self) : nil
    }

    fileprivate func closeStream() { state.withLock { $0.streams -= 1 } }
}

/// One open stream; counts until nobody holds it any more, whichever way its connection ended.
final class StreamSlot: Sendable {
    private let metrics: ServerMetrics
    fileprivate init(_ metrics: ServerMetrics) { self.metrics = metrics }
    deinit { metrics.closeStream() }
}
