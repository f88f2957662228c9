import SluiceCore

/// The body of `POST /v1/proposals`: an id, and the command as its own door takes it, with the ids
/// that stand in that door's path and query.
public struct ProposeRequest: Equatable, Sendable {
    public let id: String
    public let command: ProposedCommand

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        let command = try reader.object("command")
        try reader.finish()
        self.command = try ProposedCommand(command)
    }
}

/// A command that may take two persons.
public enum ProposedCommand: Equatable, Sendable {
    case limit(account: String, SetLimitRequest)
    case correction(ProposedCorrection)
    case capture(ProposedCapture)

    /// The words of `kind`.
    public static let kinds = ["limit", "correction", "capture"]

    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        switch try reader.string("kind", maxBytes: APILimits.codeBytesMax) {
        case "limit":
            let account = try reader.identifier("account")
            self = .limit(account: account, try SetLimitRequest(&reader))
        case "correction": self = .correction(try ProposedCorrection(&reader))
        case "capture": self = .capture(try ProposedCapture(&reader))
        default:
            let kinds = ProposedCommand.kinds.joined(separator: ", ")
            throw reader.fault(.invalidField, "kind", "One of these is needed: \(kinds).")
        }
        try reader.finish()
    }
}

/// A correction of a hold that has ended.
public struct ProposedCorrection: Equatable, Sendable {
    public let merchant: String
    public let hold: String
    public let id: String
    public let from: CorrectionPart
    public let to: CorrectionPart
    public let amount: Money

    init(_ reader: inout ObjectReader) throws(FieldError) {
        merchant = try reader.identifier("merchant")
        hold = try reader.identifier("hold")
        id = try reader.identifier("id")
        from = try Self.part("from", &reader)
        to = try Self.part("to", &reader)
        amount = try reader.money("amount")
    }

    private static func part(
        _ name: String, _ reader: inout ObjectReader
    ) throws(FieldError) -> CorrectionPart {
        let code = try reader.string(name, maxBytes: APILimits.codeBytesMax)
        guard let part = CorrectionPart(code: code) else {
            let parts = CorrectionPart.allCases.map(\.code).joined(separator: ", ")
            throw reader.fault(.invalidField, name, "One of these is needed: \(parts).")
        }
        return part
    }
}

/// A capture with `force`: after the end of its hold it makes a new one, whatever policy says.
public struct ProposedCapture: Equatable, Sendable {
    public let merchant: String
    public let hold: String
    public let id: String
    public let amount: Money?
    public let lines: [NamedLine]
    public let isFinal: Bool
    /// The id of the hold that a capture after the end makes.
    public let lateHold: String?

    init(_ reader: inout ObjectReader) throws(FieldError) {
        merchant = try reader.identifier("merchant")
        hold = try reader.identifier("hold")
        id = try reader.identifier("id")
        amount = try reader.optionalMoney("amount")
        lines = try NamedLine.list("lines", of: &reader)
        isFinal = try reader.optionalBool("final") ?? false
        lateHold = try reader.optionalIdentifier("late_hold")
        guard try reader.bool("force") else {
            throw reader.fault(
                .invalidField, "force", "Only a forced capture takes two persons.")
        }
    }
}

/// The body of `POST /v1/proposals/{id}/approval`.
public struct ApprovalRequest: Equatable, Sendable {
    /// The sequence of the proposal as it was read.
    public let sequence: UInt64

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        let text = try reader.string("sequence", maxBytes: APILimits.identifierBytesMax)
        try reader.finish()
        guard let sequence = OpaqueSequence.decode(text) else {
            throw reader.fault(
                .invalidField, "sequence", "It is the `sequence` of the proposal.")
        }
        self.sequence = sequence
    }
}
