/// A hold as the ledger keeps it: of one size and without a reference, so that looking at it copies
/// nothing and counts nothing. What few holds have, and what was done to them, is kept beside it.
/// `HoldRecord` is the hold as a whole.
struct HoldState: KeyedRecord {
    typealias Aside = HoldAside

    var key: HoldKey
    var account: AccountKey
    var order: OrderKey
    /// Where its terms are, which it mostly shares.
    var terms = Slot.none
    /// Where its overlays and lines are; `.none` while it has neither.
    var details = Slot.none
    /// Where the newest and, from it, each older one of its operations is.
    var newestOperation = Slot.none
    /// The place of its account, which never leaves memory.
    var accountSlot = Slot.none
    /// The place of its order, which stays in memory while the hold is open.
    var orderSlot = Slot.none
    var requested: Money
    var amounts: HoldAmounts
    var tolerated: Money
    var placedAt: Instant
    var expiresAt: Instant
    var guaranteedUntil: Instant
    var endedAt: Instant
    /// The first moment at which the engine acts on an overlay of it; `.never` without one.
    var reviewUntil = Instant.never
    /// The due time this hold is ahead with.
    var scheduledDue = Instant.never
    var placedSequence: UInt64
    var sequence: UInt64
    var extendedOn: BusinessDate?
    var operationCount: UInt32 = 0
    /// A bit for each kind of overlay on it.
    var overlayBits: UInt8 = 0
    var decision: Reason
    var reason: Reason
    var wasReviewed: Bool
    var isNoticed: Bool
    /// Whether its terms know silence, and it is open.
    var listens = false
    /// Whether what it waited for in silence has come.
    var isWoken = false
    /// Whether silence ends its promise before its term does.
    var isShortened = false

    @inline(__always)
    var isDeclined: Bool { decision != .approved }
    @inline(__always)
    var isOpen: Bool { amounts.open.isPositive }
    @inline(__always)
    var hasOverlays: Bool { overlayBits != 0 }
    @inline(__always)
    var isPending: Bool { has(.placementReview) }

    @inline(__always)
    func has(_ kind: OverlayKind) -> Bool { overlayBits & 1 << kind.rawValue != 0 }

    /// When the merchant is told to ship or extend; `.never` if it was, or there is no time to.
    @inline(__always)
    var noticeAt: Instant {
        isNoticed || isPending
            ? .never : HoldRecord.noticeAt(before: guaranteedUntil, placedAt: placedAt)
    }

    /// When the silence of its order means something; `.never` while it waits, or may not be released.
    @inline(__always)
    var silenceAt: Instant {
        guard listens, isShortened, !has(.silence) || isWoken, !isPending,
            !has(.legalFreeze), !has(.resultUnknown)
        else { return .never }
        return guaranteedUntil
    }

    /// What of the hold is due next.
    @inline(__always)
    var nextDue: Instant { min(min(expiresAt, noticeAt), min(reviewUntil, silenceAt)) }
}

/// The neighbours of a live hold in the ring of its account: linking a hold touches theirs, not their states.
struct HoldAside: RecordAside {
    var endedRow: UInt64 = 0
    var nextOfAccount = Slot.none
    var previousOfAccount = Slot.none
}

/// What most holds have none of.
struct HoldDetails: Sendable {
    var overlays: [Overlay]
    var lines: [HoldLine]
}

/// An operation on a hold, and where the one before it is.
struct HoldOperationEntry: Sendable {
    var operation: HoldOperation
    var older: Slot
}

/// Terms, and how many holds in memory have them.
struct HoldTermsEntry: Sendable {
    var terms: Shared<HoldTerms>
    var holds: UInt32
}
