import HTTPTypes

extension HTTPField.Name {
    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("\(name) is a header name")
        }
        return name
    }

    static let idempotencyKey = known("Idempotency-Key")
    static let idempotentReplay = known("Idempotent-Replay")
    static let sluiceSequence = known("Sluice-Sequence")
    /// How many rows an export had; it comes after the last.
    static let sluiceRows = known("Sluice-Rows")
    static let sluiceStale = known("Sluice-Stale")
    static let rateLimit = known("RateLimit")
    static let rateLimitPolicy = known("RateLimit-Policy")
    static let requestID = known("X-Request-Id")
    static let traceParent = known("traceparent")
    static let traceState = known("tracestate")
    static let forwardedFor = known("X-Forwarded-For")
    static let lastEventIdentifier = known("Last-Event-ID")
    static let contentTypeOptions = known("X-Content-Type-Options")
    static let frameOptions = known("X-Frame-Options")
    static let referrerPolicy = known("Referrer-Policy")
    static let contentSecurity = known("Content-Security-Policy")
    static let webhookID = known("webhook-id")
    static let webhookTimestamp = known("webhook-timestamp")
    static let webhookSignature = known("webhook-signature")
    static let refresh = known("Refresh")
    static let accelBuffering = known("X-Accel-Buffering")
}
