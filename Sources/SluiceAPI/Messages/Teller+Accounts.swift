import SluiceCore

// What is told of an account.

extension Teller {
    mutating func opened(_ event: AccountOpened) -> ToldAccount {
        var account = ToldAccount(currency: event.currency)
        let ended = event.operations.filter { $0.kind == .limitEnd }.map(\.content.subject)
        for operation in event.operations where operation.kind == .temporaryLimit {
            guard !ended.contains(operation.key) else { continue }
            add(operation.key, operation.content, to: &account, of: event.account)
        }
        return account
    }

    mutating func operated(_ event: AccountOperated, _ account: inout ToldAccount?) {
        guard var known = account else { return }
        switch event.kind {
        case .temporaryLimit:
            add(event.operation, event.content, to: &known, of: event.account)
        case .limitEnd:
            guard
                let index = known.limits.firstIndex(where: {
                    $0.operation == event.content.subject
                })
            else { break }
            overtake(&known.limits[index].standing, [.limit], .ended)
            known.limits.remove(at: index)
        case .reversal:
            var slots = MessageSlots(known.currency, reason: .repaymentBounced)
            slots.set(.amount, event.content.amount)
            slots.set(.available, event.balances.available)
            tell(
                .repaymentBounced, account: event.account, operation: event.content.subject,
                slots)
        default: break
        }
        account = known
    }

    private mutating func add(
        _ operation: OperationKey, _ content: AccountRequest, to account: inout ToldAccount,
        of key: AccountKey
    ) {
        guard let until = content.until else { return }
        let limit = ToldLimit(operation: operation, amount: content.amount, until: until)
        account.limits.append(limit)
        remind(limit, of: key)
    }

    /// Tells what was to be told at a time, if it is so: that a limit ends soon and is still there, that a
    /// hold has not ended yet.
    public mutating func take(
        _ reminder: Reminder, hold: inout ToldHold?, account: inout ToldAccount?
    ) {
        (time, sequence) = (reminder.due, 0)
        switch reminder.subject {
        case .hold(let key):
            guard var known = hold else { return }
            slipped(key, &known)
            hold = known
        case .review(let key):
            guard var known = hold else { return }
            atRisk(key, &known)
            hold = known
        case .limit(let operation, let days):
            endsSoon(operation, in: days, of: reminder.account, &account)
        }
    }

    private mutating func endsSoon(
        _ operation: OperationKey, in days: Int64, of key: AccountKey,
        _ account: inout ToldAccount?
    ) {
        guard var known = account,
            let index = known.limits.firstIndex(where: { $0.operation == operation })
        else { return }
        var limit = known.limits[index]
        overtake(&limit.standing, [.limit], .moved)
        var slots = MessageSlots(known.currency)
        slots.set(.amount, limit.amount)
        slots.set(.until, limit.until)
        slots[.days] = days
        let told = tell(
            .limitEnding, account: key, operation: limit.operation, slots)
        remember(told, .limit, in: &limit.standing)
        known.limits[index] = limit
        account = known
    }
}
