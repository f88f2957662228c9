/// What was done to a hold under an id: kept for ever, compared with every repetition.
public struct HoldOperation: Hashable, Sendable {
    public var key: OperationKey
    public var kind: HoldOperationKind
    /// What was asked for.
    public var request: OperationRequest
    /// What it came to.
    public var outcome: OutcomeCode
    public var amount: Money
    /// The hold that a capture after the end made.
    public var linked: HoldKey
    public var sequence: UInt64

    /// Whether the purchase was approved by it.
    public var isApproval: Bool {
        kind == .decision
            && (request.choice == ReviewDecision.approve.rawValue
                || request.choice == ReviewDecision.confirmed.rawValue)
    }

    public init(
        key: OperationKey, kind: HoldOperationKind, request: OperationRequest,
        outcome: OutcomeCode, amount: Money, linked: HoldKey = .none, sequence: UInt64 = 0
    ) {
        self.key = key
        self.kind = kind
        self.request = request
        self.outcome = outcome
        self.amount = amount
        self.linked = linked
        self.sequence = sequence
    }
}

/// The content of an operation on a hold; what each kind of operation has of it is told by
/// docs/reference/journal-format.md.
public struct OperationRequest: Hashable, Sendable {
    public var amount: Money?
    public var lines: [LineAmount]
    public var isFinal: Bool
    public var reason: Reason
    public var until: Instant?
    /// The overlay an operation lifts.
    public var subject: OperationKey
    /// What was chosen among a few: a kind of overlay, a decision, the parts of a correction.
    public var choice: UInt8
    public var authority: Code? {
        get { ordered?.value }
        set { ordered = newValue.map { Shared($0) } }
    }

    /// Few have an authority: it takes no room in the others.
    private var ordered: Shared<Code>?

    public init(
        amount: Money? = nil, lines: [LineAmount] = [], isFinal: Bool = false,
        reason: Reason = .none, until: Instant? = nil, subject: OperationKey = .none,
        choice: UInt8 = 0, authority: Code? = nil
    ) {
        self.amount = amount
        self.lines = lines
        self.isFinal = isFinal
        self.reason = reason
        self.until = until
        self.subject = subject
        self.choice = choice
        ordered = authority.map { Shared($0) }
    }

    /// The first field in which two requests of one kind differ, `.none` if they are the same.
    func difference(from other: OperationRequest, kind: HoldOperationKind) -> Field {
        if amount != other.amount { return .amount }
        if lines != other.lines { return kind == .split ? .children : .lines }
        if isFinal != other.isFinal { return .final }
        if choice != other.choice { return kind.choiceField }
        if until != other.until { return kind == .overlay ? .reviewBy : .until }
        if ordered != other.ordered { return .authority }
        if subject != other.subject { return kind == .undo ? .decision : .overlay }
        if reason != other.reason { return .reason }
        return .none
    }
}

/// The integers are journalled: never renumber.
public enum HoldOperationKind: UInt8, Sendable, CaseIterable {
    case capture = 1
    case release = 2
    case expiry = 3
    case increment = 4
    case refund = 5
    /// The end of a pending hold that was not approved.
    case decline = 6
    case split = 7
    case correction = 8
    case `extension` = 9
    case releaseRequest = 10
    case decision = 11
    case overlay = 12
    case lift = 13
    case verdict = 14
    case undo = 15

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    /// Whether its event is of money that moved, and not of a change of the hold alone.
    var movesMoney: Bool { rawValue <= HoldOperationKind.correction.rawValue }

    /// The field that `OperationRequest.choice` holds.
    fileprivate var choiceField: Field {
        switch self {
        case .capture: .force
        case .correction: .from
        case .decision: .decision
        case .verdict: .tier
        default: .kind
        }
    }
}
