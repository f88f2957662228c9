extension Ledger {
    /// Captures after the end of a hold: policy rejects it, or a new hold linked to the ended one
    /// takes it. The ended one keeps its amounts, and the operation under its id.
    mutating func captureLate(_ slot: Slot, _ body: CaptureHold) -> Outcome {
        let hold = holds.record(at: slot)
        let request = body.request
        let way = body.isForced ? LateCapture.force : terms(of: hold).lateCapture
        guard hold.status != .captured else {
            return refuse(slot, .capture, body.operation, request, .amountMismatch)
        }
        let order = orders.record(of: hold.order)!
        guard way != .reject, hold.wasGranted, hold.status != .split, body.lines.isEmpty,
            !body.lateHold.isNone,
            holds.slot(of: body.lateHold) == nil, aliases.slot(of: body.lateHold) == nil,
            order.holds.count < LedgerLimits.holdsPerOrderMax
        else { return refuse(slot, .capture, body.operation, request, .lateCaptureRejected) }
        let left = hold.amounts.released + hold.amounts.expired - hold.lateCaptured
        let amount = body.amount ?? left
        guard amount.isPositive, amount <= left else {
            return refuse(slot, .capture, body.operation, request, .amountMismatch)
        }
        let account = accounts.slot(of: hold.account)!
        if way == .revive {
            let headroom = accounts[account].headroomMinor(scenario: hold.scenario)
            guard amount.minor <= headroom, restriction(of: account) == nil else {
                return refuse(slot, .capture, body.operation, request, .lateCaptureRejected)
            }
        }
        guard canOwe(amount, account: account),
            accounts[account].balances.held.adding(amount) != nil
        else { return Outcome(.balanceOutOfRange, field: .amount, hold: hold.key) }
        if body.isForced, isBeneficiary(of: hold.account) {
            return Outcome(.beneficiary, hold: hold.key)
        }
        if body.isForced, !isApproved, policy?.twoPersons.forcedCaptures == true {
            return Outcome(.approvalNeeded, field: .force, hold: hold.key)
        }
        return capture(amount, after: slot, body, as: way == .force ? .forces : .revives)
    }

    private mutating func capture(
        _ amount: Money, after slot: Slot, _ body: CaptureHold, as link: HoldLink
    ) -> Outcome {
        let ended = holds.record(at: slot)
        emit(placement(amount, after: ended, body.lateHold, as: link))
        let new = holds.slot(of: body.lateHold)!
        let reason: Reason = link == .forces ? .lateCaptureForced : .lateCaptureRevived
        move(
            new, kind: .capture, operation: body.operation, request: body.request,
            allocation: Allocation(total: amount), amount: amount, reason: reason)
        change(
            slot, .lateCaptured, operation: body.operation, request: body.request,
            reason: reason, linked: body.lateHold, amount: amount)
        return Outcome(.applied, hold: body.lateHold, sequence: sequence, amount: amount)
    }

    /// The hold that a late capture makes: the content of the ended one, the terms of today.
    private func placement(
        _ amount: Money, after ended: HoldRecord, _ key: HoldKey, as link: HoldLink
    ) -> HoldPlaced {
        let scenario =
            policy!.scenario(ended.scenario) ?? policy!.scenario(policy!.defaultScenario)!
        let newest = orders.record(of: ended.order)!
            .latest(account: ended.account, purpose: ended.purpose)!
        var balances = accounts.record(of: ended.account)!.balances
        balances.held += amount
        let expiresAt = now.adding(spanNs: scenario.timeToLiveNs)
        var terms = ended.terms.value
        terms.scenario = scenario.name
        terms.generation = newest.generation + 1
        terms.link = link
        terms.linked = ended.key
        terms.captureOn = scenario.captureOn
        terms.policyVersion = policy!.version
        return HoldPlaced(
            hold: key, account: ended.account, order: ended.order, terms: Shared(terms),
            opensOrder: false, amount: amount, decision: .approved, expiresAt: expiresAt,
            guaranteedUntil: scenario.promised(until: expiresAt, from: now, lastWord: now),
            reviewUntil: nil,
            history: nil, lines: [], balances: balances,
            postings: Postings(.unused, amount.negated, .held, amount))
    }
}

extension HoldRecord {
    /// Whether the merchant ever had the promise: at placement, or by the decision of a review.
    fileprivate var wasGranted: Bool {
        !wasReviewed || isApprovedByPerson
    }

    /// What captures after the end took, in holds of their own.
    var lateCaptured: Money {
        operations.reduce(into: Money.zero) { sum, operation in
            if !operation.linked.isNone { sum += operation.amount }
        }
    }
}
