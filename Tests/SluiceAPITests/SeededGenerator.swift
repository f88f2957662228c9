/// SplitMix64: a test that fails prints its seed and runs again with it.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Two seeds that every run uses and one that none used before, printed.
    static func seeds(_ test: String) -> [UInt64] {
        let fresh = UInt64.random(in: .min ... .max)
        print("\(test): fresh seed \(fresh)")
        return [1, 20_261_122, fresh]
    }
}
