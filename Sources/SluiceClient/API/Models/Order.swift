/// An order with what was told of it.
public struct Order: Codable, Hashable, Sendable {
    public struct Fact: Codable, Hashable, Sendable {
        public struct Line: Codable, Hashable, Sendable {
            public var line: String
            public var amount: Int64?
        }

        public var id: String?
        public var source: String?
        public var type: String
        public var occurredAt: Timestamp
        public var recordedAt: Timestamp
        public var lines: [Line]?
        public var merchantSequence: Int64?
        public var amount: Int64?
        public var reason: String?
        public var state: String
        public var pulled: Bool?
    }

    public struct Hold: Codable, Hashable, Sendable {
        public var id: String
        public var purpose: String
        public var generation: Int
    }

    /// A contradiction between facts.
    public struct Break: Codable, Hashable, Sendable {
        public var kind: String
        public var line: String?
    }

    /// What the merchant showed when it was last asked.
    public struct Pull: Codable, Hashable, Sendable {
        public var askedAt: Timestamp?
        public var known: Bool?
        public var nextAt: Timestamp?
    }

    public var merchant: String
    public var number: String
    public var facts: [Fact]
    public var holds: [Hold]
    public var breaks: [Break]?
    public var returns: [Return]
    public var pull: Pull?
    public var terminal: Bool
    public var sequence: String
}

/// A return begun after the capture.
public struct Return: Codable, Hashable, Sendable {
    public var order: OrderReference?
    public var id: String
    public var openedAt: Timestamp
    public var currency: String?
    public var amount: Int64
    public var refunded: Int64
    public var stage: String
    public var reason: String
    public var who: String?
    public var dueAt: Timestamp?
    public var eta: Eta?
    public var lines: [String]?
}

/// What became of events, in the order they were sent.
public struct OrderEventResults: Codable, Hashable, Sendable {
    public struct Result: Codable, Hashable, Sendable {
        public struct Fault: Codable, Hashable, Sendable {
            public var code: String
            public var status: Int
            public var retryable: Bool
            public var field: String?
            public var detail: String
        }

        public var id: String?
        /// `applied`, `duplicate`, `parked`, `ignored` or `refused`.
        public var result: String
        public var error: Fault?
    }

    public var results: [Result]
}
