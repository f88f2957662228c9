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
    case correction(ProposedHold, CorrectionRequest)
    case capture(ProposedHold, CaptureRequest)
    case repair(Detector, RepairRequest)
    case policy(Policy)

    /// The words of `kind`.
    public static let kinds = ["limit", "correction", "capture", "repair", "policy"]

    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        switch try reader.string("kind", maxBytes: APILimits.codeBytesMax) {
        case "limit":
            let account = try reader.identifier("account")
            self = .limit(account: account, try SetLimitRequest(reader))
        case "correction":
            let hold = try ProposedHold(&reader)
            self = .correction(hold, try CorrectionRequest(reader))
        case "capture":
            let hold = try ProposedHold(&reader)
            let body = try CaptureRequest(reader)
            guard body.isForced else {
                throw reader.fault(.invalidField, "force", "Only a forced capture takes two.")
            }
            self = .capture(hold, body)
        case "repair":
            let detector = try reader.repairable("detector")
            let body = try RepairRequest(reader)
            guard body.id != nil else {
                throw reader.fault(.missingField, "id", "The field is required.")
            }
            guard !body.isDryRun else {
                throw reader.fault(.invalidField, "dry_run", "A dry run takes one person.")
            }
            self = .repair(detector, body)
        case "policy":
            var policy = try reader.object("policy")
            self = .policy(try Policy(&policy))
            try reader.finish()
        default:
            let kinds = ProposedCommand.kinds.joined(separator: ", ")
            throw reader.fault(.invalidField, "kind", "One of these is needed: \(kinds).")
        }
    }
}

/// The hold a proposed command is about, and the id it runs under: what stands in the path, query
/// and header of its own door.
public struct ProposedHold: Equatable, Sendable {
    public let merchant: String
    public let hold: String
    public let id: String

    init(_ reader: inout ObjectReader) throws(FieldError) {
        merchant = try reader.identifier("merchant")
        hold = try reader.identifier("hold")
        id = try reader.identifier("id")
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
