import SluiceCore

extension Generator {
    /// What a merchant may say of an order, most often one with a hold that waits or is due soon.
    mutating func pull(seeing ledger: ReferenceLedger) -> RecordPull {
        var (merchant, order) = order()
        var edges: [Instant] = []
        let wanted = placed(seeing: ledger) { hold in
            hold.isOpen && hold.overlays.contains { $0.kind == .silence }
        }
        if let hold = wanted, random.chance(75) {
            (merchant, order) = (hold.placement.merchant, hold.placement.order)
            let leadNs = ledger.policies.last?.feeds.proofLeadNs ?? 0
            edges = [Instant(ns: hold.guaranteedUntil.ns - leadNs), hold.guaranteedUntil]
        }
        let isKnown = random.chance(wanted == nil ? 75 : 50)
        var facts: [PulledFact] = []
        if isKnown || random.chance(habits.malformedPercent) {
            for _ in 0..<random.below(4) { facts.append(pulledFact()) }
        }
        var covers = FactKinds.all
        if random.chance(30) {
            covers = FactKinds(FactKind.allCases.filter { _ in random.chance(60) })
            if !random.chance(habits.malformedPercent) {
                facts.removeAll { !covers.contains($0.kind) }
            }
        }
        return RecordPull(
            merchant: merchant, order: order, source: .named("pull"),
            askedAt: askedAt(edges), isKnown: isKnown, covers: covers, facts: facts)
    }

    mutating func sweep() -> RecordSweep {
        RecordSweep(merchant: order().0, askedAt: askedAt([]))
    }

    /// Most often now, seldom in the future.
    private mutating func askedAt(_ edges: [Instant]) -> Instant {
        if random.chance(3) { return Instant(ns: now.ns + random.within(0...2)) }
        if random.chance(60) { return Instant(ns: now.ns - random.within(0...2)) }
        return min(now, someTime(edges))
    }

    private mutating func pulledFact() -> PulledFact {
        let said = fact()
        // Most often a name of its own: the door gives one for each kind of an order.
        let key = random.chance(90) ? FactKey.named("pulled \(number(below: 3))") : said.fact
        let at = random.chance(60) ? said.occurredAt : Instant(ns: now.ns - random.within(0...9))
        return PulledFact(
            fact: key, kind: said.kind, occurredAt: at, lines: said.lines, amount: said.amount,
            reason: said.reason)
    }

    /// The same pull with something else in it.
    mutating func changed(_ body: RecordPull) -> RecordPull {
        var body = body
        switch random.below(4) {
        case 0: body.isKnown.toggle()
        case 1: body.askedAt = askedAt([])
        case 2: body.facts = []
        default: body.facts.append(pulledFact())
        }
        return body
    }
}
