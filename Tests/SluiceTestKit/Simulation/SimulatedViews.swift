import SluiceCore
import SluiceEngine
import Synchronization

/// A follower that keeps nothing but what it was given last, makes its checkpoint durable now and then,
/// and loses the rest in a crash.
final class SimulatedViews: FeedConsumer {
    private struct State {
        var row: UInt64 = 0
        var event: UInt64 = 0
        var durable: (row: UInt64, event: UInt64) = (0, 0)
        var failures = 0
        var fault: String?
    }

    private let state = Mutex(State())

    var name: String { "views" }

    /// What it was given that does not follow.
    var fault: String? { state.withLock { $0.fault } }

    func checkpoint() throws -> UInt64 { state.withLock { $0.row } }

    func consume(_ batches: [CommittedBatch]) throws {
        try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw JournalError(.unavailable, "injected")
            }
            for batch in batches {
                if batch.row != state.row + 1 || batch.firstEvent != state.event + 1 {
                    state.fault =
                        "row \(batch.row) with event \(batch.firstEvent) after row \(state.row) "
                        + "with event \(state.event)"
                }
                state.row = batch.row
                state.event += UInt64(batch.records.reduce(0) { $0 + $1.events.count })
            }
            // Every third row: a checkpoint costs an fsync.
            if state.row % 3 == 0 { state.durable = (state.row, state.event) }
        }
    }

    func fail(times: Int) { state.withLock { $0.failures = times } }

    func crash() {
        state.withLock {
            ($0.row, $0.event) = $0.durable
            $0.failures = 0
        }
    }

    /// Throws all away.
    func clear() {
        state.withLock {
            $0.durable = (0, 0)
            ($0.row, $0.event) = $0.durable
        }
    }
}
