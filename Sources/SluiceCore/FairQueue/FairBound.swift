/// How long the items of a class of a `FairQueue` wait at most (docs/internals/batching.md).
public enum FairBound {
    /// What a class may bring: `burst` at once, and `sustainedPerSecond` beside it, in cost.
    public struct Load: Sendable {
        public var weight: Int
        public var burst: Int
        public var sustainedPerSecond: Int

        public init(weight: Int, burst: Int, sustainedPerSecond: Int = 0) {
            self.weight = weight
            self.burst = burst
            self.sustainedPerSecond = sustainedPerSecond
        }
    }

    /// The longest wait in a class: the smaller of σ_k / (w_k·C), where ρ_k ≤ w_k·C, and
    /// Σσ / (C − Σρ), where Σρ < C; with w_k the class's share of the weights that bring anything.
    ///
    /// Its own share bounds a class whatever the others bring, for all keys that bring no more than
    /// their part of it: one that floods waits behind itself. All bursts together bound every item
    /// where the server is faster than what is sustained. What is served in between, a batch and at
    /// most a round of the queue, comes on top.
    /// - Parameters:
    ///   - capacityPerSecond: the positive cost served in a second.
    ///   - isInOrder: whether a key's items are promised in the order they come. If not, an item may
    ///     be overtaken by all that comes until its class is empty, and its own share bounds it by
    ///     σ_k / (w_k·C − ρ_k), where ρ_k < w_k·C.
    /// - Returns: nanoseconds, rounded up; nil if neither holds: the class has no longest wait.
    public static func waitMaxNs(
        of classIndex: Int, loads: [Load], capacityPerSecond: Int, isInOrder: Bool = true
    ) -> Int64? {
        let second = Int128(Span.secondNs)
        let capacity = Int128(capacityPerSecond)
        let load = loads[classIndex]
        var (weights, bursts, sustained) = (Int128(0), Int128(0), Int128(0))
        for (index, other) in loads.enumerated() {
            let isThere = other.burst > 0 || other.sustainedPerSecond > 0
            if isThere || index == classIndex { weights += Int128(other.weight) }
            bursts += Int128(other.burst)
            sustained += Int128(other.sustainedPerSecond)
        }
        var waits: [Int128] = []
        // Both sides are multiplied by the sum of the weights, so that the share stays whole.
        let own = Int128(load.weight) * capacity
        let spare = own - Int128(load.sustainedPerSecond) * weights
        if isInOrder ? spare >= 0 : spare > 0 {
            waits.append(
                dividedUp(Int128(load.burst) * second * weights, isInOrder ? own : spare))
        }
        if sustained < capacity {
            waits.append(dividedUp(bursts * second, capacity - sustained))
        }
        return waits.min().map { Int64(clamping: $0) }
    }

    private static func dividedUp(_ value: Int128, _ divisor: Int128) -> Int128 {
        (value + divisor - 1) / divisor
    }
}
