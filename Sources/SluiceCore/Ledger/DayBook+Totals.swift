extension DayBook {
    /// Adds an amount to one part of the totals of an open day.
    mutating func add(
        _ amount: Money, to part: DayTotals.Part, on day: BusinessDate,
        _ currency: Currency
    ) {
        guard amount.isPositive else { return }
        // The newest day is the last: commands come with few dates.
        var index = open.count
        while index > 0,
            day < open[index - 1].date
                || (day == open[index - 1].date
                    && currency.packed < open[index - 1].currency.packed)
        {
            index -= 1
        }
        if index > 0, open[index - 1].date == day, open[index - 1].currency == currency {
            open[index - 1].add(amount.minor, to: part)
        } else {
            var totals = DayTotals(date: day, currency: currency)
            totals.add(amount.minor, to: part)
            open.insert(totals, at: index)
        }
    }

    /// The totals of a day, each opening with what was held at the end of the day before; in
    /// ascending order of currency. Days before that are not closed are closed with it, as one.
    func totals(through date: BusinessDate) -> [DayTotals] {
        var totals = closing.map {
            DayTotals(date: date, currency: $0.currency, opening: $0.closing)
        }
        for day in open where day.date <= date {
            if let index = totals.firstIndex(where: { $0.currency == day.currency }) {
                totals[index].add(day)
            } else {
                var first = day
                first.date = date
                first.opening = 0
                totals.append(first)
            }
        }
        return totals.sorted { $0.currency.packed < $1.currency.packed }
    }

    func isClosed(_ date: BusinessDate) -> Bool { closedThrough.map { date <= $0 } ?? false }

    mutating func close(_ event: DayClosed) {
        closedThrough = event.date
        closing = event.totals
        open.removeAll { $0.date <= event.date }
    }
}

extension DayTotals {
    /// What an event adds to.
    enum Part { case placed, incremented, captured, released, expired, refunded }

    fileprivate mutating func add(_ minor: Int64, to part: Part) {
        switch part {
        case .placed: placed += minor
        case .incremented: incremented += minor
        case .captured: captured += minor
        case .released: released += minor
        case .expired: expired += minor
        case .refunded: refunded += minor
        }
    }

    fileprivate mutating func add(_ other: DayTotals) {
        placed += other.placed
        incremented += other.incremented
        captured += other.captured
        released += other.released
        expired += other.expired
        refunded += other.refunded
    }
}
