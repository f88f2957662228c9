import SluiceCore

/// What is learned of one way something goes: from the beginning of a stage to one kind of end.
///
/// Logarithms of times are explained by a line through what is known and by what segments add; what is
/// left over are the residuals, each taken before its hold was learned from.
struct Course: Sendable {
    var line = Ridge(count: Sample.count, pull: Course.pull)
    var residuals = ResidualWindow()
    var at = Instant.epoch
    /// How many were learned from, the old counting less.
    var weight = 0.0

    /// The pull on the coefficients of the line, in ended holds.
    private static let pull = 2.0
    /// Added to a time before its logarithm is taken, in days: shorter ones differ little.
    static let floorDays = 0.5
    private static let residualsBeforeMin = 10.0

    init() {}

    var speaks: Bool { residuals.count >= ForecastLimits.residualsMin }

    static func measure(_ days: Double) -> Double { Logarithm.of(max(0, days) + floorDays) }
    static func days(_ measure: Double) -> Double {
        max(0, Logarithm.power(measure) - floorDays)
    }

    /// Takes one that ended.
    /// - Parameter effect: what its segments add.
    mutating func learn(
        _ sample: Sample, _ days: Double, effect: Double, at now: Instant
    ) {
        let measured = Course.measure(days)
        if weight >= Course.residualsBeforeMin {
            residuals.add(measured - line.value(sample.x) - effect, at: now)
        }
        residuals.settle(at: now)
        let kept = at == .epoch ? 1 : ForecastLimits.left(of: at, at: now)
        line.learn(sample.x, measured - effect, keep: kept)
        line.solve()
        weight = weight * kept + 1
        at = max(at, now)
    }

    /// What is left for the segments to explain.
    func rest(_ sample: Sample, _ days: Double) -> Double {
        Course.measure(days) - line.value(sample.x)
    }
}

/// What is known at the beginning of a stage, as numbers: the day of the week.
struct Sample: Sendable {
    var x: [Double]

    static let count = 7

    init(startedAt: Instant) {
        x = Array(repeating: 0, count: Sample.count)
        x[0] = 1
        let day = WeekClock.day(of: startedAt).ofWeek
        if day > 0 { x[day] = 1 }
    }
}
