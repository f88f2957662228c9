/// One request to the ledger with everything that led to it: replaying the commands of a journal
/// against other rules answers "what if"; replaying its events rebuilds the state.
public struct Command: Hashable, Sendable {
    public var actor: Actor
    /// The lender's calendar day the command is booked on.
    public var businessDate: BusinessDate
    /// When the thing happened outside, where that is known; terms of a hold run from it in a
    /// historical journal. Moves no balance.
    public var occurredAt: Instant?
    /// The W3C trace id of the request that brought the command; `.none` if there was none.
    public var trace: TraceID
    public var body: Body

    public init(
        actor: Actor, businessDate: BusinessDate, occurredAt: Instant? = nil,
        trace: TraceID = .none, body: Body
    ) {
        self.actor = actor
        self.businessDate = businessDate
        self.occurredAt = occurredAt
        self.trace = trace
        self.body = body
    }

    public enum Body: Hashable, Sendable {
        case openAccount(OpenAccount)
        case setLimit(SetLimit)
        case repay(Repay)
        case reverseRepayment(ReverseRepayment)
        case place(PlaceHold)
        case capture(CaptureHold)
        case release(ReleaseHold)
        case increment(IncrementHold)
        case refund(RefundHold)
        case recordFact(RecordFact)
        /// Applies what is due, oldest first, at most `dueMax` ends; the engine's own.
        case tick(dueMax: UInt32)
        /// Applies what is due on one account; recorded when a touch changed something.
        case settle(AccountKey)
        case adoptPolicy(Policy)
        case createJournal(CreateJournal)
        /// Ends the historical mode of a journal, once.
        case goLive
    }
}

/// The 16 bytes of a W3C trace id.
public typealias TraceID = Key<TraceTag>
public enum TraceTag: Sendable {}

/// The first command of a journal.
public struct CreateJournal: Hashable, Sendable {
    public var mode: JournalMode
    /// The scope of account names.
    public var lender: String
    /// The IANA name of the zone business dates are told in.
    public var zone: String

    public init(mode: JournalMode, lender: String, zone: String) {
        self.mode = mode
        self.lender = lender
        self.zone = zone
    }
}

/// Where the time of a journal comes from.
public enum JournalMode: UInt8, Sendable, CaseIterable {
    /// From the facts imported; nothing happens by the clock.
    case historical = 1
    /// From the engine's clock.
    case live = 2
}

public struct OpenAccount: Hashable, Sendable {
    public var account: AccountKey
    public var currency: Currency
    public var limit: Money

    public init(account: AccountKey, currency: Currency, limit: Money) {
        self.account = account
        self.currency = currency
        self.limit = limit
    }
}

public struct SetLimit: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    public var limit: Money
    public var reason: Reason

    public init(account: AccountKey, operation: OperationKey, limit: Money, reason: Reason) {
        self.account = account
        self.operation = operation
        self.limit = limit
        self.reason = reason
    }
}

/// Money of the consumer that pays back principal; fees and interest are never part of it.
public struct Repay: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    public var principal: Money

    public init(account: AccountKey, operation: OperationKey, principal: Money) {
        self.account = account
        self.operation = operation
        self.principal = principal
    }
}

/// A repayment that bounced.
public struct ReverseRepayment: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    public var repayment: OperationKey

    public init(account: AccountKey, operation: OperationKey, repayment: OperationKey) {
        self.account = account
        self.operation = operation
        self.repayment = repayment
    }
}

public struct PlaceHold: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    public var merchant: MerchantKey
    public var order: OrderKey
    public var amount: Money
    public var currency: Currency
    public var purpose: Code
    /// nil: the default scenario of the policy in force.
    public var scenario: Code?
    /// Empty: one implicit line. Else amounts sum to `amount` and lines are distinct.
    public var lines: [PlaceLine]
    /// The hold this one follows on the same natural key; `.none` for a first attempt.
    public var retryOf: HoldKey

    public init(
        hold: HoldKey, account: AccountKey, merchant: MerchantKey, order: OrderKey,
        amount: Money, currency: Currency, purpose: Code = .order, scenario: Code? = nil,
        lines: [PlaceLine] = [], retryOf: HoldKey = .none
    ) {
        self.hold = hold
        self.account = account
        self.merchant = merchant
        self.order = order
        self.amount = amount
        self.currency = currency
        self.purpose = purpose
        self.scenario = scenario
        self.lines = lines
        self.retryOf = retryOf
    }
}

public struct PlaceLine: Hashable, Sendable {
    public var line: LineKey
    public var amount: Money
    /// `.none` where the merchant of the order sells the line itself.
    public var seller: MerchantKey

    public init(line: LineKey, amount: Money, seller: MerchantKey = .none) {
        self.line = line
        self.amount = amount
        self.seller = seller
    }
}

/// A line named by an operation or a fact; nil amount: all of it that is open.
public struct LineAmount: Hashable, Sendable {
    public var line: LineKey
    public var amount: Money?

    public init(line: LineKey, amount: Money? = nil) {
        self.line = line
        self.amount = amount
    }
}

public struct CaptureHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// nil: the lines named, or all that is open.
    public var amount: Money?
    public var lines: [LineAmount]
    /// Whether what stays open is returned in the same step.
    public var isFinal: Bool

    public init(
        hold: HoldKey, operation: OperationKey, amount: Money? = nil, lines: [LineAmount] = [],
        isFinal: Bool = false
    ) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.lines = lines
        self.isFinal = isFinal
    }
}

public struct ReleaseHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// nil: the lines named, or all that is open.
    public var amount: Money?
    public var lines: [LineAmount]
    public var reason: Reason

    public init(
        hold: HoldKey, operation: OperationKey, amount: Money? = nil, lines: [LineAmount] = [],
        reason: Reason
    ) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.lines = lines
        self.reason = reason
    }
}

public struct IncrementHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var amount: Money

    public init(hold: HoldKey, operation: OperationKey, amount: Money) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
    }
}

public struct RefundHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var amount: Money
    public var reason: Reason

    public init(hold: HoldKey, operation: OperationKey, amount: Money, reason: Reason) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.reason = reason
    }
}
