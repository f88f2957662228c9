/// A command that waits for a second person, or did.
public struct ProposalRecord: Hashable, Sendable {
    public var key: ProposalKey
    public var command: Command.Body
    public var proposer: SubjectKey
    public var proposedAt: Instant
    /// Until when it may be approved.
    public var expiresAt: Instant
    /// `.none` while it is open.
    public var approver: SubjectKey
    /// What the command came to when it was approved.
    public var outcome: OutcomeCode
    public var proposedSequence: UInt64
    public var sequence: UInt64

    public var isOpen: Bool { approver.isNone }

    /// Whether it may be approved at a time.
    public func isOpen(at time: Instant) -> Bool { isOpen && time < expiresAt }

    /// How long a proposal may be approved.
    public static let openNs: Int64 = 24 * Span.hourNs
}

/// What a person raised limits by on one business date.
public struct SubjectRecord: Hashable, Sendable {
    public var key: SubjectKey
    public var date: BusinessDate
    /// In the order of the first raise in each currency.
    public var raised: [CurrencyAmount]
    public var sequence: UInt64
}

public struct CurrencyAmount: Hashable, Sendable {
    public var currency: Currency
    public var amount: Money
}
