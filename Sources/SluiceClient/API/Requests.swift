/// What a placement asks for. Amounts are in minor units.
public struct PlaceHold: Codable, Sendable {
    public struct Line: Codable, Sendable {
        public var line: String
        public var amount: Int64
        public var seller: String?

        public init(line: String, amount: Int64, seller: String? = nil) {
            self.line = line
            self.amount = amount
            self.seller = seller
        }
    }

    /// The id of the hold, and what makes a repetition harmless.
    public var id: String
    public var account: String
    public var amount: Int64
    public var currency: String
    public var order: OrderReference
    public var purpose: String?
    public var lines: [Line]?
    public var scenario: String?
    public var retryOf: String?
    public var plan: String?
    public var overcaptureConsent: Bool?
    /// `automatic` or `person`: who looks at the purchase first.
    public var review: String?
    /// What the lender signed that the consumer agreed to; a merchant needs one.
    public var consent: String?
    /// Set by `quote` alone.
    var dryRun: Bool?

    public init(
        id: String, account: String, amount: Int64, currency: String, order: OrderReference
    ) {
        self.id = id
        self.account = account
        self.amount = amount
        self.currency = currency
        self.order = order
    }
}

/// A line of an order; all of it where no amount is given.
public struct OrderLine: Codable, Sendable {
    public var line: String
    public var amount: Int64?

    public init(line: String, amount: Int64? = nil) {
        self.line = line
        self.amount = amount
    }
}

/// Something that happened to an order, as a CloudEvent.
public struct OrderEvent: Codable, Sendable {
    public struct Data: Codable, Sendable {
        public var merchant: String
        public var order: String
        public var lines: [OrderLine]?
        /// The place of the event in the merchant's own sequence.
        public var merchantSequence: Int64?
        public var amount: Int64?
        public var reason: String?

        public init(merchant: String, order: String) {
            self.merchant = merchant
            self.order = order
        }
    }

    public var specversion = "1.0"
    public var id: String
    public var source: String
    /// `sluice.order.shipped` and the like.
    public var type: String
    /// When it happened.
    public var time: Timestamp
    public var data: Data

    /// - Parameter fact: such as `shipped`, `cancelled`, `return_received`.
    public init(id: String, source: String, fact: String, time: Timestamp, data: Data) {
        self.id = id
        self.source = source
        type = "sluice.order." + fact
        self.time = time
        self.data = data
    }
}

struct OpenAccount: Encodable, Sendable {
    var id: String
    var currency: String
    var limit: Int64
}

struct SetLimit: Encodable, Sendable {
    var id: String
    var limit: Int64
    var until: Timestamp?
    var scenario: String?
    var reason: String
}

struct Repayment: Encodable, Sendable {
    var id: String
    var principal: Int64
}

/// The body of any command on a hold.
struct HoldCommand: Encodable, Sendable {
    var id: String
    var amount: Int64?
    var lines: [OrderLine]?
    var final: Bool?
    var reason: String?
    var until: Timestamp?
    var evidence: String?
    var consent: String?
}
