extension Ledger {
    /// Precedence: form · role · id.
    mutating func openAccount(_ body: OpenAccount) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        if actor.role != .migration {
            if body.owed.isPositive { return Outcome(.roleNotAllowed, field: .owed) }
            if body.creditBalance.isPositive {
                return Outcome(.roleNotAllowed, field: .creditBalance)
            }
            if !body.payouts.isEmpty { return Outcome(.roleNotAllowed, field: .payout) }
            if !body.operations.isEmpty { return Outcome(.roleNotAllowed, field: .id) }
        }
        let opening = Balances(
            limit: body.limit, owed: body.owed, creditBalance: body.creditBalance)
        if let slot = accounts.slot(of: body.account) {
            settle(body.account)
            let account = accounts[slot]
            if account.currency != body.currency {
                return Outcome(.idConflict, field: .currency)
            }
            if let field = opening.difference(from: account.opening) {
                return Outcome(.idConflict, field: field)
            }
            return Outcome(
                .applied, sequence: account.openedSequence, amount: body.limit, isReplay: true)
        }
        for operation in body.operations
        where accountOperations.slot(of: operation.key) != nil {
            return Outcome(.idConflict, field: .id)
        }
        emit(
            .accountOpened(
                AccountOpened(
                    account: body.account, owner: body.owner, currency: body.currency,
                    balances: opening, operations: body.operations,
                    postings: [
                        .limitGranted: body.limit.negated, .unused: body.limit - body.owed,
                        .used: body.owed, .receivable: body.owed,
                        .creditBalance: body.creditBalance.negated,
                        .opening: body.creditBalance - body.owed,
                    ])))
        let effect = sequence
        for payout in body.payouts { bring(payout, to: body.account) }
        return Outcome(.applied, sequence: effect, amount: body.limit)
    }

    private mutating func bring(_ payout: Payout, to account: AccountKey) {
        var balances = accounts.record(of: account)!.balances
        balances.payoutDue += payout.amount
        emit(
            .accountOperated(
                AccountOperated(
                    account, .none, .payoutBrought,
                    AccountRequest(
                        amount: payout.amount, subject: payout.key, until: payout.dueAt,
                        hold: payout.hold),
                    balances: balances,
                    postings: [.payoutDue: payout.amount.negated, .opening: payout.amount])))
    }

    /// What exceeds owed becomes credit balance.
    /// Precedence: range · account · id · balance · beneficiary.
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
                .repayment, AccountRequest(amount: body.principal, reason: .repayment))
        }
        var balances = accounts[slot].balances
        let toOwed = min(body.principal, balances.owed)
        let toCredit = body.principal - toOwed
        guard let credit = balances.creditBalance.adding(toCredit) else {
            return Outcome(.balanceOutOfRange, field: .principal)
        }
        if isBeneficiary(of: body.account) { return Outcome(.beneficiary) }
        balances.owed -= toOwed
        balances.creditBalance = credit
        emit(
            .accountOperated(
                AccountOperated(
                    body.account, body.operation, .repayment,
                    AccountRequest(amount: body.principal, reason: .repayment),
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
                .reversal,
                AccountRequest(
                    amount: first.content.amount, reason: .repaymentBounced,
                    subject: body.repayment))
        }
        guard let repayment = accountOperations.record(of: body.repayment),
            repayment.kind == .repayment, repayment.account == body.account
        else { return Outcome(.repaymentNotFound, field: .repayment) }
        guard !repayment.isReversed else { return Outcome(.alreadyReversed, field: .repayment) }
        var balances = accounts[slot].balances
        let amount = repayment.content.amount
        let toCredit = min(amount, balances.creditBalance)
        let toOwed = amount - toCredit
        guard let owed = balances.owed.adding(toOwed) else {
            return Outcome(.balanceOutOfRange, field: .repayment)
        }
        balances.creditBalance -= toCredit
        balances.owed = owed
        emit(
            .accountOperated(
                AccountOperated(
                    body.account, body.operation, .reversal,
                    AccountRequest(
                        amount: amount, reason: .repaymentBounced, subject: body.repayment),
                    toOwed: toOwed, toCredit: toCredit, balances: balances,
                    postings: [
                        .unused: toOwed.negated, .used: toOwed,
                        .funds: amount.negated, .receivable: toOwed,
                        .creditBalance: toCredit,
                    ])))
        return Outcome(.applied, sequence: sequence, amount: amount)
    }

    /// A surplus was paid to the consumer. Precedence: account · id · payout · beneficiary.
    mutating func payOut(_ body: PayOut) -> Outcome {
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let first = accountOperations.record(of: body.operation) {
            return first.repeated(
                .payout,
                AccountRequest(
                    amount: first.content.amount, reason: .payoutPaid, subject: body.payout))
        }
        guard let payout = accounts[slot].payouts.first(where: { $0.key == body.payout }) else {
            return Outcome(.payoutNotFound, field: .payout)
        }
        if isBeneficiary(of: body.account) { return Outcome(.beneficiary) }
        var balances = accounts[slot].balances
        balances.payoutDue -= payout.amount
        emit(
            .accountOperated(
                AccountOperated(
                    body.account, body.operation, .payout,
                    AccountRequest(
                        amount: payout.amount, reason: .payoutPaid, subject: body.payout),
                    balances: balances,
                    postings: [.payoutDue: payout.amount, .funds: payout.amount.negated])))
        return Outcome(.applied, sequence: sequence, amount: payout.amount)
    }

    /// Does what of an account is due first: ends a limit, or tells that a payout is overdue.
    mutating func stepAccount(_ slot: Slot) {
        guard let item = accounts[slot].nextItem else { return }
        switch item.content {
        case .limit(let limit): end(limit, of: slot, operation: .none)
        case .payout(let payout):
            emit(
                .accountOperated(
                    AccountOperated(
                        accounts[slot].key, .none, .payoutOverdue,
                        AccountRequest(
                            amount: payout.amount, reason: .payoutOverdue, subject: payout.key),
                        balances: accounts[slot].balances, postings: Postings())))
        }
    }
}

