import ServiceLifecycle
import SluiceCore
import SluiceEngine
import Synchronization

/// What the engine answered in the last quarter of an hour, half a minute at a time. Safe to use from
/// any task.
final class Pulse: Sendable {
    /// What was answered in one span of time.
    struct Beat: Sendable {
        var until: Instant
        var answered: PerLane<TimeSteps>
        var spanNs: Int64

        /// Answers a second, in tenths.
        func tenths(_ lane: Lane) -> Int64 {
            let (count, span) = (answered[lane].count, max(1, spanNs))
            return (count * 10 * Span.secondNs + span / 2) / span
        }
    }

    private struct State {
        var last: (time: Instant, answered: PerLane<TimeSteps>)?
        var beats: [Beat] = []
    }

    static let beatSeconds = 30
    static let beatsMax = 30

    private let state = Mutex(State())

    /// The oldest first; empty until the first has passed.
    var beats: [Beat] { state.withLock(\.beats) }

    /// Takes what was answered since the start. A clock that goes back begins anew.
    func take(_ answered: PerLane<TimeSteps>, at time: Instant) {
        state.withLock { state in
            defer { state.last = (time, answered) }
            guard let last = state.last else { return }
            guard time > last.time else {
                state.beats = []
                return
            }
            state.beats.append(
                Beat(
                    until: time,
                    answered: PerLane { answered[$0].since(last.answered[$0]) },
                    spanNs: time.ns - last.time.ns))
            if state.beats.count > Pulse.beatsMax { state.beats.removeFirst() }
        }
    }
}

/// Takes the pulse for as long as the server runs.
struct PulseKeeper: Service {
    let door: Door

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                door.pulse.take(door.engine.status.answerTimes, at: door.options.clock.now())
                try await Task.sleep(for: .seconds(Pulse.beatSeconds))
            }
        }
    }
}
