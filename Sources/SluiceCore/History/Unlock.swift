/// Why credit came back. The integers are stored: never renumber.
public enum UnlockCause: UInt8, Sendable, CaseIterable {
    /// The merchant said so, and nobody doubted it.
    case word = 1
    /// It was in doubt, and waited for a verdict or for who looks.
    case doubt = 2
    /// The lock came to its end.
    case end = 3
    /// The order was silent, or nobody knew of it.
    case silence = 4
    /// What was billed is owed no more: goods came back.
    case refund = 5
    /// The lender gave it back.
    case lender = 6

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)
}

/// One return of credit: since when it was due to the consumer, and when it came.
public struct Unlock: Hashable, Sendable {
    public var cause: UnlockCause
    /// Of what was in doubt, how it was judged; nil for all else, and where nobody judged.
    public var tier: RiskTier?
    /// When it was due: told, asked for, or at the end that the lock had.
    public var dueAt: Instant
    public var availableAt: Instant
    /// When that happened which it was due for, as its source says, but not before the lock; nil where
    /// nothing but Sluice brings it about.
    public var happenedAt: Instant?
    /// How soon it shall come.
    public var levels: ServiceLevels

    public var waitedNs: Int64 { max(0, availableAt.ns &- dueAt.ns) }

    /// How long ago it happened.
    public var agedNs: Int64? { happenedAt.map { max(0, availableAt.ns &- $0.ns) } }
}

extension Unlock {
    /// What a movement gives back; nil for one that gives nothing back, and for a purchase that is declined.
    /// - Parameters:
    ///   - body: the command it came with.
    ///   - role: whose command.
    ///   - placedAt: when the lock began.
    ///   - endsAt: the end the lock had.
    ///   - promisedUntil: up to when it was promised to the merchant.
    ///   - doubt: what the movement waited under; nil if it did not.
    ///   - policy: the one in force.
    public init?(
        _ event: HoldMoved, of body: Command.Body, by role: Role, at now: Instant,
        placedAt: Instant, endsAt: Instant, promisedUntil: Instant, doubt: Overlay?,
        _ terms: UnlockTerms
    ) {
        availableAt = now
        levels = terms.levels
        dueAt = now
        switch event.kind {
        case .expiry:
            cause = .end
            dueAt = min(now, endsAt)
        case .release:
            if let doubt {
                cause = .doubt
                tier = doubt.judgement?.tier
                dueAt = doubt.since
                levels = .each(terms.allowedNs(doubt))
            } else if event.reason == .orderSilent || event.reason == .orphanNoOrder {
                cause = .silence
                dueAt = min(now, promisedUntil)
            } else {
                cause = body.isMerchantsWord(by: role) ? .word : .lender
                happenedAt = body.happenedAt
            }
        case .refund where event.allocated.isPositive:
            cause = .refund
            happenedAt = body.happenedAt
        default: return nil
        }
        if let happened = happenedAt { happenedAt = min(now, max(placedAt, happened)) }
    }
}

/// What of a policy says how soon credit shall come back.
public struct UnlockTerms: Hashable, Sendable {
    public var levels: ServiceLevels
    /// For a verdict, for a machine's check, for a person.
    public var verdictNs: Int64
    public var automaticNs: Int64
    public var personNs: Int64

    public init(
        levels: ServiceLevels, verdictNs: Int64, automaticNs: Int64, personNs: Int64
    ) {
        self.levels = levels
        self.verdictNs = verdictNs
        self.automaticNs = automaticNs
        self.personNs = personNs
    }

    public init(_ policy: Policy) {
        self.init(
            levels: policy.serviceLevels, verdictNs: policy.gate.verdictNs,
            automaticNs: policy.gate.automaticNs, personNs: policy.reviews.unlockNs)
    }

    /// How long a release in doubt may wait, by who looks at it.
    func allowedNs(_ doubt: Overlay) -> Int64 {
        if doubt.kind == .releaseQueued { return verdictNs }
        return doubt.judgement?.isAutomatic == true ? automaticNs : personNs
    }
}

extension Command.Body {
    fileprivate func isMerchantsWord(by role: Role) -> Bool {
        switch self {
        case .recordFact, .recordPull, .capture: true
        default: role == .merchant
        }
    }

    /// When what the command tells happened.
    fileprivate var happenedAt: Instant? {
        guard case .recordFact(let body) = self else { return nil }
        return body.occurredAt
    }
}

extension CommandRecord {
    /// Whether a purchase went through for what was given back first: due, and done before it was asked
    /// whether there is enough.
    public var preventedDecline: Bool {
        guard case .place = command.body else { return false }
        var returnedMinor: Int64 = 0
        for event in events {
            switch event {
            case .holdMoved(let event) where event.kind == .release || event.kind == .expiry:
                returnedMinor += event.amount.minor
            case .holdPlaced(let event):
                let headroom = event.balances.headroomMinor
                return event.decision == .approved && headroom >= 0 && headroom < returnedMinor
            default: break
            }
        }
        return false
    }
}
