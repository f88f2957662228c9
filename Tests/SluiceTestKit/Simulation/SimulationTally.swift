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

    public init() {}

    mutating func count(_ outcome: Outcome) {
        if outcome.isReplay { replays += 1 } else { answers[outcome.code, default: 0] += 1 }
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
        total.answers.merge(other.answers, uniquingKeysWith: +)
    }
}
