/// What stands over a hold beside its state.
public struct Overlay: Hashable, Sendable {
    public var kind: OverlayKind
    /// The id under which it was set; `.none` for a placement review.
    public var key: OperationKey
    public var since: Instant
    /// The deadline of a review; the review date of the others.
    public var until: Instant
    /// When an unlock review ends whatever the amount.
    public var hardStop: Instant
    /// What an unlock review releases for; why a silent hold waits.
    public var reason: Reason
    /// Whether the merchant itself asked for the release.
    public var isMerchantWord: Bool
    /// Whose order a legal freeze is.
    public var authority: Code?
    /// The end the hold had before a legal freeze.
    public var termEndsAt: Instant
    /// What of the hold a release in doubt is of; nil: all that is open.
    public var doubt: Doubt?
    /// How a release in doubt was judged; nil while it was not.
    public var judgement: Judgement?
    /// What a person decided and may still take back.
    public var decided: DecidedRelease?
    public var sequence: UInt64

    public init(
        kind: OverlayKind, key: OperationKey, since: Instant, until: Instant,
        hardStop: Instant = .never, reason: Reason = .none, isMerchantWord: Bool = false,
        authority: Code? = nil, termEndsAt: Instant = .never, sequence: UInt64 = 0,
        doubt: Doubt? = nil, judgement: Judgement? = nil, decided: DecidedRelease? = nil
    ) {
        self.kind = kind
        self.key = key
        self.since = since
        self.until = until
        self.hardStop = hardStop
        self.reason = reason
        self.isMerchantWord = isMerchantWord
        self.authority = authority
        self.termEndsAt = termEndsAt
        self.doubt = doubt
        self.judgement = judgement
        self.decided = decided
        self.sequence = sequence
    }
}

/// What of a hold is in doubt: a release of it waits.
public struct Doubt: Hashable, Sendable {
    /// Of all lines together; what is open may be less by the time it is released.
    public var amount: Money
    /// Empty where the hold has no lines.
    public var lines: [LineAmount]

    public init(amount: Money, lines: [LineAmount]) {
        self.amount = amount
        self.lines = lines
    }
}

/// What was made of a doubt.
public struct Judgement: Hashable, Sendable {
    public var tier: RiskTier
    /// Whether no verdict came in time, and the tier is policy's.
    public var isMissing: Bool
    /// Whether it is looked at to learn what looking is worth, whatever its tier.
    public var isRandom: Bool
    /// Whether a machine looks, not a person.
    public var isAutomatic: Bool

    public init(tier: RiskTier, isMissing: Bool, isRandom: Bool, isAutomatic: Bool) {
        self.tier = tier
        self.isMissing = isMissing
        self.isRandom = isRandom
        self.isAutomatic = isAutomatic
    }
}

/// A person's decision on a release before it takes effect.
public struct DecidedRelease: Hashable, Sendable {
    public var decision: ReviewDecision
    /// The id under which it was made.
    public var key: OperationKey
    public var person: SubjectKey
    public var takesEffectAt: Instant

    public init(
        decision: ReviewDecision, key: OperationKey, person: SubjectKey, takesEffectAt: Instant
    ) {
        self.decision = decision
        self.key = key
        self.person = person
        self.takesEffectAt = takesEffectAt
    }
}

extension Overlay {
    /// When the engine acts on it by itself; `.never` where it does not.
    var dueAt: Instant {
        kind.actsAtDeadline ? decided?.takesEffectAt ?? until : .never
    }
}

/// The integers are journalled: never renumber.
public enum OverlayKind: UInt8, Sendable, CaseIterable {
    /// The purchase is looked at: the hold is pending.
    case placementReview = 1
    /// A release is looked at.
    case unlockReview = 2
    case dispute = 3
    /// Nothing is released, and the end waits.
    case legalFreeze = 4
    /// What an outside system did is not known: ask it before trying again.
    case resultUnknown = 5
    /// Nobody speaks of the order, and nothing says that its merchant's feed is alive.
    case silence = 6
    /// A release waits for a verdict.
    case releaseQueued = 7

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }

    /// Whether a request sets and lifts it; the others come and go with what the engine does.
    public var isSetByRequest: Bool {
        self == .dispute || self == .legalFreeze || self == .resultUnknown
    }

    /// Whether somebody looks, at the purchase or at a release.
    public var isReview: Bool { self == .placementReview || self == .unlockReview }

    /// Whether the engine acts by itself when its time is over.
    public var actsAtDeadline: Bool { isReview || self == .releaseQueued }
}
