import SluiceCore

/// What statements of days are made of.
public protocol StatementViews: Sendable {
    /// The closed day that a business date belongs to, itself or a later one it was closed with;
    /// nil while it is open.
    func closedDay(_ date: BusinessDate) throws -> Viewed<ClosedDay?>

    /// What a merchant became payable for on a business date, in the order of first movement.
    func statement(
        of merchant: MerchantKey, on date: BusinessDate, after cursor: UInt64, limit: Int
    ) throws -> Viewed<MerchantStatement>
}

/// A closed day with the totals that were frozen.
public struct ClosedDay: Hashable, Sendable {
    /// The last of the days that were closed together.
    public var date: BusinessDate
    public var closedAt: Instant
    /// The sequence of the closing.
    public var sequence: UInt64
    /// In ascending order of currency.
    public var totals: [DayTotals]

    public init(date: BusinessDate, closedAt: Instant, sequence: UInt64, totals: [DayTotals]) {
        self.date = date
        self.closedAt = closedAt
        self.sequence = sequence
        self.totals = totals
    }
}

/// A page of a merchant's statement of one day, with the totals of the whole day.
public struct MerchantStatement: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public var order: Named<OrderTag>
        public var currency: Currency
        public var amounts: StatementAmounts

        public init(order: Named<OrderTag>, currency: Currency, amounts: StatementAmounts) {
            self.order = order
            self.currency = currency
            self.amounts = amounts
        }
    }

    public struct Total: Hashable, Sendable {
        public var currency: Currency
        public var amounts: StatementAmounts

        public init(currency: Currency, amounts: StatementAmounts) {
            self.currency = currency
            self.amounts = amounts
        }
    }

    public var lines: [Line]
    /// In ascending order of currency.
    public var totals: [Total]
    /// The cursor of the following page; nil at the end.
    public var next: UInt64?

    public init(lines: [Line], totals: [Total], next: UInt64?) {
        self.lines = lines
        self.totals = totals
        self.next = next
    }
}
