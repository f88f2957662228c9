/// Asks for a release that somebody must look at first: opens an unlock review.
public struct RequestRelease: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var reason: Reason

    public init(hold: HoldKey, operation: OperationKey, reason: Reason) {
        self.hold = hold
        self.operation = operation
        self.reason = reason
    }
}

/// Decides the review that is open on a hold.
public struct DecideReview: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var decision: ReviewDecision
    /// The new deadline; only with `.extend`.
    public var until: Instant?

    public init(
        hold: HoldKey, operation: OperationKey, decision: ReviewDecision, until: Instant? = nil
    ) {
        self.hold = hold
        self.operation = operation
        self.decision = decision
        self.until = until
    }
}

/// Judges a release in doubt.
public struct RecordVerdict: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// The id of what waits: that of its overlay.
    public var subject: OperationKey
    public var verdict: RiskVerdict

    public init(
        hold: HoldKey, operation: OperationKey, subject: OperationKey, verdict: RiskVerdict
    ) {
        self.hold = hold
        self.operation = operation
        self.subject = subject
        self.verdict = verdict
    }
}

/// Takes a decision on a release back before it takes effect.
public struct UndoDecision: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// The id of the decision.
    public var decision: OperationKey

    public init(hold: HoldKey, operation: OperationKey, decision: OperationKey) {
        self.hold = hold
        self.operation = operation
        self.decision = decision
    }
}

public enum ReviewDecision: UInt8, Sendable, CaseIterable {
    /// The purchase is approved.
    case approve = 1
    case decline = 2
    /// The release asked for is made.
    case release = 3
    /// The hold stays as it is; the review ends.
    case keep = 4
    /// The review goes on until a stated time, beyond its hard stop too.
    case extend = 5
    /// The consumer confirmed in the lender's app: the purchase is approved, or the release made.
    case confirmed = 6
    /// The consumer did not: the purchase is declined, or a person looks at the release.
    case unconfirmed = 7

    /// What somebody at a desk may decide.
    public static let ofDesk = allCases.filter { !$0.isOfStepUp }

    /// Whether it is what came of asking the consumer.
    public var isOfStepUp: Bool { self == .confirmed || self == .unconfirmed }

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// Puts an overlay on a live hold.
public struct SetOverlay: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    public var kind: OverlayKind
    /// When somebody looks at it again; for a legal freeze its stated end.
    public var reviewBy: Instant
    /// Whose order a legal freeze is; needed there.
    public var authority: Code?

    public init(
        hold: HoldKey, operation: OperationKey, kind: OverlayKind, reviewBy: Instant,
        authority: Code? = nil
    ) {
        self.hold = hold
        self.operation = operation
        self.kind = kind
        self.reviewBy = reviewBy
        self.authority = authority
    }
}

public struct LiftOverlay: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey
    /// The id under which the overlay was set.
    public var overlay: OperationKey

    public init(hold: HoldKey, operation: OperationKey, overlay: OperationKey) {
        self.hold = hold
        self.operation = operation
        self.overlay = overlay
    }
}
