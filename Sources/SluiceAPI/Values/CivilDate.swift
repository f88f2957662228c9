/// A day of the proleptic Gregorian calendar.
///
/// Limits: the years 0 to 9999 as text; the arithmetic holds for any year of 32 bits.
public struct CivilDate: Hashable, Comparable, Sendable {
    public let year: Int
    /// 1…12.
    public let month: Int
    /// 1…31.
    public let day: Int

    /// The day, nil if the month has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month),
            (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day `days` after 1970-01-01, before it if negative.
    ///
    /// Counts in eras of 400 years, which all have 146,097 days, from 0000-03-01 on: with March as
    /// its first month the leap day ends the year, and month lengths follow (153 m + 2) / 5.
    public init(daysSince1970 days: Int) {
        let shifted = days + CivilDate.daysFromMarch0To1970
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01, negative before it.
    public var daysSince1970: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - CivilDate.daysFromMarch0To1970
    }

    public static func isLeap(year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The days of a month 1…12.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year: year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// From 0000-03-01 to 1970-01-01.
    private static let daysFromMarch0To1970 = 719_468
}

/// As text, `2026-11-22`.
extension CivilDate {
    /// The day of a text `YYYY-MM-DD`, nil if it is none.
    public init?(_ text: some StringProtocol) {
        var cursor = TextCursor(text)
        guard let date = CivilDate(&cursor), cursor.isAtEnd else { return nil }
        self = date
    }

    init?(_ cursor: inout TextCursor) {
        guard let year = cursor.digits(4), cursor.take("-") != nil,
            let month = cursor.digits(2), cursor.take("-") != nil,
            let day = cursor.digits(2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(year, width: 4)
        bytes.append(ASCII.minus)
        bytes.append(month, width: 2)
        bytes.append(ASCII.minus)
        bytes.append(day, width: 2)
    }
}
