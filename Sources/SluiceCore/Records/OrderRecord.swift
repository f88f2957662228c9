/// An order of a merchant: the facts said of it and the holds placed for it.
public struct OrderRecord: Hashable, Sendable {
    public var key: OrderKey
    public var merchant: MerchantKey
    /// False while only facts are there that came before their order: they are parked.
    public var isKnown: Bool
    /// In order of arrival.
    public var facts: [OrderFact]
    /// In order of placement, declined ones too.
    public var holds: ShortList<OrderHold>
    /// The sequence of the newest event that changed the order.
    public var sequence: UInt64
    /// What few orders have; nil where there is none of it.
    private var details: Shared<OrderDetails>?

    /// Contradictions found, each once.
    public var breaks: [OrderBreak] {
        get { details?.value.breaks ?? [] }
        set { change { $0.breaks = newValue } }
    }

    /// In order of opening, closed ones too.
    public var returns: [ReturnCase] {
        get { details?.value.returns ?? [] }
        set { change { $0.returns = newValue } }
    }

    /// What the merchant said when it was last asked; nil if it never was.
    public var pull: OrderPull? {
        get { details?.value.pull }
        set { change { $0.pull = newValue } }
    }

    private mutating func change(_ body: (inout OrderDetails) -> Void) {
        var changed = details?.value ?? OrderDetails()
        body(&changed)
        details = changed == OrderDetails() ? nil : Shared(changed)
    }

    init(key: OrderKey, merchant: MerchantKey, isKnown: Bool = false, sequence: UInt64) {
        self.key = key
        self.merchant = merchant
        self.isKnown = isKnown
        self.facts = []
        self.holds = []
        self.sequence = sequence
    }

    /// The return whose stage ends next.
    var nextCase: ReturnCase? {
        var next: ReturnCase?
        for state in returns where state.isOpen {
            if let found = next,
                (found.dueAt, found.openedSequence) <= (state.dueAt, state.openedSequence)
            {
                continue
            }
            next = state
        }
        return next
    }

    var openReturns: Int { returns.count(where: \.isOpen) }

    /// Whether the order wants no further lock.
    ///
    /// Of what happened before the merchant was asked, its answer says what stands.
    public var isTerminal: Bool {
        facts.contains { $0.kind.endsOrder && pull?.overrules($0) != true }
    }

    /// The newest hold on a natural key.
    @inline(__always)
    func latest(account: AccountKey, purpose: Code) -> OrderHold? {
        holds.last { $0.account == account && $0.purpose == purpose }
    }
}

/// What few orders have: it takes no room in the others.
private struct OrderDetails: Hashable, Sendable {
    var breaks: [OrderBreak] = []
    var returns: [ReturnCase] = []
    var pull: OrderPull?
}

/// What of an order is open: whether it is ended is asked whenever one of its holds ends.
struct OrderAside: RecordAside {
    var endedRow: UInt64 = 0
    var openHolds: UInt32 = 0
    var openReturns: UInt32 = 0

    var isEnded: Bool { openHolds == 0 && openReturns == 0 }
}

/// A hold as its order knows it: the natural key is account, order, purpose, generation.
public struct OrderHold: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    public var purpose: Code
    public var generation: UInt32
}

/// A fact as its order keeps it.
public struct OrderFact: Hashable, Sendable {
    public var key: FactKey
    public var source: SourceKey
    public var kind: FactKind
    public var occurredAt: Instant
    public var recordedAt: Instant
    public var lines: [LineAmount]
    public var merchantSequence: Int64?
    public var amount: Money?
    public var reason: Reason
    /// Whether the fact came before its order; the first answer was `parked`.
    public var wasParked: Bool
    /// Whether the merchant said it because it was asked.
    public var isPulled: Bool
    public var sequence: UInt64
}

/// Where a fact is kept: derived, not part of the canonical records.
struct FactPlace: Hashable, KeyedRecord {
    var key: FactKey
    var order: OrderKey
}

/// A contradiction between facts, kept with the order.
public struct OrderBreak: Hashable, Sendable {
    public var kind: BreakKind
    /// The line concerned; `.none` for the whole order.
    public var line: LineKey
    public var sequence: UInt64
}

/// What contradicts what. The integers are journalled: never renumber.
public enum BreakKind: UInt8, Sendable, CaseIterable {
    /// Shipped, delivered or completed, and cancelled.
    case shippedAndCancelled = 1
    /// A line was cancelled and a fact of the whole order says more: the rest of it, it may be.
    case wholeOverCancelledLine = 2
    /// More of a line shipped and cancelled than it has; without a line, more of several lines
    /// together than the holds without lines have.
    case lineOverrun = 3
    /// A line that no hold of the order has.
    case unknownLine = 4
    /// What a fact would have moved leaves the range of money: nothing was moved.
    case amountOutOfRange = 5
    /// Cancelled after a capture that was asked for and that no fact explains.
    case cancelledAfterCapture = 6
    /// The price fell after a capture, by more than was still open.
    case adjustedAfterCapture = 7
    /// A fact of the whole order that does not stand in the merchant's own, later view of it.
    case pulledOtherwise = 8

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}

/// A source that said something.
public struct SourceRecord: Hashable, Sendable {
    public var key: SourceKey
    public var sequence: UInt64
}
