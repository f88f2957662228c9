import SluiceCore

/// When something ends and how, as far as is known.
public struct Forecast: Hashable, Sendable {
    public var p50: Instant
    public var p80: Instant
    public var p90: Instant
    /// By then it has ended all but surely; never later than its own end.
    public var latest: Instant
    /// The chance that it is billed, in ten-thousandths; nil where nothing is known.
    public var billedBasisPoints: Int64?
    public var basis: Basis

    /// What policy alone says: the end.
    public static func policy(until endsAt: Instant) -> Forecast {
        Forecast(
            p50: endsAt, p80: endsAt, p90: endsAt, latest: endsAt, billedBasisPoints: nil,
            basis: .policy)
    }

    /// What a forecast rests on.
    public enum Basis: Hashable, Sendable {
        /// On policy alone: too few have ended.
        case policy
        /// On all that ended in the same stage.
        case stage
        /// On the segment of this level too.
        case segment(SegmentLevel)

        public var code: String {
            switch self {
            case .policy: "policy"
            case .stage: "stage"
            case .segment(let level): level.code
            }
        }
    }
}
