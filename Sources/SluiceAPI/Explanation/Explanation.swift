import SluiceCore

/// Why a lock is as it is, for one audience and in no language yet: statements with their slots.
///
/// Made of what is recorded and of nothing else, so the same history gives the same explanation for ever.
/// What is not for the audience is not in it.
public struct Explanation: Equatable, Sendable {
    public var source: ExplanationSource
    public var audience: Audience
    /// In the order in which they are told.
    public var statements: [Statement]

    public init(_ source: ExplanationSource, for audience: Audience) {
        self.source = source
        self.audience = audience
        let narrator = Narrator(source: source, audience: audience)
        statements =
            narrator.what + narrator.why + narrator.since + narrator.facts + narrator.awaited
            + narrator.then
            + narrator.ends + narrator.can
    }
}

/// What an explanation is made of.
public struct ExplanationSource: Equatable, Sendable {
    public var hold: HoldDocument
    /// Of its order, in order of arrival.
    public var facts: [OrderDocument.Fact]
    /// Oldest first, the placement first of all.
    public var steps: [HoldStep]
    /// What changed the limit of its account while it was locked, oldest first.
    public var limitChanges: [LimitChange]
    /// When it was explained: up to then the time of an open lock is told.
    public var asOf: Instant
    /// When it is likely to end; nil where nobody says.
    public var expectation: Expectation?
    /// Until when the consumer can clear what is checked in the lender's app; nil: not at all.
    public var confirmBy: Instant?
    /// When it was told to end, before the purchase and at it, oldest first.
    public var told: [ToldAt] = []

    public struct ToldAt: Equatable, Sendable {
        public var time: Instant
        public var told: Told

        public init(time: Instant, told: Told) {
            self.time = time
            self.told = told
        }
    }

    public struct Expectation: Equatable, Sendable {
        public var likelyAt: Instant
        public var latestAt: Instant

        public init(likelyAt: Instant, latestAt: Instant) {
            self.likelyAt = likelyAt
            self.latestAt = latestAt
        }
    }

    public init(
        hold: HoldDocument, facts: [OrderDocument.Fact], steps: [HoldStep],
        limitChanges: [LimitChange] = [], asOf: Instant
    ) {
        self.hold = hold
        self.facts = facts
        self.steps = steps
        self.limitChanges = limitChanges
        self.asOf = asOf
    }

    /// Until when a release in doubt waits for its verdict; nil for none that waits.
    var queuedUntil: Instant? {
        hold.overlays.first { $0.overlay.kind == .releaseQueued }?.overlay.until
    }

    /// The tier of risk a release of it waits in; nil where there is no verdict.
    var tier: String? {
        hold.overlays.compactMap(\.overlay.judgement).first?.tier.code
    }

    /// What the time of the lock was spent on so far; nil for a history without a placement.
    public var lockTime: LockTime? {
        LockMeter(steps, placedAt: hold.placedAt, openMinor: hold.amounts.open.minor)?.upTo(asOf)
    }
}

/// One sentence of the catalogue with what stands in its places.
public struct Statement: Equatable, Sendable {
    public var sentence: Sentence
    public var slots: Slots
    /// Who says so: the source of a fact, or who did it.
    public var source: String?
    /// Whether the merchant said it because it was asked.
    public var isPulled = false
    /// The version of the policy it was decided under.
    public var policyVersion: UInt32?

    public init(
        _ sentence: Sentence, _ slots: Slots = Slots(), source: String? = nil,
        policyVersion: UInt32? = nil
    ) {
        self.sentence = sentence
        self.slots = slots
        self.source = source
        self.policyVersion = policyVersion
    }
}

/// What stands in the places of a sentence; nil for a place it has not.
public struct Slots: Equatable, Sendable {
    public var amount: Money?
    public var time: Instant?
    public var until: Instant?
    public var actor: Party?
    public var action: NextAction?
    public var cause: Reason?
    public var fact: FactKind?

    public init(
        amount: Money? = nil, time: Instant? = nil, until: Instant? = nil, actor: Party? = nil,
        action: NextAction? = nil, cause: Reason? = nil, fact: FactKind? = nil
    ) {
        self.amount = amount
        self.time = time
        self.until = until
        self.actor = actor
        self.action = action
        self.cause = cause
        self.fact = fact
    }
}