extension Money {
    /// Whether the amount may come through a door.
    var isInRange: Bool { minor >= 0 && minor <= Money.maximum.minor }
}

extension OpenAccount {
    fileprivate var malformedField: Field? {
        if !limit.isInRange { return .limit }
        if !owed.isInRange { return .owed }
        if !creditBalance.isInRange || (owed.isPositive && creditBalance.isPositive) {
            return .creditBalance
        }
        if Money.sum(of: payouts.lazy.map(\.amount)) == nil || !payouts.map(\.key).isDistinct
            || !payouts.allSatisfy({ $0.amount.isInRange && $0.amount.isPositive })
        {
            return .payout
        }
        let areSound = operations.allSatisfy { $0.content.amount.isInRange }
        return areSound && operations.map(\.key).isDistinct ? nil : .id
    }
}

extension Balances {
    /// The first field in which what an account is opened with differs.
    fileprivate func difference(from first: Balances) -> Field? {
        if limit != first.limit { return .limit }
        if owed != first.owed { return .owed }
        return creditBalance == first.creditBalance ? nil : .creditBalance
    }
}

extension AccountOperated {
    init(
        _ account: AccountKey, _ operation: OperationKey, _ kind: AccountOperationKind,
        _ content: AccountRequest, toOwed: Money = .zero, toCredit: Money = .zero,
        raisedByActor: Money = .zero, actor: SubjectKey = .none, balances: Balances,
        postings: Postings
    ) {
        self.init(
            account: account, operation: operation, kind: kind, content: content, toOwed: toOwed,
            toCredit: toCredit, raisedByActor: raisedByActor, actor: actor, balances: balances,
            postings: postings)
    }
}

extension AccountOperation {
    /// The answer to the same id again: the first one, or a conflict naming the field.
    func repeated(_ kind: AccountOperationKind, _ content: AccountRequest) -> Outcome {
        if self.kind != kind { return Outcome(.idConflict, field: .kind) }
        let field = content.difference(from: self.content, kind: kind)
        guard field == .none else { return Outcome(.idConflict, field: field) }
        return Outcome(
            .applied, sequence: sequence, amount: self.content.amount, isReplay: true)
    }
}

extension AccountRequest {
    /// The first field in which two requests of one kind differ, `.none` if they are the same.
    fileprivate func difference(
        from first: AccountRequest, kind: AccountOperationKind
    ) -> Field {
        if subject != first.subject { return kind.subjectField }
        if restriction != first.restriction { return .kind }
        if amount != first.amount { return kind == .repayment ? .principal : .limit }
        if until != first.until { return kind == .restriction ? .reviewBy : .until }
        if scenario != first.scenario { return .scenario }
        return reason == first.reason ? .none : .reason
    }
}

extension AccountOperationKind {
    /// The field that names what an operation is about.
    fileprivate var subjectField: Field {
        switch self {
        case .limitEnd: .limit
        case .lift: .restriction
        case .payout: .payout
        default: .repayment
        }
    }
}
