import SluiceCore

/// A fact as it was accepted.
public struct SaidFact: Sendable {
    public let fact: RecordFact
    public let wasParked: Bool
    /// Whether the merchant said it because it was asked.
    public let isPulled: Bool
    /// When it was accepted.
    let at: Instant
}

extension ReferenceLedger {
    public func said(of order: OrderKey) -> [SaidFact] { said.filter { $0.fact.order == order } }

    /// Whether the order wants no further lock.
    public func isTerminal(_ order: OrderKey) -> Bool {
        said(of: order).map(\.fact).contains {
            [.cancelled, .completed, .closed].contains($0.kind)
                && pulls[order]?.denies($0) != true
        }
    }

    /// Facts of a merchant that wait for their order.
    public func parked(_ merchant: MerchantKey) -> Int {
        said.filter { $0.fact.merchant == merchant && !existing.contains($0.fact.order) }.count
    }

    mutating func record(_ body: RecordFact) -> Verdict {
        if let field = malformedField(body) { return Verdict(.invalidRequest, field) }
        if body.isPast, actor.role != .migration { return Verdict(.roleNotAllowed, .kind) }
        if let first = said.first(where: { $0.fact.fact == body.fact }) {
            return repeated(body, first)
        }
        for hold in holds where hold.placement.order == body.order {
            settle(hold.placement.account)
        }
        settleReturns(of: body.order)
        settleFeed(body.merchant)
        if body.kind == .created { existing.insert(body.order) }
        guard existing.contains(body.order) else {
            let placesMax = Int(policy?.parkedFactsPerMerchantMax ?? 0)
            if parked(body.merchant) >= placesMax { return Verdict(.parkingFull, .order) }
            accept(body, isParked: true)
            hearFeed(body.merchant)
            return Verdict(.parked)
        }
        accept(body, isParked: false)
        // What a past one moved is in the holds already.
        let moved = holds.indices.filter { holds[$0].placement.order == body.order && !body.isPast }
        let refunded = apply(body, to: moved)
        switch body.kind {
        case .returnRequested where body.isPast: break
        case .returnRequested: openReturn(body)
        case .returnShipped, .returnReceived: advanceReturns(body, refunded: refunded)
        default: break
        }
        noteBreaks(in: body.order)
        hear(body)
        hearFeed(body.merchant)
        return Verdict(.applied)
    }

    private mutating func accept(_ body: RecordFact, isParked: Bool) {
        said.append(SaidFact(fact: body, wasParked: isParked, isPulled: false, at: now))
        wake(body.merchant)
    }

    /// The facts of an order as they happened; of the same time, as they arrived.
    func saidInTime(of order: OrderKey) -> [RecordFact] { inTime(said(of: order).map(\.fact)) }

    func inTime(_ facts: [RecordFact]) -> [RecordFact] {
        facts.enumerated()
            .sorted { ($0.element.occurredAt, $0.offset) < ($1.element.occurredAt, $1.offset) }
            .map(\.element)
    }

    mutating func noteOutOfRange(_ order: OrderKey) {
        breaks[order, default: []].insert(ReferenceBreak(kind: .amountOutOfRange, line: .none))
    }

    private func repeated(_ body: RecordFact, _ first: SaidFact) -> Verdict {
        var field: Field?
        if body.reason != first.fact.reason { field = .reason }
        if body.merchantSequence != first.fact.merchantSequence { field = .merchantSequence }
        if body.amount != first.fact.amount { field = .amount }
        if body.lines != first.fact.lines { field = .lines }
        if body.occurredAt != first.fact.occurredAt { field = .occurredAt }
        if body.kind != first.fact.kind { field = .kind }
        if body.order != first.fact.order { field = .order }
        if body.merchant != first.fact.merchant { field = .merchant }
        if let field { return Verdict(.idConflict, field) }
        return Verdict(first.wasParked ? .parked : .applied, isReplay: true)
    }

    func malformedField(_ body: RecordFact) -> Field? {
        let mustNameLines = body.kind == .lineShipped || body.kind == .lineCancelled
        let mayNameLines =
            mustNameLines
            || [.returnRequested, .returnShipped, .returnReceived].contains(body.kind)
        let names = body.lines.map(\.line)
        if mustNameLines && names.isEmpty || !mayNameLines && !names.isEmpty
            || Set(names).count != names.count
            || body.lines.contains(where: { $0.amount.map { !$0.isMovable } ?? false })
        {
            return .lines
        }
        if let amount = body.amount, !amount.isGrantable { return .amount }
        if body.kind == .priceAdjusted, body.amount == nil { return .amount }
        let mayGive: [Reason] = [
            .orderCancelled, .lineCancelled, .outOfStock, .merchantVoid, .customerRequest,
        ]
        let isCancellation = body.kind == .lineCancelled || body.kind == .cancelled
        if isCancellation { return mayGive.contains(body.reason) ? nil : .reason }
        return body.reason == .none ? nil : .reason
    }
}
