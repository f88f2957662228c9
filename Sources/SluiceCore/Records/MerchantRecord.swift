/// A merchant that something was said of.
public struct MerchantRecord: Hashable, Sendable {
    public var key: MerchantKey
    /// Facts waiting for their order.
    public var parkedFacts: UInt32
    public var feed: FeedRecord
    /// What its silent orders gave back on a business date.
    public var repairs: Repairs
    /// When its orders were last asked for one after the other; `.epoch` if never.
    public var sweptAt = Instant.epoch
    public var sequence: UInt64

    init(key: MerchantKey, parkedFacts: UInt32 = 0, sequence: UInt64) {
        self.key = key
        self.parkedFacts = parkedFacts
        feed = FeedRecord()
        repairs = Repairs()
        self.sequence = sequence
    }
}

/// What the engine gave back by itself on one business date.
public struct Repairs: Hashable, Sendable {
    public internal(set) var date = BusinessDate(day: .min)
    public internal(set) var amounts: [CurrencyAmount] = []

    /// What was given back on a date in a currency; an earlier one counts as the newest.
    public func amount(on date: BusinessDate, _ currency: Currency) -> Money {
        guard date <= self.date else { return .zero }
        return amounts.first { $0.currency == currency }?.amount ?? .zero
    }

    mutating func add(_ amount: Money, on date: BusinessDate, _ currency: Currency) {
        if date > self.date {
            self.date = date
            amounts = []
        }
        if let index = amounts.firstIndex(where: { $0.currency == currency }) {
            amounts[index].amount += amount
        } else {
            amounts.append(CurrencyAmount(currency: currency, amount: amount))
        }
    }
}
