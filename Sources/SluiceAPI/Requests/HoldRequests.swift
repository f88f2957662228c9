import SluiceCore

/// A line as operations and facts name it; no amount means all of it that is open.
public struct NamedLine: Equatable, Sendable {
    public let line: String
    public let amount: Money?

    /// Whether lines must say how much.
    enum Amounts { case optional, needed }

    public init(line: String, amount: Money? = nil) {
        self.line = line
        self.amount = amount
    }

    init(_ reader: ObjectReader, amounts: Amounts) throws(FieldError) {
        var reader = reader
        line = try reader.identifier("line")
        switch amounts {
        case .optional: amount = try reader.optionalMoney("amount")
        case .needed: amount = try reader.money("amount")
        }
        try reader.finish()
    }

    /// The lines of a field that may be left out; empty then.
    static func list(
        _ name: String, of reader: inout ObjectReader, amounts: Amounts = .optional
    ) throws(FieldError) -> [NamedLine] {
        var lines: [NamedLine] = []
        for line in try reader.optionalArray(name, count: 1...APILimits.linesMax) ?? [] {
            lines.append(try NamedLine(line, amounts: amounts))
        }
        return lines
    }
}

/// The body of `POST /v1/holds/{id}/captures`.
public struct CaptureRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money?
    public let lines: [NamedLine]
    public let isFinal: Bool
    /// Whether a capture after the end makes a new hold whatever policy says.
    public let isForced: Bool

    public init(
        id: String?, amount: Money? = nil, lines: [NamedLine] = [], isFinal: Bool = false,
        isForced: Bool = false
    ) {
        self.id = id
        self.amount = amount
        self.lines = lines
        self.isFinal = isFinal
        self.isForced = isForced
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.optionalIdentifier("id")
        amount = try reader.optionalMoney("amount")
        lines = try NamedLine.list("lines", of: &reader)
        isFinal = try reader.optionalBool("final") ?? false
        isForced = try reader.optionalBool("force") ?? false
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/releases`.
public struct ReleaseRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money?
    public let lines: [NamedLine]
    public let reason: Reason

    public static let reasons = Reason.releaseReasons + Reason.pendingReleaseReasons

    public init(
        id: String?, amount: Money? = nil, lines: [NamedLine] = [], reason: Reason
    ) {
        self.id = id
        self.amount = amount
        self.lines = lines
        self.reason = reason
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.optionalIdentifier("id")
        amount = try reader.optionalMoney("amount")
        lines = try NamedLine.list("lines", of: &reader)
        reason = try reader.reason("reason", among: Self.reasons)
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/increments`.
public struct IncrementRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money
    /// Each with its amount.
    public let lines: [NamedLine]
    /// What the consumer agreed to, as the lender signed it.
    public let consent: String?

    public init(
        id: String?, amount: Money, lines: [NamedLine] = [], consent: String? = nil
    ) {
        self.id = id
        self.amount = amount
        self.lines = lines
        self.consent = consent
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.optionalIdentifier("id")
        amount = try reader.money("amount")
        lines = try NamedLine.list("lines", of: &reader, amounts: .needed)
        consent = try reader.optionalString("consent", maxBytes: APILimits.consentBytesMax)
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/refunds`.
public struct RefundRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money
    public let reason: Reason

    public init(id: String?, amount: Money, reason: Reason) {
        self.id = id
        self.amount = amount
        self.reason = reason
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.optionalIdentifier("id")
        amount = try reader.money("amount")
        reason = try reader.reason("reason", among: Reason.refundReasons)
        try reader.finish()
    }
}
