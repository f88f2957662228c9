/// What somebody is told.
public struct Message: Codable, Hashable, Sendable {
    /// By what it is no longer so.
    public struct Overtaken: Codable, Hashable, Sendable {
        public var at: Timestamp
        public var cause: String
        public var suppressed: Bool
    }

    public var id: String
    public var code: String
    public var audience: String
    /// Two messages with the same key say the same.
    public var key: String
    public var time: Timestamp
    /// By when it must be told.
    public var latest: Timestamp
    public var account: String
    public var hold: String?
    public var order: OrderReference?
    public var operation: String?
    public var sequence: String?
    public var currency: String
    public var reason: ReasonText?
    public var amount: Int64?
    public var open: Int64?
    public var rise: Int64?
    public var available: Int64?
    public var limit: Int64?
    public var used: Int64?
    public var surplus: Int64?
    public var until: Timestamp?
    public var previous: Timestamp?
    public var guaranteedUntil: Timestamp?
    public var days: Int?
    public var purchase: Int?
    public var text: String
    public var overtaken: Overtaken?
    public var readAt: Timestamp?
}
