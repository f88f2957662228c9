import SluiceCore

/// When a hold was told to end, at one moment.
public struct ToldView: Hashable, Sendable {
    /// The integers are stored: never renumber.
    public enum Moment: Int, Sendable {
        /// Asked for, and not placed until now.
        case quoted = 1
        case placed = 2
        /// Asked for before it was placed.
        case quotedAndPlaced = 3
    }

    public var moment: Moment
    public var time: Instant
    public var told: Told

    public init(moment: Moment, time: Instant, told: Told) {
        self.moment = moment
        self.time = time
        self.told = told
    }
}
