extension Ledger {
    /// Opens an unlock review: a release that somebody looks at first.
    ///
    /// Precedence: reason · hold · id · declined · full · ended · pending · open already.
    mutating func requestRelease(_ body: RequestRelease) -> Outcome {
        guard Reason.releaseReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        let request = body.request
        if let first = repeated(slot, .releaseRequest, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        if let refusal = isPending(slot) { return refusal }
        if inDoubt(slot) != nil { return Outcome(.reviewOpen, hold: body.hold) }
        if policy!.gate.isOn { return queue(slot, body) }
        let spans = policy!.reviews
        change(
            slot, .reviewOpened, operation: body.operation, request: request,
            reason: .riskReviewStarted,
            overlay: Overlay(
                kind: .unlockReview, key: body.operation, since: now,
                until: now.adding(spanNs: spans.unlockNs),
                hardStop: now.adding(spanNs: spans.unlockHardStopNs), reason: body.reason,
                isMerchantWord: actor.role == .merchant))
        return Outcome(.applied, hold: body.hold, sequence: sequence)
    }

    /// Lets a release that somebody asks for wait for a verdict.
    private mutating func queue(_ slot: Slot, _ body: RequestRelease) -> Outcome {
        change(
            slot, .releaseQueued, operation: body.operation, request: body.request,
            reason: .unlockQueued,
            overlay: Overlay(
                kind: .releaseQueued, key: body.operation, since: now,
                until: now.adding(spanNs: policy!.gate.verdictNs), reason: body.reason,
                isMerchantWord: actor.role == .merchant))
        return Outcome(.applied, hold: body.hold, sequence: sequence)
    }

    /// Decides the review that is on a hold; the first decision stands.
    ///
    /// Precedence: hold · id · declined · full · ended · review · until · frozen · guarantee ·
    /// beneficiary. What a person decides on a release takes effect when it can no longer be undone,
    /// what the consumer confirmed at once.
    mutating func decideReview(_ body: DecideReview) -> Outcome {
        if (body.decision == .extend) != (body.until != nil) {
            return Outcome(.invalidRequest, field: .until)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .decision, body.operation, body.request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        let hold = holds.record(at: slot)
        let asksConsumer = body.decision.isOfStepUp
        if asksConsumer, !hold.awaitsStepUp(policy!.reviews) {
            return Outcome(.reviewNotOpen, field: .decision, hold: hold.key)
        }
        if let review = hold.overlay(.placementReview), asksConsumer || body.decision.isOfPurchase {
            return decidePurchase(slot, body, review)
        }
        if let review = hold.overlay(.unlockReview), review.decided == nil,
            !body.decision.isOfPurchase
        {
            return asksConsumer
                ? confirmRelease(slot, body, review) : decideRelease(slot, body, review)
        }
        return Outcome(.reviewNotOpen, field: .decision, hold: hold.key)
    }

    private mutating func decidePurchase(
        _ slot: Slot, _ body: DecideReview, _ review: Overlay
    ) -> Outcome {
        let effect: UInt64
        var amount = Money.zero
        let asksConsumer = body.decision.isOfStepUp
        if body.decision == .approve || body.decision == .confirmed {
            if !asksConsumer, isBeneficiary(of: holds[slot].account) {
                return Outcome(.beneficiary, hold: body.hold)
            }
            change(
                slot, .approved, operation: body.operation, request: body.request,
                reason: asksConsumer ? .stepUpPassed : .reviewPassed,
                guaranteedUntil: promisedFromNow(slot), overlay: review)
            effect = sequence
            applyKnownCaptures(to: body.hold, of: holds[slot].order)
        } else {
            amount = holds[slot].amounts.open
            decline(
                slot, operation: body.operation, request: body.request,
                reason: asksConsumer ? .stepUpFailed : .reviewRejected)
            effect = sequence
        }
        return Outcome(.applied, hold: body.hold, sequence: effect, amount: amount)
    }

    private mutating func decideRelease(
        _ slot: Slot, _ body: DecideReview, _ review: Overlay
    ) -> Outcome {
        var amount = Money.zero
        switch body.decision {
        case .extend:
            guard let until = body.until, until > now else {
                return Outcome(.invalidRequest, field: .until, hold: body.hold)
            }
            move(
                review, of: slot, to: until, hardStop: until, reason: .reviewExtended,
                operation: body.operation, request: body.request)
        case .release:
            if holds[slot].has(.legalFreeze) {
                return Outcome(.holdFrozen, hold: body.hold)
            }
            guard mayRelease(slot, review) else {
                return Outcome(.guaranteed, field: .decision, hold: body.hold)
            }
            if isBeneficiary(of: holds[slot].account) {
                return Outcome(.beneficiary, hold: body.hold)
            }
            if canBeUndone { return keep(slot, body, review) }
            amount = release(
                slot, review, operation: body.operation, request: body.request)
        default:
            if canBeUndone { return keep(slot, body, review) }
            change(
                slot, .reviewClosed, operation: body.operation, request: body.request,
                reason: .riskReviewCleared, overlay: review)
        }
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: amount)
    }

    // MARK: Asking the consumer

    /// Makes a release that the consumer confirmed, or gives it to a person.
    private mutating func confirmRelease(
        _ slot: Slot, _ body: DecideReview, _ review: Overlay
    ) -> Outcome {
        var amount = Money.zero
        if body.decision == .confirmed {
            if holds[slot].has(.legalFreeze) { return Outcome(.holdFrozen, hold: body.hold) }
            guard mayRelease(slot, review) else {
                return Outcome(.guaranteed, field: .decision, hold: body.hold)
            }
            amount = release(
                slot, review, operation: body.operation, request: body.request)
        } else {
            escalate(slot, review, operation: body.operation, request: body.request)
        }
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: amount)
    }

