extension Ledger {
    /// Applies what is known of an order to a hold just placed, first things first.
    mutating func applyKnownFacts(to hold: HoldKey, of slot: Slot) {
        if orders[slot].facts.isEmpty { return }
        let (order, facts) = (orders[slot].key, orders[slot].facts)
        apply(facts, to: hold, of: order, beside: hold)
        findBreaks(in: order)
        let newest = facts.max { $0.occurredAt < $1.occurredAt }!
        hear(newest, of: order)
    }

    /// Applies to a hold just approved the facts that capture, which a pending one only keeps.
    mutating func applyKnownCaptures(to hold: HoldKey, of order: OrderKey) {
        let facts = orders.record(of: order)!.facts.filter { $0.kind.reaches(.shipped) }
        apply(facts, to: hold, of: order, beside: hold)
    }

    /// Applies to a hold what gives credit back and came while it was frozen.
    mutating func applyCancellations(
        since sequence: UInt64, to hold: HoldKey, of order: OrderKey
    ) {
        let facts = orders.record(of: order)!.facts.filter {
            $0.sequence > sequence && $0.kind.isReturning
        }
        // What these facts moved of other holds, and of this one before, they do not move again.
        let returned = apply(facts, to: hold, of: order, beside: .none)
        if returned.isPositive { countReturn(of: returned, in: order) }
    }

    /// - Returns: what was refunded for goods that came back.
    @discardableResult
    private mutating func apply(
        _ facts: [OrderFact], to hold: HoldKey, of order: OrderKey, beside: HoldKey
    ) -> Money {
        var returned = Money.zero
        if facts.isEmpty { return returned }
        let moved = movedByFacts(beside: beside, in: order)
        // Of equal times the one that arrived first comes first: the sort is stable by sequence.
        for fact in facts.sorted(by: {
            ($0.occurredAt, $0.sequence) < ($1.occurredAt, $1.sequence)
        }) {
            let refunded = apply(fact, to: [hold], rest: rest(of: fact, moved[fact.key]))
            if fact.kind == .returnReceived { returned += refunded }
        }
        return returned
    }

    /// What each fact moved of lines on the other holds of an order.
    private func movedByFacts(
        beside key: HoldKey, in order: OrderKey
    ) -> [FactKey: [LineAmount]] {
        var moved: [FactKey: [LineAmount]] = [:]
        for other in orders.record(of: order)!.holds where other.hold != key {
            guard let slot = holds.slot(of: other.hold) else { continue }
            for operation in holds.operations(of: slot)
            where !operation.request.lines.isEmpty {
                moved[operation.key.retagged(), default: []] += operation.request.lines
            }
        }
        return moved
    }

    /// What a fact says of lines, less what it moved on other holds: it moves each amount once,
    /// however late a hold comes.
    private func rest(of fact: OrderFact, _ moved: [LineAmount]?) -> [LineAmount] {
        var rest = fact.lines
        for taken in moved ?? [] {
            guard let index = rest.firstIndex(where: { $0.line == taken.line }),
                let amount = rest[index].amount, let gone = taken.amount
            else { continue }
            rest[index].amount = amount - min(amount, gone)
        }
        return rest
    }

    /// Moves the money of a fact on each hold it concerns.
    /// - Returns: what it refunded.
    @discardableResult
    mutating func apply(
        _ fact: OrderFact, to keys: [HoldKey], rest: [LineAmount]
    ) -> Money {
        var rest = rest
        let slots = keys.map { holds.slot(of: $0)! }.filter { !holds[$0].isDeclined }
        for slot in slots where fact.kind.reaches(holds.captureOn(of: slot)) {
            if holds[slot].isPending { continue }
            var left = rest
            let taken = take(fact, &left, from: slot, of: .open)
            let isAll = taken.total == holds[slot].amounts.open
            // What stays where it is may be moved of another hold.
            if move(slot, fact, .capture, taken, reason: fact.captureReason(isAll: isAll)) {
                rest = left
            }
        }
        guard fact.kind.isReturning else { return .zero }
        // What is frozen waits until the freeze is lifted.
        let free = slots.filter { !holds[$0].has(.legalFreeze) }
        if fact.kind == .priceAdjusted {
            adjust(fact, free)
            return .zero
        }
        for slot in free {
            let open = take(fact, &rest, from: slot, of: .open)
            release(slot, fact, open)
        }
        // Only what no hold has open any more was captured: the order of arrival of a line's
        // shipment and of the cancellation of its rest must not matter.
        guard refunds(fact.kind) else { return .zero }
        var refunded = Money.zero
        for slot in free {
            var left = rest
            let paid = take(fact, &left, from: slot, of: .refundable)
            if move(slot, fact, .refund, paid, reason: fact.refundReason) {
                rest = left
                refunded += paid.total
            }
        }
        return refunded
    }

    /// Releases what a fact gives back, as far as nothing speaks against it; the rest waits.
    private mutating func release(_ slot: Slot, _ fact: OrderFact, _ taken: Allocation) {
        let reason = fact.releaseReason(of: holds[slot])
        let doubted = partInDoubt(fact, taken, of: slot)
        move(slot, fact, .release, taken.without(doubted), reason: reason)
        if doubted.total.isPositive { queue(slot, fact, doubted, reason: reason) }
    }

    /// Whether policy gives back what was captured when such a fact comes.
    private func refunds(_ kind: FactKind) -> Bool {
        if kind == .returnReceived { return policy?.refundOnReturn == true }
        return kind.isCancellation && policy?.refundOnCancel == true
    }

