import SluiceCore

/// A return that the consumer began after the capture.
public struct ReferenceReturn: Sendable {
    public let order: OrderKey
    public let fact: FactKey
    /// Empty for all of the order.
    public let lines: [LineKey]
    public let amount: Int64
    public let openedAt: Instant
    let serial: Int
    public var refunded: Int64 = 0
    public var stage = ReturnStage.goods
    public var isReceived = false
    public var dueAt: Instant
    public var reason = Reason.returnPendingGoods

    public var isOpen: Bool { stage != .closed }
    var rest: Int64 { amount - refunded }

    func concerns(_ fact: RecordFact) -> Bool {
        lines.isEmpty || fact.lines.isEmpty
            || !Set(lines).isDisjoint(with: fact.lines.map(\.line))
    }
}

extension ReferenceLedger {
    /// Opens a case for what the order's holds have captured and not refunded.
    mutating func openReturn(_ fact: RecordFact) {
        let named = fact.lines.map(\.line)
        var amount: Int64 = 0
        for hold in holds where hold.placement.order == fact.order && hold.decision == .approved {
            for line in hold.lines {
                if let line, !named.isEmpty, !named.contains(line) { continue }
                amount += hold.sums(line).refundable
            }
        }
        let count = returns.count { $0.order == fact.order }
        if amount == 0 || count >= 20 { return }
        returns.append(
            ReferenceReturn(
                order: fact.order, fact: fact.fact, lines: named, amount: amount, openedAt: now,
                serial: nextSerial(), dueAt: now.later(by: policy!.returns.goodsNs)))
        // Goods on their way, or there, since it was asked for, whatever was told first.
        for earlier in said(of: fact.order).map(\.fact) where earlier.occurredAt >= fact.occurredAt
        {
            if earlier.kind == .returnShipped || earlier.kind == .returnReceived {
                advance([returns.count - 1], by: earlier)
            }
        }
    }

    /// Moves the open cases on that a fact is about.
    /// - Parameter refunded: what the fact gave back by itself.
    mutating func advanceReturns(_ fact: RecordFact, refunded: Int64) {
        let concerned = returns.indices.filter {
            returns[$0].order == fact.order && returns[$0].isOpen && returns[$0].concerns(fact)
        }
        advance(concerned, by: fact)
        if fact.kind == .returnReceived { count(refunded, towards: concerned) }
    }

    private mutating func advance(_ cases: [Int], by fact: RecordFact) {
        let isReceived = fact.kind == .returnReceived
        for index in cases where returns[index].concerns(fact) {
            if !isReceived, returns[index].stage != .goods { continue }
            if isReceived { returns[index].isReceived = true }
            returns[index].stage = .inspection
            returns[index].reason = .returnPendingInspection
            let spans = policy!.returns
            returns[index].dueAt = now.later(by: isReceived ? spans.inspectionNs : spans.transitNs)
        }
    }

    /// Counts what was refunded towards open cases, oldest first.
    mutating func count(_ amount: Int64, towards cases: [Int]) {
        var rest = amount
        for index in cases where returns[index].isOpen && rest > 0 {
            let part = min(rest, returns[index].rest)
            returns[index].refunded += part
            rest -= part
            if returns[index].rest == 0 { close(index, .returnRefunded) }
        }
    }

    /// What a stage comes to when nobody acts.
    mutating func endStage(_ index: Int) {
        switch returns[index].stage {
        case .goods: close(index, .returnLapsed)
        case .inspection:
            returns[index].stage = .staff
            returns[index].reason = .returnPendingStaff
            returns[index].dueAt = now.later(by: policy!.returns.staffNs)
        case .staff where returns[index].isReceived:
            refundRest(of: index)
            close(index, .returnRefunded)
        case .staff: close(index, .returnLapsed)
        case .closed: preconditionFailure("a closed case has no stage")
        }
    }

    private mutating func refundRest(of index: Int) {
        let state = returns[index]
        for place in holds.indices
        where holds[place].placement.order == state.order && holds[place].decision == .approved {
            if returns[index].rest == 0 { break }
            settle(holds[place].placement.account)
            let within = state.lines.isEmpty ? nil : state.lines
            let shares = holds[place].first(
                returns[index].rest, of: \.refundable, within: within)
            if !isInRange(place, .refund, shares.sum) {
                noteOutOfRange(state.order)
                continue
            }
            move(place, .refund, shares, .returnReceived, id: state.fact.retagged())
            returns[index].refunded += shares.sum
        }
    }

    private mutating func close(_ index: Int, _ reason: Reason) {
        returns[index].stage = .closed
        returns[index].reason = reason
        returns[index].dueAt = .never
    }
}
