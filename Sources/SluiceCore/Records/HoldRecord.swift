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

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}
