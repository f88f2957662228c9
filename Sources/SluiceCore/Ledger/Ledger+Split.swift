extension Ledger {
    /// Makes parts of a live hold holds of their own, on orders of their own 拆单.
    ///
    /// What is held does not change: there is no limit check. Precedence: form · hold · id ·
    /// declined · full · ended · pending · result unknown · frozen · in doubt · ids · natural keys · order
    /// full · amount · lines.
    mutating func split(_ body: SplitHold) -> Outcome {
        if body.isMalformed { return Outcome(.invalidRequest, field: .children) }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        let request = body.request
        if let first = repeated(slot, .split, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        if let refusal = mustWait(slot) { return refusal }
        let parent = holds.record(at: slot)
        if parent.overlay(.legalFreeze) != nil { return Outcome(.holdFrozen, hold: parent.key) }
        // What facts gave back of it belongs to its own order.
        if doubtful(slot).total.isPositive { return Outcome(.reviewOpen, hold: parent.key) }
        if let refusal = cannotPlace(body.children, of: parent) { return refusal }
        let allocation: Allocation
        switch parts(of: body, slot) {
        case .failure(let refusal): return refusal.outcome
        case .success(let found): allocation = found
        }
        move(
            slot, kind: .split, operation: body.operation, request: request,
            allocation: allocation, amount: allocation.total, reason: .orderSplit)
        let effect = sequence
        for child in body.children {
            if let order = orders.slot(of: child.order) { know(order) }
            let placed = emit(placement(of: child, from: parent))
            applyKnownFacts(to: child.hold, of: holds[placed].orderSlot)
        }
        return Outcome(
            .applied, hold: parent.key, sequence: effect, amount: allocation.total)
    }

    private func cannotPlace(_ children: [SplitChild], of parent: HoldRecord) -> Outcome? {
        for child in children where child.order == parent.order {
            return Outcome(.invalidRequest, field: .children, hold: parent.key)
        }
        for child in children
        where holds.slot(of: child.hold) != nil || aliases.slot(of: child.hold) != nil {
            return Outcome(.idConflict, field: .children, hold: parent.key)
        }
        for child in children {
            let order = orders.record(of: child.order)
            if let taken = order?.latest(account: parent.account, purpose: parent.purpose) {
                return Outcome(.duplicateHold, field: .children, hold: taken.hold)
            }
        }
        for child in children {
            let count = orders.record(of: child.order)?.holds.count ?? 0
            if count >= LedgerLimits.holdsPerOrderMax {
                return Outcome(.orderFull, field: .children, hold: parent.key)
            }
        }
        return nil
    }

    private struct Refusal: Error {
        var outcome: Outcome
    }

    /// How the children together fall on the lines of the parent.
    private func parts(of body: SplitHold, _ slot: Slot) -> Result<Allocation, Refusal> {
        let parent = holds.record(at: slot)
        func refuse(_ code: OutcomeCode, _ field: Field) -> Result<Allocation, Refusal> {
            .failure(Refusal(outcome: Outcome(code, field: field, hold: parent.key)))
        }
        guard let total = Money.sum(of: body.children.lazy.map(\.amount)),
            total <= parent.amounts.open
        else { return refuse(.amountExceedsOpen, .children) }
        var allocation = Allocation(total: total)
        for child in body.children {
            guard child.lines.isEmpty == parent.lines.isEmpty else {
                return refuse(.invalidRequest, .lines)
            }
            for line in child.lines {
                guard let index = parent.lines.firstIndex(where: { $0.key == line.line }) else {
                    return refuse(.lineUnknown, .lines)
                }
                if let known = allocation.parts.firstIndex(where: { $0.line == index }) {
                    allocation.parts[known].amount += line.amount
                } else {
                    allocation.parts.append((index, line.amount))
                }
            }
            let isSum = Money.sum(of: child.lines.lazy.map(\.amount)) == child.amount
            guard child.lines.isEmpty || isSum else {
                return refuse(.linesDoNotSum, .lines)
            }
        }
        for part in allocation.parts where part.amount > parent.lines[part.line].amounts.open {
            return refuse(.amountExceedsOpen, .lines)
        }
        return .success(allocation)
    }

    private func placement(of child: SplitChild, from parent: HoldRecord) -> HoldPlaced {
        var terms = parent.terms.value
        terms.generation = 1
        terms.link = .split
        terms.linked = parent.key
        return HoldPlaced(
            hold: child.hold, account: parent.account, order: child.order, terms: Shared(terms),
            opensOrder: orders.slot(of: child.order) == nil, amount: child.amount,
            decision: .approved, expiresAt: parent.expiresAt,
            guaranteedUntil: parent.guaranteedUntil,
            // What a split makes has been locked since its parent was placed.
            reviewUntil: nil, history: Shared(HoldHistory(placedAt: parent.placedAt)),
            lines: child.lines.map { line in
                PlaceLine(
                    line: line.child, amount: line.amount,
                    seller: parent.lines.first { $0.key == line.line }!.seller)
            },
            balances: accounts.record(of: parent.account)!.balances, postings: Postings())
    }
}

extension SplitHold {
    /// How many holds one split makes at most.
    static let childrenMax = 20

    fileprivate var isMalformed: Bool {
        children.isEmpty || children.count > SplitHold.childrenMax
            || !children.map(\.hold).isDistinct || !children.map(\.order).isDistinct
            || children.contains { child in
                let amounts = [child.amount] + child.lines.map(\.amount)
                return !amounts.allSatisfy { $0.isInRange && $0.isPositive }
                    || !child.lines.map(\.line).isDistinct
                    || !child.lines.map(\.child).isDistinct
            }
    }
}
