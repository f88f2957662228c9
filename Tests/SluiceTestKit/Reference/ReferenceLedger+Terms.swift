import SluiceCore

extension ReferenceLedger {
    mutating func extend(_ body: ExtendHold) -> Verdict {
        let request = OperationRequest(reason: body.reason, until: body.until)
        if ![.preorder, .shippingDelay, .stockDelay].contains(body.reason) {
            return Verdict(.invalidRequest, .reason)
        }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .extension, body.operation, request) { return verdict }
        if let verdict = ended(index) ?? pending(index) { return verdict }
        let hold = holds[index]
        if body.until <= hold.expiresAt {
            return Verdict(.invalidRequest, .until, hold: body.hold)
        }
        if hold.extendedOn == today { return Verdict(.extendedToday, hold: body.hold) }
        if body.until > hold.placedAt.later(by: hold.terms.maximumAgeNs) {
            return Verdict(.beyondMaximumAge, .until, hold: body.hold)
        }
        holds[index].expiresAt = body.until
        holds[index].guaranteedUntil = min(
            promise(hold, until: body.until),
            hold.terms.silentAfterNs.map { now.later(by: $0) } ?? .never)
        holds[index].isNoticed = false
        holds[index].extendedOn = today
        // A freeze gives way to an end that was promised later.
        for place in hold.overlays.indices where hold.overlays[place].kind == .legalFreeze {
            holds[index].overlays[place].termEndsAt = body.until
        }
        holds[index].overlays.removeAll { $0.kind == .silence }
        return done(index, .extension, body.operation, request)
    }

    mutating func setOverlay(_ body: SetOverlay) -> Verdict {
        let request = OperationRequest(
            until: body.reviewBy, choice: body.kind.rawValue, authority: body.authority)
        if ![.dispute, .legalFreeze, .resultUnknown].contains(body.kind) {
            return Verdict(.invalidRequest, .kind)
        }
        if (body.kind == .legalFreeze) != (body.authority != nil) {
            return Verdict(.invalidRequest, .authority)
        }
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .overlay, body.operation, request) { return verdict }
        if let verdict = ended(index) ?? pending(index) { return verdict }
        if body.reviewBy <= now { return Verdict(.invalidRequest, .reviewBy, hold: body.hold) }
        if holds[index].overlay(body.kind) != nil {
            return Verdict(.overlayExists, hold: body.hold)
        }
        var overlay = ReferenceHold.Overlay(
            kind: body.kind, id: body.operation, until: body.reviewBy)
        overlay.since = now
        overlay.authority = body.authority
        overlay.factsBefore = said.count
        if body.kind == .legalFreeze {
            overlay.termEndsAt = holds[index].expiresAt
            holds[index].expiresAt = max(holds[index].expiresAt, body.reviewBy)
        }
        holds[index].overlays.append(overlay)
        return done(index, .overlay, body.operation, request)
    }

    mutating func liftOverlay(_ body: LiftOverlay) -> Verdict {
        let request = OperationRequest(subject: body.overlay)
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .lift, body.operation, request) { return verdict }
        if let verdict = ended(index) { return verdict }
        let place = holds[index].overlays.firstIndex {
            $0.id == body.overlay && [.dispute, .legalFreeze, .resultUnknown].contains($0.kind)
        }
        guard let place else { return Verdict(.overlayNotFound, .overlay, hold: body.hold) }
        if let verdict = own(index) { return verdict }
        let overlay = holds[index].overlays.remove(at: place)
        let verdict = done(index, .lift, body.operation, request)
        if overlay.kind == .legalFreeze {
            holds[index].expiresAt = overlay.termEndsAt
            thaw(index, factsBefore: overlay.factsBefore)
            settle(holds[index].placement.account)
        }
        return verdict
    }

    /// Does what facts said to give back while the hold was frozen.
    private mutating func thaw(_ index: Int, factsBefore: Int) {
        let order = holds[index].placement.order
        let missed = said[factsBefore...].filter { $0.fact.order == order }.map(\.fact)
        let givingBack: [FactKind] = [
            .lineCancelled, .cancelled, .closed, .returnReceived, .priceAdjusted,
        ]
        var returned: Int64 = 0
        for fact in inTime(missed) where givingBack.contains(fact.kind) {
            let refunded = apply(fact, to: [index])
            if fact.kind == .returnReceived { returned += refunded }
        }
        count(returned, towards: returns.indices.filter { returns[$0].order == order })
    }
}
