import SluiceCore

/// What an operation on a hold or an account came to.
public struct OperationDocument: Equatable, Sendable {
    public var id: String
    /// The code of a `HoldOperationKind` or of a kind of operation on an account.
    public var kind: String
    /// What was moved, zero for what moves nothing; for `limit` the new limit.
    public var amount: Money
    /// The sequence of the event that did it.
    public var sequence: UInt64
    /// What a restriction says of itself; nil for all else.
    public var decision: Decision?

    public init(
        id: String, kind: String, amount: Money, sequence: UInt64, decision: Decision? = nil
    ) {
        self.id = id
        self.kind = kind
        self.amount = amount
        self.sequence = sequence
        self.decision = decision
    }

    public func write(to writer: inout JSONWriter, in language: Language = .english) {
        writer.object(.operation) { writer in
            writer.member("id", id)
            writer.member("kind", kind)
            writer.member("amount", amount)
            if let decision {
                writer.name("decision")
                decision.write(to: &writer, in: language)
            }
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }
}
