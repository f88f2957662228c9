import SluiceCore

extension ReferenceLedger {
    mutating func requestRelease(_ body: RequestRelease) -> Verdict {
        let request = OperationRequest(reason: body.reason)
        if !releaseReasons.contains(body.reason) { return Verdict(.invalidRequest, .reason) }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .releaseRequest, body.operation, request) {
            return verdict
        }
        if let verdict = ended(index) ?? pending(index) { return verdict }
        if waitingPlace(index) != nil { return Verdict(.reviewOpen, hold: body.hold) }
        if policy!.gate.isOn {
            var queued = ReferenceHold.Overlay(
                kind: .releaseQueued, id: body.operation,
                until: now.later(by: policy!.gate.verdictNs))
            queued.reason = body.reason
            queued.isMerchantWord = actor.role == .merchant
            holds[index].overlays.append(queued)
            return done(index, .releaseRequest, body.operation, request)
        }
        var review = ReferenceHold.Overlay(
            kind: .unlockReview, id: body.operation,
            until: now.later(by: policy!.reviews.unlockNs))
        review.hardStop = now.later(by: policy!.reviews.unlockHardStopNs)
        review.reason = body.reason
        review.isMerchantWord = actor.role == .merchant
        holds[index].overlays.append(review)
        return done(index, .releaseRequest, body.operation, request)
    }

    mutating func decide(_ body: DecideReview) -> Verdict {
        let request = OperationRequest(until: body.until, choice: body.decision.rawValue)
        if (body.decision == .extend) != (body.until != nil) {
            return Verdict(.invalidRequest, .until)
        }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .decision, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        let answers: [ReviewDecision] = [.confirmed, .unconfirmed]
        if answers.contains(body.decision) { return answer(body, index, request) }
        let isOfPending = body.decision == .approve || body.decision == .decline
        let kind: OverlayKind = isOfPending ? .placementReview : .unlockReview
        guard let place = holds[index].overlays.firstIndex(where: { $0.kind == kind }) else {
            return Verdict(.reviewNotOpen, .decision, hold: body.hold)
        }
        let review = holds[index].overlays[place]
        if review.decided != nil { return Verdict(.reviewNotOpen, .decision, hold: body.hold) }
        let canBeUndone = actor.isPerson && policy!.reviews.undoNs > 0
        var amount: Int64 = 0
        switch body.decision {
        case .approve:
            if let verdict = own(index) { return verdict }
            approve(index, place)
        case .decline:
            amount = holds[index].total(\.open)
            decline(index, .reviewRejected)
        case .release:
            if holds[index].isFrozen { return Verdict(.holdFrozen, hold: body.hold) }
            if !mayRelease(index, review) {
                return Verdict(.guaranteed, .decision, hold: body.hold)
            }
            if let verdict = own(index) { return verdict }
            if canBeUndone {
                decide(body, index, place)
            } else {
                amount = free(index, place)
            }
        case .keep where canBeUndone: decide(body, index, place)
        case .keep: holds[index].overlays.remove(at: place)
        case .extend:
            let until = body.until!
            if until <= now { return Verdict(.invalidRequest, .until, hold: body.hold) }
            holds[index].overlays[place].until = until
            holds[index].overlays[place].hardStop = until
        case .confirmed, .unconfirmed: preconditionFailure("answered above")
        }
        return done(index, .decision, body.operation, request, amount: amount)
    }

    private mutating func approve(_ index: Int, _ place: Int) {
        holds[index].overlays.remove(at: place)
        if let spanNs = holds[index].terms.silentAfterNs {
            let promised = min(termPromise(holds[index]), now.later(by: spanNs))
            if promised > holds[index].guaranteedUntil {
                holds[index].guaranteedUntil = promised
                holds[index].isNoticed = false
            }
        }
        let billing: [FactKind] = [.lineShipped, .shipped, .delivered, .completed]
        let order = holds[index].placement.order
        for fact in saidInTime(of: order) where billing.contains(fact.kind) {
            apply(fact, to: [index])
        }
    }

    /// What the consumer said in the lender's app.
    private mutating func answer(
        _ body: DecideReview, _ index: Int, _ request: OperationRequest
    ) -> Verdict {
        let refused = Verdict(.reviewNotOpen, .decision, hold: body.hold)
        let isYes = body.decision == .confirmed
        var amount: Int64 = 0
        guard policy!.reviews.stepUpNs > 0,
            let place = holds[index].overlays.firstIndex(where: {
                $0.kind == .placementReview || $0.kind == .unlockReview
            })
        else { return refused }
        let review = holds[index].overlays[place]
        if review.kind == .placementReview {
            if isYes {
                approve(index, place)
            } else {
                amount = holds[index].total(\.open)
                decline(index, .stepUpFailed)
            }
        } else if review.decided != nil || review.judgement?.isRandom == true {
            return refused
        } else if isYes {
            if holds[index].isFrozen { return Verdict(.holdFrozen, hold: body.hold) }
            if !mayRelease(index, review) {
                return Verdict(.guaranteed, .decision, hold: body.hold)
            }
            amount = free(index, place)
        } else if review.judgement?.isAutomatic == true {
            holds[index].overlays[place].judgement!.isAutomatic = false
            holds[index].overlays[place].until = min(
                review.hardStop, now.later(by: policy!.reviews.unlockNs))
        }
        return done(index, .decision, body.operation, request, amount: amount)
    }

    /// A pending hold that is not approved returns all.
    mutating func decline(_ index: Int, _ reason: Reason) {
        move(index, .decline, holds[index].all(\.open), reason)
        holds[index].decision = reason
    }

    /// Whether the promise to the merchant lets a review release.
    func mayRelease(_ index: Int, _ review: ReferenceHold.Overlay) -> Bool {
        review.isMerchantWord || now >= holds[index].guaranteedUntil
            || review.reason == .fraudConfirmed || review.reason == .regulatory
    }

    /// Keeps a decision until it cannot be taken back any more.
    private mutating func decide(_ body: DecideReview, _ index: Int, _ place: Int) {
        holds[index].overlays[place].decided = DecidedRelease(
            decision: body.decision, key: body.operation, person: actor.subject,
            takesEffectAt: now.later(by: policy!.reviews.undoNs))
    }

    /// Ends a review by releasing what it is of.
    @discardableResult
    private mutating func free(_ index: Int, _ place: Int) -> Int64 {
        let review = holds[index].overlays.remove(at: place)
        let shares = due(of: review, index)
        move(index, .release, shares, review.reason)
        return shares.sum
    }

    /// What a review of a release comes to when nobody decides.
    mutating func endUnlockReview(_ index: Int) {
        let hold = holds[index]
        let place = hold.overlays.firstIndex { $0.kind == .unlockReview }!
        let review = hold.overlays[place]
        if let decided = review.decided {
            holds[index].overlays[place].decided = nil
            if decided.decision == .keep {
                holds[index].overlays.remove(at: place)
            } else if !hold.isFrozen, mayRelease(index, review) {
                free(index, place)
            }
            return
        }
        func wait(until: Instant) {
            holds[index].overlays[place].until = until
            holds[index].overlays[place].hardStop = until
        }
        if let freeze = hold.overlay(.legalFreeze) {
            wait(until: freeze.until > now ? freeze.until : hold.expiresAt)
        } else if !mayRelease(index, review) {
            wait(until: hold.guaranteedUntil)
        } else if due(of: review, index).sum <= policy!.reviews.unlockCap.minor {
            free(index, place)
        } else if review.judgement?.isAutomatic == true {
            holds[index].overlays[place].judgement!.isAutomatic = false
            holds[index].overlays[place].until = min(
                review.hardStop, now.later(by: policy!.reviews.unlockNs))
        } else if review.until < review.hardStop {
            holds[index].overlays[place].until = review.hardStop
        } else {
            free(index, place)
        }
    }
}
