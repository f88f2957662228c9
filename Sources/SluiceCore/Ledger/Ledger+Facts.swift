extension Ledger {
    /// Records a fact of an order and does with its holds what policy says.
    ///
    /// Precedence: form · role · id · order full · parking. A fact of an order not known yet is
    /// parked. A past one moves no money and opens no return.
    mutating func recordFact(_ body: RecordFact) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        if body.isPast, actor.role != .migration {
            return Outcome(.roleNotAllowed, field: .kind)
        }
        if let place = factPlaces.record(of: body.fact) {
            return repeated(body, in: orders.record(of: place.order)!)
        }
        let known = orders.record(of: body.order)
        for hold in known?.holds ?? [] { settle(hold.account) }
        settle(order: body.order)
        if let merchant = merchants.slot(of: body.merchant) { settle(feed: merchant) }
        let isParked = known?.isKnown != true && body.kind != .created
        let fact = OrderFact(body, isParked: isParked)
        if let known, !known.hasRoom(for: [fact]) { return Outcome(.orderFull, field: .order) }
        let parked = merchants.record(of: body.merchant)?.parkedFacts ?? 0
        if isParked, parked >= policy?.parkedFactsPerMerchantMax ?? 0 {
            return Outcome(.parkingFull, field: .order)
        }
        if sources.slot(of: body.source) == nil { emit(.sourceSeen(body.source)) }
        see(body.merchant)
        if known == nil {
            emit(.orderSeen(OrderSeen(order: body.order, merchant: body.merchant)))
        }
        if !isParked { know(orders.slot(of: body.order)!) }
        let waiting = merchants.record(of: body.merchant)!.parkedFacts + (isParked ? 1 : 0)
        emit(
            .factRecorded(
                FactRecorded(
                    order: body.order, merchant: body.merchant, fact: fact,
                    parkedFacts: waiting)))
        let recorded = sequence
        if !isParked {
            let holds = body.isPast ? [] : orders.record(of: body.order)!.holds.map(\.hold)
            let refunded = apply(fact, to: holds, rest: fact.lines)
            if !body.isPast || fact.kind != .returnRequested {
                advanceReturns(fact, in: body.order, refunded: refunded)
            }
            findBreaks(in: body.order)
            hear(fact, of: body.order)
        }
        hearFeed(of: body.merchant)
        return Outcome(isParked ? .parked : .applied, sequence: recorded)
    }

    private func repeated(_ body: RecordFact, in order: OrderRecord) -> Outcome {
        let first = order.facts.first { $0.key == body.fact }!
        let field = body.difference(from: first, of: order)
        guard field == .none else { return Outcome(.idConflict, field: field) }
        return Outcome(
            first.wasParked ? .parked : .applied, sequence: first.sequence, isReplay: true)
    }
}

extension RecordFact {
    /// The first field whose form alone is wrong, nil if none is.
    fileprivate var malformedField: Field? {
        kind.malformedField(lines: lines, amount: amount, reason: reason)
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

extension FactKind {
    /// The first field that a fact of this kind may not have so.
    func malformedField(lines: [LineAmount], amount: Money?, reason: Reason) -> Field? {
        if lines.isEmpty ? namesLines : !mayNameLines { return .lines }
        for line in lines {
            if let amount = line.amount, !amount.isInRange || !amount.isPositive {
                return .lines
            }
        }
        if !lines.map(\.line).isDistinct { return .lines }
        if let amount, !amount.isInRange { return .amount }
        if self == .priceAdjusted, amount == nil { return .amount }
        if isCancellation != Reason.cancellationReasons.contains(reason) { return .reason }
        return nil
    }
}

extension OrderFact {
    fileprivate init(_ body: RecordFact, isParked: Bool) {
        self.init(
            key: body.fact, source: body.source, kind: body.kind, occurredAt: body.occurredAt,
            recordedAt: .epoch, lines: body.lines, merchantSequence: body.merchantSequence,
            amount: body.amount, reason: body.reason, wasParked: isParked, isPulled: false,
            sequence: 0)
    }
}
