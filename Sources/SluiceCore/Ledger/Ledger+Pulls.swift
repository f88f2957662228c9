/// What merchants say when they are asked.
extension Ledger {
    /// Records a merchant's view of an order: its facts nobody told do what they would do from the
    /// feed, but say nothing of the feed.
    ///
    /// Precedence: form · asked at · a newer or the same one · order full.
    mutating func recordPull(_ body: RecordPull) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        guard body.askedAt <= now else { return Outcome(.invalidRequest, field: .askedAt) }
        if let newest = orders.record(of: body.order)?.pull, newest.askedAt >= body.askedAt {
            return repeated(body, newest)
        }
        for hold in orders.record(of: body.order)?.holds ?? [] { settle(hold.account) }
        settle(order: body.order)
        if let merchant = merchants.slot(of: body.merchant) { settle(feed: merchant) }
        let facts = untold(body)
        if let known = orders.record(of: body.order), !known.hasRoom(for: facts) {
            return Outcome(.orderFull, field: .order)
        }
        if !facts.isEmpty, sources.slot(of: body.source) == nil { emit(.sourceSeen(body.source)) }
        see(body.merchant)
        if orders.slot(of: body.order) == nil {
            emit(.orderSeen(OrderSeen(order: body.order, merchant: body.merchant)))
        }
        if body.isKnown { know(orders.slot(of: body.order)!) }
        emit(
            .orderPulled(
                OrderPulled(order: body.order, merchant: body.merchant, pull: OrderPull(body))))
        let effect = sequence
        for fact in facts { take(fact, of: body) }
        findBreaks(in: body.order)
        if let newest = facts.last { hear(newest, of: body.order) }
        liftUnknownResults(of: body.order, askedAt: body.askedAt)
        return Outcome(.applied, sequence: effect)
    }

    /// A pull that is no news changes nothing; one asked at the same time has to say the same.
    private func repeated(_ body: RecordPull, _ newest: OrderPull) -> Outcome {
        var same = OrderPull(body)
        same.sequence = newest.sequence
        if same.askedAt == newest.askedAt, same != newest {
            return Outcome(.idConflict, field: .askedAt)
        }
        return Outcome(.applied, sequence: newest.sequence, isReplay: true)
    }

    /// The facts of a pull that no recorded fact tells, in order of time; of lines those that no
    /// fact of their kind names.
    private func untold(_ body: RecordPull) -> [OrderFact] {
        let told = orders.record(of: body.order)?.facts ?? []
        var untold: [OrderFact] = []
        for fact in body.facts where factPlaces.slot(of: fact.fact) == nil {
            let same = told.filter { $0.kind == fact.kind }
            let lines = fact.lines.filter { named in
                !same.contains { $0.lines.contains { $0.line == named.line } }
            }
            if fact.lines.isEmpty ? same.contains(where: \.lines.isEmpty) : lines.isEmpty {
                continue
            }
            untold.append(OrderFact(fact, lines: lines, source: body.source))
        }
        // Of equal times the kind tells, then the place in the view: the sort is stable.
        return untold.sorted {
            ($0.occurredAt, $0.kind.rawValue) < ($1.occurredAt, $1.kind.rawValue)
        }
    }

    private mutating func take(_ fact: OrderFact, of body: RecordPull) {
        let parked = merchants.record(of: body.merchant)!.parkedFacts
        emit(
            .factRecorded(
                FactRecorded(
                    order: body.order, merchant: body.merchant, fact: fact, parkedFacts: parked)))
        let holds = orders.record(of: body.order)!.holds.map(\.hold)
        let refunded = apply(fact, to: holds, rest: fact.lines)
        advanceReturns(fact, in: body.order, refunded: refunded)
        findAvoidableDeclines(fact, in: body.order)
    }

    /// What the merchant says of the order resolves what was unknown when it was asked.
    private mutating func liftUnknownResults(of order: OrderKey, askedAt: Instant) {
        for placed in orders.record(of: order)!.holds {
            guard let slot = holds.slot(of: placed.hold),
                let overlay = holds.overlay(.resultUnknown, of: slot), overlay.since <= askedAt
            else { continue }
            change(slot, .overlayLifted, reason: .resultResolved, overlay: overlay)
        }
    }

    mutating func assign(_ event: OrderPulled) {
        let order = orders.slot(of: event.order)!
        noteOrder(order)
        guard isNews(orders[order].sequence) else { return }
        orders[order].pull = event.pull
        orders[order].pull?.sequence = sequence
        orders[order].sequence = sequence
        wake(pulled: order)
    }

    // MARK: Sweeps

    /// Precedence: asked at · a newer or the same one.
    mutating func recordSweep(_ body: RecordSweep) -> Outcome {
        guard body.askedAt <= now else { return Outcome(.invalidRequest, field: .askedAt) }
        if let merchant = merchants.record(of: body.merchant), merchant.sweptAt >= body.askedAt {
            return Outcome(.applied, isReplay: true)
        }
        see(body.merchant)
        emit(.merchantSwept(MerchantSwept(merchant: body.merchant, askedAt: body.askedAt)))
        return Outcome(.applied, sequence: sequence)
    }

    mutating func assign(_ event: MerchantSwept) {
        let merchant = merchants.slot(of: event.merchant)!
        merchants[merchant].sweptAt = event.askedAt
        merchants[merchant].sequence = sequence
    }
}

