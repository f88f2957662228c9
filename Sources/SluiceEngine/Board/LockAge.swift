import SluiceCore

/// How old an open lock is, in the steps of the board.
public enum LockAge: Int, CaseIterable, Sendable {
    case hour
    case day
    case threeDays
    case week
    case twoWeeks
    case month
    case older

    /// The longest span of the step; nil for the last, which has no end.
    public var longestNs: Int64? {
        switch self {
        case .hour: Span.hourNs
        case .day: Span.dayNs
        case .threeDays: 3 * Span.dayNs
        case .week: 7 * Span.dayNs
        case .twoWeeks: 14 * Span.dayNs
        case .month: 30 * Span.dayNs
        case .older: nil
        }
    }
}

/// How many open locks of one age and currency there are, and what of them is open.
public struct AgedAmount: Hashable, Sendable {
    public var age: LockAge
    public var currency: Currency
    public var count: Int
    public var amount: Money

    public init(age: LockAge, currency: Currency, count: Int, amount: Money) {
        self.age = age
        self.currency = currency
        self.count = count
        self.amount = amount
    }
}
