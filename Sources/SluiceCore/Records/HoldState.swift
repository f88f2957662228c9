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
    var operationCount: UInt32 = 0
    var requested: Money
    var amounts: HoldAmounts
    var tolerated: Money
    var placedAt: Instant
    var expiresAt: Instant
    var guaranteedUntil: Instant
    /// `reviewUntil` while there are overlays, which an ended hold has none of; else `endedAt`.
    private var moment: Instant
    var placedSequence: UInt64
    var sequence: UInt64
    /// The day of `extendedOn`; `.min` for none.
    private var extendedDay: Int32
    /// A bit for each kind of overlay on it.
    private(set) var overlayBits: UInt8 = 0
    var decision: Reason
    var reason: Reason
    private var flags: Flags = []

    private struct Flags: OptionSet {
        var rawValue: UInt8
        static let wasReviewed = Flags(rawValue: 1)
        static let isNoticed = Flags(rawValue: 2)
        static let listens = Flags(rawValue: 4)
        static let isWoken = Flags(rawValue: 8)
        static let isShortened = Flags(rawValue: 16)
    }

    init(
        key: HoldKey, account: AccountKey, order: OrderKey, accountSlot: Slot = .none,
        orderSlot: Slot = .none, requested: Money, amounts: HoldAmounts, tolerated: Money,
        placedAt: Instant, expiresAt: Instant, guaranteedUntil: Instant, endedAt: Instant,
        placedSequence: UInt64, sequence: UInt64, extendedOn: BusinessDate?, decision: Reason,
        reason: Reason, wasReviewed: Bool, isNoticed: Bool, isWoken: Bool = false
    ) {
        self.key = key
        self.account = account
        self.order = order
        self.accountSlot = accountSlot
        self.orderSlot = orderSlot
        self.requested = requested
        self.amounts = amounts
        self.tolerated = tolerated
        self.placedAt = placedAt
        self.expiresAt = expiresAt
        self.guaranteedUntil = guaranteedUntil
        moment = endedAt
        self.placedSequence = placedSequence
        self.sequence = sequence
        extendedDay = extendedOn?.day ?? .min
        self.decision = decision
        self.reason = reason
        self.wasReviewed = wasReviewed
        self.isNoticed = isNoticed
        self.isWoken = isWoken
    }

    /// When nothing was open any more; `.never` while live. Set when no overlay stands over it.
    @inline(__always)
    var endedAt: Instant {
        get { hasOverlays ? .never : moment }
        set {
            assert(!hasOverlays, "an ended hold has no overlay")
            moment = newValue
        }
    }

    /// The first moment at which the engine acts on an overlay of it; `.never` without one.
    @inline(__always)
    var reviewUntil: Instant { hasOverlays ? moment : .never }

    /// Sets which kinds of overlay stand over it, and the first moment at which the engine acts on one.
    mutating func setOverlays(_ bits: UInt8, until: Instant) {
        if bits != 0 || hasOverlays { moment = bits == 0 ? .never : until }
        overlayBits = bits
    }

    @inline(__always)
    var extendedOn: BusinessDate? {
        get { extendedDay == .min ? nil : BusinessDate(day: extendedDay) }
        set { extendedDay = newValue?.day ?? .min }
    }

    @inline(__always)
    var wasReviewed: Bool {
        get { flags.contains(.wasReviewed) }
        set { set(.wasReviewed, newValue) }
    }
    @inline(__always)
    var isNoticed: Bool {
        get { flags.contains(.isNoticed) }
        set { set(.isNoticed, newValue) }
    }
    /// Whether its terms know silence, and it is open.
    @inline(__always)
    var listens: Bool {
        get { flags.contains(.listens) }
        set { set(.listens, newValue) }
    }
    /// Whether what it waited for in silence has come.
    @inline(__always)
    var isWoken: Bool {
        get { flags.contains(.isWoken) }
        set { set(.isWoken, newValue) }
    }
    /// Whether silence ends its promise before its term does.
    @inline(__always)
    var isShortened: Bool {
        get { flags.contains(.isShortened) }
        set { set(.isShortened, newValue) }
    }

    @inline(__always)
    private mutating func set(_ flag: Flags, _ isSet: Bool) {
        if isSet { flags.insert(flag) } else { flags.remove(flag) }
    }

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

/// The neighbours of a live hold in the ring of its account, and what it is ahead with: linking a hold touches
/// theirs, not their states.
struct HoldAside: RecordAside {
    /// Of an open hold `scheduledDue`, of one that has ended `endedRow`; zero for none.
    private var word: UInt64 = 0
    var nextOfAccount = Slot.none
    var previousOfAccount = Slot.none

    /// Of an ended hold alone. Of an open one it is a time in nanoseconds, which is no row that an entry of
    /// `EndedQueue` has.
    @inline(__always)
    var endedRow: UInt64 {
        get { word }
        set { word = newValue }
    }

    /// The due time an open hold is ahead with; `.never` for none.
    @inline(__always)
    var scheduledDue: Instant {
        get { word == 0 ? .never : Instant(ns: Int64(bitPattern: word)) }
        set { word = newValue == .never ? 0 : UInt64(bitPattern: newValue.ns) }
    }
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
