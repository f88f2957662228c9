import SluiceCore

/// Locked credit that moved on one business date.
struct ReferenceDayMove: Sendable {
    let date: BusinessDate
    let currency: Currency
    var placed: Int64 = 0
    var incremented: Int64 = 0
    var captured: Int64 = 0
    var released: Int64 = 0
    var expired: Int64 = 0
    var refunded: Int64 = 0

    var isSomething: Bool {
        [placed, incremented, captured, released, expired, refunded].contains { $0 != 0 }
    }
}

extension ReferenceLedger {
    mutating func book(
        _ currency: Currency, placed: Int64 = 0, incremented: Int64 = 0, captured: Int64 = 0,
        released: Int64 = 0, expired: Int64 = 0, refunded: Int64 = 0
    ) {
        movesOfDays.append(
            ReferenceDayMove(
                date: today, currency: currency, placed: placed, incremented: incremented,
                captured: captured, released: released, expired: expired, refunded: refunded))
    }

    /// The newest day on which anything moved.
    var newestDay: BusinessDate? { movesOfDays.filter(\.isSomething).map(\.date).max() }

    /// The totals of a stretch of days up to one; `after` nil from the beginning.
    public func totals(
        after: BusinessDate?, through date: BusinessDate, _ currency: Currency
    ) -> DayTotals {
        var totals = DayTotals(date: date, currency: currency)
        for move in movesOfDays where move.currency == currency && move.date <= date {
            if let after, move.date <= after {
                totals.opening += move.placed + move.incremented
                totals.opening -= move.captured + move.released + move.expired
                continue
            }
            totals.placed += move.placed
            totals.incremented += move.incremented
            totals.captured += move.captured
            totals.released += move.released
            totals.expired += move.expired
            totals.refunded += move.refunded
        }
        return totals
    }

    /// Currencies in which anything ever moved, in ascending order.
    public var currenciesMoved: [Currency] {
        Set(movesOfDays.map(\.currency)).sorted { $0.packed < $1.packed }
    }

    mutating func closeDay(_ date: BusinessDate) -> Verdict {
        if let closedThrough, date <= closedThrough { return Verdict(.dayClosed, .date) }
        if date >= today { return Verdict(.invalidRequest, .date) }
        closedThrough = date
        return Verdict(.applied)
    }
}
