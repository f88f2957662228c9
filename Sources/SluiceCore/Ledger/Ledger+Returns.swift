extension Ledger {
    /// Opens, advances or closes return cases by a fact.
    /// - Parameter refunded: what the fact itself gave back.
    mutating func advanceReturns(_ fact: OrderFact, in key: OrderKey, refunded: Money) {
        guard fact.kind.isReturn, let policy else { return }
        if fact.kind == .returnRequested { return openReturn(fact, in: key) }
        var rest = refunded
        for state in orders.record(of: key)!.returns
        where state.isOpen && state.concerns(fact.lines) {
            var next = state
            let filled = min(rest, state.rest)
            rest -= filled
            next.refunded += filled
            next.reason = .returnPendingInspection
            if fact.kind == .returnReceived {
                next.isReceived = true
                next.stage = .inspection
                next.dueAt = now.adding(spanNs: policy.returns.inspectionNs)
            } else if state.stage == .goods {
                next.stage = .inspection
                next.dueAt = now.adding(spanNs: policy.returns.transitNs)
            } else {
                continue
            }
            if !next.rest.isPositive { next.close(.returnRefunded) }
            emit(.returnChanged(ReturnChanged(order: key, state: next)))
        }
    }

    /// Counts a refund towards the open returns of an order, the oldest first.
    mutating func countReturn(of amount: Money, in key: OrderKey) {
        var rest = amount
        for state in orders.record(of: key)!.returns where state.isOpen && rest.isPositive {
            var next = state
            let filled = min(rest, state.rest)
            rest -= filled
            next.refunded += filled
            if !next.rest.isPositive { next.close(.returnRefunded) }
            emit(.returnChanged(ReturnChanged(order: key, state: next)))
        }
    }

    /// Takes the default of the stage that is over.
    mutating func stepReturn(of key: OrderKey) {
        guard let state = orders.record(of: key)?.nextCase, let policy else { return }
        var next = state
        switch state.stage {
        case .goods: next.close(.returnLapsed)
        case .inspection:
            next.stage = .staff
            next.reason = .returnPendingStaff
            next.dueAt = now.adding(spanNs: policy.returns.staffNs)
        case .staff where state.isReceived:
            next.refunded += refundRest(of: state, in: key)
            next.close(.returnRefunded)
        case .staff: next.close(.returnLapsed)
        case .closed: return
        }
        emit(.returnChanged(ReturnChanged(order: key, state: next)))
    }

    private mutating func openReturn(_ fact: OrderFact, in key: OrderKey) {
        let order = orders.record(of: key)!
        guard order.returns.count < OrderRecord.returnsMax else { return }
        let lines = fact.lines.map(\.line)
        var amount = Money.zero
        for slot in granted(in: order) {
            amount += allocate(slot, lines, atMost: .maximum).total
        }
        guard amount.isPositive else { return }
        var opened = ReturnCase(
            key: fact.key, lines: lines, amount: amount, refunded: .zero, stage: .goods,
            isReceived: false, dueAt: now.adding(spanNs: policy!.returns.goodsNs),
            reason: .returnPendingGoods, openedAt: now, openedSequence: 0, sequence: 0)
        // What overtook the request: told before it, and happened no sooner.
        let overtook = order.facts.filter {
            $0.occurredAt >= fact.occurredAt && opened.concerns($0.lines)
        }
        opened.isReceived = overtook.contains { $0.kind == .returnReceived }
        if opened.isReceived || overtook.contains(where: { $0.kind == .returnShipped }) {
            let returns = policy!.returns
            opened.stage = .inspection
            opened.reason = .returnPendingInspection
            opened.dueAt = now.adding(
                spanNs: opened.isReceived ? returns.inspectionNs : returns.transitNs)
        }
        emit(.returnChanged(ReturnChanged(order: key, state: opened)))
    }

    /// Gives back what is left of a return, as far as the holds of the order have it.
    private mutating func refundRest(of state: ReturnCase, in key: OrderKey) -> Money {
        var rest = state.rest
        for slot in granted(in: orders.record(of: key)!) where rest.isPositive {
            settle(holds[slot].account)
            let allocation = allocate(slot, state.lines, atMost: rest)
            guard allocation.total.isPositive else { continue }
            guard canRefund(allocation.total, account: holds[slot].accountSlot) else {
                found(.amountOutOfRange, .none, in: key)
                continue
            }
            move(
                slot, kind: .refund, operation: state.key.retagged(),
                request: OperationRequest(reason: .returnReceived), allocation: allocation,
                amount: allocation.total, reason: .returnReceived)
            rest -= allocation.total
        }
        return state.rest - rest
    }

    private func granted(in order: OrderRecord) -> [Slot] {
        order.holds.compactMap { holds.slot(of: $0.hold) }.filter { !holds[$0].isDeclined }
    }

    /// What a hold has captured and not refunded: of these lines, or of all if it has none of its
    /// own or none are named.
    private func allocate(_ slot: Slot, _ lines: [LineKey], atMost most: Money) -> Allocation {
        var allocation = Allocation(total: .zero)
        guard !lines.isEmpty, !holds.lines(of: slot).isEmpty else {
            let has = min(most, holds[slot].amounts.refundable)
            let request = OperationRequest(amount: has)
            if case .success(let found) = allocate(slot, request, of: .refundable) {
                allocation = found
            }
            return allocation
        }
        for (index, line) in holds.lines(of: slot).enumerated() where lines.contains(line.key) {
            let has = min(most - allocation.total, line.amounts.refundable)
            guard has.isPositive else { continue }
            allocation.parts.append((index, has))
            allocation.total += has
        }
        return allocation
    }
}

extension OrderRecord {
    /// Returns of one order that are followed; what is requested beyond is only recorded.
    static let returnsMax = 20
}

extension ReturnCase {
    fileprivate mutating func close(_ reason: Reason) {
        stage = .closed
        self.reason = reason
        dueAt = .never
    }
}
