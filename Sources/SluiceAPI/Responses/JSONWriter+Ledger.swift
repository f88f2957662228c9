import SluiceCore

/// Values of the ledger as members of an object.
extension JSONWriter {
    public mutating func member(_ name: String, _ amount: Money) { member(name, amount.minor) }

    public mutating func member(_ name: String, _ time: Instant) {
        member(name, RFC3339.format(time.ns))
    }

    /// The member `order`.
    public mutating func order(merchant: String, number: String) {
        name("order")
        object { writer in
            writer.member("merchant", merchant)
            writer.member("number", number)
        }
    }

    /// The amounts of a hold or line, as members of the object at hand.
    public mutating func amounts(_ amounts: HoldAmounts) {
        member("amount", amounts.authorised)
        member("captured", amounts.captured)
        member("released", amounts.released)
        member("expired", amounts.expired)
        member("refunded", amounts.refunded)
        member("open", amounts.open)
    }

    /// What became of a migrated hold before, as members of the object at hand.
    public mutating func history(_ history: HoldHistory) {
        member("placed_at", history.placedAt)
        if let authorised = history.authorised { member("authorised", authorised) }
        member("captured", history.captured)
        member("released", history.released)
        member("expired", history.expired)
        member("refunded", history.refunded)
    }

    /// The balances of an account, as members of the object at hand.
    public mutating func balances(_ balances: Balances) {
        member("limit", balances.limit)
        member("held", balances.held)
        member("owed", balances.owed)
        member("credit_balance", balances.creditBalance)
        member("available", balances.available)
        member("overlimit", balances.overlimit)
        member("payout_due", balances.payoutDue)
    }
}
