import SluiceCore

/// A proposal as answers show it.
public struct ProposalDocument: Equatable, Sendable {
    public enum State: String, Sendable, CaseIterable {
        /// It may be approved.
        case open
        /// Nobody approved it in time.
        case expired
        /// It was approved, and the command came to `outcome`.
        case closed
    }

    public var id: String
    public var state: State
    public var command: ProposedCommandDocument
    public var proposer: String
    public var proposedAt: Instant
    public var expiresAt: Instant
    /// nil until it is closed.
    public var approver: String?
    public var outcome: OutcomeCode?
    /// What an approval names.
    public var sequence: UInt64

    public init(
        id: String, state: State, command: ProposedCommandDocument, proposer: String,
        proposedAt: Instant, expiresAt: Instant, approver: String?, outcome: OutcomeCode?,
        sequence: UInt64
    ) {
        self.id = id
        self.state = state
        self.command = command
        self.proposer = proposer
        self.proposedAt = proposedAt
        self.expiresAt = expiresAt
        self.approver = approver
        self.outcome = outcome
        self.sequence = sequence
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("state", state.rawValue)
            writer.name("command")
            command.write(to: &writer)
            writer.member("proposer", proposer)
            writer.member("proposed_at", proposedAt)
            writer.member("expires_at", expiresAt)
            if let approver { writer.member("approver", approver) }
            if let outcome { writer.member("outcome", outcome) }
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }
}

/// A command that waits for a second person, in the words of its own door.
public struct ProposedCommandDocument: Equatable, Sendable {
    /// `limit`, `correction`, `capture`, `repair` or `policy`.
    public var kind: String
    public var account: String?
    public var merchant: String?
    public var hold: String?
    /// nil for a policy, which is adopted under no id of its own.
    public var id: String?
    public var limit: Money?
    public var until: Instant?
    public var scenario: Code?
    public var reason: Reason?
    public var from: CorrectionPart?
    public var to: CorrectionPart?
    public var amount: Money?
    public var lines: [OrderDocument.Line] = []
    public var isFinal = false
    public var isForced = false
    public var lateHold: String?
    public var detector: Detector?
    /// The holds of a repair.
    public var targets: [RepairRequest.Target] = []
    public var policy: Policy?

    public init(kind: String) { self.kind = kind }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", kind)
            if let account { writer.member("account", account) }
            if let merchant { writer.member("merchant", merchant) }
            if let hold { writer.member("hold", hold) }
            if let id { writer.member("id", id) }
            if let limit { writer.member("limit", limit) }
            if let until { writer.member("until", until) }
            if let scenario { writer.member("scenario", scenario.text) }
            if let reason { writer.member("reason", reason) }
            if let from { writer.member("from", from.code) }
            if let to { writer.member("to", to.code) }
            if let amount { writer.member("amount", amount) }
            if !lines.isEmpty {
                writer.name("lines")
                writer.array { writer in for line in lines { line.write(to: &writer) } }
            }
            if isFinal { writer.member("final", true) }
            if isForced { writer.member("force", true) }
            if let lateHold { writer.member("late_hold", lateHold) }
            if let detector { writer.member("detector", detector.code) }
            if !targets.isEmpty {
                writer.name("holds")
                writer.array { writer in
                    for target in targets {
                        writer.object { writer in
                            writer.member("merchant", target.merchant)
                            writer.member("hold", target.hold)
                        }
                    }
                }
            }
            if let policy {
                writer.name("policy")
                policy.write(to: &writer)
            }
        }
    }
}
