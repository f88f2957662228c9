/// A credit line.
public struct AccountRecord: Hashable, Sendable {
    public var key: AccountKey
    public var currency: Currency
    public var openedAt: Instant
    public var balances: Balances
    /// The limit asked for when the account was opened: part of the content of its id.
    public var openingLimit: Money
    public var openedSequence: UInt64
    /// The sequence of the newest event that changed the account.
    public var sequence: UInt64

    // Derived, not part of the canonical record.

    /// The first hold of the ring of live holds of this account, in order of placement.
    var firstLiveHold: Slot = .none
    var lastLiveHold: Slot = .none
    /// No live hold of the account ends before this.
    var nextDue: Instant = .never

    init(
        key: AccountKey, currency: Currency, openedAt: Instant, balances: Balances,
        openingLimit: Money, sequence: UInt64
    ) {
        self.key = key
        self.currency = currency
        self.openedAt = openedAt
        self.balances = balances
        self.openingLimit = openingLimit
        self.openedSequence = sequence
        self.sequence = sequence
    }
}

/// What was done to an account under an id of its own.
public struct AccountOperation: Hashable, Sendable {
    public var key: OperationKey
    public var account: AccountKey
    public var kind: AccountOperationKind
    /// The new limit, or the principal repaid or taken back.
    public var amount: Money
    public var reason: Reason
    /// The repayment a reversal takes back.
    public var reverses: OperationKey
    /// The sequence of the reversal that took this repayment back; 0 for none.
    public var reversedSequence: UInt64
    public var sequence: UInt64

    public var isReversed: Bool { reversedSequence > 0 }
}

public enum AccountOperationKind: UInt8, Sendable, CaseIterable {
    case limit = 1
    case repayment = 2
    case reversal = 3

    public var code: String { "\(self)" }
}
