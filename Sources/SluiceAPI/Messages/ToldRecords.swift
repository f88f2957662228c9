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
    /// When it was told at the placement to have ended but for one in ten, and at the latest.
    public var toldP90: Instant?
    public var toldLatest: Instant?
    /// When a release that is looked at has used up four fifths of its time; nil once that was told.
    public var riskAt: Instant?
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
        /// That a release may not be decided in time.
        case risk = 8
    }

    public var topic: Topic
    public var position: UInt64
}

/// A message that is no longer so.
public struct Overtaking: Hashable, Sendable {
    public var position: UInt64
    public var by: Overtaken
}

/// Something to be told at a time, if it is so then.
public struct Reminder: Hashable, Comparable, Sendable {
    public enum Subject: Hashable, Sendable {
        /// The end of a temporary limit, in days.
        case limit(OperationKey, days: Int64)
        /// That a hold has not ended by the time that was told.
        case hold(HoldKey)
        /// That a release has been looked at for four fifths of its time.
        case review(HoldKey)
    }

    public var due: Instant
    public var account: AccountKey
    public var subject: Subject

    public init(due: Instant, account: AccountKey, subject: Subject) {
        self.due = due
        self.account = account
        self.subject = subject
    }

    /// The key of what it is of, and the days of a limit; 0 of a hold and −1 of its review.
    public var stored: (key: AnyKey, days: Int64) {
        switch subject {
        case .limit(let operation, let days): (operation.retagged(), days)
        case .hold(let hold): (hold.retagged(), 0)
        case .review(let hold): (hold.retagged(), -1)
        }
    }

    public init(due: Instant, account: AccountKey, storedKey key: AnyKey, days: Int64) {
        let subject: Subject =
            switch days {
            case 0: .hold(key.retagged())
            case -1: .review(key.retagged())
            default: .limit(key.retagged(), days: days)
            }
        self.init(due: due, account: account, subject: subject)
    }

    /// The hold it is of; nil for one of an account.
    public var hold: HoldKey? {
        switch subject {
        case .limit: nil
        case .hold(let key), .review(let key): key
        }
    }

    public static func < (left: Reminder, right: Reminder) -> Bool {
        let (mine, other) = (left.stored, right.stored)
        return (left.due, left.account, mine.key, mine.days)
            < (right.due, right.account, other.key, other.days)
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

extension CommandRecord {
    /// When the hold that one of its events places was told to end.
    public func told(of event: Event) -> Told? {
        guard case .place(let body) = command.body, case .holdPlaced(let placed) = event,
            placed.hold == body.hold
        else { return nil }
        return body.told
    }
}
