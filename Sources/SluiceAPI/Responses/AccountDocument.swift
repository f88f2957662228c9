import SluiceCore

/// An account as answers show it.
public struct AccountDocument: Equatable, Sendable {
    public var id: String
    public var currency: Currency
    public var balances: Balances
    public var openedAt: Instant
    /// The sequence of the newest event that changed the account.
    public var sequence: UInt64

    public init(
        id: String, currency: Currency, balances: Balances, openedAt: Instant, sequence: UInt64
    ) {
        self.id = id
        self.currency = currency
        self.balances = balances
        self.openedAt = openedAt
        self.sequence = sequence
    }

    public func write(to writer: inout JSONWriter) {
        writer.object(.account) { writer in
            writer.member("id", id)
            writer.member("currency", currency.code)
            writer.balances(balances)
            writer.member("opened_at", openedAt)
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }
}
