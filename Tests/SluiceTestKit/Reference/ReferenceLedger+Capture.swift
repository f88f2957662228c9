import SluiceCore

extension ReferenceLedger {
    mutating func capture(_ body: CaptureHold) -> Verdict {
        let request = OperationRequest(
            amount: body.amount, lines: body.lines, isFinal: body.isFinal,
            choice: body.isForced ? 1 : 0)
        if let verdict = malformed(request) { return verdict }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .capture, body.operation, request) { return verdict }
        switch holds[index].status {
        case .declined: return Verdict(.holdDeclined, hold: body.hold)
        case .captured:
            return refuse(index, .capture, body.operation, request, .amountMismatch)
        case .closed, .expired, .released, .split:
            return lateCapture(index, body, request)
        case .active, .partCaptured, .pending: break
        }
        if let verdict = pending(index) ?? unknown(index) { return verdict }

        let open = holds[index].total(\.open)
        var excess: Int64 = 0
        if body.lines.isEmpty, let amount = body.amount?.minor, amount > open {
            excess = amount - open
            if !isTolerated(excess, holds[index]) {
                return refuse(index, .capture, body.operation, request, .amountMismatch)
            }
        }
        let (shares, fault) =
            excess > 0
            ? (holds[index].all(\.open), nil) : lay(request, on: holds[index])
        if fault == .amountExceedsOpen {
            return refuse(index, .capture, body.operation, request, .amountMismatch)
        }
        if let fault { return Verdict(fault, .lines, hold: body.hold) }
        let captured = shares.sum + excess
        if !isInRange(index, .capture, captured)
            || holds[index].total(\.authorised) + excess > largestAmount
            || excess > 0 && held(holds[index].placement.account) + excess > largestAmount
        {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        if body.isFinal, holds[index].isFrozen, captured < open {
            return Verdict(.holdFrozen, .final, hold: body.hold)
        }
        if excess > 0 {
            tolerate(index, excess, id: body.operation)
            move(index, .capture, holds[index].all(\.open), .captureRequested)
        } else {
            move(index, .capture, shares, .captureRequested)
        }
        if body.isFinal {
            move(index, .release, holds[index].all(\.open), .finalCaptureRemainder)
        }
        return done(index, .capture, body.operation, request, amount: captured)
    }

    /// Whether a capture may exceed what is open by so much.
    private func isTolerated(_ excess: Int64, _ hold: ReferenceHold) -> Bool {
        let base = Int128(hold.total(\.authorised) - hold.tolerated)
        let most = base * Int128(hold.terms.toleranceBasisPoints) / 10_000
        return hold.placement.hasConsent && Int128(hold.tolerated) + Int128(excess) <= most
    }

    private mutating func tolerate(_ index: Int, _ excess: Int64, id: OperationKey) {
        var line: LineKey?
        if !holds[index].placement.lines.isEmpty {
            line = id.retagged()
            holds[index].addedLines.append(line!)
        }
        let share = ReferenceHold.Share(line: line, amount: excess)
        move(index, .increment, [share], .overcaptureTolerated)
        holds[index].tolerated += excess
    }

    /// A capture of a hold that ended otherwise than captured in full.
    private mutating func lateCapture(
        _ index: Int, _ body: CaptureHold, _ request: OperationRequest
    ) -> Verdict {
        let first = holds[index]
        let account = first.placement.account
        let rule = body.isForced ? .force : first.terms.lateCapture
        let isTaken =
            aliases[body.lateHold] != nil
            || holds.contains { $0.placement.hold == body.lateHold }
        if !body.lines.isEmpty || body.lateHold.isNone || isTaken || rule == .reject
            || first.status == .split || !first.wasPromised
        {
            return refuse(index, .capture, body.operation, request, .lateCaptureRejected)
        }
        let taken = first.answers.reduce(0) { $0 + $1.late }
        let rest = first.total(\.released) + first.total(\.expired) - taken
        let amount = body.amount?.minor ?? rest
        if amount > rest || amount <= 0 {
            return refuse(index, .capture, body.operation, request, .amountMismatch)
        }
        if rule == .revive,
            amount > headroom(account, for: first.scenario) || accounts[account]!.ban != nil
        {
            return refuse(index, .capture, body.operation, request, .lateCaptureRejected)
        }
        if !isInRange(index, .capture, amount) || held(account) + amount > largestAmount {
            return Verdict(.balanceOutOfRange, .amount, hold: body.hold)
        }
        if body.isForced, let verdict = own(index) { return verdict }
        if body.isForced, policy!.twoPersons.forcedCaptures, !isApproved {
            return Verdict(.approvalNeeded, .force, hold: body.hold)
        }

        var placement = first.placement
        placement.hold = body.lateHold
        placement.amount = Money(minor: amount)
        placement.lines = []
        placement.retryOf = .none
        placement.review = nil
        placement.history = nil
        let terms =
            policy!.scenario(first.scenario) ?? policy!.scenario(policy!.defaultScenario)!
        if placement.scenario != nil { placement.scenario = terms.name }
        let new = granted(
            placement, terms,
            generation: newestHold(on: placement)!.generation + 1,
            link: rule == .revive ? .revives : .forces, linked: first.placement.hold,
            start: now)
        book(placement.currency, placed: amount)
        move(
            new, .capture, holds[new].all(\.open),
            rule == .revive ? .lateCaptureRevived : .lateCaptureForced)
        _ = done(new, .capture, body.operation, request, amount: amount)
        let verdict = Verdict(.applied, hold: body.lateHold, amount: amount)
        holds[index].answers.append(
            ReferenceHold.Answer(
                id: body.operation, kind: .capture, request: request, verdict: verdict,
                late: amount))
        return verdict
    }
}
