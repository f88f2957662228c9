import SluiceCore

/// Learns from holds that ended when those that are open will, and how.
///
/// A value: equal observations in equal order make equal forecasts on every machine. What it remembers
/// is bounded by `ForecastLimits`.
public struct Forecaster: Sendable {
    var clock = WeekClock()
    var segments = SegmentTable()
    /// In the order in which they were first seen.
    var families: [Family] = []
    /// Of each family, stage and kind of end; nil where nothing ended.
    var courses: [Course?] = []
    var open = OpenHolds()
    var look = OpenLook()
    var sampling = Sampling()
    var scores = ForecastScores()

    public init() {}

    // MARK: What happened

    public mutating func observe(placed subject: HoldSubject) {
        let family = Family(scenario: subject.scenario, captureOn: subject.captureOn)
        follow(subject, family, stage: .placed)
    }

    public mutating func observe(fact: FactKind, of order: OrderKey, at: Instant) {
        guard let stage = Stage(fact) else { return }
        open.move(order, to: stage, at: at)
    }

    /// - Parameter subject: the return, with the key of its fact as hold and its opening as placement.
    public mutating func observe(returnOpened subject: HoldSubject, stage: Stage) {
        follow(subject, Family(scenario: nil, captureOn: nil), stage: stage)
    }

    public mutating func observe(stage: Stage, of key: HoldKey, at: Instant) {
        open.move(key, to: stage, at: at)
    }

    /// Follows a hold no more, and learns nothing from it.
    public mutating func forget(_ hold: HoldKey) { _ = open.remove(hold) }

    /// Its end may move, by an extension or a pause.
    public mutating func observe(endsAt: Instant, of hold: HoldKey) {
        open.change(hold) { $0.subject.endsAt = endsAt }
    }

    public mutating func observe(ended hold: HoldKey, as kind: EndKind, at: Instant) {
        guard let tracked = open.remove(hold), tracked.isDrawn else { return }
        if let told = tracked.told { scores.add(told, endedAt: at, family: tracked.family) }
        clock.learn(at)
        lookOn(at)
        for (index, stage) in Stage.allCases.enumerated() where tracked.began[index] <= at {
            learn(tracked, stage, kind, at)
        }
    }

    // MARK: What is asked

    /// Whether a hold is followed.
    public func knows(_ hold: HoldKey) -> Bool { open[hold] != nil }

    /// When a hold that is followed ends; nil of another.
    public func spread(of hold: HoldKey, at now: Instant) -> Spread? {
        open[hold].map { spread(of: $0, at: now) }
    }

    /// When a hold ends: by the end that the subject has, which what is followed may not know of yet. Of
    /// a hold that is not followed no stage is known, and it counts from its placement.
    public func spread(of subject: HoldSubject, at now: Instant) -> Spread {
        if var tracked = open[subject.hold] {
            tracked.subject.endsAt = subject.endsAt
            return spread(of: tracked, at: now)
        }
        let family = Family(scenario: subject.scenario, captureOn: subject.captureOn)
        let known = families.firstIndex(of: family) ?? families.count
        let tracked = Tracked(subject, family: UInt8(known), stage: .placed)
        return spread(of: tracked, at: max(now, subject.placedAt))
    }

    public func forecast(_ hold: HoldKey, at now: Instant) -> Forecast? {
        spread(of: hold, at: now)?.forecast
    }

    public func forecast(_ subject: HoldSubject, at now: Instant) -> Forecast {
        spread(of: subject, at: now).forecast
    }
}

extension Forecaster {
    private mutating func follow(_ subject: HoldSubject, _ family: Family, stage: Stage) {
        guard let place = place(of: family) else { return }
        var tracked = Tracked(subject, family: place, stage: stage)
        // What its order came to before it is known as far as another hold of it is followed.
        if let other = open.first(of: subject.order) { tracked.come(as: other) }
        tracked.isDrawn = sampling.draws(subject.hold, at: subject.placedAt)
        if tracked.isDrawn {
            let told = spread(of: tracked, at: subject.placedAt).forecast
            if told.basis != .policy { tracked.told = told }
        }
        if open.insert(tracked), tracked.isDrawn { sampling.count() }
    }

