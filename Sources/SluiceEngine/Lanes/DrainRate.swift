/// How fast what waits is served, measured while something waits.
///
/// From one visit of the server to the next it serves what it took. Such a span counts only if
/// something waited when it came back; else it may have been idle. The newest second or so decides.
/// Times are readings of one monotonic clock, in nanoseconds.
struct DrainRate: Sendable {
    private var cost: Int64 = 0
    private var spanNs: Int64 = 0
    private var takenCost: Int64 = 0
    private var takenAtNs: Int64?

    /// Below this nothing is known.
    private static let spanNsMin: Int64 = 20_000_000
    private static let spanNsMax: Int64 = 1_000_000_000

    /// The server came back and found something waiting.
    mutating func cameBack(at nowNs: Int64) {
        guard let takenAtNs else { return }
        cost += takenCost
        spanNs += max(0, nowNs - takenAtNs)
        self.takenAtNs = nil
        while spanNs > DrainRate.spanNsMax {
            spanNs /= 2
            cost /= 2
        }
    }

    /// The server has to wait for work.
    mutating func becameIdle() { takenAtNs = nil }

    mutating func took(_ cost: Int, at nowNs: Int64) {
        takenCost = Int64(cost)
        takenAtNs = nowNs
    }

    /// The cost served in a second, at least 1; nil while too little is known.
    ///
    /// A server that is away for longer than what it took should last is slower than it was.
    func perSecond(at nowNs: Int64) -> Int? {
        var (cost, spanNs) = (cost, spanNs)
        if let takenAtNs {
            let away = nowNs - takenAtNs
            let isLate =
                cost == 0 || Int128(away) * Int128(cost) > Int128(takenCost) * Int128(spanNs)
            if isLate {
                cost += takenCost
                spanNs += max(0, away)
            }
        }
        guard spanNs >= DrainRate.spanNsMin else { return nil }
        return max(1, Int(clamping: Int128(cost) * 1_000_000_000 / Int128(spanNs)))
    }
}
