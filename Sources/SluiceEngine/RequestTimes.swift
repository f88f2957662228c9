import Foundation
import SluiceCore
import Synchronization

/// When a request passed its stages, by the time of day of the machine: for who asks after one request,
/// beside the figures of all.
public struct RequestTimes: Sendable {
    public var lane: Lane
    /// It was put into its lane.
    public var cameAt: Instant
    /// It left the lane and is applied; nil if it was refused before.
    public var beganAt: Instant?
    /// It was applied, and waits for what it saw to be durable; nil if it was refused before.
    public var appliedAt: Instant?
    /// It is answered.
    public var endedAt: Instant
}

/// Who is told the times of a request, once it is answered.
///
/// A type of its own: of a bare function as the value of a task Swift 6.3 has no metadata at run time once it
/// is optimised, and ends the process there.
public struct RequestWatcher: Sendable {
    let note: @Sendable (RequestTimes) -> Void

    public init(_ note: @escaping @Sendable (RequestTimes) -> Void) { self.note = note }
}

/// Notes the stages of one request while it passes from thread to thread, in nanoseconds of the
/// monotonic clock; 0 is not yet.
final class RequestWatch: Sendable {
    private let cameNs = SystemClock.monotonicNs()
    private let beganNs = Atomic<Int64>(0)
    private let appliedNs = Atomic<Int64>(0)
    private let endedNs = Atomic<Int64>(0)

    /// The first of its pieces is begun.
    func began() {
        _ = beganNs.compareExchange(
            expected: 0, desired: SystemClock.monotonicNs(), ordering: .releasing)
    }

    /// A piece was applied; the last of them is noted.
    func applied() { appliedNs.store(SystemClock.monotonicNs(), ordering: .releasing) }
    func ended() { endedNs.store(SystemClock.monotonicNs(), ordering: .releasing) }

    /// What was noted, once the request has ended.
    func times(of lane: Lane) -> RequestTimes {
        let sinceBootNs = SystemClock.ns(CLOCK_REALTIME) - SystemClock.monotonicNs()
        func instant(_ ns: Int64) -> Instant? { ns == 0 ? nil : Instant(ns: ns + sinceBootNs) }
        let endedAt = instant(endedNs.load(ordering: .acquiring))
        return RequestTimes(
            lane: lane, cameAt: Instant(ns: cameNs + sinceBootNs),
            beganAt: instant(beganNs.load(ordering: .acquiring)),
            appliedAt: instant(appliedNs.load(ordering: .acquiring)),
            endedAt: endedAt ?? Instant(ns: cameNs + sinceBootNs))
    }
}
