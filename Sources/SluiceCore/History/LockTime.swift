/// How long a lock lasted, cause by cause, and how much was locked meanwhile.
///
/// Exact: the spans sum to the end less the placement, to the nanosecond.
public struct LockTime: Hashable, Sendable {
    /// By the integer of the cause.
    private var spansNs: [Int64]
    private var amountsNs: [Int128]

    public init() {
        spansNs = Array(repeating: 0, count: LockCause.allCases.count)
        amountsNs = Array(repeating: 0, count: LockCause.allCases.count)
    }

    public subscript(cause: LockCause) -> Int64 { spansNs[cause.rawValue] }

    /// What was locked times how long, in minor units × nanoseconds.
    public func amountNs(_ cause: LockCause) -> Int128 { amountsNs[cause.rawValue] }

    public var totalNs: Int64 { spansNs.reduce(0, +) }

    /// The causes there are with their milliseconds, in order of cause.
    ///
    /// Each is cut where the sum up to it ends, so that they sum to the whole milliseconds of all.
    public var sharesMs: [(cause: LockCause, ms: Int64)] {
        var passedNs: Int64 = 0
        var shares: [(cause: LockCause, ms: Int64)] = []
        for cause in LockCause.allCases where self[cause] > 0 {
            let before = passedNs / Span.millisecondNs
            passedNs += self[cause]
            shares.append((cause, passedNs / Span.millisecondNs - before))
        }
        return shares
    }

    mutating func add(_ cause: LockCause, spanNs: Int64, openMinor: Int64) {
        spansNs[cause.rawValue] += spanNs
        amountsNs[cause.rawValue] += Int128(spanNs) * Int128(openMinor)
    }

    /// Gives all of one cause to another.
    mutating func move(_ cause: LockCause, to other: LockCause) {
        spansNs[other.rawValue] += spansNs[cause.rawValue]
        amountsNs[other.rawValue] += amountsNs[cause.rawValue]
        spansNs[cause.rawValue] = 0
        amountsNs[cause.rawValue] = 0
    }
}
