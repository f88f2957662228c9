import SluiceCore

/// A lock as the lender's export tells it, at the time of the audit.
struct AuditHold: Equatable {
    var id: String
    var account: AccountKey
    var merchant: String
    /// Empty: the lock names no order.
    var order: String
    var purpose: String
    var scenario: ScenarioPolicy
    var currency: Currency
    var amount: Money
    var placedAt: Instant
    /// Its own end, else placement and the time to live of its scenario.
    var expiresAt: Instant
    var captured = Money.zero
    var capturedAt: Instant?
    var released = Money.zero
    var releasedAt: Instant?
    var refunded = Money.zero
    /// The line of the file it starts on.
    var line: Int

    /// What is still locked.
    var open: Money { amount - captured - released }
}
