import SluiceCore

/// What stands over a hold, as answers show it.
public struct OverlayDocument: Equatable, Sendable {
    /// nil for the review of a placement, which no request set.
    public var id: String?
    public var overlay: Overlay

    public init(id: String?, overlay: Overlay) {
        self.id = id
        self.overlay = overlay
    }

    public func write(to writer: inout JSONWriter) {
        guard overlay.kind.isShown(to: writer.audience) else { return }
        writer.object(.overlay) { writer in
            if let id { writer.member("id", id) }
            writer.member("kind", overlay.kind.code)
            writer.member("since", overlay.since)
            // Silence ends with its hold: nobody is to review it by then.
            if overlay.kind != .silence {
                writer.member(
                    overlay.kind.actsAtDeadline ? "deadline" : "review_by", overlay.until)
            }
            if overlay.kind == .unlockReview { writer.member("hard_stop", overlay.hardStop) }
            if overlay.kind.isOfRelease { writeRelease(to: &writer) }
            if overlay.kind == .silence { writer.member("waits_for", overlay.reason) }
            if let authority = overlay.authority { writer.member("authority", authority.text) }
        }
    }

    private func writeRelease(to writer: inout JSONWriter) {
        writer.member("release_reason", overlay.reason)
        writer.member("merchant_asked", overlay.isMerchantWord)
        if let doubt = overlay.doubt { writer.member("amount", doubt.amount) }
        if let judgement = overlay.judgement {
            writer.member("tier", judgement.tier.code)
            writer.member("automatic", judgement.isAutomatic)
            if judgement.isMissing { writer.member("verdict_missing", true) }
            if judgement.isRandom { writer.member("random", true) }
        }
        if let decided = overlay.decided {
            writer.member("decision", decided.decision.code)
            writer.member("takes_effect_at", decided.takesEffectAt)
        }
    }
}

extension OverlayKind {
    /// Whether a release waits under it.
    fileprivate var isOfRelease: Bool { self == .unlockReview || self == .releaseQueued }

    /// Whether somebody may know that it stands over a hold: a purchase in review is `pending`, a
    /// release in review waits, and a freeze is between the lender and the authority.
    public func isShown(to audience: Audience) -> Bool {
        switch (self, audience) {
        case (_, .staff), (.dispute, _), (.resultUnknown, _), (.silence, _): true
        case (.placementReview, .consumer), (.unlockReview, .consumer): true
        case (.releaseQueued, .consumer): true
        case (.placementReview, .merchant), (.unlockReview, .merchant): false
        case (.releaseQueued, .merchant): false
        case (.legalFreeze, .consumer), (.legalFreeze, .merchant): false
        }
    }
}
