import SluiceCore

/// One command of a batch: the request of a single door, with what its path would say.
public enum BatchCommand: Equatable, Sendable {
    case place(PlaceHoldRequest)
    case capture(HoldReference, CaptureRequest)
    case release(HoldReference, ReleaseRequest)
    case increment(HoldReference, IncrementRequest)
    case refund(HoldReference, RefundRequest)
    case repay(account: String, RepaymentRequest)
    case recordFact(OrderEventRequest)
}

/// The hold an operation is on.
public struct HoldReference: Equatable, Sendable {
    /// nil: the merchant the caller's key is bound to.
    public var merchant: String?
    public var hold: String

    public init(merchant: String? = nil, hold: String) {
        self.merchant = merchant
        self.hold = hold
    }
}

/// What a command of a batch does. The integers are the tags of the binary form: never renumber.
public enum BatchOperation: UInt8, Sendable, CaseIterable {
    case place = 1
    case capture = 2
    case release = 3
    case increment = 4
    case refund = 5
    case repay = 6
    case recordFact = 7

    /// The word of the JSON lines.
    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}

/// What both forms of a batch share (docs/reference/batch.md).
public enum Batch {
    public static let mediaType = "application/vnd.sluice.batch"
    public static let resultMediaType = "application/vnd.sluice.batch-result"
    public static let linesMediaType = "application/x-ndjson"
    public static let version: UInt16 = 1
    /// "SLBC", then "SLBR".
    static let commandsMagic: UInt32 = 0x534C_4243
    static let resultsMagic: UInt32 = 0x534C_4252
    static let headerBytes = 12

    /// The path of a command, or of a field of it, in an error.
    public static func path(_ index: Int, _ field: String = "") -> String {
        let command = FieldPath.element(index, in: "commands")
        return field.isEmpty ? command : FieldPath.member(field, in: command)
    }
}
