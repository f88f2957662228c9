import SluiceCore

extension ReferenceLedger {
    /// Moves amounts of a hold and does what follows from them on its account and in the day.
    /// - Parameter id: what a surplus to be paid out is called by.
    mutating func move(
        _ index: Int, _ kind: HoldOperationKind, _ shares: [ReferenceHold.Share],
        _ reason: Reason, id: OperationKey = .none
    ) {
        if shares.sum == 0 { return }
        if kind == .capture { bill(index, shares.sum) }
        if kind == .refund { giveBack(index, shares.sum, id: id) }
        for share in shares {
            var changes = Sums()
            switch kind {
            case .capture: changes.captured = share.amount
            case .release, .decline: changes.released = share.amount
            case .expiry: changes.expired = share.amount
            case .increment: changes.authorised = share.amount
            case .refund: changes.refunded = share.amount
            default: preconditionFailure("\(kind) moves by itself")
            }
            change(index, kind, share.line, changes, reason)
        }
        let currency = holds[index].placement.currency
        switch kind {
        case .capture: book(currency, captured: shares.sum)
        case .release, .decline: book(currency, released: shares.sum)
        case .expiry: book(currency, expired: shares.sum)
        case .increment: book(currency, incremented: shares.sum)
        default: book(currency, refunded: shares.sum)
        }
    }

    /// Changes amounts of one line. Overlays end with their hold.
    mutating func change(
        _ index: Int, _ kind: HoldOperationKind, _ line: LineKey?, _ changes: Sums,
        _ reason: Reason
    ) {
        holds[index].movements.append(
            ReferenceHold.Movement(kind: kind, line: line, changes: changes, reason: reason))
        if holds[index].total(\.open) == 0, holds[index].endedAt == nil {
            holds[index].overlays = []
            holds[index].endedAt = now
        }
    }

    /// Captured: the credit balance pays, the rest is owed.
    mutating func bill(_ index: Int, _ amount: Int64) {
        let account = holds[index].placement.account
        accounts[account]!.entries.append(accounts[account]!.capturing(amount))
    }

    /// Refunded: owed falls, a surplus is kept or to be paid out.
    mutating func giveBack(_ index: Int, _ amount: Int64, id: OperationKey) {
        let account = holds[index].placement.account
        let entry = accounts[account]!.refunding(amount, isKept: keepsSurplus)
        accounts[account]!.entries.append(entry)
        let place = accounts[account]!.payouts.firstIndex { $0.id == id }
        if let place, entry.payout > 0 {
            // What one id brings is one payout.
            accounts[account]!.payouts[place].amount += entry.payout
        } else if entry.payout > 0 {
            accounts[account]!.payouts.append(
                ReferenceAccount.Obligation(
                    id: id, hold: holds[index].placement.hold, amount: entry.payout,
                    dueAt: now.later(by: policy!.payoutWithinNs), isOverdue: false,
                    serial: nextSerial()))
        }
    }

    private var keepsSurplus: Bool { policy?.refundSurplus == .keep }

    /// Whether a movement leaves every balance of the account in range.
    func isInRange(_ index: Int, _ kind: HoldOperationKind, _ amount: Int64) -> Bool {
        let account = accounts[holds[index].placement.account]!
        switch kind {
        case .capture: return account.isInRange(with: account.capturing(amount))
        case .refund:
            return account.isInRange(with: account.refunding(amount, isKept: keepsSurplus))
        default: return true
        }
    }
}
