import SluiceCore
import SluiceEngine

/// What came back and how long it took, counted until the page is written.
struct UnlockCounts {
    struct HourKey: Hashable, Comparable {
        var hour: Int64
        var cause: UnlockCause
        var tier: RiskTier?
        var isFromFact: Bool
        var step: Int

        static func < (left: HourKey, right: HourKey) -> Bool { left.order < right.order }

        private var order: (Int64, UInt8, UInt8, Int, Int) {
            (hour, cause.rawValue, tier?.rawValue ?? 0, isFromFact ? 1 : 0, step)
        }
    }

    struct DayKey: Hashable, Comparable {
        var merchant: MerchantKey
        var day: Int64
        var cause: UnlockCause
        var tier: RiskTier?

        static func < (left: DayKey, right: DayKey) -> Bool {
            (left.merchant, left.day, left.cause.rawValue, left.tier?.rawValue ?? 0)
                < (right.merchant, right.day, right.cause.rawValue, right.tier?.rawValue ?? 0)
        }
    }

    struct ReviewKey: Hashable, Comparable {
        var day: Int64
        var kind: OverlayKind
        var tier: RiskTier?
        var isDrawn: Bool
        var currency: UInt32

        static func < (left: ReviewKey, right: ReviewKey) -> Bool { left.order < right.order }

        private var order: (Int64, UInt8, UInt8, Int, UInt32) {
            (day, kind.rawValue, tier?.rawValue ?? 0, isDrawn ? 1 : 0, currency)
        }
    }

    struct Declines {
        var prevented: Int64 = 0
        var avoidable: Int64 = 0
    }

    private(set) var hours: [HourKey: UnlockTally] = [:]
    private(set) var days: [DayKey: UnlockTally] = [:]
    private(set) var declines: [Int64: Declines] = [:]
    private(set) var reviews: [ReviewKey: ReviewTally] = [:]
    /// What was lifted by the command being taken, by the row of its hold.
    var lifted: [Int64: Overlay] = [:]
    /// Of the policy in force; nil while that was not looked up.
    var terms: UnlockTerms?
    /// The hour up to which what is too old was forgotten.
    var forgottenTo: Int64 = 0

    mutating func add(_ unlock: Unlock, of merchant: MerchantKey) {
        let hour = UnlockTally.hour(of: unlock.availableAt)
        var key = HourKey(
            hour: hour, cause: unlock.cause, tier: unlock.tier, isFromFact: false,
            step: TimeSteps.step(of: unlock.waitedNs))
        hours[key, default: UnlockTally()].add(unlock)
        if let agedNs = unlock.agedNs {
            (key.isFromFact, key.step) = (true, TimeSteps.step(of: agedNs))
            hours[key, default: UnlockTally()].add(unlock)
        }
        let day = DayKey(
            merchant: merchant, day: hour / 24, cause: unlock.cause, tier: unlock.tier)
        days[day, default: UnlockTally()].add(unlock)
    }

    /// Counts a review that ended.
    /// - Parameter delayed: what it delayed for nothing; nil where it found something.
    mutating func add(
        _ review: Overlay, _ currency: UInt32, at now: Instant, delayed: Money?
    ) {
        let key = ReviewKey(
            day: UnlockTally.hour(of: now) / 24, kind: review.kind, tier: review.judgement?.tier,
            isDrawn: review.judgement?.isRandom ?? false, currency: currency)
        guard let delayed else {
            reviews[key, default: ReviewTally()].found += 1
            return
        }
        let amountNs = Int128(max(0, now.ns &- review.since.ns)) * Int128(delayed.minor)
        reviews[key, default: ReviewTally()].nothing += 1
        reviews[key, default: ReviewTally()].delayedMinorSeconds +=
            Int64(clamping: amountNs / Int128(Span.secondNs))
    }

    mutating func prevented(at time: Instant) {
        declines[UnlockTally.hour(of: time), default: Declines()].prevented += 1
    }

    mutating func avoidable(at time: Instant) {
        declines[UnlockTally.hour(of: time), default: Declines()].avoidable += 1
    }

    mutating func removeCounts() {
        hours.removeAll(keepingCapacity: true)
        days.removeAll(keepingCapacity: true)
        declines.removeAll(keepingCapacity: true)
        reviews.removeAll(keepingCapacity: true)
    }
}
