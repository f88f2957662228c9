/// What happened, with the values that resulted from it.
///
/// Replay assigns these values and calculates none, so a mended rule rewrites no history. Events
/// that move money carry balanced postings. Tags on disk are in Codec/EventCodec.swift.
///
/// A reference: an event is made once, and read where it is by the ledger, the journal and the feed.
public indirect enum Event: Hashable, Sendable {
    case journalCreated(CreateJournal)
    case wentLive
    case policyAdopted(Policy)
    case merchantSeen(MerchantKey)
    case sourceSeen(SourceKey)
    case accountOpened(AccountOpened)
    case accountOperated(AccountOperated)
    case orderSeen(OrderSeen)
    case orderKnown(OrderKnown)
    case holdPlaced(HoldPlaced)
    case holdMoved(HoldMoved)
    case operationRefused(OperationRefused)
    case factRecorded(FactRecorded)
    case breakFound(BreakFound)
    case holdAliased(HoldAliased)
    case holdChanged(HoldChanged)
    case returnChanged(ReturnChanged)
    case proposalMade(ProposalMade)
    case proposalDecided(ProposalDecided)
    case dayClosed(DayClosed)
    /// What was due waited because the clock was in doubt, until somebody accepted it.
    case clockAccepted
    case merchantChanged(MerchantChanged)
    case declineCovered(DeclineCovered)
    case orderPulled(OrderPulled)
    case merchantSwept(MerchantSwept)
    case holdsRepaired(HoldsRepaired)
    /// What a placement would have come to; it is none, and nothing of it is posted.
    case holdQuoted(HoldPlaced)
}

public struct AccountOpened: Hashable, Sendable {
    public var account: AccountKey
    public var owner: SubjectKey
    public var currency: Currency
    public var balances: Balances
    /// What was done to a migrated account before; sequences are not told.
    public var operations: [AccountOperation]
    public var postings: Postings
}

/// Something done to an account: a limit set or ended, a repayment received or taken back, a
/// restriction, a payout.
public struct AccountOperated: Hashable, Sendable {
    public var account: AccountKey
    /// `.none` for what came with its time.
    public var operation: OperationKey
    public var kind: AccountOperationKind
    public var content: AccountRequest
    /// The part of the amount that lowered owed, or raised it for a reversal.
    public var toOwed: Money
    /// The part that raised the credit balance, or lowered it for a reversal.
    public var toCredit: Money
    /// What the person who raised a limit has raised on this date, this included; zero if not
    /// counted.
    public var raisedByActor: Money
    public var actor: SubjectKey
    public var balances: Balances
    public var postings: Postings
}

/// An order spoken of for the first time.
public struct OrderSeen: Hashable, Sendable {
    public var order: OrderKey
    public var merchant: MerchantKey
}

/// An order that exists from now on; facts parked for it count no more.
public struct OrderKnown: Hashable, Sendable {
    public var order: OrderKey
    public var merchant: MerchantKey
    /// Facts of the merchant that still wait for their order.
    public var parkedFacts: UInt32
}

/// A hold placed, or declined for what depended on the balance or the order.
public struct HoldPlaced: Hashable, Sendable, HasHoldTerms {
    public var hold: HoldKey
    public var account: AccountKey
    public var order: OrderKey
    public var terms: Shared<HoldTerms>
    /// Whether the order is spoken of for the first time; it exists from now on.
    public var opensOrder: Bool
    public var amount: Money
    /// `.approved`, or why not: then all of it is released in the same step.
    public var decision: Reason
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    /// The deadline of the review of a pending hold.
    public var reviewUntil: Instant?
    /// What became of a migrated hold before; of one that a split made, when the first was placed.
    public var history: Shared<HoldHistory>?
    public var lines: [PlaceLine]
    public var balances: Balances
    public var postings: Postings
}

/// Money of a hold that moved: captured, released, expired, added or refunded.
public struct HoldMoved: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    public var kind: HoldOperationKind
    /// `.none` for an expiry and for the remainder of a final capture.
    public var operation: OperationKey
    public var request: OperationRequest
    public var amount: Money
    public var reason: Reason
    /// Capture: the part paid from the credit balance. Refund: the part that lowered owed.
    public var allocated: Money
    /// When the surplus of a refund is to be paid out; nil if none is.
    public var payoutDueAt: Instant?
    public var amounts: HoldAmounts
    /// The lines that changed.
    public var lines: [LineMoved]
    public var balances: Balances
    public var postings: Postings

    /// What the operation was that moved it: a review's decision declines, or releases.
    var operationKind: HoldOperationKind {
        switch kind {
        case .decline: .decision
        case .release where request.choice != 0: .decision
        default: kind
        }
    }
}

/// A line of a hold after a move; a key not there yet is a line that was added.
public struct LineMoved: Hashable, Sendable {
    public var line: LineKey
    public var amounts: HoldAmounts
}

/// An operation refused in a way that uses up its id.
public struct OperationRefused: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    public var operation: OperationKey
    public var kind: HoldOperationKind
    public var request: OperationRequest
    public var outcome: OutcomeCode
}

