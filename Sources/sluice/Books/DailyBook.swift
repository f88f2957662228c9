import SluiceAPI
import SluiceCore

/// What happened to locked credit day by day, counted from the events of a journal and compared
/// with what the ledger froze.
///
/// Memory: a record for each day and merchant of the range with a movement, and one for each day
/// and currency.
struct DailyBook {
    /// One line of the report.
    struct Line: Equatable {
        /// nil for all merchants together.
        var merchant: MerchantKey?
        var totals: DayTotals
    }

    /// Days that were closed, as one, and whether the journal says what was frozen.
    struct Closing: Equatable {
        var from: BusinessDate?
        var through: BusinessDate
        /// What was frozen and what the journal says, where they differ.
        var differences: [String] = []
    }

    private struct Owner: Hashable {
        var merchant: MerchantKey
        var currency: Currency
    }

    private(set) var closings: [Closing] = []
    /// What no rule could place, by currency; zero in normal work.
    private(set) var suspense: [Currency: Int64] = [:]

    private let range: ClosedRange<BusinessDate>
    /// What was held at the beginning of the range.
    private var opening: [Owner: Int64] = [:]
    private var days: [BusinessDate: [Owner: DayTotals]] = [:]
    /// Every day there is, in all merchants.
    private var sums: [BusinessDate: [Currency: DayTotals]] = [:]
    private var heldAtClosing: [Currency: Int64] = [:]

    /// All days there are.
    static let always = BusinessDate(day: .min)...BusinessDate(day: .max)

    init(_ range: ClosedRange<BusinessDate> = Self.always) { self.range = range }

    mutating func add(_ booked: BookedEvent) {
        if case .dayClosed(let event) = booked.event { return close(event) }
        guard let currency = booked.currency else { return }
        suspense[currency, default: 0] += booked.event.postings?[.suspense] ?? 0
        var moved = DayTotals(date: booked.date, currency: currency)
        moved.count(booked.event)
        guard moved != DayTotals(date: booked.date, currency: currency) else { return }
        sums[booked.date, default: [:]][
            currency, default: DayTotals(date: booked.date, currency: currency)] += moved
        let owner = Owner(merchant: booked.merchant, currency: currency)
        if booked.date < range.lowerBound {
            opening[owner, default: 0] += moved.change
        } else if range.contains(booked.date) {
            days[booked.date, default: [:]][
                owner, default: DayTotals(date: booked.date, currency: currency)] += moved
        }
    }

    /// Compares what was frozen with what was counted since the closing before.
    private mutating func close(_ event: DayClosed) {
        let previous = closings.last?.through
        var counted: [Currency: DayTotals] = [:]
        for (currency, minor) in heldAtClosing {
            counted[currency] = DayTotals(date: event.date, currency: currency, opening: minor)
        }
        for (date, totals) in sums where date <= event.date && previous.map({ date > $0 }) ?? true {
            for (currency, moved) in totals {
                counted[currency, default: DayTotals(date: event.date, currency: currency)] += moved
            }
        }
        var closing = Closing(from: previous?.adding(days: 1), through: event.date)
        for code in Set(counted.keys.map(\.code)).union(event.totals.map(\.currency.code)).sorted()
        {
            let told = event.totals.first { $0.currency.code == code }
            let found = counted.values.first { $0.currency.code == code }
            closing.differences += Self.differences(code, told, found)
        }
        closings.append(closing)
        heldAtClosing = counted.mapValues(\.closing)
    }

    private static func differences(
        _ code: String, _ told: DayTotals?, _ found: DayTotals?
    ) -> [String] {
        guard let any = told ?? found else { return [] }
        let none = DayTotals(date: any.date, currency: any.currency)
        return zip((told ?? none).columns, (found ?? none).columns).compactMap { told, found in
            told.minor == found.minor
                ? nil
                : "\(code) \(told.name): frozen \(told.minor), the journal says \(found.minor)"
        }
    }

    /// Whether a day's totals are frozen, and how; nil while it is open.
    func closing(of date: BusinessDate) -> Closing? { closings.first { date <= $0.through } }

    /// Calls `body` with the lines of the range in order of date and currency: one for all
    /// merchants, then one for each that had something held or moved, by name. Days on which
    /// nothing was held or moved have none.
    func forEachLine(names: [MerchantKey: String], _ body: (Line) -> Void) {
        var held = opening
        var bounds = range
        if range == Self.always {
            guard let first = days.keys.min(), let last = days.keys.max() else { return }
            bounds = first...last
        }
        for day in bounds.lowerBound.day...bounds.upperBound.day {
            lines(on: BusinessDate(day: day), &held, names).forEach(body)
        }
    }

    private func lines(
        on date: BusinessDate, _ held: inout [Owner: Int64], _ names: [MerchantKey: String]
    ) -> [Line] {
        let moved = days[date] ?? [:]
        var own: [Owner: DayTotals] = [:]
        for owner in Set(held.keys).union(moved.keys) {
            var totals = DayTotals(
                date: date, currency: owner.currency, opening: held[owner] ?? 0)
            if let movement = moved[owner] { totals += movement }
            held[owner] = totals.closing == 0 ? nil : totals.closing
            own[owner] = totals
        }
        let groups = Dictionary(grouping: own, by: \.key.currency.code)
        return groups.sorted { $0.key < $1.key }.flatMap { _, group -> [Line] in
            var all = DayTotals(date: date, currency: group[0].key.currency)
            for (_, totals) in group {
                all.opening += totals.opening
                all += totals
            }
            let sorted = group.sorted {
                (names[$0.key.merchant] ?? "") < (names[$1.key.merchant] ?? "")
            }
            return [Line(merchant: nil, totals: all)]
                + sorted.map { Line(merchant: $0.key.merchant, totals: $0.value) }
        }
    }
}
