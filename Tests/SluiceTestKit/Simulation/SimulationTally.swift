import SluiceCore

/// What happened in a world, so that one can tell that something was tested.
public struct SimulationTally: Sendable {
    public var restarts = 0
    /// Of them those that began with a snapshot.
    public var fromSnapshots = 0
    /// Starts with something damaged, and those of them that were refused.
    public var damages = 0
    public var refused = 0
    /// How often the clock was in doubt.
    public var doubts = 0
    public var rows = 0
    /// Ended records brought back from the archive.
    public var broughtBack = 0
    /// Answered commands that were no replays.
    public var answers: [OutcomeCode: Int] = [:]
    public var replays = 0
    public var holds = 0
    /// Reviews of releases, and of those that stood at their hard stop how many were released then, deferred
    /// for an authority or a promise, and extended by a person.
    public var reviews = 0
    public var releasedAtStop = 0
    public var deferred = 0
    public var extended = 0

    public init() {}

    mutating func count(_ outcome: Outcome) {
        if outcome.isReplay { replays += 1 } else { answers[outcome.code, default: 0] += 1 }
    }

    mutating func count(_ stops: HardStops) {
        (holds, reviews) = (stops.holds, stops.reviews)
        (releasedAtStop, deferred, extended) = (stops.released, stops.deferred, stops.extended)
    }

    public static func += (total: inout SimulationTally, other: SimulationTally) {
        total.restarts += other.restarts
        total.fromSnapshots += other.fromSnapshots
        total.damages += other.damages
        total.refused += other.refused
        total.doubts += other.doubts
        total.rows += other.rows
        total.broughtBack += other.broughtBack
        total.replays += other.replays
        total.holds += other.holds
        total.reviews += other.reviews
        total.releasedAtStop += other.releasedAtStop
        total.deferred += other.deferred
        total.extended += other.extended
        total.answers.merge(other.answers, uniquingKeysWith: +)
    }
}
