import SluiceCore

/// What a merchant is to do with a hold of its own.
public enum MerchantTask: String, Sendable, CaseIterable {
    /// Live, and promised for longer than a merchant is told of the end before it.
    case ship
    /// Live, and the promise ends within that time.
    case ending
    /// The promise is over, or the hold ended lately and not all of it was billed.
    case over
}

/// Which holds of a merchant a list shows. Which task is a hold's depends on the time.
public struct MerchantTaskFilter: Hashable, Sendable {
    public var merchant: MerchantKey
    public var task: MerchantTask
    public var now: Instant

    public init(_ merchant: MerchantKey, _ task: MerchantTask, at now: Instant) {
        self.merchant = merchant
        self.task = task
        self.now = now
    }

    /// How long a hold that ended is shown.
    public static let endedNs: Int64 = 7 * Span.dayNs

    /// Promises that end by then are about to.
    public var warnedUntil: Instant { now.adding(spanNs: HoldRecord.noticeLeadNs) }
    /// Holds that ended since then ended lately.
    public var endedSince: Instant { now.adding(spanNs: -MerchantTaskFilter.endedNs) }
}

/// A hold of a list by task.
public struct MerchantTaskView: Hashable, Sendable {
    public var hold: HoldView
    /// The furthest that its order came, of shipped and delivered; nil for neither.
    public var progress: FactKind?

    public init(hold: HoldView, progress: FactKind?) {
        self.hold = hold
        self.progress = progress
    }
}

/// What a merchant has to do, counted.
public struct MerchantTallies: Hashable, Sendable {
    /// At most so many of a kind are counted, those whose time comes first.
    public static let countedMax: Int64 = 10_000

    /// Open amounts of `ship` and `ending`, and of `over` what came back or would.
    public var tasks: [MerchantTask: AmountTally] = [:]
    /// All that are live.
    public var live = AmountTally()
    /// All whose promise is over, and all that ended lately, billed or not.
    public var ended = AmountTally()
    /// Return cases that are open: those the merchant is to inspect, and all.
    public var inspections = AmountTally()
    public var returns = AmountTally()

    public init() {}

    public subscript(task: MerchantTask) -> AmountTally { tasks[task] ?? AmountTally() }
}

/// What a merchant became payable for on one business date.
public struct StatementDay: Hashable, Sendable {
    public var date: BusinessDate
    /// Whether the day is closed, so that its figures stay.
    public var isClosed: Bool
    /// In ascending order of currency.
    public var sums: [Sum]

    /// Of one currency.
    public struct Sum: Hashable, Sendable {
        /// Orders that moved something.
        public var orders: Int64
        public var total: MerchantStatement.Total

        public init(orders: Int64, total: MerchantStatement.Total) {
            self.orders = orders
            self.total = total
        }
    }

    public init(date: BusinessDate, isClosed: Bool, sums: [Sum]) {
        self.date = date
        self.isClosed = isClosed
        self.sums = sums
    }
}
