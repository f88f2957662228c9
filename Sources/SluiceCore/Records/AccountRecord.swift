/// A credit line.
public struct AccountRecord: Hashable, Sendable {
    public var key: AccountKey
    /// The person whose line it is: may not approve what concerns it.
    public var owner: SubjectKey
    public var currency: Currency
    public var openedAt: Instant
    /// The limit in it is the one in force: `fixedLimit` and all temporary ones.
    public var balances: Balances
    public var fixedLimit: Money
    private var openingLimit: Money
    /// What few accounts have; nil where there is none of it.
    private var details: Shared<AccountDetails>?
    public var openedSequence: UInt64
    /// The sequence of the newest event that changed the account.
    public var sequence: UInt64

    // Derived, not part of the canonical record.

    /// The first hold of the ring of live holds of this account, in order of placement.
    var firstLiveHold: Slot = .none
    var lastLiveHold: Slot = .none
    /// Nothing of the account and its live holds is due before this.
    var nextDue: Instant = .never
    /// The due time the account itself is ahead with.
    var scheduledDue: Instant = .never

    init(
        key: AccountKey, owner: SubjectKey, currency: Currency, openedAt: Instant,
        balances: Balances, opening: Balances, fixedLimit: Money, sequence: UInt64
    ) {
        self.key = key
        self.owner = owner
        self.currency = currency
        self.openedAt = openedAt
        self.balances = balances
        self.fixedLimit = fixedLimit
        self.openingLimit = opening.limit
        self.openedSequence = sequence
        self.sequence = sequence
        self.opening = opening
    }

    /// What the account was opened with: part of the content of its id.
    public private(set) var opening: Balances {
        get { details?.value.opening ?? Balances(limit: openingLimit) }
        set {
            openingLimit = newValue.limit
            change { $0.opening = newValue == Balances(limit: newValue.limit) ? nil : newValue }
        }
    }

    /// In order of setting.
    public var temporaryLimits: [TemporaryLimit] {
        get { details?.value.temporaryLimits ?? [] }
        set { change { $0.temporaryLimits = newValue } }
    }

    public var restrictions: [Restriction] {
        get { details?.value.restrictions ?? [] }
        set { change { $0.restrictions = newValue } }
    }

    /// Surplus owed to the consumer, in order of the refunds.
    public var payouts: [Payout] {
        get { details?.value.payouts ?? [] }
        set { change { $0.payouts = newValue } }
    }

    /// The newest purchases declined for want of limit, oldest first.
    public var declines: [RecentDecline] {
        get { details?.value.declines ?? [] }
        set { change { $0.declines = newValue } }
    }

    private mutating func change(_ body: (inout AccountDetails) -> Void) {
        var changed = details?.value ?? AccountDetails()
        body(&changed)
        details = changed == AccountDetails() ? nil : Shared(changed)
    }

    /// What a hold of a scenario may take: the limits bound to other scenarios do not count.
    public func headroomMinor(scenario: Code) -> Int64 {
        var headroom = balances.headroomMinor
        for limit in temporaryLimits {
            if let bound = limit.scenario, bound != scenario { headroom -= limit.amount.minor }
        }
        return headroom
    }

    /// Whether it has anything that few accounts have, such as what is due of itself.
    var hasDetails: Bool { details != nil }

    /// What of the account itself is due next: the end of a limit or of a payout's time.
    var nextItem: AccountItem? {
        var next: AccountItem?
        func consider(_ item: AccountItem) {
            if let found = next, (found.due, found.sequence) <= (item.due, item.sequence) { return }
            next = item
        }
        for limit in temporaryLimits {
            consider(AccountItem(due: limit.until, sequence: limit.sequence, of: .limit(limit)))
        }
        for payout in payouts where !payout.isOverdue {
            consider(AccountItem(due: payout.dueAt, sequence: payout.sequence, of: .payout(payout)))
        }
        return next
    }
}

/// What few accounts have: it takes no room in the others.
private struct AccountDetails: Hashable, Sendable {
    /// What an account was opened with beside its limit.
    var opening: Balances?
    var temporaryLimits: [TemporaryLimit] = []
    var restrictions: [Restriction] = []
    var payouts: [Payout] = []
    var declines: [RecentDecline] = []
}

