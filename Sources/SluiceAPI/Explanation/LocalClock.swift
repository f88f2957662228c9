import SluiceCore

/// Tells times as people in one zone read them, to the minute: `2026-11-28 18:00 +08:00`.
public struct LocalClock: Sendable {
    private let offsetSeconds: @Sendable (Instant) -> Int

    /// - Parameter offsetSeconds: how far east of UTC the zone is at a time.
    public init(offsetSeconds: @escaping @Sendable (Instant) -> Int) {
        self.offsetSeconds = offsetSeconds
    }

    public static let utc = LocalClock { _ in 0 }

    public func text(_ time: Instant) -> String {
        let offsetMinutes = offsetSeconds(time) / 60
        let local = time.adding(spanNs: Int64(offsetMinutes) * Span.minuteNs)
        var text = RFC3339.format(local.ns).prefix(16)
        text.replaceSubrange(
            text.index(text.startIndex, offsetBy: 10)...text.index(text.startIndex, offsetBy: 10),
            with: " ")
        let (hours, minutes) = abs(offsetMinutes).quotientAndRemainder(dividingBy: 60)
        return text + " " + (offsetMinutes < 0 ? "-" : "+") + LocalClock.two(hours) + ":"
            + LocalClock.two(minutes)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
