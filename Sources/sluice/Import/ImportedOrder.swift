import SluiceCore

/// An order as the source tells it, with names as they stand there.
struct ImportedOrder: Equatable {
    var name: String
    var account: String
    var merchant: String
    var currency: Currency
    var amount: Money
    /// Empty: one implicit line. Else the amounts sum to `amount`.
    var lines: [ImportedLine]
    var placedAt: Instant
    /// What the account may spend, told by the order's row.
    var limit: Money
    /// The shop's own final status, empty if it tells none. No part of the journal.
    var status: String
    var facts: [ImportedFact]
}

struct ImportedLine: Equatable {
    var name: String
    var amount: Money
    /// Empty where the merchant sells the line itself.
    var seller: String
}

struct ImportedFact: Equatable {
    var kind: FactKind
    var time: Instant
    var reason: Reason
}
