public struct CaptureHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// nil: the lines named, or all that is open.
    public var amount: Money?
    public var lines: [LineAmount]
    /// Whether what stays open is returned in the same step.
    public var isFinal: Bool
    /// Whether a capture after the end makes a new hold whatever policy says; takes two persons.
    public var isForced: Bool
    /// The id of the hold that a capture after the end makes; `.none`: such a capture is rejected.
    public var lateHold: HoldKey

    public init(
        hold: HoldKey, operation: OperationKey, amount: Money? = nil, lines: [LineAmount] = [],
        isFinal: Bool = false, isForced: Bool = false, lateHold: HoldKey = .none
    ) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.lines = lines
        self.isFinal = isFinal
        self.isForced = isForced
        self.lateHold = lateHold
    }
}

public struct ReleaseHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// nil: the lines named, or all that is open.
    public var amount: Money?
    public var lines: [LineAmount]
    public var reason: Reason

    public init(
        hold: HoldKey, operation: OperationKey, amount: Money? = nil, lines: [LineAmount] = [],
        reason: Reason
    ) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.lines = lines
        self.reason = reason
    }
}

public struct IncrementHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var amount: Money
    /// New lines or raised ones, each with its amount; empty: the increment is a line of its own.
    public var lines: [LineAmount]

    public init(
        hold: HoldKey, operation: OperationKey, amount: Money, lines: [LineAmount] = []
    ) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.lines = lines
    }
}

public struct RefundHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var amount: Money
    public var reason: Reason

    public init(hold: HoldKey, operation: OperationKey, amount: Money, reason: Reason) {
        self.hold = hold
        self.operation = operation
        self.amount = amount
        self.reason = reason
    }
}

/// Moves the end of a live hold.
public struct ExtendHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var until: Instant
    public var reason: Reason

    public init(hold: HoldKey, operation: OperationKey, until: Instant, reason: Reason) {
        self.hold = hold
        self.operation = operation
        self.until = until
        self.reason = reason
    }
}

/// Makes lines of a live hold holds of their own, on orders of their own.
public struct SplitHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var children: [SplitChild]

    public init(hold: HoldKey, operation: OperationKey, children: [SplitChild]) {
        self.hold = hold
        self.operation = operation
        self.children = children
    }
}

public struct SplitChild: Hashable, Sendable {
    public var hold: HoldKey
    public var order: OrderKey
    public var amount: Money
    /// Lines of the parent that go with the child; empty where it has none.
    public var lines: [SplitLine]

    public init(hold: HoldKey, order: OrderKey, amount: Money, lines: [SplitLine] = []) {
        self.hold = hold
        self.order = order
        self.amount = amount
        self.lines = lines
    }
}

/// What of a line goes with a child, and its key there: keys of lines are scoped by their order.
public struct SplitLine: Hashable, Sendable {
    /// The line of the parent.
    public var line: LineKey
    /// The line of the child, on the child's order.
    public var child: LineKey
    public var amount: Money

    public init(line: LineKey, child: LineKey, amount: Money) {
        self.line = line
        self.child = child
        self.amount = amount
    }
}

/// Mends a mistake on a hold that has ended: an amount goes from one part of it to another.
public struct CorrectHold: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var from: CorrectionPart
    public var to: CorrectionPart
    public var amount: Money

    public init(
        hold: HoldKey, operation: OperationKey, from: CorrectionPart, to: CorrectionPart,
        amount: Money
    ) {
        self.hold = hold
        self.operation = operation
        self.from = from
        self.to = to
        self.amount = amount
    }
}

public enum CorrectionPart: UInt8, Sendable, CaseIterable {
    case captured = 1
    case released = 2
    case expired = 3

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}
