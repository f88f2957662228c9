public struct OpenAccount: Hashable, Sendable {
    public var account: AccountKey
    public var currency: Currency
    public var limit: Money
    /// The person whose credit line it is; derived from the account's id, so not compared.
    public var owner: SubjectKey
    /// What is owed already; only with role migration.
    public var owed: Money
    /// Credit balance there is already; only with role migration, and not beside `owed`.
    public var creditBalance: Money
    /// Surplus that is still to be paid out; only with role migration, and not compared.
    public var payouts: [Payout]
    /// What was done to the account, under which ids; only with role migration, and not compared.
    public var operations: [AccountOperation]

    public init(
        account: AccountKey, currency: Currency, limit: Money, owner: SubjectKey = .none,
        owed: Money = .zero, creditBalance: Money = .zero, payouts: [Payout] = [],
        operations: [AccountOperation] = []
    ) {
        self.account = account
        self.currency = currency
        self.limit = limit
        self.owner = owner
        self.owed = owed
        self.creditBalance = creditBalance
        self.payouts = payouts
        self.operations = operations
    }
}

/// Sets the fixed limit, or adds a temporary one.
public struct SetLimit: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    /// The new fixed limit, or the amount of the temporary limit.
    public var limit: Money
    /// When the temporary limit ends; nil: the limit is the fixed one.
    public var until: Instant?
    /// The kind of sale the temporary limit is for; nil: any.
    public var scenario: Code?
    public var reason: Reason

    public init(
        account: AccountKey, operation: OperationKey, limit: Money, until: Instant? = nil,
        scenario: Code? = nil, reason: Reason
    ) {
        self.account = account
        self.operation = operation
        self.limit = limit
        self.until = until
        self.scenario = scenario
        self.reason = reason
    }
}

/// Ends a temporary limit before its time.
public struct EndLimit: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    /// The id under which the temporary limit was set.
    public var limit: OperationKey

    public init(account: AccountKey, operation: OperationKey, limit: OperationKey) {
        self.account = account
        self.operation = operation
        self.limit = limit
    }
}

/// Bans an account from placing and incrementing; nothing else is touched.
public struct Restrict: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    public var kind: RestrictionKind
    /// When somebody looks at it again; nothing happens by itself then.
    public var reviewBy: Instant?

    public init(
        account: AccountKey, operation: OperationKey, kind: RestrictionKind,
        reviewBy: Instant? = nil
    ) {
        self.account = account
        self.operation = operation
        self.kind = kind
        self.reviewBy = reviewBy
    }
}

public struct LiftRestriction: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    /// The id under which the restriction was set.
    public var restriction: OperationKey

    public init(account: AccountKey, operation: OperationKey, restriction: OperationKey) {
        self.account = account
        self.operation = operation
        self.restriction = restriction
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

/// A surplus that was paid to the consumer.
public struct PayOut: Hashable, Sendable {
    public var account: AccountKey
    public var operation: OperationKey
    /// The refund the surplus came from.
    public var payout: OperationKey

    public init(account: AccountKey, operation: OperationKey, payout: OperationKey) {
        self.account = account
        self.operation = operation
        self.payout = payout
    }
}
