import SluiceCore

/// How long something must have been so before the board shows it; docs/reference/anomalies.md has
/// each beside its condition.
public struct AnomalySpans: Hashable, Sendable {
    /// D1: the order is over.
    public var orderOverNs = 15 * Span.minuteNs
    /// D2: the hold is there without a `created`.
    public var orderUntoldNs = 15 * Span.minuteNs
    /// D2: how long ago a merchant may have sent its newest `created` and still count as one that does.
    public var createdWithinNs = 7 * Span.dayNs
    /// D3: past the end. What is due is done within seconds.
    public var endPassedNs = Span.minuteNs
    public var verdictOverdueNs = Span.minuteNs
    /// D5: past the deadline, for the same reason.
    public var reviewOverdueNs = Span.minuteNs
    /// D9: a number of the merchant's sequence is missing.
    public var sequenceGapNs = SequenceGap.missingNs
    /// D12: how long a late capture is shown.
    public var lateCaptureNs = 28 * Span.dayNs
    /// D13: goods received.
    public var creditNotReturnedNs = 5 * Span.minuteNs
    /// D14: result unknown.
    public var resultUnknownNs = Span.hourNs
    /// Parked.
    public var factParkedNs = 24 * Span.hourNs

    public static let standard = AnomalySpans()

    public init() {}
}
