/// Numbers that spread pauses, from a seed handed in (SplitMix64).
struct Jitter: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// One of 0 ..< `bound`, which is positive.
    mutating func below(_ bound: Int64) -> Int64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int64((mixed ^ mixed >> 31) % UInt64(bound))
    }

    /// How long to wait after so many failures: `leastNs`, doubling to `mostNs`, give or take half.
    mutating func pauseNs(after failures: Int, from leastNs: Int64, to mostNs: Int64) -> Int64 {
        let spanNs = min(leastNs << Int64(min(failures - 1, 20)), mostNs)
        return spanNs / 2 + below(spanNs + 1)
    }
}
