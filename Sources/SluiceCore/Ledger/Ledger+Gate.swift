/// Releases in doubt: they wait for a verdict, and then for whoever checks them.
extension Ledger {
    /// Judges a release that waits for it, or that a machine checks.
    ///
    /// Precedence: reasons · hold · id · declined · full · ended · subject · beneficiary.
    mutating func recordVerdict(_ body: RecordVerdict) -> Outcome {
        guard body.verdict.isWellFormed else { return Outcome(.invalidRequest, field: .reason) }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .verdict, body.operation, body.request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        guard let waiting = inDoubt(slot), waiting.waitsForVerdict, waiting.key == body.subject
        else { return Outcome(.reviewNotOpen, field: .overlay, hold: body.hold) }
        if isBeneficiary(of: holds[slot].account) {
            return Outcome(.beneficiary, hold: body.hold)
        }
        let verdict = body.verdict
        let amount = judge(
            slot, waiting,
            Judgement(
                tier: verdict.tier, isMissing: false, isRandom: verdict.isRandom,
                isAutomatic: verdict.tier == .medium && !verdict.isRandom
                    && waiting.kind == .releaseQueued),
            verdict: verdict, operation: body.operation, request: body.request)
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: amount)
    }

    /// Lets a release that waited long enough go on without a verdict.
    mutating func endQueue(_ slot: Slot, _ waiting: Overlay) {
        let tier = policy!.gate.defaultTier
        judge(
            slot, waiting,
            Judgement(
                tier: tier, isMissing: true, isRandom: false, isAutomatic: tier == .medium),
            verdict: nil)
    }

    /// - Returns: what was released at once.
    @discardableResult
    private mutating func judge(
        _ slot: Slot, _ waiting: Overlay, _ judgement: Judgement, verdict: RiskVerdict?,
        operation: OperationKey = .none, request: OperationRequest = OperationRequest()
    ) -> Money {
        let isFree =
            judgement.tier == .low && !judgement.isRandom && !holds[slot].has(.legalFreeze)
            && mayRelease(slot, waiting)
        let rest =
            isFree ? allocation(ofDoubt: waiting.doubt, in: slot) : Allocation(total: .zero)
        var judged = waiting
        judged.judgement = judgement
        change(
            slot, .releaseJudged, operation: operation, request: request,
            reason: judgement.isMissing ? .verdictMissing : .verdictGiven, overlay: judged,
            amount: rest.total, verdict: verdict)
        if rest.total.isPositive {
            move(
                slot, kind: .release, operation: .none, request: OperationRequest(),
                allocation: rest, amount: rest.total, reason: waiting.reason)
        }
        if isFree { return rest.total }
        judged.kind = .unlockReview
        let (gate, reviews) = (policy!.gate, policy!.reviews)
        // A verdict on what a machine checks moves no hard stop: that takes a person.
        let latest = waiting.kind == .unlockReview ? waiting.hardStop : .never
        judged.hardStop = min(latest, now.adding(spanNs: reviews.unlockHardStopNs))
        judged.until = min(
            latest,
            now.adding(spanNs: judgement.isAutomatic ? gate.automaticNs : reviews.unlockNs))
        change(slot, .reviewOpened, reason: .riskReviewStarted, overlay: judged)
        return .zero
    }

    // MARK: What is in doubt

    /// What a release waits under on a hold: for a verdict, or for who checks it.
    func inDoubt(_ slot: Slot) -> Overlay? {
        holds.overlay(.releaseQueued, of: slot) ?? holds.overlay(.unlockReview, of: slot)
    }

    /// What there still is of a doubt: captures and releases may have taken of it.
    func allocation(ofDoubt doubt: Doubt?, in slot: Slot) -> Allocation {
        guard let doubt else { return allocateAll(slot, of: .open) }
        guard !doubt.lines.isEmpty else {
            return Allocation(total: min(doubt.amount, holds[slot].amounts.open))
        }
        var taken = Allocation(total: .zero)
        for (index, line) in holds.lines(of: slot).enumerated() {
            let amount = min(doubt.amount(of: line.key), line.amounts.open)
            guard amount.isPositive else { continue }
            taken.parts.append((index, amount))
            taken.total += amount
        }
        return taken
    }

    /// What of a hold's open amount facts gave back and waits; not what somebody asked for.
    func doubtful(_ slot: Slot) -> Allocation {
        guard let doubt = inDoubt(slot)?.doubt else { return Allocation(total: .zero) }
        return allocation(ofDoubt: doubt, in: slot)
    }

    /// The part of what a fact releases that policy lets wait for a verdict: of goods that were told
    /// to be shipped, and of goods that came back. The merchant's own word before any shipment, and
    /// what nobody has been promised yet, never waits.
    func partInDoubt(_ fact: OrderFact, _ taken: Allocation, of slot: Slot) -> Allocation {
        let none = Allocation(total: .zero)
        guard policy?.gate.isOn == true, !holds[slot].isPending, taken.total.isPositive else {
            return none
        }
        if fact.kind == .returnReceived { return taken }
        let shipped = orders[holds[slot].orderSlot].facts.filter { $0.kind.reaches(.shipped) }
        if shipped.isEmpty { return none }
        let lines = holds.lines(of: slot)
        if lines.isEmpty || shipped.contains(where: { $0.lines.isEmpty }) { return taken }
        var part = none
        for (index, amount) in taken.parts {
            let line = lines[index].key
            guard shipped.contains(where: { $0.lines.contains { $0.line == line } }) else {
                continue
            }
            part.parts.append((index, amount))
            part.total += amount
            part.named += taken.named.filter { $0.line == line }
        }
        return part
    }

    /// Lets a release of a fact wait; one that waits already grows by it, and one that was asked for
    /// without the merchant has its word now: it is of as much as the merchant says.
    mutating func queue(_ slot: Slot, _ fact: OrderFact, _ part: Allocation, reason: Reason) {
        let lines = holds.lines(of: slot)
        let added = Doubt(
            amount: part.total,
            lines: part.parts.map { LineAmount(line: lines[$0.line].key, amount: $0.amount) })
        let key: OperationKey = fact.key.retagged()
        var waiting: Overlay
        if let first = inDoubt(slot) {
            waiting = first
            waiting.doubt = first.doubt.map { grown($0, by: added, of: slot) }
            // Nobody has decided on what came since.
            waiting.decided = nil
            if !first.isMerchantWord {
                take(merchantsWord: added, reason, into: &waiting, of: slot)
            }
        } else {
            waiting = Overlay(
                kind: .releaseQueued, key: key, since: now,
                until: now.adding(spanNs: policy!.gate.verdictNs), reason: reason,
                isMerchantWord: true, doubt: added)
        }
        change(
            slot, .releaseQueued, operation: key,
            request: OperationRequest(lines: part.named, reason: reason),
            reason: .unlockQueued, overlay: waiting)
    }

    private func take(
        merchantsWord part: Doubt, _ reason: Reason, into waiting: inout Overlay, of slot: Slot
    ) {
        waiting.isMerchantWord = true
        waiting.reason = reason
        waiting.doubt = part.amount < holds[slot].amounts.open ? part : nil
        guard waiting.kind == .unlockReview else { return }
        // It was perhaps deferred for want of that word.
        let reviews = policy!.reviews
        waiting.until = min(waiting.until, now.adding(spanNs: reviews.unlockNs))
        waiting.hardStop = min(waiting.hardStop, now.adding(spanNs: reviews.unlockHardStopNs))
    }

    private func grown(_ doubt: Doubt, by more: Doubt, of slot: Slot) -> Doubt {
        let lines = holds.lines(of: slot).compactMap { line -> LineAmount? in
            let amount = min(
                line.amounts.open,
                doubt.amount(of: line.key).addingAtMost(more.amount(of: line.key)))
            return amount.isPositive ? LineAmount(line: line.key, amount: amount) : nil
        }
        let sum = min(holds[slot].amounts.open, doubt.amount.addingAtMost(more.amount))
        return Doubt(
            amount: lines.isEmpty ? sum : lines.reduce(.zero) { $0 + $1.amount! }, lines: lines)
    }
}

extension Doubt {
    fileprivate func amount(of line: LineKey) -> Money {
        lines.first { $0.line == line }?.amount ?? .zero
    }
}

extension Overlay {
    /// Whether a verdict changes what becomes of it: it waits for one, or a machine checks it.
    public var waitsForVerdict: Bool {
        kind == .releaseQueued
            || (kind == .unlockReview && judgement?.isAutomatic == true && decided == nil)
    }
}

extension Overlay {
    /// The tier of a release that a person is to look at; nil where a machine does, or somebody has
    /// decided. What nobody judged stands in the middle.
    public var deskTier: RiskTier? {
        guard kind == .unlockReview, decided == nil, judgement?.isAutomatic != true else {
            return nil
        }
        return judgement?.tier ?? .medium
    }
}

extension RiskVerdict {
    fileprivate var isWellFormed: Bool {
        score <= 1_000 && reasons.count <= LedgerLimits.verdictReasonsMax && reasons.isDistinct
            && [worth.lossSaved, worth.checkCost, worth.delayCost, worth.frictionCost]
                .allSatisfy { $0.isInRange && $0.minor >= 0 }
    }
}
