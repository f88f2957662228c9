import SluiceCore

extension ReferenceLedger {
    mutating func capture(_ body: CaptureHold, at now: Instant) -> Verdict {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, isFinal: body.isFinal)
        if let verdict = malformed(request) { return verdict }
        guard let index = touch(body.hold, at: now) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .capture, body.operation, request) { return verdict }
        switch holds[index].status {
        case .declined: return Verdict(.holdDeclined, hold: body.hold)
        case .captured:
            return refuse(index, .capture, body.operation, request, .amountMismatch)
        case .closed, .expired, .released:
            return refuse(index, .capture, body.operation, request, .lateCaptureRejected)
        case .active, .partCaptured: break
        }
        let (shares, fault) = lay(request, on: holds[index])
        if fault == .amountExceedsOpen {
            return refuse(index, .capture, body.operation, request, .amountMismatch)
        }
        if let fault { return Verdict(fault, .lines, hold: body.hold) }
        if !isInRange(index, .capture, shares.sum) {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        move(index, .capture, shares, .captureRequested)
        if body.isFinal {
            move(index, .release, holds[index].all(\.open), .finalCaptureRemainder)
        }
        return done(index, .capture, body.operation, request, amount: shares.sum)
    }

    mutating func release(_ body: ReleaseHold, by role: Role, at now: Instant) -> Verdict {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, reason: body.reason)
        if let verdict = malformed(request) { return verdict }
        let mayGive: Set<Reason> = [
            .lineCancelled, .outOfStock, .priceAdjusted, .partialReversal, .orderCancelled,
            .returnedBeforeCapture, .merchantVoid, .customerRequest, .duplicateHold,
            .fraudConfirmed, .opsManual, .regulatory, .releaseRemaining, .orderClosedShort,
        ]
        if !mayGive.contains(body.reason) { return Verdict(.invalidRequest, .reason) }
        guard let index = touch(body.hold, at: now) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .release, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        // An approval is a promise to the merchant: until its end only the merchant gives it up.
        if [.customerRequest, .opsManual].contains(body.reason), role != .merchant,
            now < holds[index].expiresAt
        {
            return Verdict(.guaranteed, .reason, hold: body.hold)
        }
        let (shares, fault) = lay(request, on: holds[index])
        if let fault {
            let isAmount = fault == .amountExceedsOpen && body.lines.isEmpty
            return Verdict(fault, isAmount ? .amount : .lines, hold: body.hold)
        }
        move(index, .release, shares, body.reason)
        return done(index, .release, body.operation, request, amount: shares.sum)
    }

    mutating func increment(_ body: IncrementHold, at now: Instant) -> Verdict {
        let request = OperationRequest(amount: body.amount, reason: .orderIncreased)
        if let verdict = malformed(request) { return verdict }
        guard let index = touch(body.hold, at: now) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .increment, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        if holds[index].total(\.authorised) + body.amount.minor > largestAmount {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        if body.amount.minor > headroom(holds[index].placement.account) {
            return refuse(index, .increment, body.operation, request, .insufficientLimit)
        }
        // A hold with lines gets a new one, named by the operation.
        let line: LineKey? =
            holds[index].placement.lines.isEmpty ? nil : body.operation.retagged()
        let share = ReferenceHold.Share(line: line, amount: body.amount.minor)
        move(index, .increment, [share], .orderIncreased)
        return done(index, .increment, body.operation, request, amount: body.amount.minor)
    }

    mutating func refund(_ body: RefundHold, at now: Instant) -> Verdict {
        let request = OperationRequest(amount: body.amount, reason: body.reason)
        if let verdict = malformed(request) { return verdict }
        let mayGive: Set<Reason> = [
            .returnReceived, .orderCancelledAfterCapture, .refundGoodwill,
            .disputeResolvedForConsumer, .chargeback,
        ]
        if !mayGive.contains(body.reason) { return Verdict(.invalidRequest, .reason) }
        guard let index = touch(body.hold, at: now) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .refund, body.operation, request) { return verdict }
        if holds[index].status == .declined { return Verdict(.holdDeclined, hold: body.hold) }
        if body.amount.minor > holds[index].total(\.refundable) {
            return Verdict(.amountExceedsCaptured, .amount, hold: body.hold)
        }
        if !isInRange(index, .refund, body.amount.minor) {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        let shares = holds[index].first(body.amount.minor, of: \.refundable)
        move(index, .refund, shares, body.reason)
        return done(index, .refund, body.operation, request, amount: shares.sum)
    }

    private func malformed(_ request: OperationRequest) -> Verdict? {
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

    private mutating func touch(_ hold: HoldKey, at now: Instant) -> Int? {
        guard let index = holds.firstIndex(where: { $0.placement.hold == hold }) else {
            return nil
        }
        endWhatIsDue(of: holds[index].placement.account, at: now)
        return index
    }

    private func ended(_ index: Int) -> Verdict? {
        if holds[index].isLive { return nil }
        let code: OutcomeCode = holds[index].status == .declined ? .holdDeclined : .holdEnded
        return Verdict(code, hold: holds[index].placement.hold)
    }

    /// What was asked for, by line: the lines named in turn, else from the first line on.
    private func lay(
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

    private func repeated(
        _ index: Int, _ kind: HoldOperationKind, _ id: OperationKey, _ request: OperationRequest
    ) -> Verdict? {
        guard let first = holds[index].answers.first(where: { $0.id == id }) else { return nil }
        var field: Field?
        if first.request.reason != request.reason { field = .reason }
        if first.request.isFinal != request.isFinal { field = .final }
        if first.request.lines != request.lines { field = .lines }
        if first.request.amount != request.amount { field = .amount }
        if first.kind != kind { field = .kind }
        if let field { return Verdict(.idConflict, field, hold: holds[index].placement.hold) }
        var verdict = first.verdict
        verdict.isReplay = true
        return verdict
    }

    private mutating func done(
        _ index: Int, _ kind: HoldOperationKind, _ id: OperationKey,
        _ request: OperationRequest, amount: Int64
    ) -> Verdict {
        let verdict = Verdict(.applied, hold: holds[index].placement.hold, amount: amount)
        holds[index].answers.append(
            ReferenceHold.Answer(id: id, kind: kind, request: request, verdict: verdict))
        return verdict
    }

    /// A refusal that uses up its id.
    private mutating func refuse(
        _ index: Int, _ kind: HoldOperationKind, _ id: OperationKey,
        _ request: OperationRequest, _ code: OutcomeCode
    ) -> Verdict {
        var field = Field.none
        if request.amount != nil { field = .amount }
        if !request.lines.isEmpty { field = .lines }
        let verdict = Verdict(code, field, hold: holds[index].placement.hold)
        holds[index].answers.append(
            ReferenceHold.Answer(id: id, kind: kind, request: request, verdict: verdict))
        return verdict
    }
}
