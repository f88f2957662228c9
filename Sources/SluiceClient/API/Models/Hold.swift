/// Credit locked for an order. Amounts are in minor units of the currency.
public struct Hold: Codable, Hashable, Sendable {
    public struct Line: Codable, Hashable, Sendable {
        public var line: String
        public var seller: String?
        public var amount: Int64
        public var captured: Int64
        public var released: Int64
        public var expired: Int64
        public var refunded: Int64
        public var open: Int64
    }

    /// Whose step is next, and by when.
    public struct Next: Codable, Hashable, Sendable {
        public var action: String
        public var who: String
        public var dueAt: Timestamp
    }

    public var id: String
    public var account: String
    public var order: OrderReference
    public var purpose: String
    public var scenario: String
    public var plan: String?
    public var overcaptureConsent: Bool
    public var currency: String
    public var amount: Int64
    public var captured: Int64
    public var released: Int64
    public var expired: Int64
    public var refunded: Int64
    public var open: Int64
    public var status: String
    public var overlays: [Overlay]
    public var reason: ReasonText
    /// nil once it has ended.
    public var next: Next?
    public var expiresAt: Timestamp
    public var guaranteedUntil: Timestamp
    public var extendableUntil: Timestamp?
    public var placedAt: Timestamp
    public var eta: Eta?
    public var endedAt: Timestamp?
    public var lines: [Line]?
    public var retryOf: String?
    public var revives: String?
    public var forces: String?
    public var splitOf: String?
    public var generation: Int
    /// Not for the merchant.
    public var policy: Int?
    public var decidedBy: String?
    public var decision: Decision?
    public var sequence: String
}

public struct OrderReference: Codable, Hashable, Sendable {
    public var merchant: String
    public var number: String

    public init(merchant: String, number: String) {
        self.merchant = merchant
        self.number = number
    }
}

/// What stands over a hold beside its status.
public struct Overlay: Codable, Hashable, Sendable {
    public var id: String?
    public var kind: String
    public var since: Timestamp
    public var deadline: Timestamp?
    public var reviewBy: Timestamp?
    public var hardStop: Timestamp?
    public var releaseReason: String?
    public var merchantAsked: Bool?
    public var authority: String?
    public var waitsFor: String?
    public var amount: Int64?
    public var tier: String?
    public var automatic: Bool?
    public var verdictMissing: Bool?
    public var random: Bool?
    public var decision: String?
    public var takesEffectAt: Timestamp?
}

/// When something ends, and how, as far as is known.
public struct Eta: Codable, Hashable, Sendable {
    public struct Ends: Codable, Hashable, Sendable {
        public var p50: Timestamp
        public var p80: Timestamp
        public var p90: Timestamp
        public var latest: Timestamp
    }

    /// Chances in ten-thousandths.
    public struct Outcome: Codable, Hashable, Sendable {
        public var billed: Int
        public var returned: Int
    }

    public var ends: Ends
    public var outcome: Outcome?
    public var basis: String
}

public struct HoldOperated: Codable, Hashable, Sendable {
    public var operation: OperationDone
    public var hold: Hold
    /// The holds that a split made.
    public var children: [Hold]?
}

/// A review that is open, with its hold.
public struct Review: Codable, Hashable, Sendable {
    public var review: Overlay
    public var hold: Hold
}

/// One event of a history.
public struct TimelineEvent: Codable, Hashable, Sendable {
    public var sequence: String
    public var time: Timestamp
    public var type: String
    public var hold: String?
    public var account: String?
    public var operation: String?
    public var kind: String?
    public var amount: Int64?
    public var until: Timestamp?
    public var linked: String?
    public var reason: ReasonText?
    public var policy: Int?
    public var model: String?
    public var outcome: String?
    public var decision: Decision?
    public var by: String
}
