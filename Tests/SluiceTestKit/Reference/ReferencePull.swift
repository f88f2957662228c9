import SluiceCore

/// What a merchant said of an order when it was last asked.
public struct ReferencePull: Hashable, Sendable {
    public let askedAt: Instant
    public let isKnown: Bool
    /// What its view shows at all.
    public let covers: Set<FactKind>
    /// What of the whole order stands in it.
    public let standing: Set<FactKind>

    init(_ body: RecordPull) {
        askedAt = body.askedAt
        isKnown = body.isKnown
        covers = Set(body.isKnown ? body.covers.kinds : FactKind.allCases)
        standing = Set(body.facts.filter(\.lines.isEmpty).map(\.kind))
    }

    /// Whether it says that something told of an earlier time is not so.
    func denies(_ fact: RecordFact) -> Bool {
        if !fact.lines.isEmpty || fact.occurredAt >= askedAt { return false }
        return covers.contains(fact.kind) && !standing.contains(fact.kind)
    }
}

extension ReferenceLedger {
    mutating func record(_ body: RecordPull) -> Verdict {
        if let field = malformedField(body) { return Verdict(.invalidRequest, field) }
        if body.askedAt > now { return Verdict(.invalidRequest, .askedAt) }
        if let newest = pulls[body.order], newest.askedAt >= body.askedAt {
            let isOther = newest.askedAt == body.askedAt && newest != ReferencePull(body)
            return isOther
                ? Verdict(.idConflict, .askedAt) : Verdict(.applied, isReplay: true)
        }
        for hold in holds where hold.placement.order == body.order {
            settle(hold.placement.account)
        }
        settleReturns(of: body.order)
        settleFeed(body.merchant)
        if body.isKnown { existing.insert(body.order) }
        pulls[body.order] = ReferencePull(body)
        let news = inTime(untold(body))
        for fact in news { take(fact) }
        noteBreaks(in: body.order)
        if let newest = news.last { hear(newest) }
        for index in holds.indices where holds[index].placement.order == body.order {
            holds[index].overlays.removeAll {
                $0.kind == .resultUnknown && $0.since <= body.askedAt
            }
        }
        wake(body.merchant, onlyOf: body.order)
        return Verdict(.applied)
    }

    private mutating func take(_ fact: RecordFact) {
        said.append(SaidFact(fact: fact, wasParked: false, isPulled: true, at: now))
        let moved = holds.indices.filter { holds[$0].placement.order == fact.order }
        let refunded = apply(fact, to: moved)
        switch fact.kind {
        case .returnRequested: openReturn(fact)
        case .returnShipped, .returnReceived: advanceReturns(fact, refunded: refunded)
        default: break
        }
    }

    /// What nothing has told, as facts; by rank where they happened together.
    private func untold(_ body: RecordPull) -> [RecordFact] {
        var news: [RecordFact] = []
        let known = said(of: body.order).map(\.fact)
        for fact in body.facts where !said.contains(where: { $0.fact.fact == fact.fact }) {
            let same = known.filter { $0.kind == fact.kind }
            var lines = fact.lines
            if lines.isEmpty {
                if same.contains(where: { $0.lines.isEmpty }) { continue }
            } else {
                let named = Set(same.flatMap(\.lines).map(\.line))
                lines.removeAll { named.contains($0.line) }
                if lines.isEmpty { continue }
            }
            news.append(
                RecordFact(
                    fact: fact.fact, source: body.source, merchant: body.merchant,
                    order: body.order, kind: fact.kind, occurredAt: fact.occurredAt, lines: lines,
                    amount: fact.amount, reason: fact.reason))
        }
        return FactKind.allCases.flatMap { kind in news.filter { $0.kind == kind } }
    }

    private func malformedField(_ body: RecordPull) -> Field? {
        if body.facts.count > 100 || !body.isKnown && !body.facts.isEmpty { return .facts }
        if body.facts.flatMap(\.lines).count > 1_000 { return .lines }
        for fact in body.facts {
            if !body.covers.kinds.contains(fact.kind) { return .kind }
            let said = RecordFact(
                fact: fact.fact, source: body.source, merchant: body.merchant, order: body.order,
                kind: fact.kind, occurredAt: fact.occurredAt, lines: fact.lines,
                amount: fact.amount, reason: fact.reason)
            if let field = malformedField(said) { return field }
        }
        var told = Set<String>()
        for fact in body.facts {
            var words = ["\(fact.fact)"] + fact.lines.map { "\(fact.kind) \($0.line)" }
            if fact.lines.isEmpty { words.append("\(fact.kind)") }
            for word in words where !told.insert(word).inserted { return .facts }
        }
        return nil
    }

    mutating func record(_ body: RecordSweep) -> Verdict {
        if body.askedAt > now { return Verdict(.invalidRequest, .askedAt) }
        if swept[body.merchant].map({ $0 >= body.askedAt }) ?? false {
            return Verdict(.applied, isReplay: true)
        }
        swept[body.merchant] = body.askedAt
        return Verdict(.applied)
    }
}
