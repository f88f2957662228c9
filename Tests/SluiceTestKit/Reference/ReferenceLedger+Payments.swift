import SluiceCore

extension ReferenceLedger {
    mutating func repay(_ body: Repay) -> Verdict {
        if !body.principal.isMovable { return Verdict(.invalidRequest, .principal) }
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        let account = accounts[body.account]!
        let principal = body.principal.minor
        if let first = account.operation(body.operation) {
            if first.kind != .repayment { return Verdict(.idConflict, .kind) }
            if first.amount != principal { return Verdict(.idConflict, .principal) }
            return Verdict(.applied, amount: principal, isReplay: true)
        }
        let lowered = min(principal, account.owed)
        let entry = ReferenceAccount.Entry(owed: -lowered, credit: principal - lowered)
        if !account.isInRange(with: entry) { return Verdict(.balanceOutOfRange, .principal) }
        if isOwn(body.account) { return Verdict(.beneficiary) }
        return done(
            .repayment, body.account, body.operation, AccountRequest(amount: body.principal),
            amount: principal, entry: entry)
    }

    mutating func reverse(_ body: ReverseRepayment) -> Verdict {
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        if let verdict = repeated(
            body.account, body.operation, .reversal, body.repayment, .repayment)
        {
            return verdict
        }
        let account = accounts[body.account]!
        guard let repayment = account.operation(body.repayment), repayment.kind == .repayment
        else { return Verdict(.repaymentNotFound, .repayment) }
        let isReversed =
            repayment.wasReversed
            || account.operations.contains {
                $0.kind == .reversal && $0.content.subject == body.repayment
            }
        if isReversed { return Verdict(.alreadyReversed, .repayment) }
        let fromCredit = min(account.credit, repayment.amount)
        let entry = ReferenceAccount.Entry(
            owed: repayment.amount - fromCredit, credit: -fromCredit)
        if !account.isInRange(with: entry) { return Verdict(.balanceOutOfRange, .repayment) }
        return done(
            .reversal, body.account, body.operation, AccountRequest(subject: body.repayment),
            amount: repayment.amount, entry: entry)
    }

    mutating func payOut(_ body: PayOut) -> Verdict {
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        if let verdict = repeated(body.account, body.operation, .payout, body.payout, .payout) {
            return verdict
        }
        let payouts = accounts[body.account]!.payouts
        guard let place = payouts.firstIndex(where: { $0.id == body.payout }) else {
            return Verdict(.payoutNotFound, .payout)
        }
        if isOwn(body.account) { return Verdict(.beneficiary) }
        accounts[body.account]!.payouts.remove(at: place)
        return done(
            .payout, body.account, body.operation, AccountRequest(subject: body.payout),
            amount: payouts[place].amount,
            entry: ReferenceAccount.Entry(payout: -payouts[place].amount))
    }
}
