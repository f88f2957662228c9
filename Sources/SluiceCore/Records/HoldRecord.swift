/// Part of a credit line reserved for one order and purpose.
public struct HoldRecord: Hashable, Sendable, HasHoldTerms {
    public var key: HoldKey
    public var account: AccountKey
    public var order: OrderKey
    public var terms: Shared<HoldTerms>
    /// The amount asked for at placement: part of the content of the id.
    public var requested: Money
    public var amounts: HoldAmounts
    /// Part of `authorised` that captures added within tolerance.
    public var tolerated: Money
    /// Whether the purchase was looked at before it was approved: the placement was answered so.
    public var wasReviewed: Bool
    /// `.approved`, or why it was never granted.
    public var decision: Reason
    /// Why the newest amount moved.
    public var reason: Reason
    public var placedAt: Instant
    public var expiresAt: Instant
    /// Before this only the merchant's word, proved fraud or law ends the hold.
    public var guaranteedUntil: Instant
    /// When nothing was open any more; `.never` while live.
    public var endedAt: Instant
    /// The business date of the newest extension.
    public var extendedOn: BusinessDate?
    /// Whether the merchant was told that `guaranteedUntil` comes near.
    public var isNoticed: Bool
    /// Whether what it waited for in silence has come.
    public var isWoken = false
    /// What stands over the hold, in order of setting; empty once it has ended.
    public var overlays: [Overlay]
    public var placedSequence: UInt64
    /// The sequence of the newest event that changed the hold.
    public var sequence: UInt64
    /// Empty where the hold is one implicit line.
    public var lines: [HoldLine]
    /// In order of effect.
    public var operations: [HoldOperation]

    public var isDeclined: Bool { decision != .approved }
    public var isPending: Bool { !overlays.isEmpty && overlay(.placementReview) != nil }
    public var status: HoldStatus {
        HoldStatus(amounts, isDeclined: isDeclined, isPending: isPending)
    }
    /// Whether credit is locked; the same as `status.isOpen`.
    public var isOpen: Bool { amounts.open.isPositive }
    public var isApprovedByPerson: Bool { operations.contains(where: \.isApproval) }
    public var retryOf: HoldKey { terms.value.retryOf }

    public func overlay(_ kind: OverlayKind) -> Overlay? { overlays.first { $0.kind == kind } }

    /// When the merchant is told to ship or extend; `.never` if it was, or there is no time to.
    public var noticeAt: Instant {
        isNoticed || isPending
            ? .never : HoldRecord.noticeAt(before: guaranteedUntil, placedAt: placedAt)
    }

    static func noticeAt(before guaranteedUntil: Instant, placedAt: Instant) -> Instant {
        let at = Instant(ns: guaranteedUntil.ns - noticeLeadNs)
        return at <= placedAt ? .never : at
    }

    /// How long before the end of the promise the merchant is told.
    public static let noticeLeadNs: Int64 = 48 * Span.hourNs
}

/// How a hold came from another one. The integers are journalled: never renumber.
public enum HoldLink: UInt8, Sendable, CaseIterable {
    case none = 0
    /// It follows one that ended without a capture.
    case retryOf = 1
    /// A capture after the end of the other one made it.
    case revives = 2
    /// The same, whether the account had room or not.
    case forces = 3
    /// It was part of the other one.
    case split = 4

    public var code: String { Words.snake(of: "\(self)") }
}

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
    public var sequence: UInt64

    public init(
        kind: OverlayKind, key: OperationKey, since: Instant, until: Instant,
        hardStop: Instant = .never, reason: Reason = .none, isMerchantWord: Bool = false,
        authority: Code? = nil, termEndsAt: Instant = .never, sequence: UInt64 = 0
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
        self.sequence = sequence
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

    public var code: String { Words.snake(of: "\(self)") }

    public init?(code: String) {
        guard let value = OverlayKind.allCases.first(where: { $0.code == code }) else {
            return nil
        }
        self = value
    }

    /// Whether a request sets and lifts it; the others come and go with what the engine does.
    public var isSetByRequest: Bool { !isReview && self != .silence }

    /// Whether the engine acts at its deadline.
    public var isReview: Bool { self == .placementReview || self == .unlockReview }
}
