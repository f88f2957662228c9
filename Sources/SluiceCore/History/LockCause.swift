/// What a moment of a lock was spent on; each moment is one cause's alone.
///
/// Codes are stable; the integers are places in `LockTime`.
public enum LockCause: Int, Sendable, CaseIterable {
    /// The merchant has not shipped, delivered or cancelled yet.
    case order = 0
    /// The payer had not authenticated, as turned out when the payment was given up.
    case payer = 1
    /// The purchase was looked at.
    case placementReview = 2
    /// A release was looked at.
    case unlockReview = 3
    /// A release waited its turn.
    case queue = 4
    /// What another system did was not known, or the merchant's feed was not.
    case outside = 5
    /// An authority had frozen it.
    case law = 6
    /// What was due was done late, or what may be given back in a day was used up.
    case ourselves = 7

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}

extension OverlayKind {
    /// What time under it is spent on; nil for what changes nobody's next step.
    func lockCause(_ reason: Reason) -> LockCause? {
        switch self {
        case .placementReview: .placementReview
        case .unlockReview: .unlockReview
        case .releaseQueued: .queue
        case .legalFreeze: .law
        case .resultUnknown: .outside
        // A dispute is between consumer and merchant: the order is waited for as before.
        case .dispute: nil
        case .silence: reason == .repairCapped || reason == .repairsOff ? .ourselves : .outside
        }
    }

    /// Which of several over one hold keeps the others waiting: the lower goes first.
    var lockRank: Int {
        switch self {
        case .legalFreeze: 0
        case .placementReview: 1
        case .releaseQueued: 2
        case .unlockReview: 3
        case .resultUnknown: 4
        case .silence: 5
        case .dispute: 6
        }
    }
}
