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
        writer.object { writer in
            if let id { writer.member("id", id) }
            writer.member("kind", kind.code)
            writer.member("since", since)
            writer.member(kind.isReview ? "deadline" : "review_by", until)
            if let authority { writer.member("authority", authority.text) }
        }
    }
}
