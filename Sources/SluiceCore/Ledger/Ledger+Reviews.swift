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
        if holds[slot].has(.unlockReview) {
            return Outcome(.reviewOpen, hold: body.hold)
        }
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

    /// Decides the review that is on a hold; the first decision stands.
    ///
    /// Precedence: hold · id · declined · full · ended · review · until · frozen · guarantee ·
    /// beneficiary.
    mutating func decideReview(_ body: DecideReview) -> Outcome {
        if (body.decision == .extend) != (body.until != nil) {
            return Outcome(.invalidRequest, field: .until)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        if let first = repeated(slot, .decision, body.operation, body.request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        let hold = holds.record(at: slot)
        if let review = hold.overlay(.placementReview), body.decision.isOfPurchase {
            return decidePurchase(slot, body, review)
        }
        if let review = hold.overlay(.unlockReview), !body.decision.isOfPurchase {
            return decideRelease(slot, body, review)
        }
        return Outcome(.reviewNotOpen, field: .decision, hold: hold.key)
    }

    private mutating func decidePurchase(
        _ slot: Slot, _ body: DecideReview, _ review: Overlay
    ) -> Outcome {
        let effect: UInt64
        var amount = Money.zero
        if body.decision == .approve {
            if isBeneficiary(of: holds[slot].account) {
                return Outcome(.beneficiary, hold: body.hold)
            }
            change(
                slot, .approved, operation: body.operation, request: body.request,
                reason: .reviewPassed, guaranteedUntil: promisedFromNow(slot), overlay: review)
            effect = sequence
            applyKnownCaptures(to: body.hold, of: holds[slot].order)
        } else {
            amount = holds[slot].amounts.open
            decline(
                slot, operation: body.operation, request: body.request, reason: .reviewRejected)
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
            amount = holds[slot].amounts.open
            release(slot, review, operation: body.operation, request: body.request)
        default:
            change(
                slot, .reviewClosed, operation: body.operation, request: body.request,
                reason: .riskReviewCleared, overlay: review)
        }
        return Outcome(.applied, hold: body.hold, sequence: sequence, amount: amount)
    }

    // MARK: Defaults

    /// Does what a review comes to when nobody decided by its deadline.
    mutating func endReview(_ slot: Slot, _ review: Overlay) {
        let hold = holds.record(at: slot)
        if let freeze = hold.overlay(.legalFreeze) {
            let until = freeze.until > now ? freeze.until : hold.expiresAt
            move(review, of: slot, to: until, hardStop: until, reason: .unlockDeferred)
        } else if !mayRelease(slot, review) {
            move(
                review, of: slot, to: hold.guaranteedUntil, hardStop: hold.guaranteedUntil,
                reason: .unlockDeferred)
        } else if hold.amounts.open > policy!.reviews.unlockCap, review.until < review.hardStop {
            move(
                review, of: slot, to: review.hardStop, hardStop: review.hardStop,
                reason: .riskReviewEscalated)
        } else {
            release(slot, review, operation: .none, request: OperationRequest())
        }
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
    private func mayRelease(_ slot: Slot, _ review: Overlay) -> Bool {
        review.isMerchantWord || now >= holds[slot].guaranteedUntil
            || review.reason.overridesGuarantee
    }

    private mutating func release(
        _ slot: Slot, _ review: Overlay, operation: OperationKey,
        request: OperationRequest
    ) {
        let all = allocateAll(slot, of: .open)
        move(
            slot, kind: .release, operation: operation, request: request, allocation: all,
            amount: all.total, reason: review.reason)
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

extension ReviewDecision {
    /// Whether it is of a purchase, not of a release.
    fileprivate var isOfPurchase: Bool { self == .approve || self == .decline }
}
