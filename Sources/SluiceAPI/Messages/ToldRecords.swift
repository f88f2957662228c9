import SluiceCore

/// What must be known of an open hold to tell of it.
public struct ToldHold: Hashable, Sendable {
    public var account: AccountKey
    public var merchant: MerchantKey
    public var order: OrderKey
    public var currency: Currency
    public var open: Money
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    /// The deadline of a review on it; nil without one.
    public var reviewUntil: Instant?
    /// The end of the promise that the merchant was told of last.
    public var noticedUntil: Instant?
    /// The expected time told last.
    public var expectedAt: Instant?
    /// What was said and is still so.
    public var standing: [Standing] = []
}

/// What must be known of an account to tell of it.
public struct ToldAccount: Hashable, Sendable {
    public var currency: Currency
    /// Temporary limits that have not ended, in order of setting.
    public var limits: [ToldLimit] = []
}

public struct ToldLimit: Hashable, Sendable {
    public var operation: OperationKey
    public var amount: Money
    public var until: Instant
    public var standing: [Standing] = []
}

/// A message that is so until a later fact overtakes it.
public struct Standing: Hashable, Sendable {
    /// What it is about. The integers are stored: never renumber.
    public enum Topic: UInt8, Sendable {
        /// The lock itself.
        case lock = 1
        /// That a review is open.
        case review = 2
        /// The deadline of a review.
        case reviewDeadline = 3
        /// The latest time.
        case end = 4
        /// Ship or extend.
        case notice = 5
        /// The expected time.
        case expected = 6
        /// The end of a temporary limit.
        case limit = 7
    }

    public var topic: Topic
    public var position: UInt64
}

/// A message that is no longer so.
public struct Overtaking: Hashable, Sendable {
    public var position: UInt64
    public var by: Overtaken
}

/// A limit whose coming end is to be told at a time.
public struct Reminder: Hashable, Comparable, Sendable {
    public var due: Instant
    public var account: AccountKey
    public var operation: OperationKey
    public var days: Int64

    public init(due: Instant, account: AccountKey, operation: OperationKey, days: Int64) {
        self.due = due
        self.account = account
        self.operation = operation
        self.days = days
    }

    public static func < (left: Reminder, right: Reminder) -> Bool {
        (left.due, left.account, left.operation, left.days)
            < (right.due, right.account, right.operation, right.days)
    }
}

extension Event {
    /// Whose records an event's telling rests on.
    public var told: (hold: HoldKey?, account: AccountKey?) {
        switch self {
        case .holdPlaced(let event): (event.hold, nil)
        case .holdMoved(let event): (event.hold, event.kind == .refund ? event.account : nil)
        case .holdChanged(let event): (event.hold, nil)
        case .accountOpened(let event): (nil, event.account)
        case .accountOperated(let event): (nil, event.account)
        default: (nil, nil)
        }
    }
}
