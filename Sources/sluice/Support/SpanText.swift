import SluiceAPI
import SluiceCore

/// Spans of time for people.
enum SpanText {
    /// One decimal of the largest unit that fits: `12.4 d`, `3.0 h`, `5.5 min`, `2.0 s`.
    static func short(_ spanNs: Int64) -> String { short(spanNs, in: .english) }

    static func short(_ spanNs: Int64, in language: Language) -> String {
        let isChinese = language == .chinese
        let units = [
            (Span.dayNs, isChinese ? "天" : "d"), (Span.hourNs, isChinese ? "小时" : "h"),
            (Span.minuteNs, isChinese ? "分钟" : "min"),
        ]
        let (unitNs, unit) =
            units.first { spanNs >= $0.0 } ?? (Span.secondNs, isChinese ? "秒" : "s")
        // To the nearest: ledger times of one second differ by nanoseconds.
        let tenths = (spanNs + unitNs / 20) / (unitNs / 10)
        return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
