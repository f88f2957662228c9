import SluiceCore

/// A fact as it was accepted.
public struct SaidFact: Sendable {
    public let fact: RecordFact
    public let wasParked: Bool
}

extension ReferenceLedger {
    public func said(of order: OrderKey) -> [SaidFact] { said.filter { $0.fact.order == order } }

    /// Whether the order wants no further lock.
    public func isTerminal(_ order: OrderKey) -> Bool {
        said(of: order).contains { $0.fact.kind == .cancelled || $0.fact.kind == .completed }
    }

    /// Facts of a merchant that wait for their order.
    public func parked(_ merchant: MerchantKey) -> Int {
        said.filter { $0.fact.merchant == merchant && !existing.contains($0.fact.order) }.count
    }

    mutating func record(_ body: RecordFact, at now: Instant) -> Verdict {
        if let field = malformedField(body) { return Verdict(.invalidRequest, field) }
        if let first = said.first(where: { $0.fact.fact == body.fact }) {
            return repeated(body, first)
        }
        for hold in holds where hold.placement.order == body.order {
            endWhatIsDue(of: hold.placement.account, at: now)
        }
        if body.kind == .created { existing.insert(body.order) }
        guard existing.contains(body.order) else {
            let placesMax = Int(policy?.parkedFactsPerMerchantMax ?? 0)
            if parked(body.merchant) >= placesMax { return Verdict(.parkingFull, .order) }
            said.append(SaidFact(fact: body, wasParked: true))
            return Verdict(.parked)
        }
        said.append(SaidFact(fact: body, wasParked: false))
        apply(body, to: holds.indices.filter { holds[$0].placement.order == body.order })
        noteBreaks(in: body.order)
        return Verdict(.applied)
    }

    /// The facts of an order as they happened; of the same time, as they arrived.
    func saidInTime(of order: OrderKey) -> [RecordFact] {
        said(of: order).map(\.fact).enumerated()
            .sorted { ($0.element.occurredAt, $0.offset) < ($1.element.occurredAt, $1.offset) }
            .map(\.element)
    }

    /// Does with holds what a fact says of their order.
    mutating func apply(_ fact: RecordFact, to indices: [Int]) {
        // What a fact says of a line it says once, over all holds and placements.
        var left = leftOf[fact.fact] ?? [:]
        defer { leftOf[fact.fact] = left }
        for named in fact.lines where left[named.line] == nil {
            left.updateValue(named.amount?.minor, forKey: named.line)
        }
        let granted = indices.filter { holds[$0].decision == .approved }
        switch fact.kind {
        case .created, .paid: break
        case .lineShipped, .shipped, .delivered, .completed:
            for index in granted where hasReached(holds[index].captureOn, fact.kind) {
                let open = holds[index].total(\.open)
                let shares = take(fact, &left, of: \.open, from: holds[index])
                let reason: Reason =
                    switch fact.kind {
                    case .delivered: .delivered
                    case .completed: .serviceDone
                    default: shares.sum == open ? .shippedFull : .shippedPartial
                    }
                if isInRange(index, .capture, shares.sum) {
                    move(index, .capture, shares, reason)
                } else {
                    noteOutOfRange(fact.order)
                }
            }
        case .lineCancelled, .cancelled:
            for index in granted {
                let shares = take(fact, &left, of: \.open, from: holds[index])
                move(index, .release, shares, fact.reason)
            }
            // What was not open any more was captured; giving that back is policy.
            guard policy?.refundOnCancel == true else { return }
            for index in granted {
                let shares = take(fact, &left, of: \.refundable, from: holds[index])
                if isInRange(index, .refund, shares.sum) {
                    move(index, .refund, shares, .orderCancelledAfterCapture)
                } else {
                    noteOutOfRange(fact.order)
                }
            }
        }
    }

    private mutating func noteOutOfRange(_ order: OrderKey) {
        breaks[order, default: []].insert(ReferenceBreak(kind: .amountOutOfRange, line: .none))
    }

    /// A later fact implies the earlier.
    private func hasReached(_ captureOn: CaptureOn, _ kind: FactKind) -> Bool {
        let reaching: [FactKind] =
            switch captureOn {
            case .shipped: [.lineShipped, .shipped, .delivered, .completed]
            case .delivered: [.delivered, .completed]
            case .completed: [.completed]
            }
        return reaching.contains(kind)
    }

    /// All of a hold, or of the lines named as much as is left of what was said of them.
    private func take(
        _ fact: RecordFact, _ left: inout [LineKey: Int64?], of part: KeyPath<Sums, Int64>,
        from hold: ReferenceHold
    ) -> [ReferenceHold.Share] {
        if fact.lines.isEmpty { return hold.all(part) }
        var shares: [ReferenceHold.Share] = []
        for named in fact.lines {
            let line: LineKey? = hold.placement.lines.isEmpty ? nil : named.line
            // Without lines only an amount says how much is meant.
            guard hold.lines.contains(line), line != nil || named.amount != nil else { continue }
            let taken = line == nil ? shares.sum : 0
            var amount = hold.sums(line)[keyPath: part] - taken
            if let rest = left[named.line]! {
                amount = min(amount, rest)
                left[named.line] = rest - amount
            }
            if amount > 0 { shares.append(ReferenceHold.Share(line: line, amount: amount)) }
        }
        return shares
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

    private func malformedField(_ body: RecordFact) -> Field? {
        let namesLines = body.kind == .lineShipped || body.kind == .lineCancelled
        let names = body.lines.map(\.line)
        if namesLines != !body.lines.isEmpty || Set(names).count != names.count
            || body.lines.contains(where: { $0.amount.map { !$0.isMovable } ?? false })
        {
            return .lines
        }
        if let amount = body.amount, !amount.isGrantable { return .amount }
        let mayGive: [Reason] = [
            .orderCancelled, .lineCancelled, .outOfStock, .merchantVoid, .customerRequest,
        ]
        let isCancellation = body.kind == .lineCancelled || body.kind == .cancelled
        return isCancellation == mayGive.contains(body.reason) ? nil : .reason
    }
}
