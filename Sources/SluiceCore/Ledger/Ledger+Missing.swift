/// A record that may be somewhere else than in memory.
public enum RecordKey: Hashable, Sendable {
    case accountOperation(OperationKey)
    /// A hold; the archive answers with the alias where the id is one.
    case hold(HoldKey)
    case alias(HoldKey)
    case order(OrderKey)
    /// Where a fact is kept: the archive answers with its order.
    case fact(FactKey)
}

extension Ledger {
    /// Names the records a command needs that are not resident.
    ///
    /// The caller supplies each by `install`, or proves that it exists nowhere, and asks again
    /// until nothing is named that it has not looked for; a record supplied may name others.
    /// Accounts, merchants, sources, proposals, open holds and orders with an open return are always
    /// resident.
    public func missing(_ command: Command) -> [RecordKey] {
        var keys: [RecordKey] = []
        need(command.body, &keys)
        return keys
    }

    private func need(_ body: Command.Body, _ keys: inout [RecordKey]) {
        switch body {
        case .openAccount(let body):
            for operation in body.operations { need(operation.key, &keys) }
        case .setLimit(let body): need(body.operation, &keys)
        case .endLimit(let body): need(body.operation, &keys)
        case .restrict(let body): need(body.operation, &keys)
        case .liftRestriction(let body): need(body.operation, &keys)
        case .repay(let body): need(body.operation, &keys)
        case .reverseRepayment(let body):
            need(body.operation, &keys)
            need(body.repayment, &keys)
        case .payOut(let body): need(body.operation, &keys)
        case .place(let body):
            need(body.hold, &keys)
            if !body.retryOf.isNone { need(body.retryOf, &keys) }
            need(body.order, &keys)
        case .capture(let body):
            needWithOrder(body.hold, &keys)
            if !body.lateHold.isNone { need(body.lateHold, &keys) }
        case .release(let body): need(body.hold, &keys)
        case .increment(let body): need(body.hold, &keys)
        case .extend(let body): need(body.hold, &keys)
        case .refund(let body): needWithOrder(body.hold, &keys)
        case .requestRelease(let body): need(body.hold, &keys)
        case .decideReview(let body): needWithOrder(body.hold, &keys)
        case .undoDecision(let body): need(body.hold, &keys)
        case .recordVerdict(let body): need(body.hold, &keys)
        case .setOverlay(let body): need(body.hold, &keys)
        case .liftOverlay(let body): needWithOrder(body.hold, &keys)
        case .split(let body):
            need(body.hold, &keys)
            for child in body.children {
                need(child.hold, &keys)
                need(child.order, &keys)
            }
        case .correct(let body): need(body.hold, &keys)
        case .recordFact(let body):
            if factPlaces.slot(of: body.fact) == nil { keys.append(.fact(body.fact)) }
            need(body.order, &keys)
        case .recordPull(let body):
            for fact in body.facts where factPlaces.slot(of: fact.fact) == nil {
                keys.append(.fact(fact.fact))
            }
            need(body.order, &keys)
        case .repairHolds(let body): for target in body.targets { need(target.hold, &keys) }
        case .propose(let body): need(body.command, &keys)
        case .approve(let body):
            if let proposal = proposals.record(of: body.proposal) {
                need(proposal.command, &keys)
            }
        case .settleOrder(let order): need(order, &keys)
        case .tick, .settle, .closeDay, .adoptPolicy, .createJournal, .goLive, .acceptClock,
            .recordSweep:
            break
        }
    }

    /// A hold with its order: the command may look at what else was said and placed there.
    private func needWithOrder(_ key: HoldKey, _ keys: inout [RecordKey]) {
        need(key, &keys)
        if let slot = holds.slot(of: key) { need(holds[slot].order, &keys) }
    }

    private func need(_ key: OperationKey, _ keys: inout [RecordKey]) {
        if accountOperations.slot(of: key) == nil { keys.append(.accountOperation(key)) }
    }

    private func need(_ key: HoldKey, _ keys: inout [RecordKey]) {
        if holds.slot(of: key) != nil { return }
        if let alias = aliases.record(of: key) {
            if holds.slot(of: alias.hold) == nil { keys.append(.hold(alias.hold)) }
        } else {
            keys.append(.hold(key))
        }
    }

    private func need(_ key: OrderKey, _ keys: inout [RecordKey]) {
        guard let order = orders.record(of: key) else {
            keys.append(.order(key))
            return
        }
        for hold in order.holds { need(hold.hold, &keys) }
    }
}
