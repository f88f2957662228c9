extension Ledger {
    /// How many temporary limits, and how many restrictions, an account has at most.
    static let perAccountMax = 20

    /// Sets the fixed limit or adds a temporary one.
    ///
    /// Precedence: form · account · id · until · scenario · full · balance · beneficiary · second
    /// person. A cut
    /// may leave overlimit; nothing that is held is touched.
    mutating func setLimit(_ body: SetLimit) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        let kind: AccountOperationKind = body.until == nil ? .limit : .temporaryLimit
        let content = AccountRequest(
            amount: body.limit, reason: body.reason, until: body.until, scenario: body.scenario)
        if let first = accountOperations.record(of: body.operation) {
            // A fixed limit and a temporary one differ in their end, not in their kind.
            let isLimit = first.kind == .limit || first.kind == .temporaryLimit
            return first.repeated(isLimit ? first.kind : kind, content)
        }
        if let until = body.until, until <= now { return Outcome(.invalidRequest, field: .until) }
        if let scenario = body.scenario, policy?.scenario(scenario) == nil {
            return Outcome(.scenarioUnknown, field: .scenario)
        }
        if body.until != nil, accounts[slot].temporaryLimits.count >= Ledger.perAccountMax {
            return Outcome(.accountFull, field: .account)
        }
        var balances = accounts[slot].balances
        let before = body.until == nil ? accounts[slot].fixedLimit : .zero
        let raised = body.limit.minor - before.minor
        guard let inForce = (balances.limit - before).adding(body.limit) else {
            return Outcome(.balanceOutOfRange, field: .limit)
        }
        if raised > 0, isBeneficiary(of: body.account) { return Outcome(.beneficiary) }
        guard mayRaise(by: raised, currency: accounts[slot].currency) else {
            return Outcome(.approvalNeeded, field: .limit)
        }
        let counted = counts(raise: raised)
        balances.limit = inForce
        emit(
            .accountOperated(
                AccountOperated(
                    body.account, body.operation, kind, content,
                    raisedByActor: counted
                        ? raisedToday(accounts[slot].currency) + Money(minor: raised) : .zero,
                    actor: counted ? actor.subject : .none, balances: balances,
                    postings: [
                        .limitGranted: Money(minor: -raised), .unused: Money(minor: raised),
                    ])))
        return Outcome(.applied, sequence: sequence, amount: body.limit)
    }

    /// Ends a temporary limit early. Precedence: account · id · limit.
    mutating func endLimit(_ body: EndLimit) -> Outcome {
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let first = accountOperations.record(of: body.operation) {
            return first.repeated(
                .limitEnd,
                AccountRequest(
                    amount: first.content.amount, reason: .limitEnded, subject: body.limit))
        }
        guard
            let limit = accounts[slot].temporaryLimits.first(where: { $0.key == body.limit })
        else { return Outcome(.limitNotFound, field: .limit) }
        end(limit, of: slot, operation: body.operation)
        return Outcome(.applied, sequence: sequence, amount: limit.amount)
    }

    /// Ends a temporary limit, by an operation or because its time is over.
    mutating func end(_ limit: TemporaryLimit, of slot: Slot, operation: OperationKey) {
        var balances = accounts[slot].balances
        balances.limit -= limit.amount
        emit(
            .accountOperated(
                AccountOperated(
                    accounts[slot].key, operation, .limitEnd,
                    AccountRequest(
                        amount: limit.amount, reason: .limitEnded, subject: limit.key),
                    balances: balances,
                    postings: [.limitGranted: limit.amount, .unused: limit.amount.negated])))
    }

    /// Precedence: account · id · review date · full.
    mutating func restrict(_ body: Restrict) -> Outcome {
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        let content = AccountRequest(until: body.reviewBy, restriction: body.kind)
        if let first = accountOperations.record(of: body.operation) {
            return first.repeated(.restriction, content)
        }
        if let reviewBy = body.reviewBy, reviewBy <= now {
            return Outcome(.invalidRequest, field: .reviewBy)
        }
        guard accounts[slot].restrictions.count < Ledger.perAccountMax else {
            return Outcome(.accountFull, field: .account)
        }
        operate(slot, body.operation, .restriction, content)
        return Outcome(.applied, sequence: sequence)
    }

    /// Precedence: account · id · restriction · beneficiary.
    mutating func liftRestriction(_ body: LiftRestriction) -> Outcome {
        guard let slot = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let first = accountOperations.record(of: body.operation) {
            let content = AccountRequest(
                subject: body.restriction, restriction: first.content.restriction)
            return first.repeated(.lift, content)
        }
        let restrictions = accounts[slot].restrictions
        guard let restriction = restrictions.first(where: { $0.key == body.restriction }) else {
            return Outcome(.restrictionNotFound, field: .restriction)
        }
        if isBeneficiary(of: body.account) { return Outcome(.beneficiary) }
        operate(
            slot, body.operation, .lift,
            AccountRequest(subject: restriction.key, restriction: restriction.kind))
        return Outcome(.applied, sequence: sequence)
    }

    /// Why an account may place and increment nothing, nil if it may.
    @inline(__always)
    func restriction(of slot: Slot) -> Reason? {
        if !accounts[slot].hasDetails || accounts[slot].restrictions.isEmpty { return nil }
        let isDelinquent = accounts[slot].restrictions.contains { $0.kind == .delinquency }
        return isDelinquent ? .delinquent : .accountRestricted
    }

    private mutating func operate(
        _ slot: Slot, _ operation: OperationKey, _ kind: AccountOperationKind,
        _ content: AccountRequest
    ) {
        emit(
            .accountOperated(
                AccountOperated(
                    accounts[slot].key, operation, kind, content,
                    balances: accounts[slot].balances, postings: Postings())))
    }
}

extension SetLimit {
    fileprivate var malformedField: Field? {
        if !limit.isInRange || (until != nil && !limit.isPositive) { return .limit }
        if !Reason.limitReasons.contains(reason) { return .reason }
        return until == nil && scenario != nil ? .scenario : nil
    }
}