public struct FactRecorded: Hashable, Sendable {
    public var order: OrderKey
    public var merchant: MerchantKey
    public var fact: OrderFact
    /// Facts of the merchant that wait for their order, this one included if it does.
    public var parkedFacts: UInt32
}

public struct BreakFound: Hashable, Sendable {
    public var order: OrderKey
    public var kind: BreakKind
    public var line: LineKey
}

/// An id bound to a hold that another id placed.
public struct HoldAliased: Hashable, Sendable {
    public var alias: HoldKey
    public var hold: HoldKey
    public var retryOf: HoldKey
}

/// A change of a hold that moves no money: its terms, overlays and what was told of it.
public struct HoldChanged: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    /// `.none` for what came with its time.
    public var operation: OperationKey
    public var kind: HoldChangeKind
    public var request: OperationRequest
    public var reason: Reason
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    /// The overlay set, moved or ended.
    public var overlay: Overlay?
    /// The hold that a capture after the end made.
    public var linked: HoldKey
    /// The amount of that capture; of a review that ended, what it released.
    public var amount: Money
    /// How a release in doubt was judged; nil where no verdict came.
    public var verdict: Shared<RiskVerdict>?
}

/// The integers are journalled: never renumber.
public enum HoldChangeKind: UInt8, Sendable, CaseIterable {
    case approved = 1
    case extended = 2
    case reviewOpened = 3
    /// Its deadline moved: escalated, deferred or extended.
    case reviewMoved = 4
    /// Nothing was released.
    case reviewClosed = 5
    case overlaySet = 6
    case overlayLifted = 7
    /// A capture came after the end and made a hold of its own.
    case lateCaptured = 8
    /// The merchant is told to ship or extend.
    case noticed = 9
    /// A word of the order moved the promise on.
    case heard = 10
    /// The promise ended in silence, and the credit is not given back yet.
    case silenced = 11
    /// Its end waits, for the merchant's feed is lost.
    case paused = 12
    /// A release waits for a verdict.
    case releaseQueued = 13
    /// It has one, or waited long enough.
    case releaseJudged = 14
    /// A person decided on a release, and may take that back.
    case decisionMade = 15
    case decisionUndone = 16

    /// What the operation is that brought the change.
    var operationKind: HoldOperationKind {
        switch self {
        case .approved, .reviewMoved, .reviewClosed, .decisionMade: .decision
        case .extended, .noticed, .heard, .silenced, .paused: .`extension`
        case .reviewOpened, .releaseQueued: .releaseRequest
        case .releaseJudged: .verdict
        case .decisionUndone: .undo
        case .overlaySet: .overlay
        case .overlayLifted: .lift
        case .lateCaptured: .capture
        }
    }
}

/// A merchant's feed that was lost, or is back.
public struct MerchantChanged: Hashable, Sendable {
    public var merchant: MerchantKey
    public var isLost: Bool
    public var reason: Reason
}

/// A purchase declined for want of limit that credit would have covered, in part or wholly, had it come back
/// when it was entitled to.
public struct DeclineCovered: Hashable, Sendable {
    /// The hold that was declined.
    public var hold: HoldKey
    public var account: AccountKey
    /// The order of which the late word came.
    public var order: OrderKey
    /// What is covered of what was missing, by all late words so far.
    public var covered: Money
    public var missing: Money

    public var isAvoidable: Bool { covered >= missing }
}

/// A merchant was asked for an order, and answered.
public struct OrderPulled: Hashable, Sendable {
    public var order: OrderKey
    public var merchant: MerchantKey
    /// Its sequence is that of the event.
    public var pull: OrderPull
}

/// The open orders of a merchant that were not heard of have been asked for.
public struct MerchantSwept: Hashable, Sendable {
    public var merchant: MerchantKey
    /// What was missing by then has been looked for.
    public var askedAt: Instant
}

/// Holds given back by a repair; the event of each comes before.
public struct HoldsRepaired: Hashable, Sendable {
    public var detector: Detector
    /// Whether it counts into the caps of its day: it took one person.
    public var isCounted: Bool
    public var sums: [RepairSum]
}

/// A return case opened, moved on or closed.
public struct ReturnChanged: Hashable, Sendable {
    public var order: OrderKey
    /// The case as it is from now on; its times and sequences are those of the event.
    public var state: ReturnCase
}

public struct ProposalMade: Hashable, Sendable {
    public var proposal: ProposalKey
    public var command: Command.Body
    public var proposer: SubjectKey
    public var expiresAt: Instant
}

public struct ProposalDecided: Hashable, Sendable {
    public var proposal: ProposalKey
    public var approver: SubjectKey
    public var outcome: OutcomeCode
}

public struct DayClosed: Hashable, Sendable {
    public var date: BusinessDate
    /// In ascending order of currency.
    public var totals: [DayTotals]
}

extension Event {
    /// The postings of an event that moves money.
    public var postings: Postings? {
        switch self {
        case .accountOpened(let event): event.postings
        case .accountOperated(let event): event.postings
        case .holdPlaced(let event): event.postings
        case .holdMoved(let event): event.postings
        default: nil
        }
    }
}
