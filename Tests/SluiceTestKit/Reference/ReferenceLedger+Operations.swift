import SluiceCore

extension ReferenceLedger {
    mutating func release(_ body: ReleaseHold) -> Verdict {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, reason: body.reason)
        if let verdict = malformed(request) { return verdict }
        let ofPending: Set<Reason> = [.orderCancelledEarly, .paymentAbandoned]
        if !releaseReasons.union(ofPending).contains(body.reason) {
            return Verdict(.invalidRequest, .reason)
        }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .release, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        if ofPending.contains(body.reason) {
            let field: Field? =
                !holds[index].isPending
                ? .reason : body.amount != nil ? .amount : body.lines.isEmpty ? nil : .lines
            if let field { return Verdict(.invalidRequest, field, hold: body.hold) }
        } else if let verdict = pending(index) ?? unknown(index) {
            return verdict
        }
        if holds[index].isFrozen { return Verdict(.holdFrozen, hold: body.hold) }
        // An approval is a promise to the merchant: until its end only the merchant gives it up.
        if [.customerRequest, .opsManual].contains(body.reason), actor.role != .merchant,
            now < holds[index].guaranteedUntil
        {
            return Verdict(.guaranteed, .reason, hold: body.hold)
        }
        let (shares, fault) = lay(request, on: holds[index])
        if let fault {
            let isAmount = fault == .amountExceedsOpen && body.lines.isEmpty
            return Verdict(fault, isAmount ? .amount : .lines, hold: body.hold)
        }
        if let verdict = own(index) { return verdict }
        move(index, .release, shares, body.reason)
        return done(index, .release, body.operation, request, amount: shares.sum)
    }

    mutating func increment(_ body: IncrementHold) -> Verdict {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, reason: .orderIncreased)
        if let verdict = malformed(request) { return verdict }
        if body.lines.contains(where: { $0.amount == nil }) {
            return Verdict(.invalidRequest, .lines)
        }
        let sum = body.lines.reduce(0) { $0 + $1.amount!.minor }
        if !body.lines.isEmpty, sum != body.amount.minor { return Verdict(.linesDoNotSum, .lines) }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .increment, body.operation, request) { return verdict }
        if let verdict = ended(index) ?? pending(index) ?? unknown(index) { return verdict }
        let hasLines = !holds[index].placement.lines.isEmpty
        if !hasLines, !body.lines.isEmpty {
            return Verdict(.invalidRequest, .lines, hold: body.hold)
        }
        if holds[index].total(\.authorised) + body.amount.minor > largestAmount {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        let account = holds[index].placement.account
        if let ban = accounts[account]!.ban {
            let code: OutcomeCode = ban == .delinquent ? .delinquent : .accountRestricted
            return refuse(index, .increment, body.operation, request, code)
        }
        if body.amount.minor > headroom(account, for: holds[index].scenario) {
            return refuse(index, .increment, body.operation, request, .insufficientLimit)
        }
        var shares = body.lines.map {
            ReferenceHold.Share(line: $0.line, amount: $0.amount!.minor)
        }
        if shares.isEmpty {
            // A hold with lines gets a new one, named by the operation.
            let line: LineKey? = hasLines ? body.operation.retagged() : nil
            shares = [ReferenceHold.Share(line: line, amount: body.amount.minor)]
        }
        for case let line? in shares.map(\.line) where !holds[index].lines.contains(line) {
            holds[index].addedLines.append(line)
        }
        move(index, .increment, shares, .orderIncreased)
        return done(index, .increment, body.operation, request, amount: body.amount.minor)
    }

    mutating func refund(_ body: RefundHold) -> Verdict {
        let request = OperationRequest(amount: body.amount, reason: body.reason)
        if let verdict = malformed(request) { return verdict }
        let mayGive: Set<Reason> = [
            .returnReceived, .orderCancelledAfterCapture, .refundGoodwill,
            .disputeResolvedForConsumer, .chargeback,
        ]
        if !mayGive.contains(body.reason) { return Verdict(.invalidRequest, .reason) }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        settleReturns(of: holds[index].placement.order)
        if let verdict = repeated(index, .refund, body.operation, request) { return verdict }
        if holds[index].status == .declined { return Verdict(.holdDeclined, hold: body.hold) }
        if let verdict = pending(index) ?? unknown(index) { return verdict }
        let amount = body.amount.minor
        if amount > holds[index].total(\.refundable) {
            return Verdict(.amountExceedsCaptured, .amount, hold: body.hold)
        }
        if !isInRange(index, .refund, amount) {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        if let verdict = own(index) { return verdict }
        move(
            index, .refund, holds[index].first(amount, of: \.refundable), body.reason,
            id: body.operation)
        if body.reason == .returnReceived {
            let order = holds[index].placement.order
            count(amount, towards: returns.indices.filter { returns[$0].order == order })
        }
        return done(index, .refund, body.operation, request, amount: amount)
    }

    // What operations have in common.

    var releaseReasons: Set<Reason> {
        [
            .lineCancelled, .outOfStock, .priceAdjusted, .partialReversal, .orderCancelled,
            .returnedBeforeCapture, .merchantVoid, .customerRequest, .duplicateHold,
            .fraudConfirmed, .opsManual, .regulatory, .releaseRemaining, .orderClosedShort,
        ]
    }

    func malformed(_ request: OperationRequest) -> Verdict? {
        if let amount = request.amount, !amount.isMovable {
            return Verdict(.invalidRequest, .amount)
        }
        let names = request.lines.map(\.line)
        let areMovable = request.lines.allSatisfy { $0.amount?.isMovable ?? true }
        if !areMovable || Set(names).count != names.count {
            return Verdict(.invalidRequest, .lines)
        }
        return nil
    }

    /// The place of a hold, on whose account nothing is due any more.
    mutating func touch(_ hold: HoldKey) -> Int? {
        guard let index = holds.firstIndex(where: { $0.placement.hold == hold }) else {
            return nil
        }
        settle(holds[index].placement.account)
        return index
    }

    func ended(_ index: Int) -> Verdict? {
        if holds[index].isOpen { return nil }
        let code: OutcomeCode = holds[index].status == .declined ? .holdDeclined : .holdEnded
        return Verdict(code, hold: holds[index].placement.hold)
    }

    func pending(_ index: Int) -> Verdict? {
        holds[index].isPending ? Verdict(.holdPending, hold: holds[index].placement.hold) : nil
    }

    func unknown(_ index: Int) -> Verdict? {
        holds[index].overlay(.resultUnknown) == nil
            ? nil : Verdict(.resultUnknown, hold: holds[index].placement.hold)
    }

    /// What was asked for, by line: the lines named in turn, else from the first line on.
    func lay(
        _ request: OperationRequest, on hold: ReferenceHold
    ) -> ([ReferenceHold.Share], OutcomeCode?) {
        if request.lines.isEmpty {
            let open = hold.total(\.open)
            let amount = request.amount?.minor ?? open
            return amount > open ? ([], .amountExceedsOpen) : (hold.first(amount, of: \.open), nil)
        }
        var shares: [ReferenceHold.Share] = []
        for named in request.lines {
            if !hold.lines.contains(named.line) { return ([], .lineUnknown) }
            let open = hold.sums(named.line).open
            let amount = named.amount?.minor ?? open
            if amount > open || open == 0 { return ([], .amountExceedsOpen) }
            shares.append(ReferenceHold.Share(line: named.line, amount: amount))
        }
        if let amount = request.amount, amount.minor != shares.sum { return ([], .linesDoNotSum) }
        return (shares, nil)
    }
}
