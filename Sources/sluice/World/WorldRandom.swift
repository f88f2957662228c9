/// SplitMix64: the same numbers from the same seed on every machine.
struct WorldRandom: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A source of its own for one thing of a world, whatever else there is in it.
    init(seed: UInt64, of number: Int, for purpose: UInt64) {
        var mixed = WorldRandom(seed: seed ^ (purpose &* 0xD6E8_FEB8_6659_FD93))
        self.init(seed: mixed.next() ^ (UInt64(number) &* 0x9E37_79B9_7F4A_7C15))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is positive.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True in `percent` of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// An index, each as often as its weight; the weights are not all zero.
    mutating func index(weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        return weights.count - 1
    }
}
