import SluiceCore

/// Lists, histories and single reads made from the feed.
///
/// A protocol of its own because lists need an index, which is a store's business, while the doors
/// that show them know no store. What it gives may be behind the journal and says how far it is.
/// Cursors are sequences of first events: a list neither skips nor repeats what was there when it
/// was begun, whatever is written meanwhile. Limits: pages of 1 to 1,000 items.
public protocol Views: Sendable {
    func account(_ key: AccountKey) throws -> Viewed<AccountView?>
    /// In the order of opening.
    func accounts(after cursor: UInt64, limit: Int) throws -> Viewed<ViewPage<AccountView>>

    func hold(_ key: HoldKey) throws -> Viewed<HoldView?>
    /// In the order of placement.
    func holds(
        _ filter: HoldFilter, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<HoldView>>

    /// What happened to one thing, oldest first.
    func timeline(
        of subject: TimelineSubject, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<TimelineEntry>>

    /// The closed day that a business date belongs to, itself or a later one it was closed with;
    /// nil while it is open.
    func closedDay(_ date: BusinessDate) throws -> Viewed<ClosedDay?>

    /// What a merchant became payable for on a business date, in the order of first movement.
    func statement(
        of merchant: MerchantKey, on date: BusinessDate, after cursor: UInt64, limit: Int
    ) throws -> Viewed<MerchantStatement>
}

/// A value with the sequence of the newest event it can know of.
public struct Viewed<Value: Sendable>: Sendable {
    public var value: Value
    public var sequence: UInt64

    public init(_ value: Value, sequence: UInt64) {
        self.value = value
        self.sequence = sequence
    }
}

/// Part of a list. `next` is the cursor of the following page; nil at the end.
public struct ViewPage<Item: Sendable>: Sendable {
    public var items: [Item]
    public var next: UInt64?

    public init(items: [Item], next: UInt64?) {
        self.items = items
        self.next = next
    }
}

/// A key with the name it was derived from; no name if it was never told.
public struct Named<Tag: Sendable>: Hashable, Sendable {
    public var key: Key<Tag>
    public var name: String?

    public init(key: Key<Tag>, name: String?) {
        self.key = key
        self.name = name
    }
}

public struct AccountView: Hashable, Sendable {
    public var account: Named<AccountTag>
    public var currency: Currency
    public var balances: Balances
    public var openedAt: Instant
    public var openedSequence: UInt64
    /// The sequence of the newest event that changed the account.
    public var sequence: UInt64

    public init(
        account: Named<AccountTag>, currency: Currency, balances: Balances, openedAt: Instant,
        openedSequence: UInt64, sequence: UInt64
    ) {
        self.account = account
        self.currency = currency
        self.balances = balances
        self.openedAt = openedAt
        self.openedSequence = openedSequence
        self.sequence = sequence
    }
}

/// Which holds a list shows; all that is named must hold.
public struct HoldFilter: Hashable, Sendable {
    public var account: AccountKey?
    public var merchant: MerchantKey?
    public var order: OrderKey?
    public var status: HoldStatus?
    /// Live holds that end before this.
    public var dueBefore: Instant?

    public init(
        account: AccountKey? = nil, merchant: MerchantKey? = nil, order: OrderKey? = nil,
        status: HoldStatus? = nil, dueBefore: Instant? = nil
    ) {
        self.account = account
        self.merchant = merchant
        self.order = order
        self.status = status
        self.dueBefore = dueBefore
    }
}

/// A hold as lists show it; the fields are those of `HoldRecord`.
public struct HoldView: Hashable, Sendable {
    public var hold: Named<HoldTag>
    public var account: Named<AccountTag>
    public var merchant: Named<MerchantTag>
    public var order: Named<OrderTag>
    public var purpose: Code
    public var scenario: Code
    public var generation: UInt32
    /// nil for a first attempt.
    public var retryOf: Named<HoldTag>?
    public var requested: Money
    public var currency: Currency
    public var amounts: HoldAmounts
    public var status: HoldStatus
    public var decision: Reason
    public var reason: Reason
    public var captureOn: CaptureOn
    public var policyVersion: UInt32
    public var placedAt: Instant
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    /// `.never` while live.
    public var endedAt: Instant
    public var placedSequence: UInt64
    /// The sequence of the newest event that changed the hold.
    public var sequence: UInt64
    public var lines: [HoldLineView]

    public init(
        hold: Named<HoldTag>, account: Named<AccountTag>, merchant: Named<MerchantTag>,
        order: Named<OrderTag>, purpose: Code, scenario: Code, generation: UInt32,
        retryOf: Named<HoldTag>?, requested: Money, currency: Currency, amounts: HoldAmounts,
        status: HoldStatus, decision: Reason, reason: Reason, captureOn: CaptureOn,
        policyVersion: UInt32, placedAt: Instant, expiresAt: Instant, guaranteedUntil: Instant,
        endedAt: Instant, placedSequence: UInt64, sequence: UInt64, lines: [HoldLineView]
    ) {
        self.hold = hold
        self.account = account
        self.merchant = merchant
        self.order = order
        self.purpose = purpose
        self.scenario = scenario
        self.generation = generation
        self.retryOf = retryOf
        self.requested = requested
        self.currency = currency
        self.amounts = amounts
        self.status = status
        self.decision = decision
        self.reason = reason
        self.captureOn = captureOn
        self.policyVersion = policyVersion
        self.placedAt = placedAt
        self.expiresAt = expiresAt
        self.guaranteedUntil = guaranteedUntil
        self.endedAt = endedAt
        self.placedSequence = placedSequence
        self.sequence = sequence
        self.lines = lines
    }
}

public struct HoldLineView: Hashable, Sendable {
    /// For a line that an increment added, the name is that of the increment.
    public var line: Named<LineTag>
    /// nil where the merchant of the order sells the line itself.
    public var seller: Named<MerchantTag>?
    /// Zero for a line that an increment added.
    public var requested: Money
    public var amounts: HoldAmounts

    public init(
        line: Named<LineTag>, seller: Named<MerchantTag>?, requested: Money,
        amounts: HoldAmounts
    ) {
        self.line = line
        self.seller = seller
        self.requested = requested
        self.amounts = amounts
    }
}

/// Whose history is told.
public enum TimelineSubject: Hashable, Sendable {
    case account(AccountKey)
    case hold(HoldKey)
    case order(OrderKey)
}

/// One event of a history.
public struct TimelineEntry: Hashable, Sendable {
    public var sequence: UInt64
    public var time: Instant
    /// The name of the event, as in `hold.captured`.
    public var name: String
    public var hold: Named<HoldTag>?
    public var account: Named<AccountTag>?
    public var order: Named<OrderTag>?
    /// The operation or fact that did it; nil for what no request asked for.
    public var operation: Named<OperationTag>?
    /// The code of what the event is a kind of: a fact, a break, an operation refused.
    public var kind: String?
    public var amount: Money?
    public var reason: Reason
    /// Who gave the command; the engine for an expiry, whoever's touch it came with.
    public var role: Role
    public var outcome: OutcomeCode

    public init(
        sequence: UInt64, time: Instant, name: String, hold: Named<HoldTag>?,
        account: Named<AccountTag>?, order: Named<OrderTag>?, operation: Named<OperationTag>?,
        kind: String?, amount: Money?, reason: Reason, role: Role, outcome: OutcomeCode
    ) {
        self.sequence = sequence
        self.time = time
        self.name = name
        self.hold = hold
        self.account = account
        self.order = order
        self.operation = operation
        self.kind = kind
        self.amount = amount
        self.reason = reason
        self.role = role
        self.outcome = outcome
    }
}
