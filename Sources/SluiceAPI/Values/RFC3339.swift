/// Times as RFC 3339 text, held as nanoseconds since 1970-01-01T00:00:00Z without leap seconds.
public enum RFC3339 {
    /// The time of a text such as `2026-11-22T16:40:47.123456789+08:00`; nil if it is none.
    ///
    /// `t` and `z` may be small; a fraction has 1 to 9 digits; `-00:00` is read as UTC. A leap
    /// second (`:60`, only in the last minute UTC of a month) is the last nanosecond before it.
    /// Limits: what 64 bits hold, 1677-09-21T00:12:43.145224192Z to
    /// 2262-04-11T23:47:16.854775807Z.
    public static func parse(_ text: some StringProtocol) -> Int64? {
        var cursor = TextCursor(text)
        guard let date = CivilDate(&cursor), cursor.take("Tt") != nil,
            let hour = cursor.digits(2), hour < 24, cursor.take(":") != nil,
            let minute = cursor.digits(2), minute < 60, cursor.take(":") != nil,
            let second = cursor.digits(2), second <= 60,
            let fractionNs = fraction(&cursor),
            let offsetSeconds = offset(&cursor), cursor.isAtEnd
        else { return nil }
        let isLeapSecond = second == 60
        let local = date.daysSince1970 * secondsADay + (hour * 60 + minute) * 60
        let seconds = local + min(second, 59) - offsetSeconds
        if isLeapSecond, !endsMonth(seconds + 1) { return nil }
        let ns = isLeapSecond ? nsASecond - 1 : fractionNs
        return Int64(exactly: Int128(seconds) * Int128(nsASecond) + Int128(ns))
    }

    /// The text of a time: UTC, `Z`, and no, 3, 6 or 9 digits of fraction, as few as hold it.
    public static func format(_ timeNs: Int64) -> String {
        var seconds = Int(timeNs) / nsASecond
        var fractionNs = Int(timeNs) % nsASecond
        if fractionNs < 0 {
            fractionNs += nsASecond
            seconds -= 1
        }
        let (days, secondOfDay) = floorDivided(seconds, by: secondsADay)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(30)
        CivilDate(daysSince1970: days).append(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(secondOfDay / 3_600, width: 2)
        bytes.append(ASCII.colon)
        bytes.append(secondOfDay / 60 % 60, width: 2)
        bytes.append(ASCII.colon)
        bytes.append(secondOfDay % 60, width: 2)
        appendFraction(fractionNs, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let secondsADay = 86_400
    private static let nsASecond = 1_000_000_000

    /// Takes a fraction, if there is one, in nanoseconds; nil if it is malformed.
    private static func fraction(_ cursor: inout TextCursor) -> Int? {
        guard cursor.take(".") != nil else { return 0 }
        var ns = 0
        var unitNs = nsASecond
        while let digit = cursor.digits(1) {
            unitNs /= 10
            guard unitNs > 0 else { return nil }
            ns += digit * unitNs
        }
        return unitNs < nsASecond ? ns : nil
    }

    /// Takes `Z` or `±hh:mm`, in seconds east of UTC.
    private static func offset(_ cursor: inout TextCursor) -> Int? {
        guard let sign = cursor.take("Zz+-") else { return nil }
        guard sign == ASCII.plus || sign == ASCII.minus else { return 0 }
        guard let hours = cursor.digits(2), hours < 24, cursor.take(":") != nil,
            let minutes = cursor.digits(2), minutes < 60
        else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return sign == ASCII.minus ? -seconds : seconds
    }

    private static func endsMonth(_ seconds: Int) -> Bool {
        let (days, secondOfDay) = floorDivided(seconds, by: secondsADay)
        return secondOfDay == 0 && CivilDate(daysSince1970: days).day == 1
    }

    private static func floorDivided(_ value: Int, by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func appendFraction(_ fractionNs: Int, to bytes: inout [UInt8]) {
        guard fractionNs > 0 else { return }
        bytes.append(ASCII.period)
        if fractionNs % 1_000_000 == 0 {
            bytes.append(fractionNs / 1_000_000, width: 3)
        } else if fractionNs % 1_000 == 0 {
            bytes.append(fractionNs / 1_000, width: 6)
        } else {
            bytes.append(fractionNs, width: 9)
        }
    }
}
