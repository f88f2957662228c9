import SluiceCore

/// Lists, histories and single reads made from the feed.
///
/// A protocol of its own because lists need an index, which is a store's business, while the doors
/// that show them know no store. What it gives may be behind the journal and says how far it is.
/// Cursors are sequences of first events: a list neither skips nor repeats what was there when it
/// was begun, whatever is written meanwhile. Limits: pages of 1 to 1,000 items.
public protocol Views: StatementViews {
    /// The newest event they know of.
    func newestEvent() throws -> UInt64

    func account(_ key: AccountKey) throws -> Viewed<AccountView?>
    /// In the order of opening.
    func accounts(
        _ filter: AccountFilter, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<AccountView>>

    func hold(_ key: HoldKey) throws -> Viewed<HoldView?>
    /// In the order of placement.
    func holds(
        _ filter: HoldFilter, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<HoldView>>

    /// What an account did, the newest first: of each hold what its owner is judged by.
    func pastHolds(of account: AccountKey, limit: Int) throws -> Viewed<[PastHoldView]>
    /// Releases that persons are to look at, those whose deadline is next first.
    func deskCases(limit: Int) throws -> Viewed<[DeskCaseView]>

    /// Reviews that are open, the one whose deadline is next first.
    func reviews(
        _ filter: ReviewFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<ReviewView>>
    /// Return cases that are open, the one whose stage ends next first.
    func returns(
        _ filter: ReturnFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<ReturnView>>

    /// What happened to one thing, oldest first.
    func timeline(
        of subject: TimelineSubject, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<TimelineEntry>>

    /// A hold with all that happened to it, oldest first, as of one moment; nil if there is none.
    func history(of hold: HoldKey) throws -> Viewed<HoldHistoryView?>
    /// What changed the limit of an account between two events, oldest first; the newest 20 at most.
    func limitChanges(
        of account: AccountKey, after first: UInt64, before last: UInt64
    ) throws -> [LimitChange]
    /// What was repaid of an account after an event, or taken back of it, oldest first; the newest 20
    /// at most.
    func repayments(of account: AccountKey, after first: UInt64) throws -> [Repayment]

    /// What the locks that ended in a time were spent on: of each page of its events a sum by merchant,
    /// currency and hour; sums of pages add up. Where a page is the last, what ends later is of the page
    /// after its own sequence.
    func lockTime(
        _ filter: LockTimeFilter, after cursor: UInt64
    ) throws -> Viewed<ViewPage<HourLockTime>>

    /// How soon credit came back that was due.
    func unlocks(_ filter: UnlockFilter) throws -> Viewed<UnlockReport>

    /// Orders that merchants ought to be asked for, in the order in which they began to be wished.
    func pullWishes(after cursor: UInt64, limit: Int) throws -> Viewed<ViewPage<PullWish>>
    /// Numbers that sequences of merchants lack, in the order in which they were found missing.
    /// - Parameters:
    ///   - merchant: nil: of all.
    ///   - latest: only those that were missing by then.
    func sequenceGaps(
        of merchant: MerchantKey?, missingSince latest: Instant, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<SequenceGap>>
    /// What a detector finds, each condition tested again at the time of the query. A page of D2, D3 and
    /// D7 looks at a bounded number of open holds, so it may be short, or empty, and go on.
    func anomalies(
        _ query: AnomalyQuery, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<Anomaly>>
    /// What is open of merchants whose feed is lost: of each page's holds a sum.
    func openAmounts(after cursor: UInt64) throws -> Viewed<ViewPage<OpenAmount>>
    /// What is open by age at a time: of each page's holds a sum, so an age may come again.
    func openAges(
        at time: Instant, after cursor: UInt64
    ) throws -> Viewed<ViewPage<AgedAmount>>

    /// Days on which a merchant became payable for something, the newest first.
    /// - Parameter date: only days before it; nil: all.
    func statementDays(
        of merchant: MerchantKey, before date: BusinessDate?, limit: Int
    ) throws -> Viewed<[StatementDay]>

    /// Holds of a merchant by what it is to do with them: those whose time comes first, and of `over`
    /// those whose time came last. As things are when a page is read.
    func tasks(
        _ filter: MerchantTaskFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<MerchantTaskView>>
    /// The same, counted: of each kind a bounded number is looked at.
    func tallies(of merchant: MerchantKey, at now: Instant) throws -> Viewed<MerchantTallies>
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
    public var fixedLimit: Money
    public var temporaryLimits: [TemporaryLimitView]
    public var restrictions: [RestrictionView]
    public var payouts: [PayoutView]
    public var openedAt: Instant
    public var openedSequence: UInt64
    /// The sequence of the newest event that changed the account.
    public var sequence: UInt64

    public init(
        account: Named<AccountTag>, currency: Currency, balances: Balances, fixedLimit: Money,
        temporaryLimits: [TemporaryLimitView], restrictions: [RestrictionView],
        payouts: [PayoutView], openedAt: Instant, openedSequence: UInt64, sequence: UInt64
    ) {
        self.account = account
        self.currency = currency
        self.balances = balances
        self.fixedLimit = fixedLimit
        self.temporaryLimits = temporaryLimits
        self.restrictions = restrictions
        self.payouts = payouts
        self.openedAt = openedAt
        self.openedSequence = openedSequence
        self.sequence = sequence
    }
}

/// Which accounts a list shows; all that is named must hold.
public struct AccountFilter: Hashable, Sendable {
    public var currency: Currency?
    /// Whether any restriction is on the account.
    public var isRestricted: Bool?
    /// Whether more is held and owed than the limit is.
    public var isOverlimit: Bool?

    public init() {}
}

/// Which holds a list shows; all that is named must hold.
public struct HoldFilter: Hashable, Sendable {
    public var account: AccountKey?
    public var merchant: MerchantKey?
    public var order: OrderKey?
    public var status: HoldStatus?
    public var isOpen: Bool?
    public var purpose: Code?
    public var scenario: Code?
    /// Holds that have such an overlay now.
    public var overlay: OverlayKind?
    /// Open holds that end before this.
    public var dueBefore: Instant?
    public var placedFrom: Instant?
    public var placedBefore: Instant?

    public init(
        account: AccountKey? = nil, merchant: MerchantKey? = nil, order: OrderKey? = nil,
        status: HoldStatus? = nil, overlay: OverlayKind? = nil, dueBefore: Instant? = nil
    ) {
        self.account = account
        self.merchant = merchant
        self.order = order
        self.status = status
        self.overlay = overlay
        self.dueBefore = dueBefore
    }
}

/// Whose history is told.
public enum TimelineSubject: Hashable, Sendable {
    case account(AccountKey)
    case hold(HoldKey)
    case order(OrderKey)
}

/// A hold and its history.
public struct HoldHistoryView: Hashable, Sendable {
    public var hold: HoldView
    public var entries: [TimelineEntry]
    /// When it was told to end, oldest first.
    public var told: [ToldView]

    public init(hold: HoldView, entries: [TimelineEntry], told: [ToldView] = []) {
        self.hold = hold
        self.entries = entries
        self.told = told
    }
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
    /// The new end, promise or deadline, of an event that moves one.
    public var until: Instant?
    /// The hold that the one of the event comes from, or that a late capture made of it.
    public var linked: Named<HoldTag>?
    public var reason: Reason
    /// Who gave the command; the engine for an expiry, whoever's touch it came with.
    public var role: Role
    public var outcome: OutcomeCode
    /// The policy version it was decided under; nil for what is no decision.
    public var policyVersion: UInt32?
    /// The version of the model whose verdict it was decided by; nil where there was none.
    public var modelVersion: String?
    /// When a hold ends by itself from then on; nil for what does not say so.
    public var endsAt: Instant?
    /// Of what gave credit back: limit less held less owed afterwards, in minor units.
    public var headroomMinor: Int64?

    public init(
        sequence: UInt64, time: Instant, name: String, hold: Named<HoldTag>?,
        account: Named<AccountTag>?, order: Named<OrderTag>?, operation: Named<OperationTag>?,
        kind: String?, amount: Money?, until: Instant? = nil, linked: Named<HoldTag>? = nil,
        reason: Reason, role: Role, outcome: OutcomeCode, endsAt: Instant? = nil,
        headroomMinor: Int64? = nil
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
        self.until = until
        self.linked = linked
        self.reason = reason
        self.role = role
        self.outcome = outcome
        self.endsAt = endsAt
        self.headroomMinor = headroomMinor
    }
}

extension HoldStep {
    /// What a history keeps of an event of a hold; nil for one that is of none, or says nothing of it.
    public init?(_ entry: TimelineEntry) {
        guard entry.hold != nil, let kind = Kind(rawValue: entry.name) else { return nil }
        self.init(
            kind: kind, sequence: entry.sequence, time: entry.time, role: entry.role,
            overlay: kind == .refused ? nil : entry.kind.flatMap { OverlayKind(code: $0) },
            amount: entry.amount, until: entry.until, endsAt: entry.endsAt,
            headroomMinor: entry.headroomMinor, reason: entry.reason, outcome: entry.outcome,
            policyVersion: entry.policyVersion)
    }
}
