/// Offers a command that takes two persons.
public struct Propose: Hashable, Sendable {
    public var proposal: ProposalKey
    public var command: Command.Body

    public init(proposal: ProposalKey, command: Command.Body) {
        self.proposal = proposal
        self.command = command
    }
}

/// Lets a proposed command run.
public struct Approve: Hashable, Sendable {
    public var proposal: ProposalKey
    /// The sequence of the proposal: what was read is what is approved.
    public var sequence: UInt64

    public init(proposal: ProposalKey, sequence: UInt64) {
        self.proposal = proposal
        self.sequence = sequence
    }
}
