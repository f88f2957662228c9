import SluiceCore

/// How many there are of something on the board, how much, and since when.
public struct AnomalyTally: Hashable, Sendable {
    public struct Sum: Hashable, Sendable {
        public var currency: Currency
        public var amount: Money
    }

    public private(set) var count = 0
    /// In ascending order of currency; at most `Money.maximum` each.
    public private(set) var amounts: [Sum] = []
    public private(set) var oldest: Instant?
    /// How many there are for each reason that is told, by its code.
    public private(set) var reasons: [String: Int] = [:]

    public init() {}

    public mutating func add(_ anomaly: Anomaly) {
        count += 1
        if let since = anomaly.since { oldest = min(oldest ?? since, since) }
        if let reason = anomaly.reason { reasons[reason, default: 0] += 1 }
        if let currency = anomaly.currency, let amount = anomaly.amount { add(amount, currency) }
    }

    public mutating func add(_ amount: Money, _ currency: Currency) {
        guard let index = amounts.firstIndex(where: { $0.currency.packed >= currency.packed })
        else { return amounts.append(Sum(currency: currency, amount: amount)) }
        if amounts[index].currency == currency {
            amounts[index].amount = amounts[index].amount.adding(amount) ?? .maximum
        } else {
            amounts.insert(Sum(currency: currency, amount: amount), at: index)
        }
    }
}
