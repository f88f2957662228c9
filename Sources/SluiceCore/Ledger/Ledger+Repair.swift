/// Repairs of what the board shows.
///
/// A dry run and an execution make the same judgement of the same state; the execution then does it.
extension Ledger {
    /// Precedence: detector · holds · person · second person. What stands in the way of one hold is
    /// told of it and stops no other.
    mutating func repair(_ body: RepairHolds) -> Outcome {
        guard body.detector.isRepairable else {
            return Outcome(.invalidRequest, field: .detector)
        }
        guard (1...LedgerLimits.repairHoldsMax).contains(body.targets.count),
            body.targets.map(\.hold).isDistinct
        else { return Outcome(.invalidRequest, field: .holds) }
        // That an order is silent is no word of the merchant: somebody answers for it.
        if body.detector == .orderSilent, actor.person == nil { return Outcome(.personNeeded) }
        for target in body.targets { _ = touch(target.hold) }
        let found = judged(body)
        repair = found
        let isIdle = found.sums.isEmpty
        if body.isDryRun || isIdle { return Outcome(.applied, isReplay: true) }
        guard isApproved || !found.needsApproval else {
            return Outcome(.approvalNeeded, field: .holds)
        }
        for (target, finding) in zip(body.targets, found.findings)
        where finding.code == .applied && !finding.isReplay {
            let slot = holds.slot(of: target.hold)!
            move(
                slot, kind: .release, operation: target.operation, request: body.request,
                allocation: allocateAll(slot, of: .open), amount: finding.amount,
                reason: reason(body.detector, slot))
        }
        emit(
            .holdsRepaired(
                HoldsRepaired(
                    detector: body.detector, isCounted: !isApproved, sums: found.sums)))
        return Outcome(.applied, sequence: sequence)
    }

    /// The accounts of the holds that a command repairs, itself or by approving it; those of holds in
    /// memory. One may stand there several times.
    public func accountsRepaired(by body: Command.Body) -> [AccountKey] {
        switch body {
        case .repairHolds(let body): return accounts(of: body.targets.map(\.hold))
        case .approve(let body):
            guard case .repairHolds(let body)? = proposal(body.proposal)?.command else {
                return []
            }
            return accounts(of: body.targets.map(\.hold))
        default: return []
        }
    }

    /// What a repair comes to as things stand.
    func judged(_ body: RepairHolds) -> Repair {
        var repair = Repair()
        for target in body.targets {
            let finding = judged(target, body, beside: repair)
            repair.findings.append(finding)
            guard finding.code == .applied, !finding.isReplay else { continue }
            let terms = holds.terms(of: holds.slot(of: target.hold)!).value
            repair.add(finding.amount, terms.merchant, terms.currency)
        }
        if let most = policy?.twoPersons.repairsMax {
            repair.needsApproval = repair.totals.contains { $0.amount > most }
        }
        return repair
    }

