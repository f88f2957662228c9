import SluiceCore

/// Limits of whatever asks or tells the endpoints of others, each with its reason.
enum OutboundLimits {
    /// Failures of an endpoint one after another that open its circuit.
    static let circuitFailures = 5
    /// How long a circuit is open the first time, and at most: it doubles.
    static let circuitMinNs = 30 * Span.secondNs
    static let circuitMaxNs = 10 * Span.minuteNs
    /// The longest that an endpoint is left alone because it asks for it.
    static let retryAfterSecondsMax: Int64 = 86_400
}
