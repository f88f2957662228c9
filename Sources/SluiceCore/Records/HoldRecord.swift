/// Part of a credit line reserved for one order and purpose.
public struct HoldRecord: Hashable, Sendable {
    public var key: HoldKey
    public var account: AccountKey
    public var merchant: MerchantKey
    public var order: OrderKey
    public var purpose: Code
    public var scenario: Code
    /// Whether the placement named its scenario: part of the content of the id.
    public var isScenarioNamed: Bool
    /// Counts the holds on one natural key, from 1.
    public var generation: UInt32
    public var retryOf: HoldKey
    /// The amount asked for at placement: part of the content of the id.
    public var requested: Money
    public var currency: Currency
    public var amounts: HoldAmounts
    /// `.approved`, or why it was never granted.
    public var decision: Reason
    /// Why the newest amount moved.
    public var reason: Reason
    public var captureOn: CaptureOn
    /// The version of the policy its terms come from.
    public var policyVersion: UInt32
    public var placedAt: Instant
    public var expiresAt: Instant
    /// Before this only the merchant's word, proved fraud or law ends the hold.
    public var guaranteedUntil: Instant
    /// When nothing was open any more; `.never` while live.
    public var endedAt: Instant
    public var placedSequence: UInt64
    /// The sequence of the newest event that changed the hold.
    public var sequence: UInt64
    /// Empty where the hold is one implicit line.
    public var lines: [HoldLine]
    /// In order of effect.
    public var operations: [HoldOperation]

    // Derived, not part of the canonical record.

    var nextOfAccount: Slot = .none
    var previousOfAccount: Slot = .none

    public var isDeclined: Bool { decision != .approved }
    public var status: HoldStatus { HoldStatus(amounts, isDeclined: isDeclined) }

    func operation(_ key: OperationKey) -> HoldOperation? {
        operations.first { $0.key == key }
    }
}

public struct HoldLine: Hashable, Sendable {
    public var key: LineKey
    public var seller: MerchantKey
    /// The amount asked for at placement; zero for a line that an increment added.
    public var requested: Money
    public var amounts: HoldAmounts
}

/// What was done to a hold under an id: kept for ever, compared with every repetition.
public struct HoldOperation: Hashable, Sendable {
    public var key: OperationKey
    public var kind: HoldOperationKind
    /// What was asked for.
    public var request: OperationRequest
    /// What it came to.
    public var outcome: OutcomeCode
    public var amount: Money
    public var sequence: UInt64
}

/// The content of an operation on a hold.
public struct OperationRequest: Hashable, Sendable {
    public var amount: Money?
    public var lines: [LineAmount]
    public var isFinal: Bool
    public var reason: Reason

    public init(
        amount: Money? = nil, lines: [LineAmount] = [], isFinal: Bool = false,
        reason: Reason = .none
    ) {
        self.amount = amount
        self.lines = lines
        self.isFinal = isFinal
        self.reason = reason
    }

    /// The first field in which two requests differ, `.none` if they are the same.
    func difference(from other: OperationRequest) -> Field {
        if amount != other.amount { return .amount }
        if lines != other.lines { return .lines }
        if isFinal != other.isFinal { return .final }
        if reason != other.reason { return .reason }
        return .none
    }
}

public enum HoldOperationKind: UInt8, Sendable, CaseIterable {
    case capture = 1
    case release = 2
    case expiry = 3
    case increment = 4
    case refund = 5

    public var code: String { "\(self)" }
}
