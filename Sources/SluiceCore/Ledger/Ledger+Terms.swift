extension Ledger {
    /// Moves the end of a live hold, and the promise to the merchant with it.
    ///
    /// Precedence: reason · hold · id · declined · full · ended · pending · until · today · age.
    mutating func extend(_ body: ExtendHold) -> Outcome {
        guard Reason.extensionReasons.contains(body.reason) else {
            return Outcome(.invalidRequest, field: .reason)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        let request = body.request
        if let first = repeated(slot, .`extension`, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        if let refusal = isPending(slot) { return refusal }
        let hold = holds.record(at: slot)
        guard body.until > hold.expiresAt else {
            return Outcome(.invalidRequest, field: .until, hold: hold.key)
        }
        if hold.extendedOn == date { return Outcome(.extendedToday, hold: hold.key) }
        let terms = self.terms(of: hold)
        guard body.until <= terms.extendableUntil(placedAt: hold.placedAt) else {
            return Outcome(.beyondMaximumAge, field: .until, hold: hold.key)
        }
        change(
            slot, .extended, operation: body.operation, request: request, reason: body.reason,
            expiresAt: body.until,
            guaranteedUntil: terms.promised(
                until: body.until, from: hold.placedAt, lastWord: now),
            overlay: hold.overlay(.silence))
        return Outcome(.applied, hold: hold.key, sequence: sequence)
    }

    /// The terms of a hold: those of its scenario in the policy version of its placement.
    func terms(of hold: HoldRecord) -> ScenarioPolicy {
        scenario(hold.scenario, of: hold.policyVersion)
    }

    func scenario(_ name: Code, of policyVersion: UInt32) -> ScenarioPolicy {
        policies[Int(policyVersion) - 1].scenario(name)!
    }

    /// The latest end that extensions of a hold may reach.
    public func extendableUntil(_ hold: HoldRecord) -> Instant {
        terms(of: hold).extendableUntil(placedAt: hold.placedAt)
    }

    func isPending(_ slot: Slot) -> Outcome? {
        holds[slot].isPending ? Outcome(.holdPending, hold: holds[slot].key) : nil
    }

    /// Changes a hold without moving money: emits the event with all that results.
    mutating func change(
        _ slot: Slot, _ kind: HoldChangeKind, operation: OperationKey = .none,
        request: OperationRequest = OperationRequest(), reason: Reason,
        expiresAt: Instant? = nil, guaranteedUntil: Instant? = nil, overlay: Overlay? = nil,
        linked: HoldKey = .none, amount: Money = .zero, verdict: RiskVerdict? = nil
    ) {
        let hold = holds[slot]
        emit(
            .holdChanged(
                HoldChanged(
                    hold: hold.key, account: hold.account, operation: operation, kind: kind,
                    request: request, reason: reason, expiresAt: expiresAt ?? hold.expiresAt,
                    guaranteedUntil: guaranteedUntil ?? hold.guaranteedUntil, overlay: overlay,
                    linked: linked, amount: amount, verdict: verdict.map { Shared($0) })))
    }

    // MARK: Overlays

    /// Precedence: form · hold · id · declined · full · ended · pending · review date · there
    /// already.
    mutating func setOverlay(_ body: SetOverlay) -> Outcome {
        guard body.kind.isSetByRequest else { return Outcome(.invalidRequest, field: .kind) }
        if (body.kind == .legalFreeze) != (body.authority != nil) {
            return Outcome(.invalidRequest, field: .authority)
        }
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        let request = body.request
        if let first = repeated(slot, .overlay, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        if let refusal = isPending(slot) { return refusal }
        let hold = holds.record(at: slot)
        guard body.reviewBy > now else {
            return Outcome(.invalidRequest, field: .reviewBy, hold: hold.key)
        }
        if hold.overlay(body.kind) != nil { return Outcome(.overlayExists, hold: hold.key) }
        let isFreeze = body.kind == .legalFreeze
        change(
            slot, .overlaySet, operation: body.operation, request: request,
            reason: body.kind.setReason,
            expiresAt: isFreeze ? max(hold.expiresAt, body.reviewBy) : nil,
            overlay: Overlay(
                kind: body.kind, key: body.operation, since: now, until: body.reviewBy,
                authority: body.authority, termEndsAt: hold.expiresAt))
        return Outcome(.applied, hold: hold.key, sequence: sequence)
    }

    /// Precedence: hold · id · declined · full · ended · overlay · beneficiary.
    mutating func liftOverlay(_ body: LiftOverlay) -> Outcome {
        guard let slot = touch(body.hold) else { return Outcome(.holdNotFound) }
        let request = body.request
        if let first = repeated(slot, .lift, body.operation, request) { return first }
        if let refusal = cannotOperate(slot) { return refusal }
        if let refusal = hasEnded(slot) { return refusal }
        let hold = holds.record(at: slot)
        guard
            let overlay = hold.overlays.first(where: {
                $0.kind.isSetByRequest && $0.key == body.overlay
            })
        else { return Outcome(.overlayNotFound, field: .overlay, hold: hold.key) }
        if isBeneficiary(of: hold.account) { return Outcome(.beneficiary, hold: hold.key) }
        let isFreeze = overlay.kind == .legalFreeze
        change(
            slot, .overlayLifted, operation: body.operation, request: request,
            reason: overlay.kind.liftReason, expiresAt: isFreeze ? overlay.termEndsAt : nil,
            overlay: overlay)
        let effect = sequence
        if isFreeze {
            applyCancellations(since: overlay.sequence, to: hold.key, of: hold.order)
            settle(hold.account)
        }
        return Outcome(.applied, hold: hold.key, sequence: effect)
    }
}

extension OverlayKind {
    fileprivate var setReason: Reason {
        switch self {
        case .dispute: .disputeOpened
        case .legalFreeze: .legalFreezeSet
        default: .resultUnknown
        }
    }

    fileprivate var liftReason: Reason {
        switch self {
        case .dispute: .disputeClosed
        case .legalFreeze: .legalFreezeLifted
        default: .resultResolved
        }
    }
}
