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
        writer.object { writer in
            if let id { writer.member("id", id) }
            writer.member("kind", overlay.kind.code)
            writer.member("since", overlay.since)
            writer.member(overlay.kind.isReview ? "deadline" : "review_by", overlay.until)
            if overlay.kind == .unlockReview {
                writer.member("hard_stop", overlay.hardStop)
                writer.member("release_reason", overlay.reason.code)
                writer.member("merchant_asked", overlay.isMerchantWord)
            }
            if let authority = overlay.authority { writer.member("authority", authority.text) }
        }
    }
}
