/// A return that the consumer began after the capture 退货在途: owner, stage and deadline, as a hold.
public struct ReturnCase: Hashable, Sendable {
    /// The fact that opened it.
    public var key: FactKey
    /// The lines it is about; empty for all of the order.
    public var lines: [LineKey]
    /// Captured and not refunded when it was opened.
    public var amount: Money
    public var refunded: Money
    public var stage: ReturnStage
    /// Whether the merchant said that the goods came.
    public var isReceived: Bool
    /// When the default of the stage is taken; `.never` once closed.
    public var dueAt: Instant
    /// Why it is where it is.
    public var reason: Reason
    public var openedAt: Instant
    public var openedSequence: UInt64
    public var sequence: UInt64

    public init(
        key: FactKey, lines: [LineKey], amount: Money, refunded: Money, stage: ReturnStage,
        isReceived: Bool, dueAt: Instant, reason: Reason, openedAt: Instant,
        openedSequence: UInt64, sequence: UInt64
    ) {
        self.key = key
        self.lines = lines
        self.amount = amount
        self.refunded = refunded
        self.stage = stage
        self.isReceived = isReceived
        self.dueAt = dueAt
        self.reason = reason
        self.openedAt = openedAt
        self.openedSequence = openedSequence
        self.sequence = sequence
    }

    public var isOpen: Bool { stage != .closed }
    public var rest: Money { amount - refunded }

    /// Whether a fact that names lines is about this case.
    func concerns(_ named: [LineAmount]) -> Bool {
        lines.isEmpty || named.isEmpty || named.contains { lines.contains($0.line) }
    }
}

/// Who is next. The integers are journalled: never renumber.
public enum ReturnStage: UInt8, Sendable, CaseIterable {
    /// The consumer sends the goods.
    case goods = 1
    /// The merchant inspects and refunds.
    case inspection = 2
    /// Staff of the lender decide.
    case staff = 3
    case closed = 4

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}
