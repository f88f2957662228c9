/// What the time of many locks was spent on.
public struct LockSum: Hashable, Sendable {
    /// One cause.
    public struct Share: Hashable, Sendable {
        public var cause: LockCause
        /// Locks that spent time on it.
        public var holds: Int
        public var spanNs: Int128
        /// What was locked times how long, in minor units × nanoseconds.
        public var amountNs: Int128

        public var amountSeconds: Int64 { Int64(clamping: amountNs / Int128(Span.secondNs)) }
        public var spanMs: Int64 { Int64(clamping: spanNs / Int128(Span.millisecondNs)) }
    }

    /// All locks, those that took no time too.
    public private(set) var holds = 0
    /// By the integer of the cause.
    private var shares = LockCause.allCases.map {
        Share(cause: $0, holds: 0, spanNs: 0, amountNs: 0)
    }

    public init() {}

    public mutating func add(_ lockTime: LockTime) {
        holds += 1
        for cause in LockCause.allCases where lockTime[cause] > 0 {
            shares[cause.rawValue].holds += 1
            shares[cause.rawValue].spanNs += Int128(lockTime[cause])
            shares[cause.rawValue].amountNs += lockTime.amountNs(cause)
        }
    }

    public mutating func add(_ other: LockSum) {
        holds += other.holds
        for share in other.shares {
            shares[share.cause.rawValue].holds += share.holds
            shares[share.cause.rawValue].spanNs += share.spanNs
            shares[share.cause.rawValue].amountNs += share.amountNs
        }
    }

    /// The causes there are, the one that kept most credit longest first.
    public var pareto: [Share] {
        shares.filter { $0.holds > 0 }.sorted {
            ($1.amountNs, $0.cause.rawValue) < ($0.amountNs, $1.cause.rawValue)
        }
    }

    public var amountNs: Int128 { shares.reduce(0) { $0 + $1.amountNs } }
}
