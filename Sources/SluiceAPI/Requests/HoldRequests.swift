import SluiceCore

/// A line as operations and facts name it; no amount means all of it that is open.
public struct NamedLine: Equatable, Sendable {
    public let line: String
    public let amount: Money?

    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        line = try reader.identifier("line")
        amount = try reader.optionalMoney("amount")
        try reader.finish()
    }

    /// The lines of a field that may be left out; empty then.
    static func list(
        _ name: String, of reader: inout ObjectReader
    ) throws(FieldError) -> [NamedLine] {
        var lines: [NamedLine] = []
        for line in try reader.optionalArray(name, count: 1...APILimits.linesMax) ?? [] {
            lines.append(try NamedLine(line))
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

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        amount = try reader.optionalMoney("amount")
        lines = try NamedLine.list("lines", of: &reader)
        isFinal = try reader.optionalBool("final") ?? false
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/releases`.
public struct ReleaseRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money?
    public let lines: [NamedLine]
    public let reason: Reason

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        amount = try reader.optionalMoney("amount")
        lines = try NamedLine.list("lines", of: &reader)
        reason = try reader.reason("reason", among: Reason.releaseReasons)
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/increments`.
public struct IncrementRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        amount = try reader.money("amount")
        try reader.finish()
    }
}

/// The body of `POST /v1/holds/{id}/refunds`.
public struct RefundRequest: Equatable, Sendable {
    public let id: String?
    public let amount: Money
    public let reason: Reason

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        amount = try reader.money("amount")
        reason = try reader.reason("reason", among: Reason.refundReasons)
        try reader.finish()
    }
}
