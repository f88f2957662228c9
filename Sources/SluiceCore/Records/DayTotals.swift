/// What happened to locked credit of one currency on one business date:
/// opening + placed + incremented − captured − released − expired = closing.
public struct DayTotals: Hashable, Sendable {
    public var date: BusinessDate
    public var currency: Currency
    public var opening: Int64
    public var placed: Int64 = 0
    public var incremented: Int64 = 0
    public var captured: Int64 = 0
    public var released: Int64 = 0
    public var expired: Int64 = 0
    /// Not part of the sum: refunds follow captures.
    public var refunded: Int64 = 0

    public init(date: BusinessDate, currency: Currency, opening: Int64 = 0) {
        self.date = date
        self.currency = currency
        self.opening = opening
    }

    public var closing: Int64 {
        opening + placed + incremented - captured - released - expired
    }
}

/// The totals of the days not closed yet, and where the last closed one ended.
public struct DayBook: Hashable, Sendable {
    /// The newest closed day; nil before the first.
    public var closedThrough: BusinessDate?
    /// What was held at its end, in ascending order of currency.
    public var closing: [DayTotals] = []
    /// Ascending by date and currency; `opening` is set when the day is closed.
    public var open: [DayTotals] = []
}
