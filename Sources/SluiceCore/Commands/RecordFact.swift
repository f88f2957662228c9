/// Something the merchant says of an order.
public struct RecordFact: Hashable, Sendable {
    /// From source and event id: the same event twice is one fact.
    public var fact: FactKey
    public var source: SourceKey
    public var merchant: MerchantKey
    public var order: OrderKey
    public var kind: FactKind
    /// When it happened by the source's word: orders evidence, moves no balance.
    public var occurredAt: Instant
    /// Not empty for `line_shipped` and `line_cancelled`; facts of a return may name lines.
    public var lines: [LineAmount]
    public var merchantSequence: Int64?
    /// The amount the source gives: of `price_adjusted` the new value, else kept as evidence.
    public var amount: Money?
    /// Why, for a cancellation; `.none` elsewhere.
    public var reason: Reason
    /// Whether what it moved is in the past of the holds; only with role migration, not compared.
    public var isPast: Bool

    public init(
        fact: FactKey, source: SourceKey, merchant: MerchantKey, order: OrderKey,
        kind: FactKind, occurredAt: Instant, lines: [LineAmount] = [],
        merchantSequence: Int64? = nil, amount: Money? = nil, reason: Reason = .none,
        isPast: Bool = false
    ) {
        self.fact = fact
        self.source = source
        self.merchant = merchant
        self.order = order
        self.kind = kind
        self.occurredAt = occurredAt
        self.lines = lines
        self.merchantSequence = merchantSequence
        self.amount = amount
        self.reason = reason
        self.isPast = isPast
    }
}

/// What a fact says. The integers are journalled and are the rank of facts of the same time.
public enum FactKind: UInt8, Sendable, CaseIterable {
    case created = 1
    case paid = 2
    case lineShipped = 3
    case shipped = 4
    case lineCancelled = 5
    case cancelled = 6
    case delivered = 7
    case completed = 8
    case returnRequested = 9
    case returnShipped = 10
    case returnReceived = 11
    case priceAdjusted = 12
    case closed = 13

    /// The wire word, as in the CloudEvents type `sluice.order.<word>`.
    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    public init?(code: String) {
        guard let kind = Self.codes.value(of: code) else { return nil }
        self = kind
    }

    /// Whether the fact names lines rather than the whole order.
    public var namesLines: Bool { self == .lineShipped || self == .lineCancelled }

    /// Whether the fact may name lines.
    public var mayNameLines: Bool { namesLines || isReturn }

    public var isReturn: Bool {
        self == .returnRequested || self == .returnShipped || self == .returnReceived
    }

    /// Whether the fact gives credit back: releases what is open, or more.
    public var isReturning: Bool {
        isCancellation || self == .closed || self == .returnReceived || self == .priceAdjusted
    }

    public var isCancellation: Bool { self == .lineCancelled || self == .cancelled }

    /// Whether the order wants no further lock once the fact is known.
    public var endsOrder: Bool {
        self == .cancelled || self == .completed || self == .closed
    }

    /// Whether the fact is at or past the point where a hold is captured.
    public func reaches(_ captureOn: CaptureOn) -> Bool {
        switch self {
        case .lineShipped, .shipped: captureOn == .shipped
        case .delivered: captureOn != .completed
        case .completed: true
        default: false
        }
    }
}