    /// Brings an order down to the value that a fact gives it: from what these holds have open,
    /// then, where policy refunds on cancellation, from what they captured.
    private mutating func adjust(_ fact: OrderFact, _ slots: [Slot]) {
        guard let first = slots.first, let value = fact.amount else { return }
        let order = holds[first].order
        var excess = worth(of: order) - value
        for slot in slots where excess.isPositive {
            let taken = takeUndoubted(atMost: excess, from: slot)
            guard taken.total.isPositive else { continue }
            if isAdjustmentInDoubt(taken.total, of: slot) {
                queue(slot, fact, taken, reason: .priceAdjusted)
            } else {
                move(slot, fact, .release, taken, reason: .priceAdjusted)
            }
            excess -= taken.total
        }
        if policy?.refundOnCancel == true {
            for slot in slots where excess.isPositive {
                let taken = take(atMost: excess, from: slot, of: .refundable)
                if move(slot, fact, .refund, taken, reason: .priceAdjusted) {
                    excess -= taken.total
                }
            }
        }
        if excess.isPositive { found(.adjustedAfterCapture, .none, in: order) }
    }

    /// What the holds of an order lock and have billed, less what was given back or waits to be.
    private func worth(of order: OrderKey) -> Money {
        var sum = Money.zero
        for placed in orders.record(of: order)!.holds {
            guard let slot = holds.slot(of: placed.hold), !holds[slot].isDeclined else { continue }
            sum += holds[slot].amounts.refundable + holds[slot].amounts.open - doubtful(slot).total
        }
        return sum
    }

    private func isAdjustmentInDoubt(_ amount: Money, of slot: Slot) -> Bool {
        guard let gate = policy?.gate, gate.isOn, !holds[slot].isPending,
            let most = gate.adjustmentMax
        else { return false }
        return amount > most
    }

    /// An amount of what is open and does not wait to be released, from the first line on.
    private func takeUndoubted(atMost amount: Money, from slot: Slot) -> Allocation {
        let doubted = doubtful(slot)
        guard doubted.total.isPositive else { return take(atMost: amount, from: slot, of: .open) }
        var taken = Allocation(total: min(amount, holds[slot].amounts.open - doubted.total))
        var rest = taken.total
        for (index, line) in holds.lines(of: slot).enumerated() where rest.isPositive {
            let waits = doubted.parts.first { $0.line == index }?.amount ?? .zero
            let part = min(rest, line.amounts.open - waits)
            guard part.isPositive else { continue }
            taken.parts.append((index, part))
            rest -= part
        }
        return taken
    }

    private func take(atMost amount: Money, from slot: Slot, of part: HoldPart) -> Allocation {
        let has = min(amount, holds[slot].amounts[part])
        let request = OperationRequest(amount: has)
        guard case .success(let taken) = allocate(slot, request, of: part) else {
            return Allocation(total: .zero)
        }
        return taken
    }

    /// - Returns: whether it moved anything.
    @discardableResult
    private mutating func move(
        _ slot: Slot, _ fact: OrderFact, _ kind: HoldOperationKind, _ taken: Allocation,
        reason: Reason
    ) -> Bool {
        guard taken.total.isPositive else { return false }
        let account = holds[slot].accountSlot
        let isInRange =
            switch kind {
            case .capture: canOwe(taken.total, account: account)
            case .refund: canRefund(taken.total, account: account)
            default: true
            }
        guard isInRange else {
            found(.amountOutOfRange, .none, in: holds[slot].order)
            return false
        }
        // The fact's key is the operation's id: a fact moves the money of a hold once.
        move(
            slot, kind: kind, operation: fact.key.retagged(),
            request: OperationRequest(lines: taken.named, reason: reason), allocation: taken,
            amount: taken.total, reason: reason)
        return true
    }

    /// What a fact takes of a hold: all of it, or what it says of lines, as far as there is.
    private func take(
        _ fact: OrderFact, _ rest: inout [LineAmount], from slot: Slot, of part: HoldPart
    ) -> Allocation {
        guard !fact.lines.isEmpty else { return allocateAll(slot, of: part) }
        var taken = Allocation(total: .zero)
        for named in rest.indices {
            let lines = holds.lines(of: slot)
            var has: Money
            let index = lines.firstIndex { $0.key == rest[named].line }
            if let index {
                has = lines[index].amounts[part]
            } else if lines.isEmpty, rest[named].amount != nil {
                has = holds[slot].amounts[part] - taken.total
            } else {
                continue
            }
            if let amount = rest[named].amount {
                has = min(has, amount)
                rest[named].amount = amount - has
            }
            guard has.isPositive else { continue }
            taken.total += has
            taken.named.append(LineAmount(line: rest[named].line, amount: has))
            if let index { taken.parts.append((index, has)) }
        }
        return taken
    }
}

extension OrderFact {
    fileprivate func releaseReason(of hold: HoldState) -> Reason {
        switch kind {
        case .closed: .orderClosedShort
        case .returnReceived: .returnedBeforeCapture
        default: hold.isPending ? .orderCancelledEarly : reason
        }
    }

    fileprivate var refundReason: Reason {
        kind == .returnReceived ? .returnReceived : .orderCancelledAfterCapture
    }

    fileprivate func captureReason(isAll: Bool) -> Reason {
        switch kind {
        case .delivered: .delivered
        case .completed: .serviceDone
        default: isAll ? .shippedFull : .shippedPartial
        }
    }
}
