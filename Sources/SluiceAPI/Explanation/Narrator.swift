import SluiceCore

/// Finds what is to be said of a lock to one audience.
struct Narrator {
    let source: ExplanationSource
    let audience: Audience

    var hold: HoldDocument { source.hold }
    var isOpen: Bool { hold.status.isOpen }
    var returnedMinor: Int64 { hold.amounts.released.minor + hold.amounts.expired.minor }

    /// What of overlays the audience may know of.
    var overlays: [Overlay] {
        hold.overlays.map(\.overlay).filter { $0.kind.isShown(to: audience) }
    }

    func overlay(_ kind: OverlayKind) -> Overlay? { overlays.first { $0.kind == kind } }

    // MARK: What, why, since when

    var what: [Statement] {
        let amounts = hold.amounts
        if hold.status == .declined {
            return [Statement(.declined, Slots(amount: amounts.authorised))]
        }
        if hold.status == .split { return [Statement(.split)] }
        var told: [Statement] = []
        if amounts.open.isPositive {
            told.append(
                Statement(
                    hold.status == .pending ? .reserved : .locked, Slots(amount: amounts.open)))
        }
        if amounts.captured.isPositive {
            told.append(Statement(.billed, Slots(amount: amounts.captured)))
        }
        if returnedMinor > 0 {
            // Unlocked is said of credit that came back of a lock that was not billed.
            told.append(
                Statement(
                    amounts.captured.isPositive ? .returned : .unlocked,
                    Slots(amount: Money(minor: returnedMinor))))
        }
        if amounts.refunded.isPositive {
            told.append(Statement(.refunded, Slots(amount: amounts.refunded)))
        }
        return told
    }

    var why: [Statement] {
        var told = [Statement(.why, Slots(cause: hold.reason))]
        for overlay in overlays where isOpen {
            guard let cause = overlay.cause else { continue }
            told.append(Statement(.heldUp, Slots(time: overlay.since, cause: cause)))
        }
        return told
    }

    var since: [Statement] {
        var told = [Statement(.began, Slots(time: hold.placedAt))]
        if hold.endedAt != .never { told.append(Statement(.ended, Slots(time: hold.endedAt))) }
        return told
    }

    // MARK: What is awaited, what then, how it ends

    var awaited: [Statement] {
        guard isOpen else { return [Statement(.nothingAwaited)] }
        var told: [Statement] = []
        let next = hold.next(for: audience)
        if let actor = Party(rawValue: next.who), let action = NextAction(rawValue: next.action) {
            told.append(
                Statement(.awaited, Slots(time: next.dueAt, actor: actor, action: action)))
        }
        if let until = source.queuedUntil, audience != .merchant {
            told.append(Statement(.queued, Slots(time: until)))
        }
        if let expectation = source.expectation {
            told.append(
                Statement(
                    .likely, Slots(time: expectation.likelyAt, until: expectation.latestAt)))
        }
        return told
    }

    var then: [Statement] {
        guard isOpen else { return [] }
        let open = hold.amounts.open
        if let review = hold.overlays.map(\.overlay).first(where: { $0.kind == .placementReview }) {
            return [
                Statement(
                    .thenDeclined, Slots(amount: open, time: min(review.until, hold.expiresAt)))
            ]
        }
        if let review = overlay(.unlockReview), overlay(.legalFreeze) == nil {
            return [
                Statement(
                    .thenChecked,
                    Slots(
                        amount: open, time: min(review.until, hold.expiresAt),
                        until: latestEnd(of: review)))
            ]
        }
        return [Statement(.thenReturned, Slots(amount: open, time: hold.expiresAt))]
    }

    /// By when a release in review is made though nobody decides.
    private func latestEnd(of review: Overlay) -> Instant {
        let needsPromise = !review.isMerchantWord && !review.reason.overridesGuarantee
        let latest = needsPromise ? max(review.hardStop, hold.guaranteedUntil) : review.hardStop
        return min(latest, hold.expiresAt)
    }

    var ends: [Statement] {
        guard isOpen else { return [] }
        return [
            Statement(.endsBilled, Slots(fact: hold.captureOn.fact)),
            Statement(.endsReturned, Slots(time: hold.expiresAt, fact: .cancelled)),
        ]
    }
}

extension Overlay {
    /// Why it stands over a hold, as a reason of the catalogue.
    fileprivate var cause: Reason? {
        switch kind {
        case .placementReview: nil
        case .unlockReview: .riskReviewStarted
        case .releaseQueued: .unlockQueued
        case .dispute: .disputeOpened
        case .legalFreeze: .legalFreezeSet
        case .resultUnknown: .resultUnknown
        case .silence: reason
        }
    }
}

extension CaptureOn {
    /// The fact that bills a lock.
    fileprivate var fact: FactKind {
        switch self {
        case .shipped: .shipped
        case .delivered: .delivered
        case .completed: .completed
        }
    }
}
