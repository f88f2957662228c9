import SluiceCore

/// How the facts of a request that has its turn go: what is left of the burst at once, the rest in portions,
/// each in its time at the rate.
///
/// A request of 500 facts taken in one go each 200 ms is felt by others as a fifth of that each 40 ms is not.
struct FactSpacing: Sendable {
    private let first: Int
    private let portionNs: Int64
    private let fromNs: Int64

    /// Everything goes at once.
    static let none = FactSpacing(first: .max, portionNs: 0, fromNs: 0)

    private init(first: Int, portionNs: Int64, fromNs: Int64) {
        self.first = first
        self.portionNs = portionNs
        self.fromNs = fromNs
    }

    /// - Parameters:
    ///   - left: tokens that are there.
    ///   - nowNs: when the turn came.
    init(_ limit: RateLimit, left: Int64, from nowNs: Int64) {
        self.init(
            first: max(RateRules.factsPortion, Int(left)),
            portionNs: Int64(RateRules.factsPortion) * Span.secondNs / limit.perSecond,
            fromNs: nowNs)
    }

    /// Facts by their places, in order.
    func portions(of count: Int) -> [Range<Int>] {
        guard count > first else { return [0..<count] }
        return [0..<first]
            + stride(from: first, to: count, by: RateRules.factsPortion).map {
                $0..<min(count, $0 + RateRules.factsPortion)
            }
    }

    func dueNs(ofPortion index: Int) -> Int64 { fromNs + Int64(index) * portionNs }
}
