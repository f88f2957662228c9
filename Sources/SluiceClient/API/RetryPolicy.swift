/// When a request is sent again.
///
/// Waits double from `base` to `longest`, with full jitter: a wait is anywhere between nothing and that.
/// A `Retry-After` of the server is waited out first.
public struct RetryPolicy: Sendable {
    /// How often a request is sent at most; 1 for never again.
    public var attemptsMax: Int
    public var base: Duration
    public var longest: Duration

    public init(
        attemptsMax: Int = 6, base: Duration = .milliseconds(100), longest: Duration = .seconds(10)
    ) {
        self.attemptsMax = attemptsMax
        self.base = base
        self.longest = longest
    }

    /// How long to wait before the next attempt; nil if there is none.
    /// - Parameters:
    ///   - attempts: how often it was sent, at least once.
    ///   - fraction: drawn evenly from 0…1.
    func pause(afterAttempts attempts: Int, retryAfter: Duration?, fraction: Double) -> Duration? {
        guard attempts < attemptsMax else { return nil }
        // 2^20 bases are longer than anybody waits.
        let most = min(longest, base * (1 << min(attempts - 1, 20)))
        return (retryAfter ?? .zero) + most * fraction
    }
}
