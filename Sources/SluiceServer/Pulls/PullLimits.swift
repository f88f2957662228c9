import SluiceCore

/// Limits of asking merchants, each with its reason. Those of an endpoint are its connector's.
enum PullLimits {
    /// Orders of a connector that wait in memory, of each class: no class takes the room of another. More
    /// are taken up when these are done. What a person asks for, or a result that is unknown, is taken
    /// beyond it.
    static let waitingMax = 10_000
    /// Orders of a sweep that wait at once: it is read on as they are asked for.
    static let sweepWaitingMax = 1_000
    /// How often wishes are read.
    static let readSeconds = 1
    /// How often it is looked whether something may be asked, while anything waits.
    static let lookNs = 50 * Span.millisecondNs
    /// How often all wishes are read again from the first: those that have ended are forgotten.
    static let passSeconds = 60
    /// How often it is asked whether numbers of sequences are missing.
    static let sweepSeconds = 10
    /// The pause after the first failure of an order, and the longest: it doubles, give or take half.
    static let pauseMinNs = Span.secondNs
    static let pauseMaxNs = 10 * Span.minuteNs
}