/// What of an account is due by itself.
struct AccountItem {
    enum Content {
        case limit(TemporaryLimit)
        case payout(Payout)
    }

    var due: Instant
    var sequence: UInt64
    var content: Content

    init(due: Instant, sequence: UInt64, of content: Content) {
        self.due = due
        self.sequence = sequence
        self.content = content
    }
}

/// A limit with an end 临时额度.
public struct TemporaryLimit: Hashable, Sendable {
    /// The id under which it was set.
    public var key: OperationKey
    public var amount: Money
    public var until: Instant
    /// The kind of sale it is for; nil: any.
    public var scenario: Code?
    public var sequence: UInt64
}

/// A ban on placing and incrementing 暂停使用.
public struct Restriction: Hashable, Sendable {
    public var key: OperationKey
    public var kind: RestrictionKind
    public var since: Instant
    public var reviewBy: Instant?
    public var sequence: UInt64
}

/// Whose ban it is. The integers are journalled: never renumber.
public enum RestrictionKind: UInt8, Sendable, CaseIterable {
    /// The consumer asked for it.
    case user = 1
    case risk = 2
    case delinquency = 3
    case law = 4

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// An obligation to pay the consumer a surplus.
public struct Payout: Hashable, Sendable {
    /// The refund the surplus came from.
    public var key: OperationKey
    public var hold: HoldKey
    public var amount: Money
    public var dueAt: Instant
    /// Whether its time passed and was told.
    public var isOverdue: Bool
    public var sequence: UInt64

    public init(
        key: OperationKey, hold: HoldKey, amount: Money, dueAt: Instant,
        isOverdue: Bool = false, sequence: UInt64 = 0
    ) {
        self.key = key
        self.hold = hold
        self.amount = amount
        self.dueAt = dueAt
        self.isOverdue = isOverdue
        self.sequence = sequence
    }
}

/// What was done to an account under an id of its own.
public struct AccountOperation: Hashable, Sendable {
    public var key: OperationKey
    public var account: AccountKey
    public var kind: AccountOperationKind
    public var content: AccountRequest
    /// The sequence of the operation that took this one back or ended it; 0 for none.
    public var reversedSequence: UInt64
    public var sequence: UInt64

    public var isReversed: Bool { reversedSequence > 0 }

    public init(
        key: OperationKey, account: AccountKey, kind: AccountOperationKind,
        content: AccountRequest, reversedSequence: UInt64 = 0, sequence: UInt64 = 0
    ) {
        self.key = key
        self.account = account
        self.kind = kind
        self.content = content
        self.reversedSequence = reversedSequence
        self.sequence = sequence
    }
}

/// The content of an operation on an account.
public struct AccountRequest: Hashable, Sendable {
    /// The limit, or the principal repaid, taken back or paid out.
    public var amount: Money
    public var reason: Reason
    /// The operation this one is about: the repayment, limit, restriction or payout.
    public var subject: OperationKey
    public var until: Instant?
    public var scenario: Code?
    public var restriction: RestrictionKind?
    /// The hold whose refund a payout came from, where no event of the hold tells it.
    public var hold: HoldKey

    public init(
        amount: Money = .zero, reason: Reason = .none, subject: OperationKey = .none,
        until: Instant? = nil, scenario: Code? = nil, restriction: RestrictionKind? = nil,
        hold: HoldKey = .none
    ) {
        self.amount = amount
        self.reason = reason
        self.subject = subject
        self.until = until
        self.scenario = scenario
        self.restriction = restriction
        self.hold = hold
    }
}

/// The integers are journalled: never renumber.
public enum AccountOperationKind: UInt8, Sendable, CaseIterable {
    case limit = 1
    case repayment = 2
    case reversal = 3
    case temporaryLimit = 4
    /// The end of a temporary limit, by its time or by an operation.
    case limitEnd = 5
    case restriction = 6
    case lift = 7
    case payout = 8
    /// The time of a payout passed.
    case payoutOverdue = 9
    /// A payout that a migrated account brings.
    case payoutBrought = 10

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}
