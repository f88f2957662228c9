import Dispatch
import SluiceCore

/// Virtual time: that of the engine's clock, which may run faster than the machine's.
struct WorldClock: Sendable {
    /// What the engine's clock shows at virtual time nothing.
    let epoch: Instant
    /// The machine's monotonic clock then.
    let startNs: UInt64
    let rate: Int64

    static var machineNs: UInt64 { DispatchTime.now().uptimeNanoseconds }

    var nowNs: Int64 { Int64(Self.machineNs - startNs) * rate }

    /// How late the way over HTTP may make anything.
    var slackNs: Int64 { max(WorldLimits.slackNsMin, WorldLimits.slackNs * rate) }

    func instant(_ atNs: Int64) -> Instant { epoch.adding(spanNs: atNs) }

    func virtual(_ instant: Instant) -> Int64 { instant.ns - epoch.ns }

    /// Waits until a virtual time, or for the longest pause there is.
    func wait(until atNs: Int64?) async throws {
        let pauseNs = WorldLimits.lookMs * Span.millisecondNs
        let leftNs = atNs.map { max(0, $0 - nowNs) / rate } ?? pauseNs
        try await Task.sleep(for: .nanoseconds(min(leftNs + 1_000, pauseNs)))
    }
}
