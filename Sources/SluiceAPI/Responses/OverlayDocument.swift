import SluiceCore

/// What stands over a hold, as answers show it.
public struct OverlayDocument: Equatable, Sendable {
    /// nil for the review of a placement, which no request set.
    public var id: String?
    public var kind: OverlayKind
    public var since: Instant
    public var until: Instant
    public var authority: Code?

    public init(
        id: String?, kind: OverlayKind, since: Instant, until: Instant, authority: Code?
    ) {
        self.id = id
        self.kind = kind
        self.since = since
        self.until = until
        self.authority = authority
    }

    public func write(to writer: inout JSONWriter) {
        guard kind.isShown(to: writer.audience) else { return }
        writer.object(.overlay) { writer in
            if let id { writer.member("id", id) }
            writer.member("kind", kind.code)
            writer.member("since", since)
            writer.member(kind.isReview ? "deadline" : "review_by", until)
            if let authority { writer.member("authority", authority.text) }
        }
    }
}

extension OverlayKind {
    /// Whether somebody may know that it stands over a hold: a purchase in review is `pending`, a
    /// release in review waits, and a freeze is between the lender and the authority.
    public func isShown(to audience: Audience) -> Bool {
        switch (self, audience) {
        case (_, .staff), (.dispute, _), (.resultUnknown, _): true
        case (.placementReview, .consumer), (.unlockReview, .consumer): true
        case (.placementReview, .merchant), (.unlockReview, .merchant): false
        case (.legalFreeze, .consumer), (.legalFreeze, .merchant): false
        }
    }
}
