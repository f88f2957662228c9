/// A refusal for load: what was full or slow, and when to come back.
public struct Overload: Hashable, Sendable {
    public var lane: Lane
    /// Seconds until what waits before the request will have been served, as fast as it is served
    /// now; 1…60.
    public var retryAfterSeconds: Int

    /// - Parameter waitNs: how long what waits will take; nil if nothing was measured yet.
    init(_ lane: Lane, waitNs: Int64?) {
        self.lane = lane
        let seconds = ((waitNs ?? 0) + 999_999_999) / 1_000_000_000
        retryAfterSeconds = Int(min(max(seconds, 1), 60))
    }
}

/// What is told of one lane.
public struct LaneFigures: Sendable {
    /// Commands that wait.
    public var depth = 0
    /// How long the request that came first waits by now.
    public var oldestNs: Int64 = 0
    /// Commands taken to be applied, and refused for load, since the start.
    public var served = 0
    public var refused = 0
}