extension RecordPull {
    /// The first field whose form alone is wrong, nil if none is.
    fileprivate var malformedField: Field? {
        if facts.count > LedgerLimits.factsPerPullMax || !isKnown && !facts.isEmpty {
            return .facts
        }
        let lines = facts.reduce(0) { $0 + $1.lines.count }
        if lines > LedgerLimits.factLinesPerPullMax { return .lines }
        for fact in facts {
            if !covers.contains(fact.kind) { return .kind }
            let fault = fact.kind.malformedField(
                lines: fact.lines, amount: fact.amount, reason: fact.reason)
            if let fault { return fault }
        }
        return saysTwice ? .facts : nil
    }

    /// Whether two of its facts say the same: of one kind, of the whole order or of one line.
    private var saysTwice: Bool {
        if !facts.map(\.fact).isDistinct { return true }
        for kind in FactKind.allCases {
            let same = facts.filter { $0.kind == kind }
            if same.count(where: \.lines.isEmpty) > 1 { return true }
            if !same.flatMap(\.lines).map(\.line).isDistinct { return true }
        }
        return false
    }
}

extension OrderPull {
    fileprivate init(_ body: RecordPull) {
        askedAt = body.askedAt
        isKnown = body.isKnown
        // Of an order it does not know, it shows that nothing stands.
        covers = body.isKnown ? body.covers : .all
        standing = FactKinds(body.facts.lazy.filter(\.lines.isEmpty).map(\.kind))
        sequence = 0
    }
}

extension OrderFact {
    fileprivate init(_ fact: PulledFact, lines: [LineAmount], source: SourceKey) {
        self.init(
            key: fact.fact, source: source, kind: fact.kind, occurredAt: fact.occurredAt,
            recordedAt: .epoch, lines: lines, merchantSequence: nil, amount: fact.amount,
            reason: fact.reason, wasParked: false, isPulled: true, sequence: 0)
    }
}

extension OrderRecord {
    /// Whether there is room for some more facts.
    func hasRoom(for more: [OrderFact]) -> Bool {
        if facts.count + more.count > LedgerLimits.factsPerOrderMax { return false }
        let named = more.reduce(0) { $0 + $1.lines.count }
        guard named > 0 else { return true }
        return facts.reduce(named) { $0 + $1.lines.count } <= LedgerLimits.factLinesPerOrderMax
    }
}
