import SluiceCore

/// How many of something there are, and of what amount.
public struct AmountTally: Hashable, Sendable {
    public struct Sum: Hashable, Sendable {
        public var currency: Currency
        public var minor: Int64
    }

    public private(set) var count: Int64 = 0
    /// In ascending order of currency.
    public private(set) var sums: [Sum] = []
    /// Whether there may be more than were counted.
    public var isCut = false

    public init() {}

    public mutating func add(_ count: Int64, _ minor: Int64, _ currency: Currency) {
        self.count += count
        let index = sums.firstIndex { $0.currency.packed >= currency.packed } ?? sums.count
        if index < sums.count, sums[index].currency == currency {
            sums[index].minor += minor
        } else {
            sums.insert(Sum(currency: currency, minor: minor), at: index)
        }
    }

    public static func += (left: inout AmountTally, right: AmountTally) {
        left.count += right.count
        for sum in right.sums { left.add(0, sum.minor, sum.currency) }
        left.isCut = left.isCut || right.isCut
    }
}
