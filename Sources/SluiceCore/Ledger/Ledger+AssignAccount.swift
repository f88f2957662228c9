extension Ledger {
    /// Assigns what was done to an account: its balances, what it has beside them, and the
    /// operation itself under its id.
    mutating func assign(_ event: AccountOperated) {
        let slot = accounts.slot(of: event.account)!
        assign(event.balances, to: slot)
        let content = event.content
        switch event.kind {
        case .limit: accounts[slot].fixedLimit = content.amount
        case .temporaryLimit:
            accounts[slot].temporaryLimits.append(
                TemporaryLimit(
                    key: event.operation, amount: content.amount, until: content.until ?? .never,
                    scenario: content.scenario, sequence: sequence))
        case .limitEnd:
            accounts[slot].temporaryLimits.removeAll { $0.key == content.subject }
        case .restriction:
            accounts[slot].restrictions.append(
                Restriction(
                    key: event.operation, kind: content.restriction ?? .risk, since: now,
                    reviewBy: content.until, sequence: sequence))
        case .lift: accounts[slot].restrictions.removeAll { $0.key == content.subject }
        case .payout: accounts[slot].payouts.removeAll { $0.key == content.subject }
        case .payoutOverdue:
            for index in accounts[slot].payouts.indices
            where accounts[slot].payouts[index].key == content.subject {
                accounts[slot].payouts[index].isOverdue = true
            }
        case .payoutBrought:
            accounts[slot].payouts.append(
                Payout(
                    key: content.subject, hold: content.hold, amount: content.amount,
                    dueAt: content.until ?? .never, sequence: sequence))
        case .repayment, .reversal: break
        }
        keep(event)
        if event.raisedByActor.isPositive { countRaise(event, accounts[slot].currency) }
        schedule(account: slot)
    }

    /// Keeps the operation under its id, and marks the one it is about.
    private mutating func keep(_ event: AccountOperated) {
        guard !event.operation.isNone else { return }
        let record = AccountOperation(
            key: event.operation, account: event.account, kind: event.kind,
            content: event.content, reversedSequence: 0, sequence: sequence)
        noteOperation(accountOperations.insert(record, at: event.operation))
        if event.kind == .reversal,
            let repayment = accountOperations.slot(of: event.content.subject)
        {
            accountOperations[repayment].reversedSequence = sequence
            noteOperation(repayment)
        }
    }

    private mutating func countRaise(_ event: AccountOperated, _ currency: Currency) {
        let slot =
            subjects.slot(of: event.actor)
            ?? subjects.insert(
                SubjectRecord(key: event.actor, date: date, raised: [], sequence: sequence),
                at: event.actor)
        if subjects[slot].date < date {
            subjects[slot].date = date
            subjects[slot].raised = []
        }
        subjects[slot].sequence = sequence
        let sum = CurrencyAmount(currency: currency, amount: event.raisedByActor)
        if let index = subjects[slot].raised.firstIndex(where: { $0.currency == currency }) {
            subjects[slot].raised[index] = sum
        } else {
            subjects[slot].raised.append(sum)
        }
    }
}
