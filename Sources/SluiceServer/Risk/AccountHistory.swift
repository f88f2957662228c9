import SluiceCore
import SluiceEngine
import SluiceRisk

/// What the newest holds of an account say of it.
struct AccountHistory: Sendable {
    /// How many are looked at.
    static let holdsMax = 200

    private let holds: [HoldView]
    private let now: Instant

    init(_ holds: [HoldView], except hold: HoldKey, at now: Instant) {
        self.holds = holds.filter { $0.hold.key != hold && $0.status != .declined }
        self.now = now
    }

    func features(
        cause: RiskFeatures.Cause, amount: Money, accountAgeNs: Int64, isMerchantLost: Bool,
        hasDispute: Bool, scenarioPoints: Int
    ) -> RiskFeatures {
        let ended = holds.filter { !$0.status.isOpen }
        return RiskFeatures(
            cause: cause, amount: amount, accountAgeNs: accountAgeNs, usualAmount: usualAmount,
            holdsToday: holds.count { now.ns - $0.placedAt.ns < Span.dayNs },
            ended: ended.count,
            refunded: ended.count { $0.amounts.refunded.isPositive },
            cancelled: ended.count { !$0.amounts.captured.isPositive },
            hasDispute: hasDispute
                || holds.contains { hold in
                    hold.overlays.contains { $0.overlay.kind == .dispute }
                },
            isMerchantLost: isMerchantLost, scenarioPoints: scenarioPoints)
    }

    /// The mean of what was asked for; nil for fewer than three.
    private var usualAmount: Money? {
        guard holds.count >= 3 else { return nil }
        let sum = holds.reduce(Int128(0)) { $0 + Int128($1.requested.minor) }
        return Money(minor: Int64(clamping: sum / Int128(holds.count)))
    }
}
