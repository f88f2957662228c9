import SluiceCore
import SluiceEngine
import Synchronization

/// The clocks of a simulated machine: time passes when it is told to, and a nanosecond at each look, so
/// that no two commands have the same time.
final class SimulatedClock: Sendable {
    private struct State {
        /// Since the beginning of the world.
        var passedNs: Int64 = 10 * Span.dayNs
        /// As much as that when somebody last looked.
        var seenNs: Int64 = 0
        /// How far the time of day was set.
        var setNs: Int64 = 0
        /// When the machine was started, which its monotonic clock counts from.
        var bootedNs: Int64 = 0
        var isSynchronised = true
    }

    private let state = Mutex(State())

    var wall: WallClock {
        WallClock(
            now: {
                self.state.withLock { state in
                    state.passedNs += 1
                    state.seenNs = state.passedNs
                    return Instant(ns: max(0, state.passedNs + state.setNs))
                }
            },
            monotonicNs: { self.state.withLock { $0.passedNs - $0.bootedNs } },
            isSynchronised: { self.state.withLock { $0.isSynchronised } })
    }

    /// When somebody looked last.
    var seenNs: Int64 { state.withLock { $0.seenNs } }

    /// What has passed since then.
    var unseenNs: Int64 { state.withLock { $0.passedNs - $0.seenNs } }

    /// Lets time pass.
    func pass(ns: Int64) { state.withLock { $0.passedNs += max(0, ns) } }

    /// Sets the time of day, by so much from what it was.
    func set(byNs span: Int64) { state.withLock { $0.setNs += span } }

    /// Starts the machine anew.
    func boot(isSynchronised: Bool) {
        state.withLock {
            $0.bootedNs = $0.passedNs
            $0.isSynchronised = isSynchronised
        }
    }

    func keep(isSynchronised: Bool) { state.withLock { $0.isSynchronised = isSynchronised } }
}
