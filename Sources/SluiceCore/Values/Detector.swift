/// What the board of anomalies looks for: D1 to D17 of the domain, and what has no number there.
///
/// The integers are journalled and stored: never renumber. docs/reference/anomalies.md has the exact
/// condition of each.
public enum Detector: UInt8, Sendable, CaseIterable {
    /// The order is over, and credit of it is still locked.
    case orderOver = 1
    /// A merchant that tells its orders has not told this one.
    case orderUntold = 2
    /// Past its end and still open: the engine is at fault.
    case endPassed = 3
    /// Every line was spoken of, and a remainder is locked.
    case linesDone = 4
    /// A review is past its deadline.
    case reviewOverdue = 5
    /// A release waits for a verdict past its time: the engine is at fault.
    case verdictOverdue = 6
    /// Two live holds of two accounts on one order, or of one natural key.
    case heldTwice = 7
    /// Stored data is not what was written.
    case storeDamaged = 8
    /// A number of a merchant's sequence is missing.
    case sequenceGap = 9
    /// A message could not be delivered, and was given up.
    case undelivered = 10
    /// The clock is in doubt, and nothing that is due is done.
    case clockInDoubt = 11
    /// A capture came after the end of its hold.
    case lateCapture = 12
    /// Goods came back, and the credit did not.
    case creditNotReturned = 13
    /// The result of an outside system is not known.
    case resultUnknown = 14
    /// A restriction that nobody is to look at again.
    case restrictionEndless = 15
    /// The feed of a merchant is lost.
    case feedLost = 16
    /// Nobody speaks of the order, and its credit waits.
    case orderSilent = 17
    /// What is said of the order contradicts itself, and credit of it is locked.
    case orderContradicted = 32
    /// A fact waits for its order.
    case factParked = 33

    /// `D1`; in words where the domain has no number.
    public var code: String {
        switch self {
        case .orderContradicted: "BREAK"
        case .factParked: "PARKED"
        default: "D\(rawValue)"
        }
    }

    public init?(code: String) {
        guard let found = Detector.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    /// Whether it tells of the engine's own health: its target is 0, always.
    public var isSelfCheck: Bool {
        switch self {
        case .endPassed, .verdictOverdue, .storeDamaged, .clockInDoubt: true
        default: false
        }
    }

    /// Whether `RepairHolds` may give back what it finds.
    public var isRepairable: Bool {
        self == .orderOver || self == .linesDone || self == .orderSilent
    }

    /// Whether a merchant is shown what it finds of the merchant's own orders.
    public var isForMerchants: Bool {
        switch self {
        case .orderOver, .orderUntold, .linesDone, .sequenceGap, .lateCapture, .creditNotReturned,
            .feedLost,
            .orderSilent, .orderContradicted, .factParked:
            true
        default: false
        }
    }
}
