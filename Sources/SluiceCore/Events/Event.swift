/// What happened, with the values that resulted from it.
///
/// Replay assigns these values and calculates none, so a mended rule rewrites no history. Events
/// that move money carry balanced postings. Tags on disk are in Codec/EventCodec.swift.
public enum Event: Hashable, Sendable {
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
}

public struct AccountOpened: Hashable, Sendable {
    public var account: AccountKey
    public var currency: Currency
    public var balances: Balances
    public var postings: Postings
}

/// A limit set, a repayment received or taken back.
public struct AccountOperated: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    public var kind: AccountOperationKind
    public var amount: Money
    public var reason: Reason
    public var reverses: OperationKey
    /// The part of `amount` that lowered owed, or raised it for a reversal.
    public var toOwed: Money
    /// The part that raised the credit balance, or lowered it for a reversal.
    public var toCredit: Money
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
public struct HoldPlaced: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    public var merchant: MerchantKey
    public var order: OrderKey
    public var purpose: Code
    public var scenario: Code
    public var isScenarioNamed: Bool
    public var generation: UInt32
    public var retryOf: HoldKey
    public var amount: Money
    public var currency: Currency
    /// `.approved`, or why not: then all of it is released in the same step.
    public var decision: Reason
    public var captureOn: CaptureOn
    public var policyVersion: UInt32
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
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
    public var amounts: HoldAmounts
    /// The lines that changed.
    public var lines: [LineMoved]
    public var balances: Balances
    public var postings: Postings
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

    /// The name an event has outside, as in `sluice.hold.captured`.
    public var name: String {
        switch self {
        case .journalCreated: "journal.created"
        case .wentLive: "journal.went_live"
        case .policyAdopted: "policy.adopted"
        case .merchantSeen: "merchant.seen"
        case .sourceSeen: "source.seen"
        case .accountOpened: "account.opened"
        case .accountOperated(let event):
            switch event.kind {
            case .limit: "account.limit_set"
            case .repayment: "account.repaid"
            case .reversal: "account.repayment_reversed"
            }
        case .orderSeen: "order.seen"
        case .orderKnown: "order.known"
        case .holdPlaced(let event):
            event.decision == .approved ? "hold.placed" : "hold.declined"
        case .holdMoved(let event):
            switch event.kind {
            case .capture: "hold.captured"
            case .release: "hold.released"
            case .expiry: "hold.expired"
            case .increment: "hold.incremented"
            case .refund: "hold.refunded"
            }
        case .operationRefused: "hold.operation_refused"
        case .factRecorded: "order.fact_recorded"
        case .breakFound: "order.break_found"
        case .holdAliased: "hold.aliased"
        }
    }
}