    private func judged(
        _ target: RepairTarget, _ body: RepairHolds, beside more: Repair
    ) -> RepairFinding {
        func found(_ code: OutcomeCode) -> RepairFinding {
            RepairFinding(hold: target.hold, code: code, amount: .zero, isReplay: false)
        }
        guard let slot = holds.slot(of: target.hold) else { return found(.holdNotFound) }
        if let first = repeated(slot, .release, target.operation, body.request) {
            return RepairFinding(
                hold: target.hold, code: first.code, amount: first.amount,
                isReplay: first.isReplay)
        }
        if let refusal = cannotOperate(slot) ?? hasEnded(slot) { return found(refusal.code) }
        guard isConcerned(slot, body.detector) else { return found(.notConcerned) }
        if let refusal = mustWait(slot) { return found(refusal.code) }
        if holds[slot].has(.legalFreeze) { return found(.holdFrozen) }
        guard policy?.repairs.isOn == true else { return found(.repairsOff) }
        let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)!
        if body.detector != .orderOver || !hasWord(orders[holds[slot].orderSlot]) {
            if now < holds[slot].guaranteedUntil { return found(.guaranteed) }
            if isLost(feed: merchant) { return found(.feedLost) }
        }
        if isBeneficiary(of: holds[slot].account) { return found(.beneficiary) }
        if !isApproved, isCapped(slot, merchant, beside: more) { return found(.repairCapped) }
        return RepairFinding(
            hold: target.hold, code: .applied, amount: holds[slot].amounts.open,
            isReplay: false)
    }

    /// Whether a detector finds an open hold, however long it has been so.
    private func isConcerned(_ slot: Slot, _ detector: Detector) -> Bool {
        switch detector {
        case .orderOver: orders[holds[slot].orderSlot].isTerminal
        case .linesDone: areLinesDone(slot)
        case .orderSilent: holds[slot].has(.silence)
        default: false
        }
    }

    /// Whether facts named each line that has something open, and moved some of it.
    private func areLinesDone(_ slot: Slot) -> Bool {
        let lines = holds.lines(of: slot)
        if lines.isEmpty { return false }
        let told = holds.operations(of: slot).filter { operation in
            (operation.kind == .capture || operation.kind == .release)
                && operation.sequence > holds[slot].placedSequence
                && factPlaces.record(of: operation.key.retagged())?.order == holds[slot].order
        }.flatMap(\.request.lines)
        return lines.allSatisfy { line in
            !line.amounts.open.isPositive || told.contains { $0.line == line.key }
        }
    }

    /// Whether the merchant itself wants no more of the order's credit, and nothing contradicts it.
    private func hasWord(_ order: OrderRecord) -> Bool {
        order.breaks.isEmpty && order.facts.contains { $0.isEndWithoutGoods(in: order) }
    }

    private func isLost(feed merchant: Slot) -> Bool {
        guard policy?.feeds.outages == true else { return false }
        return merchants[merchant].feed.isLost || lostAt(merchant).map { $0 <= now } ?? false
    }

    /// Whether a hold would exceed what is given back of a merchant, or of all, on this date.
    private func isCapped(_ slot: Slot, _ merchant: Slot, beside more: Repair) -> Bool {
        guard let caps = policy?.repairs else { return true }
        let currency = holds.currency(of: slot)
        var ofMerchant = holds[slot].amounts.open
        var ofAll = ofMerchant
        for sum in more.sums where sum.currency == currency {
            ofAll = ofAll.addingAtMost(sum.amount)
            if sum.merchant == merchants[merchant].key {
                ofMerchant = ofMerchant.addingAtMost(sum.amount)
            }
        }
        let given = merchants[merchant].repairs.amount(on: date, currency)
        if let max = caps.merchantDailyMax, ofMerchant.addingAtMost(given) > max { return true }
        guard let max = caps.dailyMax else { return false }
        return ofAll.addingAtMost(repairs.amount(on: date, currency)) > max
    }

    private func reason(_ detector: Detector, _ slot: Slot) -> Reason {
        let order = orders[holds[slot].orderSlot]
        if detector == .orderSilent, order.pull?.isKnown == false { return .orphanNoOrder }
        guard detector == .orderOver else { return detector.repairReason }
        guard let word = order.facts.first(where: { $0.isEndWithoutGoods(in: order) }) else {
            return .releaseRemaining
        }
        return word.kind == .closed ? .orderClosedShort : word.reason
    }

    /// Counts what was given back into the day's caps.
    mutating func assign(_ event: HoldsRepaired) {
        guard event.isCounted else { return }
        for sum in event.sums {
            let slot = merchants.slot(of: sum.merchant)!
            merchants[slot].repairs.add(sum.amount, on: date, sum.currency)
            repairs.add(sum.amount, on: date, sum.currency)
        }
    }
}

extension OrderFact {
    /// Whether it says that the order ends and no more of it is delivered, and no pull says otherwise.
    fileprivate func isEndWithoutGoods(in order: OrderRecord) -> Bool {
        (kind == .cancelled || kind == .closed) && order.pull?.overrules(self) != true
    }
}

extension Detector {
    /// What a release is asked for with, the same whatever became of the order since.
    fileprivate var repairReason: Reason {
        switch self {
        case .orderOver: .orderCancelled
        case .orderSilent: .orderSilent
        default: .releaseRemaining
        }
    }
}

extension RepairHolds {
    fileprivate var request: OperationRequest { OperationRequest(reason: detector.repairReason) }
}