    // MARK: Taking a decision back

    /// Whether the actor may take a decision on a release back.
    private var canBeUndone: Bool { policy!.reviews.undoNs > 0 && actor.isPerson }

    /// Keeps a person's decision until it can no longer be undone.
    private mutating func keep(_ slot: Slot, _ body: DecideReview, _ review: Overlay) -> Outcome {
        var decided = review
        decided.decided = DecidedRelease(
            decision: body.decision, key: body.operation, person: actor.subject,
            takesEffectAt: now.adding(spanNs: policy!.reviews.undoNs))
        change(
            slot, .decisionMade, operation: body.operation, request: body.request,
            reason: .decisionMade, overlay: decided)
        return Outcome(.applied, hold: body.hold, sequence: sequence)
    }

    /// Takes a decision on a release back before it takes effect.
    ///
    /// Precedence: hold · id · declined · full · ended · decision · beneficiary.
    mutating func undoDecision(_ body: UndoDecision) -> Outcome {
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .undo, body.operation, body.request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        guard let review = holds.overlay(.unlockReview, of: slot),
            review.decided?.key == body.decision
        else { return Outcome(.reviewNotOpen, field: .decision, hold: body.hold) }
        if isBeneficiary(of: holds[slot].account) {
            return Outcome(.beneficiary, hold: body.hold)
        }
        var open = review
        open.decided = nil
        change(
            slot, .decisionUndone, operation: body.operation, request: body.request,
            reason: .decisionUndone, overlay: open)
        return Outcome(.applied, hold: body.hold, sequence: sequence)
    }

    /// Does what a person decided, if nothing came between; else the review goes on.
    private mutating func takeEffect(
        _ decided: DecidedRelease, _ slot: Slot, _ review: Overlay
    ) {
        var open = review
        open.decided = nil
        if decided.decision == .keep {
            change(slot, .reviewClosed, reason: .riskReviewCleared, overlay: open)
        } else if holds[slot].has(.legalFreeze) || !mayRelease(slot, review) {
            change(slot, .decisionUndone, reason: .unlockDeferred, overlay: open)
        } else {
            release(slot, open, operation: .none, request: OperationRequest())
        }
    }

    // MARK: Defaults

    /// Does what a review comes to when nobody decided by its deadline.
    mutating func endReview(_ slot: Slot, _ review: Overlay) {
        if let decided = review.decided { return takeEffect(decided, slot, review) }
        let hold = holds.record(at: slot)
        let doubted = allocation(ofDoubt: review.doubt, in: slot).total
        let isAboveCap = doubted > policy!.reviews.unlockCap
        if let freeze = hold.overlay(.legalFreeze) {
            let until = freeze.until > now ? freeze.until : hold.expiresAt
            move(review, of: slot, to: until, hardStop: until, reason: .unlockDeferred)
        } else if !mayRelease(slot, review) {
            move(
                review, of: slot, to: hold.guaranteedUntil, hardStop: hold.guaranteedUntil,
                reason: .unlockDeferred)
        } else if isAboveCap, review.judgement?.isAutomatic == true {
            escalate(slot, review)
        } else if isAboveCap, review.until < review.hardStop {
            move(
                review, of: slot, to: review.hardStop, hardStop: review.hardStop,
                reason: .riskReviewEscalated)
        } else {
            release(slot, review, operation: .none, request: OperationRequest())
        }
    }

