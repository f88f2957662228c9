import SluiceAPI
import SluiceCore
import SluiceRisk

/// A desk as YAML, read strictly: docs/guides/staff-a-desk.md shows one.
enum DeskFile {
    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// Errors: a file that cannot be read or is wrong, with the line.
    static func load(_ path: String) throws(MappingError) -> DeskRules {
        try parse(try MappingFile.text(of: path, shipped: []) { _ in nil }, of: path)
    }

    static func parse(_ text: String, of name: String) throws(MappingError) -> DeskRules {
        let root = try YAMLObject(
            MappingFile.compose(text, of: name), path: "", of: name,
            keys: ["case", "utc_offset", "shifts", "tiers"])
        guard let caseNs = SpanCode.ns(try root.text("case")),
            (Span.secondNs...Span.dayNs).contains(caseNs)
        else { throw root.error("`case` is a span from 1s to 1d, such as 3m", at: "case") }
        var shifts: [DeskCalendar.Shift] = []
        for object in try root.objects("shifts", keys: ["days", "from", "to", "persons"]) {
            shifts.append(try shift(object))
        }
        let tiers = try root.object("tiers", keys: RiskTier.allCases.map(\.code))
        var rules: [DeskRules.Tier] = []
        for tier in RiskTier.allCases {
            rules.append(
                try self.tier(
                    tiers.object(tier.code, keys: ["weight", "burst", "sustained_per_hour"])))
        }
        return DeskRules(
            caseNs: caseNs,
            calendar: DeskCalendar(shifts: shifts, utcOffsetMinutes: try offset(root)),
            tiers: rules)
    }

    private static func shift(_ object: YAMLObject) throws(MappingError) -> DeskCalendar.Shift {
        var chosen: Set<Int> = []
        for part in try object.list("days") {
            guard let day = days.firstIndex(of: part.text) else {
                throw object.error("`days` are of \(days.joined(separator: ", "))", at: "days")
            }
            chosen.insert(day)
        }
        let (from, to) = (try minute(object, "from"), try minute(object, "to"))
        guard from < to else { throw object.error("`to` is not later than `from`", at: "to") }
        return DeskCalendar.Shift(
            days: chosen, fromMinute: from, toMinute: to,
            persons: try object.number("persons", in: 1...1_000))
    }

    private static func tier(_ object: YAMLObject) throws(MappingError) -> DeskRules.Tier {
        DeskRules.Tier(
            weight: try object.number("weight", in: 1...1_000),
            burst: try object.number("burst", in: 0...1_000_000),
            sustainedPerHour: try object.number("sustained_per_hour", in: 0...1_000_000))
    }

    /// `HH:MM` as a minute of the day; `24:00` is its end.
    private static func minute(_ object: YAMLObject, _ key: String) throws(MappingError) -> Int {
        guard let minute = clock(try object.text(key)), (0...1_440).contains(minute) else {
            throw object.error("`\(key)` is a time of day, such as \"09:00\"", at: key)
        }
        return minute
    }

    /// `+08:00`; UTC where the file says nothing.
    private static func offset(_ root: YAMLObject) throws(MappingError) -> Int {
        guard root.has("utc_offset") else { return 0 }
        let text = try root.text("utc_offset")
        guard let sign = text.first, sign == "+" || sign == "-",
            let minutes = clock(String(text.dropFirst())), minutes <= 14 * 60
        else {
            throw root.error(
                "`utc_offset` is a distance from UTC, such as \"+08:00\"", at: "utc_offset")
        }
        return sign == "-" ? -minutes : minutes
    }

    private static func clock(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hours = Int(parts[0]),
            let minutes = Int(parts[1]), (0...24).contains(hours), (0...59).contains(minutes)
        else { return nil }
        return hours * 60 + minutes
    }
}
