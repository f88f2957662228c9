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

    public init(
        p50: Instant, p80: Instant, p90: Instant, latest: Instant, billedBasisPoints: Int64?,
        basis: Basis
    ) {
        self.p50 = p50
        self.p80 = p80
        self.p90 = p90
        self.latest = latest
        self.billedBasisPoints = billedBasisPoints
        self.basis = basis
    }

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