    /// Gives what a machine or the consumer has not cleared to a person.
    private mutating func escalate(
        _ slot: Slot, _ review: Overlay, operation: OperationKey = .none,
        request: OperationRequest = OperationRequest()
    ) {
        var escalated = review
        if review.judgement?.isAutomatic == true {
            escalated.judgement?.isAutomatic = false
            escalated.until = min(
                review.hardStop, now.adding(spanNs: policy!.reviews.unlockNs))
        }
        move(
            escalated, of: slot, to: escalated.until, hardStop: review.hardStop,
            reason: .riskReviewEscalated, operation: operation, request: request)
    }

    /// Ends a pending hold that was not approved: all of it is returned.
    mutating func decline(
        _ slot: Slot, operation: OperationKey, request: OperationRequest, reason: Reason
    ) {
        let all = allocateAll(slot, of: .open)
        move(
            slot, kind: .decline, operation: operation, request: request, allocation: all,
            amount: all.total, reason: reason)
    }

    /// Whether a release may be made before the end of the promise to the merchant.
    func mayRelease(_ slot: Slot, _ review: Overlay) -> Bool {
        review.mayRelease(at: now, promisedUntil: holds[slot].guaranteedUntil)
    }

    /// Releases what a review is of, and ends it.
    /// - Returns: the amount; nothing where captures took it all.
    @discardableResult
    private mutating func release(
        _ slot: Slot, _ review: Overlay, operation: OperationKey,
        request: OperationRequest
    ) -> Money {
        let part = allocation(ofDoubt: review.doubt, in: slot)
        if part.total == holds[slot].amounts.open {
            move(
                slot, kind: .release, operation: operation, request: request, allocation: part,
                amount: part.total, reason: review.reason)
            return part.total
        }
        change(
            slot, .reviewClosed, operation: operation, request: request,
            reason: .riskReviewCleared, overlay: review, amount: part.total)
        guard part.total.isPositive else { return .zero }
        move(
            slot, kind: .release, operation: .none, request: OperationRequest(),
            allocation: part, amount: part.total, reason: review.reason)
        return part.total
    }

    private mutating func move(
        _ review: Overlay, of slot: Slot, to until: Instant, hardStop: Instant, reason: Reason,
        operation: OperationKey = .none, request: OperationRequest = OperationRequest()
    ) {
        var moved = review
        moved.until = until
        moved.hardStop = hardStop
        change(
            slot, .reviewMoved, operation: operation, request: request, reason: reason,
            overlay: moved)
    }
}

extension HoldRecord {
    /// Whether the consumer may clear what is looked at, by confirming it in the lender's app: a
    /// purchase, or a release that was not drawn to be measured, while nobody has decided.
    func awaitsStepUp(_ policy: ReviewPolicy) -> Bool {
        guard policy.stepUpNs > 0 else { return false }
        if overlay(.placementReview) != nil { return true }
        guard let review = overlay(.unlockReview) else { return false }
        return review.decided == nil && review.judgement?.isRandom != true
    }

    /// The review that the consumer can clear now; nil where there is none, or a freeze or the promise
    /// to the merchant stands above it.
    public func stepUp(_ policy: ReviewPolicy, at now: Instant) -> Overlay? {
        guard awaitsStepUp(policy) else { return nil }
        if let review = overlay(.placementReview) { return review }
        guard let review = overlay(.unlockReview), overlay(.legalFreeze) == nil,
            review.mayRelease(at: now, promisedUntil: guaranteedUntil)
        else { return nil }
        return review
    }
}

extension ReviewDecision {
    /// Whether it is of a purchase, not of a release.
    fileprivate var isOfPurchase: Bool { self == .approve || self == .decline }
}

extension Overlay {
    /// Whether the promise to the merchant lets what waits be released.
    func mayRelease(at now: Instant, promisedUntil: Instant) -> Bool {
        isMerchantWord || now >= promisedUntil || reason.overridesGuarantee
    }
}
