import SluiceCore

/// Limits of telling messages to the endpoints of others, each with its reason.
enum WebhookLimits {
    /// Endpoints of all: each reads every message after its own place.
    static let endpointsMax = 100
    /// Endpoints of one merchant, for a few systems of its own.
    static let ofMerchantMax = 8
    /// Messages of an endpoint that wait in memory; more are taken up when these are done.
    static let waitingMax = 1_000
    /// Requests to an endpoint at once, each of another account.
    static let atOnce = 8
    /// How often it is looked for new messages.
    static let lookNs = 50 * Span.millisecondNs
    /// The pause after the first failure of a message, and the longest: it doubles, give or take half.
    static let pauseMinNs = 5 * Span.secondNs
    static let pauseMaxNs = Span.hourNs
    /// How long a message is tried before it is given up.
    static let giveUpNs = 3 * Span.dayNs
    /// How long the secret before the newest still signs.
    static let overlapNs = 24 * Span.hourNs
}
