/// What a placement would come to.
public struct Quote: Codable, Hashable, Sendable {
    public var dryRun: Bool
    public var hold: Hold
    /// What would remain of the line; not for merchants.
    public var available: Int64?
    public var explanation: Explanation
    /// The digest of the terms, which a consent may bind.
    public var quote: String
}

/// Why a hold is as it is.
public struct Explanation: Codable, Hashable, Sendable {
    public struct Statement: Codable, Hashable, Sendable {
        /// What stands in the places of the sentence.
        public struct Slots: Codable, Hashable, Sendable {
            public var amount: Int64?
            public var time: Timestamp?
            public var until: Timestamp?
            public var actor: String?
            public var action: String?
            public var cause: String?
            public var fact: String?
        }

        public var topic: String
        public var code: String
        public var slots: Slots
        public var text: String
        public var source: String?
        public var pulled: Bool?
        public var policy: Int?
    }

    /// What the time of the lock was spent on; the shares sum to the total.
    public struct LockTime: Codable, Hashable, Sendable {
        public struct Share: Codable, Hashable, Sendable {
            public var cause: String
            public var text: String
            public var ms: Int64
        }

        public var totalMs: Int64
        public var shares: [Share]
    }

    /// When it was told to end.
    public struct Told: Codable, Hashable, Sendable {
        public var time: Timestamp
        public var ends: Eta.Ends
        public var outcome: Eta.Outcome?
    }

    public var hold: String
    public var account: String
    public var order: OrderReference
    public var currency: String
    public var status: String
    public var audience: String
    public var lang: String
    public var asOf: Timestamp
    public var policy: Int?
    public var tier: String?
    public var statements: [Statement]
    public var lockTime: LockTime?
    public var told: [Told]?
    public var sequence: String
}
