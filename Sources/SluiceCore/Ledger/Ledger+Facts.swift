extension Ledger {
    /// Records a fact of an order and does with its holds what policy says.
    ///
    /// Precedence: form · id · order full · parking. A fact of an order not known yet is parked.
    mutating func recordFact(_ body: RecordFact) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        if let key = orderOfFact[body.fact] {
            return repeated(body, in: orders.record(of: key)!)
        }
        let known = orders.record(of: body.order)
        for hold in known?.holds ?? [] { settle(hold.account) }
        if let known, known.isFull(for: body) { return Outcome(.orderFull, field: .order) }
        let isParked = known?.isKnown != true && body.kind != .created
        let parked = merchants.record(of: body.merchant)?.parkedFacts ?? 0
        if isParked, parked >= policy?.parkedFactsPerMerchantMax ?? 0 {
            return Outcome(.parkingFull, field: .order)
        }
        if sources.slot(of: body.source) == nil { emit(.sourceSeen(body.source)) }
        see(body.merchant)
        if isParked, known == nil {
            emit(.orderSeen(OrderSeen(order: body.order, merchant: body.merchant)))
        } else if !isParked {
            know(body.order, of: body.merchant)
        }
        let fact = OrderFact(body, isParked: isParked)
        let waiting = merchants.record(of: body.merchant)!.parkedFacts + (isParked ? 1 : 0)
        emit(
            .factRecorded(
                FactRecorded(
                    order: body.order, merchant: body.merchant, fact: fact,
                    parkedFacts: waiting)))
        let recorded = sequence
        if !isParked {
            apply(
                fact, to: orders.record(of: body.order)!.holds.map(\.hold), rest: fact.lines)
            findBreaks(in: body.order)
        }
        return Outcome(isParked ? .parked : .applied, sequence: recorded)
    }

    /// Applies what is known of an order to a hold just placed, first things first.
    mutating func applyKnownFacts(to hold: HoldKey, of order: OrderKey) {
        let facts = orders.record(of: order)!.facts
        let moved = movedByFacts(beside: hold, in: order)
        // Of equal times the one that arrived first comes first: the sort is stable by sequence.
        for fact in facts.sorted(by: {
            ($0.occurredAt, $0.sequence) < ($1.occurredAt, $1.sequence)
        }) {
            apply(fact, to: [hold], rest: rest(of: fact, moved[fact.key]))
        }
        findBreaks(in: order)
    }

    /// What each fact moved of lines on the other holds of an order.
    private func movedByFacts(
        beside key: HoldKey, in order: OrderKey
    ) -> [FactKey: [LineAmount]] {
        var moved: [FactKey: [LineAmount]] = [:]
        for other in orders.record(of: order)!.holds where other.hold != key {
            for operation in holds.record(of: other.hold)?.operations ?? []
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

    private func repeated(_ body: RecordFact, in order: OrderRecord) -> Outcome {
        let first = order.facts.first { $0.key == body.fact }!
        let field = body.difference(from: first, of: order)
        guard field == .none else { return Outcome(.idConflict, field: field) }
        return Outcome(
            first.wasParked ? .parked : .applied, sequence: first.sequence, isReplay: true)
    }

    /// Moves the money of a fact on each hold it concerns.
    private mutating func apply(_ fact: OrderFact, to keys: [HoldKey], rest: [LineAmount]) {
        var rest = rest
        let slots = keys.map { holds.slot(of: $0)! }.filter { !holds[$0].isDeclined }
        for slot in slots where fact.kind.reaches(holds[slot].captureOn) {
            let taken = take(fact, &rest, from: slot, of: .open)
            let amounts = holds[slot].amounts
            move(
                slot, fact, .capture, taken,
                reason: fact.captureReason(isAll: taken.total == amounts.open))
        }
        guard fact.kind.isCancellation else { return }
        for slot in slots {
            let open = take(fact, &rest, from: slot, of: .open)
            move(slot, fact, .release, open, reason: fact.reason)
        }
        // Only what no hold has open any more was captured: the order of arrival of a line's
        // shipment and of the cancellation of its rest must not matter.
        guard policy?.refundOnCancel == true else { return }
        for slot in slots {
            let paid = take(fact, &rest, from: slot, of: .refundable)
            move(slot, fact, .refund, paid, reason: .orderCancelledAfterCapture)
        }
    }

    private mutating func move(
        _ slot: Slot, _ fact: OrderFact, _ kind: HoldOperationKind, _ taken: Allocation,
        reason: Reason
    ) {
        guard taken.total.isPositive else { return }
        let account = holds[slot].account
        let isInRange =
            switch kind {
            case .capture: canOwe(taken.total, account: account)
            case .refund: canRefund(taken.total, account: account)
            default: true
            }
        guard isInRange else {
            found(.amountOutOfRange, .none, in: holds[slot].order)
            return
        }
        // The fact's key is the operation's id: a fact moves the money of a hold once.
        move(
            slot, kind: kind, operation: fact.key.retagged(),
            request: OperationRequest(lines: taken.named, reason: reason), allocation: taken,
            amount: taken.total, reason: reason)
    }

    /// What a fact takes of a hold: all of it, or what it says of lines, as far as there is.
    private func take(
        _ fact: OrderFact, _ rest: inout [LineAmount], from slot: Slot, of part: HoldPart
    ) -> Allocation {
        guard fact.kind.namesLines else { return allocateAll(slot, of: part) }
        var taken = Allocation(total: .zero)
        for named in rest.indices {
            let lines = holds[slot].lines
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

extension RecordFact {
    /// The first field whose form alone is wrong, nil if none is.
    fileprivate var malformedField: Field? {
        if kind.namesLines == lines.isEmpty { return .lines }
        for line in lines {
            if let amount = line.amount, !amount.isInRange || !amount.isPositive {
                return .lines
            }
        }
        if !lines.map(\.line).isDistinct { return .lines }
        if let amount, !amount.isInRange { return .amount }
        if kind.isCancellation != Reason.cancellationReasons.contains(reason) { return .reason }
        return nil
    }

    /// The first field in which a repetition differs from the fact recorded first.
    fileprivate func difference(from first: OrderFact, of order: OrderRecord) -> Field {
        if merchant != order.merchant { return .merchant }
        if self.order != order.key { return .order }
        if kind != first.kind { return .kind }
        if occurredAt != first.occurredAt { return .occurredAt }
        if lines != first.lines { return .lines }
        if amount != first.amount { return .amount }
        if merchantSequence != first.merchantSequence { return .merchantSequence }
        if reason != first.reason { return .reason }
        return .none
    }
}

extension OrderRecord {
    /// Whether there is no room for one more fact.
    fileprivate func isFull(for fact: RecordFact) -> Bool {
        if facts.count >= LedgerLimits.factsPerOrderMax { return true }
        guard !fact.lines.isEmpty else { return false }
        let named = facts.reduce(0) { $0 + $1.lines.count }
        return named + fact.lines.count > LedgerLimits.factLinesPerOrderMax
    }
}

extension OrderFact {
    fileprivate init(_ body: RecordFact, isParked: Bool) {
        self.init(
            key: body.fact, source: body.source, kind: body.kind, occurredAt: body.occurredAt,
            recordedAt: .epoch, lines: body.lines, merchantSequence: body.merchantSequence,
            amount: body.amount, reason: body.reason, wasParked: isParked, sequence: 0)
    }

    fileprivate func captureReason(isAll: Bool) -> Reason {
        switch kind {
        case .delivered: .delivered
        case .completed: .serviceDone
        default: isAll ? .shippedFull : .shippedPartial
        }
    }
}
