extension Ledger {
    /// Turns held into owed.
    ///
    /// Precedence: form · hold · id · declined · full · late · pending · result unknown · lines ·
    /// amount · balance · frozen. Asking for more than is open, or after the end, is refused and recorded –
    /// a break for people – unless policy tolerates it.
    mutating func capture(_ body: CaptureHold) -> Outcome {
        let request = body.request
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .capture, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        guard holds[slot].isOpen else { return captureLate(slot, body) }
        if let refusal = mustWait(slot) { return refusal }
        let allocation: Allocation
        switch allocate(slot, request, of: .open) {
        case .failure(.exceeds):
            guard let excess = toleratedExcess(slot, request) else {
                return refuse(slot, .capture, body.operation, request, .amountMismatch)
            }
            return capture(slot, body, request, beyondBy: excess)
        case .failure(let fault): return Outcome(fault.code, field: .lines, hold: body.hold)
        case .success(let found): allocation = found
        }
        guard canOwe(allocation.total, account: holds[slot].accountSlot) else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold)
        }
        // A final capture would release the rest of a frozen hold, which nothing may.
        if body.isFinal, holds[slot].has(.legalFreeze),
            allocation.total < holds[slot].amounts.open
        {
            return Outcome(.holdFrozen, field: .final, hold: body.hold)
        }
        return capture(slot, body, request, allocation)
    }

    private mutating func capture(
        _ slot: Slot, _ body: CaptureHold, _ request: OperationRequest, _ allocation: Allocation
    ) -> Outcome {
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

    // MARK: Tolerance

    /// By how much a capture exceeds what is open, if the consumer agreed and policy tolerates it.
    private func toleratedExcess(_ slot: Slot, _ request: OperationRequest) -> Money? {
        let hold = holds.record(at: slot)
        guard hold.hasConsent, request.lines.isEmpty, let amount = request.amount,
            let terms = policies[Int(hold.policyVersion) - 1].scenario(hold.scenario)
        else { return nil }
        let excess = amount - hold.amounts.open
        let agreed = hold.amounts.authorised - hold.tolerated
        let (wide, low) = agreed.minor.magnitude.multipliedFullWidth(
            by: UInt64(terms.toleranceBasisPoints))
        let most = Int64(UInt64(10_000).dividingFullWidth((wide, low)).quotient)
        guard let tolerated = hold.tolerated.adding(excess) else { return nil }
        return tolerated.minor <= most ? excess : nil
    }

    /// Raises the hold by what a capture exceeds it, and captures all.
    private mutating func capture(
        _ slot: Slot, _ body: CaptureHold, _ request: OperationRequest, beyondBy excess: Money
    ) -> Outcome {
        guard holds[slot].amounts.authorised.adding(excess) != nil,
            accounts.record(of: holds[slot].account)!.balances.held.adding(excess) != nil,
            canOwe(body.amount!, account: holds[slot].accountSlot)
        else { return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold) }
        move(
            slot, kind: .increment, operation: .none, request: OperationRequest(),
            allocation: Allocation(total: excess), amount: excess,
            reason: .overcaptureTolerated, newLine: body.operation.retagged())
        return capture(slot, body, request, allocateAll(slot, of: .open))
    }

    // MARK: Release, increment, refund

    /// Returns held to available.
    ///
    /// Precedence: form · hold · id · declined · full · ended · pending · result unknown · frozen ·
    /// guarantee · lines · amount · beneficiary.
    mutating func release(_ body: ReleaseHold) -> Outcome {
        let request = body.request
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        let isEarly = Reason.pendingReleaseReasons.contains(body.reason)
        guard isEarly || Reason.releaseReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .release, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        if isEarly { return giveUp(slot, body) }
        if let refusal = mustWait(slot) { return refusal }
        if holds[slot].has(.legalFreeze) {
            return Outcome(.holdFrozen, hold: body.hold)
        }
        if body.reason.needsMerchantWord, actor.role != .merchant,
            now < holds[slot].guaranteedUntil
        {
            return Outcome(.guaranteed, field: .reason, hold: body.hold)
        }
        let allocation: Allocation
        switch allocate(slot, request, of: .open) {
        case .failure(let fault):
            let field: Field = fault == .exceeds && body.lines.isEmpty ? .amount : .lines
            return Outcome(fault.code, field: field, hold: body.hold)
        case .success(let found): allocation = found
        }
        if isBeneficiary(of: holds[slot].account) {
            return Outcome(.beneficiary, hold: body.hold)
        }
        move(
            slot, kind: .release, operation: body.operation, request: request,
            allocation: allocation, amount: allocation.total, reason: body.reason)
        return Outcome(
            .applied, hold: body.hold, sequence: sequence, amount: allocation.total)
    }

    /// Gives up a pending hold.
    private mutating func giveUp(_ slot: Slot, _ body: ReleaseHold) -> Outcome {
        guard holds[slot].isPending else {
            return Outcome(.invalidRequest, field: .reason, hold: body.hold)
        }
        if body.amount != nil { return Outcome(.invalidRequest, field: .amount, hold: body.hold) }
        if !body.lines.isEmpty { return Outcome(.invalidRequest, field: .lines, hold: body.hold) }
        if isBeneficiary(of: holds[slot].account) {
            return Outcome(.beneficiary, hold: body.hold)
        }
        let all = allocateAll(slot, of: .open)
        move(
            slot, kind: .release, operation: body.operation, request: body.request,
            allocation: all, amount: all.total, reason: body.reason)
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: all.total)
    }

    /// Raises the amount of a live hold; checked against the limit like a placement.
    ///
    /// Precedence: form · hold · id · declined · full · ended · pending · result unknown · lines ·
    /// balance · restriction and limit, which are recorded.
    mutating func increment(_ body: IncrementHold) -> Outcome {
        let request = body.request
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        guard body.linesSumUp else { return Outcome(.linesDoNotSum, field: .lines) }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .increment, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        if let refusal = mustWait(slot) { return refusal }
        if !body.lines.isEmpty, holds.lines(of: slot).isEmpty {
            return Outcome(.invalidRequest, field: .lines, hold: body.hold)
        }
        guard holds[slot].amounts.authorised.adding(body.amount) != nil else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold)
        }
        let account = accounts.slot(of: holds[slot].account)!
        if let restriction = restriction(of: account) {
            return refuse(
                slot, .increment, body.operation, request, OutcomeCode(placement: restriction))
        }
        let headroom = accounts[account].headroomMinor(
            scenario: holds.terms(of: slot).value.scenario)
        guard body.amount.minor <= headroom else {
            return refuse(slot, .increment, body.operation, request, .insufficientLimit)
        }
        var allocation = Allocation(total: body.amount)
        allocation.named = body.lines
        move(
            slot, kind: .increment, operation: body.operation, request: request,
            allocation: allocation, amount: body.amount, reason: .orderIncreased,
            newLine: body.operation.retagged())
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: body.amount)
    }

    /// Gives back captured principal: owed falls, a surplus goes where policy says.
    ///
    /// Precedence: form · hold · id · declined · full · pending · result unknown · captured ·
    /// balance.
    mutating func refund(_ body: RefundHold) -> Outcome {
        let request = body.request
        if let field = request.malformedField { return Outcome(.invalidRequest, field: field) }
        guard Reason.refundReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        settle(order: holds[slot].order)
        if let first = repeated(slot, .refund, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = mustWait(slot) { return refusal }
        guard body.amount <= holds[slot].amounts.refundable,
            case .success(let allocation) = allocate(slot, request, of: .refundable)
        else { return Outcome(.amountExceedsCaptured, field: .amount, hold: body.hold) }
        guard canRefund(body.amount, account: holds[slot].accountSlot) else {
            return Outcome(.balanceOutOfRange, field: .amount, hold: body.hold)
        }
        if isBeneficiary(of: holds[slot].account) {
            return Outcome(.beneficiary, hold: body.hold)
        }
        move(
            slot, kind: .refund, operation: body.operation, request: request,
            allocation: allocation, amount: body.amount, reason: body.reason)
        let effect = sequence
        if body.reason == .returnReceived {
            countReturn(of: body.amount, in: holds[slot].order)
        }
        return Outcome(.applied, hold: body.hold, sequence: effect, amount: body.amount)
    }

    /// The hold of an operation, after what is due on its account; nil if there is none.
    mutating func touch(_ key: HoldKey) -> Slot? {
        guard let slot = holds.slot(of: key) else { return nil }
        settle(account: holds[slot].accountSlot)
        return slot
    }

    /// Why a hold takes no operation at all, nil if it does.
    @inline(__always)
    func cannotOperate(_ slot: Slot) -> Outcome? {
        if holds[slot].isDeclined { return Outcome(.holdDeclined, hold: holds[slot].key) }
        guard holds[slot].operationCount < LedgerLimits.operationsPerHoldMax else {
            return Outcome(.holdFull, hold: holds[slot].key)
        }
        return nil
    }

    /// Why a hold takes nothing more, nil if something is open.
    @inline(__always)
    func hasEnded(_ slot: Slot) -> Outcome? {
        holds[slot].isOpen ? nil : Outcome(.holdEnded, hold: holds[slot].key)
    }

    /// Why money of a hold may not be moved for now, nil if it may.
    @inline(__always)
    func mustWait(_ slot: Slot) -> Outcome? {
        if holds[slot].isPending { return Outcome(.holdPending, hold: holds[slot].key) }
        let isUnknown = holds[slot].has(.resultUnknown)
        return isUnknown ? Outcome(.resultUnknown, hold: holds[slot].key) : nil
    }

    /// The answer to an operation made before: the first one, or a conflict naming the field.
    @inline(__always)
    func repeated(
        _ slot: Slot, _ kind: HoldOperationKind, _ key: OperationKey,
        _ request: OperationRequest
    ) -> Outcome? {
        if holds[slot].newestOperation.isNone { return nil }
        return repeatedAmong(slot, kind, key, request)
    }

    private func repeatedAmong(
        _ slot: Slot, _ kind: HoldOperationKind, _ key: OperationKey,
        _ request: OperationRequest
    ) -> Outcome? {
        guard let first = holds.operation(key, of: slot) else { return nil }
        let hold = holds[slot].key
        let field: Field =
            first.kind == kind ? request.difference(from: first.request, kind: kind) : .kind
        guard field == .none else { return Outcome(.idConflict, field: field, hold: hold) }
        return Outcome(
            first.outcome, field: first.outcome.isSuccess ? .none : request.named,
            hold: first.linked.isNone ? hold : first.linked, sequence: first.sequence,
            amount: first.amount, isReplay: true)
    }

    /// Refuses an operation and keeps the refusal under its id.
    mutating func refuse(
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
    var malformedField: Field? {
        if let amount, !amount.isInRange || !amount.isPositive { return .amount }
        for line in lines {
            if let amount = line.amount, !amount.isInRange || !amount.isPositive {
                return .lines
            }
        }
        return lines.count < 2 || lines.map(\.line).isDistinct ? nil : .lines
    }
}

extension IncrementHold {
    /// Lines of an increment say how much each.
    fileprivate var malformedField: Field? {
        request.malformedField ?? (lines.contains { $0.amount == nil } ? .lines : nil)
    }

    fileprivate var linesSumUp: Bool {
        lines.isEmpty || Money.sum(of: lines.lazy.map { $0.amount ?? .zero }) == amount
    }
}
