/// Why something happened to locked credit. The integers are journalled: never renumber.
///
/// The words are those of docs/concepts/holds.md; wire text is the case in capitals.
public enum Reason: UInt16, Sendable, CaseIterable {
    case none = 0
    // Placement (T1–T3).
    case approved = 1
    case insufficientLimit = 2
    case orderTerminal = 3
    case riskRule = 4
    case accountRestricted = 5
    case delinquent = 6
    case reviewRejected = 7
    case reviewTimeout = 8
    case reviewPassed = 9
    case reviewPending = 10
    case stepUpPassed = 11
    case stepUpFailed = 12
    // A pending hold given up (T4).
    case orderCancelledEarly = 15
    case paymentAbandoned = 16
    // Returned to the consumer (T6, T10–T13).
    case lineCancelled = 20
    case outOfStock = 21
    case priceAdjusted = 22
    case partialReversal = 23
    case finalCaptureRemainder = 24
    case orderCancelled = 25
    case returnedBeforeCapture = 26
    case merchantVoid = 27
    case customerRequest = 28
    case duplicateHold = 29
    case fraudConfirmed = 30
    case opsManual = 31
    case regulatory = 32
    case releaseRemaining = 33
    case orderClosedShort = 34
    case ttlExpired = 35
    case orderSilent = 36
    case orphanNoOrder = 37
    // Billed (T7–T9).
    case captureRequested = 50
    case shippedPartial = 51
    case shippedFull = 52
    case delivered = 53
    case serviceDone = 54
    case shippedFinal = 55
    // After capture (T20).
    case returnReceived = 70
    case orderCancelledAfterCapture = 71
    case refundGoodwill = 72
    case disputeResolvedForConsumer = 73
    case chargeback = 74
    case returnRefunded = 75
    case returnLapsed = 76
    case returnPendingGoods = 77
    case returnPendingInspection = 78
    case returnPendingStaff = 79
    case correction = 80
    // Account and growth of a hold.
    case orderIncreased = 90
    case limitGranted = 91
    case limitReview = 92
    case limitRequested = 93
    case repayment = 94
    case repaymentBounced = 95
    case limitEnded = 96
    case overcaptureTolerated = 97
    case orderSplit = 98
    case migrated = 99
    case payoutPaid = 100
    case payoutOverdue = 101
    // Breaks: what a fact or an operation said against what is known.
    case amountMismatch = 110
    case lateCaptureRejected = 111
    case lateCaptureRevived = 112
    case lateCaptureForced = 113
    // Terms of a hold (T14–T16, T23) and what is told of it.
    case preorder = 130
    case shippingDelay = 131
    case stockDelay = 132
    case riskReviewStarted = 133
    case riskReviewCleared = 134
    case riskReviewEscalated = 135
    case unlockDeferred = 136
    case disputeOpened = 137
    case disputeClosed = 138
    case legalFreezeSet = 139
    case legalFreezeLifted = 140
    case resultUnknown = 141
    case resultResolved = 142
    case shipOrExtend = 143
    case reviewExtended = 144
    // Silence, and feeds that are lost.
    case orderHeard = 150
    case silenceUnproved = 151
    case syncOutage = 152
    case repairCapped = 153
    case repairsOff = 154
    case feedRateFell = 155
    case silenceBurst = 156
    case feedBack = 157
    // Releases in doubt.
    case unlockQueued = 160
    case verdictGiven = 161
    case verdictMissing = 162
    case decisionMade = 163
    case decisionUndone = 164

    /// The wire text: the case in capitals with underscores, e.g. `FINAL_CAPTURE_REMAINDER`.
    public var code: String { Self.codes[self] }

    /// The reason of a wire text, nil if there is none.
    public init?(code: String) {
        guard let reason = Self.codes.value(of: code) else { return nil }
        self = reason
    }

    private static let codes = Codes<Self>(.capitals)

    /// Reasons a release may be asked for through a door.
    public static let releaseReasons: [Reason] = [
        .lineCancelled, .outOfStock, .priceAdjusted, .partialReversal, .orderCancelled,
        .returnedBeforeCapture, .merchantVoid, .customerRequest, .duplicateHold,
        .fraudConfirmed, .opsManual, .regulatory, .releaseRemaining, .orderClosedShort,
    ]
    /// Reasons that only a pending hold is given up for.
    public static let pendingReleaseReasons: [Reason] = [.orderCancelledEarly, .paymentAbandoned]
    /// Reasons a hold may be extended for.
    public static let extensionReasons: [Reason] = [.preorder, .shippingDelay, .stockDelay]
    /// Reasons a refund may be asked for through a door.
    public static let refundReasons: [Reason] = [
        .returnReceived, .orderCancelledAfterCapture, .refundGoodwill,
        .disputeResolvedForConsumer, .chargeback,
    ]
    /// Reasons a limit may be changed for.
    public static let limitReasons: [Reason] = [.limitGranted, .limitReview, .limitRequested]
    /// Reasons a `cancelled` or `line_cancelled` fact may carry.
    public static let cancellationReasons: [Reason] = [
        .orderCancelled, .lineCancelled, .outOfStock, .merchantVoid, .customerRequest,
    ]

    /// Whether the reason rests on the consumer's or the lender's word alone, which may not undo
    /// the promise made to the merchant before `guaranteed_until` (domain: Guarantee).
    public var needsMerchantWord: Bool { self == .customerRequest || self == .opsManual }

    /// Whether the reason ends a hold before `guaranteed_until` whoever asks: proved fraud and law.
    public var overridesGuarantee: Bool { self == .fraudConfirmed || self == .regulatory }
}
