/// When a lock ends as its consumer was told: journalled with the command, so that it can be held against
/// what became of it. Whole seconds.
public struct Told: Hashable, Sendable {
    public var p50: Instant
    public var p80: Instant
    public var p90: Instant
    public var latest: Instant
    /// The chance that it is billed, in ten-thousandths; nil where nobody said.
    public var billedBasisPoints: UInt16?

    /// Rounds times up to the second: what was told is not told earlier.
    public init(
        p50: Instant, p80: Instant, p90: Instant, latest: Instant, billedBasisPoints: UInt16?
    ) {
        self.p50 = p50.nextSecond
        self.p80 = p80.nextSecond
        self.p90 = p90.nextSecond
        self.latest = latest.nextSecond
        self.billedBasisPoints = billedBasisPoints
    }
}

extension Instant {
    fileprivate var nextSecond: Instant {
        let past = ns % Span.secondNs
        return past <= 0 ? self : adding(spanNs: Span.secondNs - past)
    }
}
