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

    public init(id: String, kind: String, amount: Money, sequence: UInt64) {
        self.id = id
        self.kind = kind
        self.amount = amount
        self.sequence = sequence
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("kind", kind)
            writer.member("amount", amount)
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }
}
