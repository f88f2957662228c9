extension Ledger {
    /// Turns held into owed.
    ///
    /// Precedence: form · hold · id · declined · full · nothing open · lines · amount · balance. Asking
    /// for more than is open, or after the end, is refused and recorded: a break for people.
    mutating func capture(_ body: CaptureHold) -> Outcome {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, isFinal: body.isFinal)
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .capture, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        guard holds[slot].status.isLive else {
            let isCaptured = holds[slot].status == .captured
            return refuse(
                slot, .capture, body.operation, request,
                isCaptured ? .amountMismatch : .lateCaptureRejected)
        }
        let allocation: Allocation
        switch allocate(slot, request, of: .open) {
        case .failure(.exceeds):
            return refuse(slot, .capture, body.operation, request, .amountMismatch)
        case .failure(let fault): return Outcome(fault.code, field: .lines, hold: body.hold)
        case .success(let found): allocation = found
        }
        guard canOwe(allocation.total, account: holds[slot].account) else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold)
        }
        move(
            slot, kind: .capture, operation: body.operation, request: request,
            allocation: allocation, amount: allocation.total, reason: .captureRequested)
        let effect = sequence
        if body.isFinal, holds[slot].amounts.open.isPositive {
            let rest = allocateAll(slot, of: .open)
            move(
                slot, kind: .release, operation: .none, request: OperationRequest(),
                allocation: rest, amount: rest.total, reason: .finalCaptureRemainder)
        }
        return Outcome(
            .applied, hold: body.hold, sequence: effect, amount: allocation.total)
    }

    /// Returns held to available.
    ///
    /// Precedence: form · hold · id · declined · full · nothing open · guarantee · lines · amount.
    mutating func release(_ body: ReleaseHold, by role: Role) -> Outcome {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, reason: body.reason)
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        guard Reason.releaseReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .release, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        guard holds[slot].status.isLive else { return Outcome(.holdEnded, hold: body.hold) }
        if body.reason.needsMerchantWord, role != .merchant, now < holds[slot].guaranteedUntil {
            return Outcome(.guaranteed, field: .reason, hold: body.hold)
        }
        let allocation: Allocation
        switch allocate(slot, request, of: .open) {
        case .failure(let fault):
            let field: Field = fault == .exceeds && body.lines.isEmpty ? .amount : .lines
            return Outcome(fault.code, field: field, hold: body.hold)
        case .success(let found): allocation = found
        }
        move(
            slot, kind: .release, operation: body.operation, request: request,
            allocation: allocation, amount: allocation.total, reason: body.reason)
        return Outcome(
            .applied, hold: body.hold, sequence: sequence, amount: allocation.total)
    }

    /// Raises the amount of a live hold; checked against the limit like a placement.
    ///
    /// Precedence: form · hold · id · declined · full · nothing open · balance · limit, which is recorded.
    mutating func increment(_ body: IncrementHold) -> Outcome {
        let request = OperationRequest(amount: body.amount, reason: .orderIncreased)
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .increment, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        guard holds[slot].status.isLive else { return Outcome(.holdEnded, hold: body.hold) }
        guard holds[slot].amounts.authorised.adding(body.amount) != nil else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold)
        }
        let account = accounts.slot(of: holds[slot].account)!
        guard body.amount.minor <= accounts[account].balances.headroomMinor else {
            return refuse(slot, .increment, body.operation, request, .insufficientLimit)
        }
        move(
            slot, kind: .increment, operation: body.operation, request: request,
            allocation: Allocation(total: body.amount), amount: body.amount,
            reason: .orderIncreased)
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: body.amount)
    }

    /// Gives back captured principal: owed falls, a surplus goes where policy says.
    ///
    /// Precedence: form · hold · id · declined · full · captured · balance.
    mutating func refund(_ body: RefundHold) -> Outcome {
        let request = OperationRequest(amount: body.amount, reason: body.reason)
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        guard Reason.refundReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .refund, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        guard body.amount <= holds[slot].amounts.refundable,
            case .success(let allocation) = allocate(slot, request, of: .refundable)
        else { return Outcome(.amountExceedsCaptured, field: .amount, hold: body.hold) }
        guard canRefund(body.amount, account: holds[slot].account) else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold)
        }
        move(
            slot, kind: .refund, operation: body.operation, request: request,
            allocation: allocation, amount: body.amount, reason: body.reason)
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: body.amount)
    }

    /// The hold of an operation, after what is due on its account; nil if there is none.
    private mutating func touch(_ key: HoldKey) -> Slot? {
        guard let slot = holds.slot(of: key) else { return nil }
        settle(holds[slot].account)
        return slot
    }

    /// Why a hold takes no operation at all, nil if it does.
    private func cannotOperate(_ slot: Slot) -> Outcome? {
        if holds[slot].isDeclined { return Outcome(.holdDeclined, hold: holds[slot].key) }
        guard holds[slot].operations.count < LedgerLimits.operationsPerHoldMax else {
            return Outcome(.holdFull, hold: holds[slot].key)
        }
        return nil
    }

    /// The answer to an operation made before: the first one, or a conflict naming the field.
    private func repeated(
        _ slot: Slot, _ kind: HoldOperationKind, _ key: OperationKey,
        _ request: OperationRequest
    ) -> Outcome? {
        guard let first = holds[slot].operation(key) else { return nil }
        let hold = holds[slot].key
        let field: Field = first.kind == kind ? request.difference(from: first.request) : .kind
        guard field == .none else { return Outcome(.idConflict, field: field, hold: hold) }
        return Outcome(
            first.outcome, field: first.outcome.isSuccess ? .none : request.named, hold: hold,
            sequence: first.sequence, amount: first.amount, isReplay: true)
    }

    /// Refuses an operation and keeps the refusal under its id.
    private mutating func refuse(
        _ slot: Slot, _ kind: HoldOperationKind, _ operation: OperationKey,
        _ request: OperationRequest, _ code: OutcomeCode
    ) -> Outcome {
        let hold = holds[slot]
        emit(
            .operationRefused(
                OperationRefused(
                    hold: hold.key, account: hold.account, operation: operation, kind: kind,
                    request: request, outcome: code)))
        return Outcome(code, field: request.named, hold: hold.key, sequence: sequence)
    }
}

extension OperationRequest {
    /// The field that says how much was asked for; `.none` where all was.
    fileprivate var named: Field {
        if !lines.isEmpty { return .lines }
        return amount == nil ? .none : .amount
    }

    /// The first field whose form alone is wrong, nil if none is.
    fileprivate var malformedField: Field? {
        if let amount, !amount.isInRange || !amount.isPositive { return .amount }
        for line in lines {
            if let amount = line.amount, !amount.isInRange || !amount.isPositive {
                return .lines
            }
        }
        return lines.map(\.line).isDistinct ? nil : .lines
    }
}
