import SluiceCore

/// Releases that wait, because risk may doubt them.
extension ReferenceLedger {
    /// Where the overlay is under which a release waits.
    func waitingPlace(_ index: Int) -> Int? {
        holds[index].overlays.firstIndex { $0.kind == .releaseQueued || $0.kind == .unlockReview }
    }

    /// What is still there of what facts gave back and waits.
    func waiting(_ index: Int) -> [ReferenceHold.Share] {
        guard let place = waitingPlace(index), holds[index].overlays[place].waiting != nil else {
            return []
        }
        return due(of: holds[index].overlays[place], index)
    }

    /// What the end of a wait would release.
    func due(of overlay: ReferenceHold.Overlay, _ index: Int) -> [ReferenceHold.Share] {
        guard let shares = overlay.waiting else { return holds[index].all(\.open) }
        return holds[index].lines.compactMap { line in
            let wanted = shares.filter { $0.line == line }.sum
            let amount = min(wanted, holds[index].sums(line).open)
            return amount > 0 ? ReferenceHold.Share(line: line, amount: amount) : nil
        }
    }

    /// Of what a fact gives back, what risk may doubt.
    func doubted(
        _ fact: RecordFact, _ shares: [ReferenceHold.Share], _ index: Int
    ) -> [ReferenceHold.Share] {
        if policy?.gate.isOn != true || holds[index].isPending { return [] }
        if fact.kind == .returnReceived { return shares }
        let goods: [FactKind] = [.lineShipped, .shipped, .delivered, .completed]
        let told = said(of: fact.order).map(\.fact).filter { goods.contains($0.kind) }
        return shares.filter { share in
            told.contains { one in
                one.lines.isEmpty || share.line == nil
                    || one.lines.contains { $0.line == share.line }
            }
        }
    }

    /// Lets something wait under the id of a fact.
    mutating func wait(
        _ index: Int, _ shares: [ReferenceHold.Share], _ reason: Reason, _ fact: RecordFact
    ) {
        let gate = policy!.gate
        guard let place = waitingPlace(index) else {
            var overlay = ReferenceHold.Overlay(
                kind: .releaseQueued, id: fact.fact.retagged(),
                until: now.later(by: gate.verdictNs))
            overlay.reason = reason
            overlay.isMerchantWord = true
            overlay.waiting = shares
            holds[index].overlays.append(overlay)
            return
        }
        var overlay = holds[index].overlays[place]
        if let before = overlay.waiting {
            overlay.waiting = holds[index].lines.compactMap { line in
                let both = before.filter { $0.line == line }.sum
                    .addingReportingOverflow(shares.filter { $0.line == line }.sum)
                let amount = min(
                    both.overflow ? .max : both.partialValue, holds[index].sums(line).open)
                return amount > 0 ? ReferenceHold.Share(line: line, amount: amount) : nil
            }
        } else if !overlay.isMerchantWord {
            overlay.reason = reason
            overlay.waiting = shares.sum < holds[index].total(\.open) ? shares : nil
            if overlay.kind == .unlockReview {
                let reviews = policy!.reviews
                overlay.until = min(overlay.until, now.later(by: reviews.unlockNs))
                overlay.hardStop = min(overlay.hardStop, now.later(by: reviews.unlockHardStopNs))
            }
        }
        overlay.isMerchantWord = true
        overlay.decided = nil
        holds[index].overlays[place] = overlay
    }

    mutating func judge(_ body: RecordVerdict) -> Verdict {
        let (verdict, worth) = (body.verdict, body.verdict.worth)
        let costs = [worth.lossSaved, worth.checkCost, worth.delayCost, worth.frictionCost]
        if verdict.score > 1_000 || verdict.reasons.count > 4
            || Set(verdict.reasons).count < verdict.reasons.count
            || costs.contains(where: { !(0...Money.maximum.minor).contains($0.minor) })
        {
            return Verdict(.invalidRequest, .reason)
        }
        let request = OperationRequest(subject: body.subject, choice: verdict.tier.rawValue)
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .verdict, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        let open = holds[index].total(\.open)
        guard let place = waitingPlace(index), holds[index].overlays[place].id == body.subject
        else { return Verdict(.reviewNotOpen, .overlay, hold: body.hold) }
        let overlay = holds[index].overlays[place]
        let isChecked = overlay.kind == .unlockReview
        if isChecked, overlay.judgement?.isAutomatic != true || overlay.decided != nil {
            return Verdict(.reviewNotOpen, .overlay, hold: body.hold)
        }
        if let verdict = own(index) { return verdict }
        end(
            index, place,
            Judgement(
                tier: verdict.tier, isMissing: false, isRandom: verdict.isRandom,
                isAutomatic: verdict.tier == .medium && !verdict.isRandom && !isChecked))
        return done(
            index, .verdict, body.operation, request,
            amount: open - holds[index].total(\.open))
    }

    /// No verdict came in time.
    mutating func endWaiting(_ index: Int) {
        let tier = policy!.gate.defaultTier
        end(
            index, holds[index].overlays.firstIndex { $0.kind == .releaseQueued }!,
            Judgement(tier: tier, isMissing: true, isRandom: false, isAutomatic: tier == .medium))
    }

    private mutating func end(_ index: Int, _ place: Int, _ judgement: Judgement) {
        var overlay = holds[index].overlays.remove(at: place)
        let isFree = judgement.tier == .low && !judgement.isRandom
        if isFree, !holds[index].isFrozen, mayRelease(index, overlay) {
            move(index, .release, due(of: overlay, index), overlay.reason)
            return
        }
        let known = overlay.kind == .unlockReview ? overlay.hardStop : nil
        overlay.kind = .unlockReview
        overlay.judgement = judgement
        overlay.until = now.later(
            by: judgement.isAutomatic ? policy!.gate.automaticNs : policy!.reviews.unlockNs)
        overlay.hardStop = now.later(by: policy!.reviews.unlockHardStopNs)
        if let known {
            overlay.until = min(overlay.until, known)
            overlay.hardStop = min(overlay.hardStop, known)
        }
        holds[index].overlays.append(overlay)
    }

    mutating func undo(_ body: UndoDecision) -> Verdict {
        let request = OperationRequest(subject: body.decision)
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .undo, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        guard
            let place = holds[index].overlays.firstIndex(where: {
                $0.decided?.key == body.decision
            })
        else { return Verdict(.reviewNotOpen, .decision, hold: body.hold) }
        if let verdict = own(index) { return verdict }
        holds[index].overlays[place].decided = nil
        return done(index, .undo, body.operation, request)
    }
}
