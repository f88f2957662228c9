import SluiceCore

/// The bounds of what is remembered, and the numbers of the model, each with its reason.
public enum ForecastLimits {
    /// Holds followed from placement to end; beyond it new ones are not learned from until others end:
    /// 20 MB.
    public static let openHoldsMax = 65_536
    /// Of them holds that are followed for their stage alone: half of the places are for those learned
    /// from.
    static let undrawnMax = openHoldsMax / 2
    /// Scenario and fact of capture together; beyond it forecasts fall back to policy.
    public static let familiesMax = 32
    /// What was off in the newest ended of a course: enough for a 97th percentile.
    public static let residualsMax = 1_024
    /// Fewer than these, and a course says nothing.
    public static let residualsMin = 30
    /// Residuals are sorted again when one in so many is new.
    static let settledAfter = 32
    /// How old a residual may be: as far back as the season that is going on.
    static let residualAgeDays = 120.0
    /// After so many days what was seen counts half in a line.
    static let halfLifeDays = 90.0
    /// The same for segments: a merchant stays what it is for longer than the season.
    static let segmentHalfLifeDays = 400.0
    /// What the parents of a segment weigh against it, in ended holds.
    static func shrinkage(_ level: SegmentLevel) -> Double {
        switch level {
        case .region, .route: 6
        case .merchant: 2
        }
    }
    /// Above so many a tail is read where it is, below it is carried on from these.
    static let tailMin = 16
    /// The share that `latest` is to keep.
    public static let latestShare = 0.985

    /// What is left of a weight that old.
    static func left(
        of at: Instant, at now: Instant, halfLifeDays: Double = halfLifeDays
    ) -> Double {
        guard now > at else { return 1 }
        return Logarithm.left(afterHalves: Time.days(from: at, to: now) / halfLifeDays)
    }
}

/// Times as numbers of days.
enum Time {
    static func days(from: Instant, to: Instant) -> Double {
        Double(to.ns &- from.ns) / Double(Span.dayNs)
    }
}
