extension Ledger {
    /// Mends a mistake on a hold that has ended: an amount goes from one part of it to another,
    /// booked as what it makes good. Takes two persons where policy says so.
    ///
    /// Precedence: form · hold · id · declined · full · live · lines · amount · balance ·
    /// beneficiary · second person.
    mutating func correct(_ body: CorrectHold) -> Outcome {
        let request = body.request
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        if body.to == .expired || body.to == body.from {
            return Outcome(.invalidRequest, field: .to)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .correction, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        let hold = holds.record(at: slot)
        let account = holds[slot].accountSlot
        guard !hold.isOpen else { return Outcome(.holdLive, hold: hold.key) }
        guard hold.lines.isEmpty else {
            return Outcome(.invalidRequest, field: .lines, hold: hold.key)
        }
        guard body.amount <= hold.correctable(from: body.from, to: body.to) else {
            return Outcome(.amountExceedsCaptured, field: .amount, hold: hold.key)
        }
        let isInRange =
            switch (body.from, body.to) {
            case (.captured, _): canRefund(body.amount, account: account)
            case (_, .captured): canOwe(body.amount, account: account)
            default: true
            }
        guard isInRange else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: hold.key)
        }
        if isBeneficiary(of: hold.account) { return Outcome(.beneficiary, hold: hold.key) }
        guard isApproved || policy?.twoPersons.corrections != true else {
            return Outcome(.approvalNeeded, field: .from, hold: hold.key)
        }
        emit(corrected(hold, body, request), at: slot)
        return Outcome(.applied, hold: hold.key, sequence: sequence, amount: body.amount)
    }

    private func corrected(
        _ hold: HoldRecord, _ body: CorrectHold, _ request: OperationRequest
    ) -> HoldMoved {
        var balances = accounts.record(of: hold.account)!.balances
        var amounts = hold.amounts
        amounts.move(body.amount, from: body.from, to: body.to)
        var allocated = Money.zero
        var postings = Postings()
        var payoutDueAt: Instant?
        switch (body.from, body.to) {
        case (.captured, _):
            (allocated, postings) = bookRefund(body.amount, in: &balances)
            if policy?.refundSurplus == .payout, body.amount > allocated {
                payoutDueAt = now.adding(spanNs: policy!.payoutWithinNs)
            }
        case (_, .captured):
            allocated = min(body.amount, balances.creditBalance)
            let owed = body.amount - allocated
            balances.creditBalance -= allocated
            balances.owed += owed
            postings = [
                .used: owed, .unused: owed.negated, .receivable: owed,
                .creditBalance: allocated, .merchantPayable: body.amount.negated,
            ]
        default: break
        }
        return HoldMoved(
            hold: hold.key, account: hold.account, kind: .correction, operation: body.operation,
            request: request, amount: body.amount, reason: .correction, allocated: allocated,
            payoutDueAt: payoutDueAt, amounts: amounts, lines: [], balances: balances,
            postings: postings)
    }
}

extension HoldRecord {
    /// What a correction may move: what captures after the end took is not billed again.
    fileprivate func correctable(from: CorrectionPart, to: CorrectionPart) -> Money {
        let has = amounts[from]
        guard to == .captured else { return has }
        return min(has, amounts.released + amounts.expired - lateCaptured)
    }
}

extension HoldAmounts {
    /// What a correction may take of a part.
    fileprivate subscript(part: CorrectionPart) -> Money {
        switch part {
        case .captured: refundable
        case .released: released
        case .expired: expired
        }
    }

    fileprivate mutating func move(
        _ amount: Money, from: CorrectionPart, to: CorrectionPart
    ) {
        switch from {
        case .captured: captured -= amount
        case .released: released -= amount
        case .expired: expired -= amount
        }
        switch to {
        case .captured: captured += amount
        case .released: released += amount
        case .expired: expired += amount
        }
    }
}
