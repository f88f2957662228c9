extension Ledger {
    /// Precedence: LIMIT range · id.
    mutating func openAccount(_ body: OpenAccount) -> Outcome {
        guard body.limit.isInRange else { return Outcome(.invalidRequest, field: .limit) }
        if let slot = accounts.slot(of: body.account) {
            settle(body.account)
            let account = accounts[slot]
            if account.currency != body.currency {
                return Outcome(.idConflict, field: .currency)
            }
            if account.openingLimit != body.limit { return Outcome(.idConflict, field: .limit) }
            return Outcome(
                .applied, sequence: account.openedSequence, amount: body.limit, isReplay: true)
        }
        emit(
            .accountOpened(
                AccountOpened(
                    account: body.account, currency: body.currency,
                    balances: Balances(limit: body.limit),
                    postings: [.limitGranted: body.limit.negated, .unused: body.limit])))
        return Outcome(.applied, sequence: sequence, amount: body.limit)
    }

    /// Precedence: range · account · id.
    mutating func setLimit(_ body: SetLimit) -> Outcome {
        guard body.limit.isInRange else { return Outcome(.invalidRequest, field: .limit) }
        guard Reason.limitReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let first = accountOperations.record(of: body.operation) {
            return first.repeated(
                kind: .limit, amount: body.limit, of: .limit, reason: body.reason,
                reverses: .none)
        }
        var balances = accounts[slot].balances
        let raised = body.limit - balances.limit
        balances.limit = body.limit
        emit(
            .accountOperated(
                AccountOperated(
                    account: body.account, operation: body.operation, kind: .limit,
                    amount: body.limit, reason: body.reason, reverses: .none, toOwed: .zero,
                    toCredit: .zero, balances: balances,
                    postings: [.limitGranted: raised.negated, .unused: raised])))
        return Outcome(.applied, sequence: sequence, amount: body.limit)
    }

    /// What exceeds owed becomes credit balance. Precedence: range · account · id · balance.
    mutating func repay(_ body: Repay) -> Outcome {
        guard body.principal.isInRange, body.principal.isPositive else {
            return Outcome(.invalidRequest, field: .principal)
        }
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let first = accountOperations.record(of: body.operation) {
            return first.repeated(
                kind: .repayment, amount: body.principal, of: .principal, reason: .repayment,
                reverses: .none)
        }
        var balances = accounts[slot].balances
        let toOwed = min(body.principal, balances.owed)
        let toCredit = body.principal - toOwed
        guard let credit = balances.creditBalance.adding(toCredit) else {
            return Outcome(.balanceOutOfRange, field: .principal)
        }
        balances.owed -= toOwed
        balances.creditBalance = credit
        emit(
            .accountOperated(
                AccountOperated(
                    account: body.account, operation: body.operation, kind: .repayment,
                    amount: body.principal, reason: .repayment, reverses: .none,
                    toOwed: toOwed, toCredit: toCredit, balances: balances,
                    postings: [
                        .unused: toOwed, .used: toOwed.negated,
                        .funds: body.principal, .receivable: toOwed.negated,
                        .creditBalance: toCredit.negated,
                    ])))
        return Outcome(.applied, sequence: sequence, amount: body.principal)
    }

    /// Takes back credit balance first, then raises owed.
    /// Precedence: account · id · repayment · reversed before · balance.
    mutating func reverseRepayment(_ body: ReverseRepayment) -> Outcome {
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let first = accountOperations.record(of: body.operation) {
            return first.repeated(
                kind: .reversal, amount: first.amount, of: .amount, reason: .repaymentBounced,
                reverses: body.repayment)
        }
        guard let repayment = accountOperations.record(of: body.repayment),
            repayment.kind == .repayment, repayment.account == body.account
        else { return Outcome(.repaymentNotFound, field: .repayment) }
        guard !repayment.isReversed else { return Outcome(.alreadyReversed, field: .repayment) }
        var balances = accounts[slot].balances
        let toCredit = min(repayment.amount, balances.creditBalance)
        let toOwed = repayment.amount - toCredit
        guard let owed = balances.owed.adding(toOwed) else {
            return Outcome(.balanceOutOfRange, field: .repayment)
        }
        balances.creditBalance -= toCredit
        balances.owed = owed
        emit(
            .accountOperated(
                AccountOperated(
                    account: body.account, operation: body.operation, kind: .reversal,
                    amount: repayment.amount, reason: .repaymentBounced,
                    reverses: body.repayment, toOwed: toOwed, toCredit: toCredit,
                    balances: balances,
                    postings: [
                        .unused: toOwed.negated, .used: toOwed,
                        .funds: repayment.amount.negated, .receivable: toOwed,
                        .creditBalance: toCredit,
                    ])))
        return Outcome(.applied, sequence: sequence, amount: repayment.amount)
    }
}

extension Money {
    /// Whether the amount may come through a door.
    var isInRange: Bool { minor >= 0 && minor <= Money.maximum.minor }
}

extension AccountOperation {
    /// The answer to the same id again: the first one, or a conflict naming the field.
    fileprivate func repeated(
        kind: AccountOperationKind, amount: Money, of field: Field, reason: Reason,
        reverses: OperationKey
    ) -> Outcome {
        if self.kind != kind { return Outcome(.idConflict, field: .kind) }
        if self.reverses != reverses { return Outcome(.idConflict, field: .repayment) }
        if self.amount != amount { return Outcome(.idConflict, field: field) }
        if self.reason != reason { return Outcome(.idConflict, field: .reason) }
        return Outcome(.applied, sequence: sequence, amount: self.amount, isReplay: true)
    }
}
