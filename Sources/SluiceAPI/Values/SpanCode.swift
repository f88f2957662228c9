import SluiceCore

/// Spans of time as policies write them: a whole number and a unit, `30d`, `24h`, `15m`, `30s`.
///
/// A day is 24 hours. `ns` tells exactly what no other unit does.
public enum SpanCode {
    private static let units: [(text: String, ns: Int64)] = [
        ("d", Span.dayNs), ("h", Span.hourNs), ("m", Span.minuteNs), ("s", Span.secondNs),
        ("ns", 1),
    ]

    /// The span in the largest unit that tells it exactly.
    public static func text(_ spanNs: Int64) -> String {
        guard spanNs != 0 else { return "0s" }
        // Every span is a whole number of nanoseconds.
        let unit = units.first { spanNs % $0.ns == 0 } ?? units[units.count - 1]
        return "\(spanNs / unit.ns)\(unit.text)"
    }

    /// The nanoseconds of a text; nil for another form, and beyond `Policy.spanMaxNs`.
    public static func ns(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.text == rest }), let count = Int64(digits),
            digits == String(count), count <= Policy.spanMaxNs / unit.ns
        else { return nil }
        return count * unit.ns
    }
}
