/// A line of credit. Amounts are in minor units of the currency.
public struct Account: Codable, Hashable, Sendable {
    public struct TemporaryLimit: Codable, Hashable, Sendable {
        public var id: String
        public var amount: Int64
        public var until: Timestamp
        public var scenario: String?
    }

    public struct Restriction: Codable, Hashable, Sendable {
        public var id: String
        public var kind: String
        public var since: Timestamp
        public var reviewBy: Timestamp?
    }

    public struct Payout: Codable, Hashable, Sendable {
        public var id: String
        public var refund: String
        public var hold: String
        public var amount: Int64
        public var dueAt: Timestamp
        public var overdue: Bool
    }

    public var id: String
    public var currency: String
    /// The limit in force: the fixed one and all temporary ones.
    public var limit: Int64
    public var held: Int64
    public var owed: Int64
    public var creditBalance: Int64
    public var available: Int64
    public var overlimit: Int64
    public var payoutDue: Int64
    public var fixedLimit: Int64
    public var temporaryLimits: [TemporaryLimit]
    /// By scenario, where temporary limits are bound to one.
    public var availableIn: [String: Int64]?
    /// Not for the consumer.
    public var restrictions: [Restriction]?
    public var payouts: [Payout]
    public var openedAt: Timestamp
    public var sequence: String
}

public struct AccountOperated: Codable, Hashable, Sendable {
    public var operation: OperationDone
    public var account: Account
}

/// What a command did.
public struct OperationDone: Codable, Hashable, Sendable {
    public var id: String
    public var kind: String
    public var amount: Int64
    public var decision: Decision?
    public var sequence: String
}

/// What a notice of a decision against the consumer says.
public struct Decision: Codable, Hashable, Sendable {
    public var by: String
    public var reasons: [ReasonText]
    public var noticeBy: Timestamp
    public var rule: String
    public var policy: Int?
}

/// A stable code, and the same in words.
public struct ReasonText: Codable, Hashable, Sendable {
    public var code: String
    public var text: String
}
