import SluiceAPI
import SluiceCore
import SluiceEngine

/// Puts what a page shows into the words of a language: texts, amounts, times and spans.
struct PageWords: Sendable {
    let language: Language
    /// The name of the zone whose times are told.
    let zone: String
    let now: Instant
    private let offsetSeconds: @Sendable (Instant) -> Int

    init(
        _ language: Language, zone: String, now: Instant,
        offsetSeconds: @escaping @Sendable (Instant) -> Int
    ) {
        self.language = language
        self.zone = zone
        self.now = now
        self.offsetSeconds = offsetSeconds
    }

    init(_ language: Language, _ engine: Engine, now: Instant) {
        let calendar = engine.calendar
        self.init(language, zone: engine.birth.zone, now: now) { calendar.offsetSeconds(at: $0) }
    }

    /// - Parameter places: what stands in the places of the text; a name that turns the writing turns
    ///   nothing but itself.
    func text(_ text: ConsoleText, _ places: [String: String] = [:]) -> String {
        let pieces = Catalogue.text(text, in: language).pieces { places[String($0)]?.isolated }
        return language == .chinese ? Seams.joined(pieces) : pieces.joined()
    }

    /// All texts by their names, for templates.
    var texts: [String: String] {
        Dictionary(
            uniqueKeysWithValues: ConsoleText.allCases.map {
                ($0.rawValue, Catalogue.text($0, in: language))
            })
    }

    /// The same in another language.
    func inLanguage(_ language: Language) -> PageWords {
        PageWords(language, zone: zone, now: now, offsetSeconds: offsetSeconds)
    }

    func said(_ said: Said) -> String { said.text(in: language) }
}

// MARK: Amounts

extension PageWords {
    /// `¥1,299.00`; of a currency whose sign others have too, `USD 1,299.00`.
    func amount(_ money: Money, _ currency: Currency) -> String {
        currency.code == "CNY"
            ? "¥" + plain(money, currency) : currency.code + " " + plain(money, currency)
    }

    /// `1,299.00`.
    func plain(_ money: Money, _ currency: Currency) -> String {
        let exponent = ISO4217.exponent(of: currency.code) ?? 0
        let text = DecimalText.format(minor: money.minor, exponent: exponent)
        let parts = text.split(separator: ".", maxSplits: 1)
        return grouped(parts[0]) + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// `1,299` of `1299`.
    func grouped(_ digits: some StringProtocol) -> String {
        var whole = ""
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { whole.append(",") }
            whole.append(digit)
        }
        return String(whole.reversed())
    }
}

// MARK: Times

extension PageWords {
    private struct Local {
        var date: CivilDate
        var clock: String
        var seconds: String
        /// 0 is Sunday.
        var weekday: Int
    }

    private func local(_ time: Instant) -> Local {
        let ns = time.adding(spanNs: Int64(offsetSeconds(time)) * Span.secondNs).ns
        let days = Int(ns >= 0 ? ns / Span.dayNs : (ns + 1) / Span.dayNs - 1)
        let text = RFC3339.format(ns).dropFirst(11)
        return Local(
            date: CivilDate(daysSince1970: days), clock: String(text.prefix(5)),
            seconds: String(text.prefix(8)), weekday: Self.weekday(days))
    }

    /// Of days since 1970, a Thursday.
    private static func weekday(_ daysSince1970: Int) -> Int { ((daysSince1970 + 4) % 7 + 7) % 7 }

    /// `Tue 24 Nov`, `11月24日（周二）`; of another year with it.
    func date(_ time: Instant) -> String { date(local(time)) }

    /// The same of a day of the calendar.
    func date(_ day: CivilDate) -> String {
        date(Local(date: day, clock: "", seconds: "", weekday: Self.weekday(day.daysSince1970)))
    }

    /// The same of a business date.
    func date(_ date: BusinessDate) -> String {
        self.date(CivilDate(daysSince1970: Int(date.day)))
    }

    /// `Fri 28 Nov 18:00`, `11月28日（周五）18:00`; of today without the date.
    func moment(_ time: Instant) -> String {
        let (then, today) = (local(time), local(now))
        if then.date == today.date {
            return text(.today) + " " + then.clock
        }
        return date(then) + (language == .chinese ? "" : " ") + then.clock
    }

    /// `20 Nov 09:12`, `11-20 09:12`.
    func short(_ time: Instant) -> String {
        let then = local(time)
        let date = then.date
        return switch language {
        case .chinese: "\(Self.two(date.month))-\(Self.two(date.day)) \(then.clock)"
        case .english: "\(date.day) \(Self.months[date.month - 1]) \(then.clock)"
        }
    }

    /// `10:42:07`.
    func clock(_ time: Instant) -> String { local(time).seconds }

    /// For the attribute `datetime`.
    func machine(_ time: Instant) -> String { RFC3339.format(time.ns) }

    private func date(_ then: Local) -> String {
        let isThisYear = then.date.year == local(now).date.year
        switch language {
        case .chinese:
            let day = "\(then.date.month)月\(then.date.day)日（周\(Self.weekdays[then.weekday])）"
            return isThisYear ? day : "\(then.date.year)年" + day
        case .english:
            let day =
                "\(Self.days[then.weekday]) \(then.date.day) \(Self.months[then.date.month - 1])"
            return isThisYear ? day : day + " \(then.date.year)"
        }
    }

    /// The two greatest units of a span: `2 d 3 h`, `2 天 3 小时`.
    func span(ns: Int64) -> String {
        let minutes = max(0, ns) / Span.minuteNs
        let parts: [(count: Int64, word: ConsoleText)] = [
            (minutes / 1_440, .days), (minutes / 60 % 24, .hours), (minutes % 60, .minutes),
        ]
        let told = parts.drop { $0.count == 0 }.prefix(2).filter { $0.count > 0 }
        guard !told.isEmpty else { return text(.minutes, ["count": "0"]) }
        return told.map { text($0.word, ["count": "\($0.count)"]) }.joined(separator: " ")
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let weekdays = ["日", "一", "二", "三", "四", "五", "六"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
