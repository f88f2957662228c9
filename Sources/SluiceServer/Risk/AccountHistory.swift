import SluiceCore
import SluiceEngine
import SluiceRisk

/// What the newest holds of an account say of it.
struct AccountHistory: Sendable {
    /// How many are looked at.
    static let holdsMax = 200

    private let holds: [PastHoldView]
    private let now: Instant

    init(_ holds: [PastHoldView], except hold: HoldKey, at now: Instant) {
        // What was never granted locked nothing, and what was split is there as its parts.
        self.holds = holds.filter {
            $0.hold != hold && $0.status != .declined && $0.status != .split
        }
        self.now = now
    }

    func features(
        cause: RiskFeatures.Cause, amount: Money, accountAgeNs: Int64, isMerchantLost: Bool,
        hasDispute: Bool, scenarioPoints: Int
    ) -> RiskFeatures {
        RiskFeatures(
            cause: cause, amount: amount, accountAgeNs: accountAgeNs, usualAmount: usualAmount,
            holdsToday: holds.count { now.ns - $0.placedAt.ns < Span.dayNs },
            ended: holds.count { !$0.status.isOpen },
            refunded: holds.count { !$0.status.isOpen && $0.refunded.isPositive },
            cancelled: holds.count { $0.status == .released },
            hasDispute: hasDispute || holds.contains(where: \.hasDispute),
            isMerchantLost: isMerchantLost, scenarioPoints: scenarioPoints)
    }

    /// The mean of what was asked for; nil for fewer than three.
    private var usualAmount: Money? {
        guard holds.count >= 3 else { return nil }
        let sum = holds.reduce(Int128(0)) { $0 + Int128($1.requested.minor) }
        return Money(minor: Int64(clamping: sum / Int128(holds.count)))
    }
}