    mutating func place(of family: Family) -> UInt8? {
        if let known = families.firstIndex(of: family) { return UInt8(known) }
        guard families.count < ForecastLimits.familiesMax else { return nil }
        families.append(family)
        courses += Array(
            repeating: nil, count: Stage.allCases.count * EndKind.allCases.count)
        return UInt8(families.count - 1)
    }

    static func course(_ family: UInt8, _ stage: Stage, _ kind: EndKind) -> Int {
        (Int(family) * Stage.allCases.count + Int(stage.rawValue)) * EndKind.allCases.count
            + kind.index
    }

    private mutating func learn(
        _ tracked: Tracked, _ stage: Stage, _ kind: EndKind, _ at: Instant
    ) {
        let began = tracked.began[Int(stage.rawValue)]
        let place = Forecaster.course(tracked.family, stage, kind)
        var course = courses[place] ?? Course()
        // The course is changed where it is: nothing else refers to its arrays meanwhile.
        courses[place] = nil
        let sample = Sample(startedAt: began)
        let days = clock.spent(from: began, to: at)
        let known = effects(tracked.subject.segments, place, at)
        course.learn(sample, days, effect: known.sum, at: at)
        var rest = course.rest(sample, days)
        for level in SegmentLevel.allCases where !tracked.subject.segments[level].isNone {
            let name = SegmentTable.Name(
                course: UInt16(place), level: level,
                key: tracked.subject.segments[level])
            segments.learn(name, rest, at: at)
            rest -= segments.effect(of: name, at: at).mean
        }
        courses[place] = course
    }

    /// What segments add together, and the finest that weighs as much as its parents.
    func effects(
        _ known: Segments, _ course: Int, _ now: Instant
    ) -> (sum: Double, level: SegmentLevel?) {
        var (sum, finest) = (0.0, SegmentLevel?.none)
        for level in SegmentLevel.allCases where !known[level].isNone {
            let name = SegmentTable.Name(
                course: UInt16(course), level: level, key: known[level])
            let effect = segments.effect(of: name, at: now)
            sum += effect.mean
            if effect.weight >= ForecastLimits.shrinkage(level) { finest = level }
        }
        return (sum, finest)
    }

    func spread(of tracked: Tracked, at now: Instant) -> Spread {
        let stage = tracked.stage
        let began = min(now, tracked.began[Int(stage.rawValue)])
        let sample = Sample(startedAt: began)
        let spent = clock.spent(from: began, to: now)
        var ways: [Spread.Way?] = []
        var weights: [Double] = []
        var basis = Forecast.Basis.policy
        for kind in EndKind.allCases {
            let place = Forecaster.course(tracked.family, stage, kind)
            guard place < courses.count, let course = courses[place] else {
                ways.append(nil)
                weights.append(0)
                continue
            }
            let known = effects(tracked.subject.segments, place, now)
            let mean = course.line.value(sample.x) + known.sum
            let bound = Course.measure(spent) - mean
            let left = spent > 0 ? course.residuals.survival(beyond: bound) : 1
            // One that does not speak of times yet counts among the ways all the same.
            weights.append(course.weight * ForecastLimits.left(of: course.at, at: now) * left)
            guard course.speaks else {
                ways.append(nil)
                continue
            }
            if kind == .billed || basis == .policy {
                basis = known.level.map { .segment($0) } ?? .stage
            }
            ways.append(Spread.Way(residuals: course.residuals, mean: mean))
        }
        var sum = 0.0
        for weight in weights { sum += weight }
        return Spread(
            clock: clock, now: now, startedAt: began, endsAt: tracked.subject.endsAt,
            spent: spent, ways: ways, chances: weights.map { $0 / max(sum, 1e-9) }, basis: basis)
    }
}
