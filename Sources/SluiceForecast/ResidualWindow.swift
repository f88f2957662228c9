import SluiceCore

/// By how much the newest ended were off: what conformal forecasts are read from.
///
/// Those still open count too: what is known of one is that it takes longer than until now, and its
/// weight is spread over those that did (the estimate of Kaplan and Meier). Limits: `residualsMax`,
/// and `residualAgeDays`. Complexity: O(log n) to read.
struct ResidualWindow: Hashable, Sendable {
    struct Residual: Hashable, Sendable {
        var at: Instant
        var value: Double
    }

    /// One that is open: how far beyond its mean it is, and the chance that it ends this way.
    struct Open: Hashable, Sendable {
        var value: Double
        var weight: Double
    }

    /// As of the last look at them, ascending.
    private(set) var open: [Open] = []
    /// A ring: the oldest at `next` once it is full.
    private(set) var ring: [Residual] = []
    private(set) var next = 0
    /// Those that came since the values were last sorted.
    private(set) var unsettled = 0
    /// Ascending.
    private(set) var values: [Double] = []
    /// The weight of each value and of all before it.
    private(set) var weights: [Double] = []

    init() {}

    init(
        open: [Open], ring: [Residual], next: Int, unsettled: Int, values: [Double],
        weights: [Double]
    ) {
        self.open = open
        self.ring = ring
        self.next = next
        self.unsettled = unsettled
        self.values = values
        self.weights = weights
    }

    var count: Int { values.count }

    mutating func add(_ value: Double, at: Instant) {
        let residual = Residual(at: at, value: value)
        if ring.count < ForecastLimits.residualsMax {
            ring.append(residual)
        } else {
            ring[next] = residual
            next = (next + 1) % ForecastLimits.residualsMax
        }
    }

    mutating func look(at open: [Open]) {
        self.open = open.sorted { ($0.value, $0.weight) < ($1.value, $1.weight) }
    }

    /// Sorts what there is, unless only a few came since it did, and spreads the weight of those that are open.
    mutating func settle(at now: Instant) {
        unsettled += 1
        if unsettled * ForecastLimits.settledAfter >= ring.count { sort(at: now) }
    }

    mutating func sort(at now: Instant) {
        unsettled = 0
        values = ring.filter {
            Time.days(from: $0.at, to: now) <= ForecastLimits.residualAgeDays
        }.map(\.value).sorted()
        weights.removeAll(keepingCapacity: true)
        var stillOpen = 0.0
        for one in open { stillOpen += one.weight }
        var (passed, sum, share) = (0, 0.0, 1.0)
        // The share that survives each end among those that were still there.
        for (index, value) in values.enumerated() {
            while passed < open.count, open[passed].value < value {
                stillOpen -= open[passed].weight
                passed += 1
            }
            let ended = share / (Double(values.count - index) + max(0, stillOpen))
            share -= ended
            sum += ended
            weights.append(sum)
        }
    }

    /// The weight of values above a bound.
    func weight(above bound: Double) -> Double {
        let place = place(above: bound)
        return total - (place == 0 ? 0 : weights[place - 1])
    }

    var total: Double { weights.last ?? 0 }

    /// The value at a share of those above a bound. Where there are few of them the newest of the tail
    /// go on from the bound as they went on from the least of them.
    func value(at share: Double, above bound: Double) -> Double {
        let place = place(above: bound)
        let few = min(ForecastLimits.tailMin, values.count)
        guard values.count - place >= few else {
            let first = values.count - few
            let index = min(values.count - 1, first + Int(share * Double(few)))
            return bound + values[index] - values[first]
        }
        let before = place == 0 ? 0 : weights[place - 1]
        // Sums of equal weights differ from their product in the last places.
        let wanted = before + share * (total - before) - 1e-12
        return values[min(values.count - 1, lower(weights, wanted))]
    }

    /// The first value above a bound.
    fileprivate func place(above bound: Double) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= bound { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first that is not below a number.
    private func lower(_ numbers: [Double], _ wanted: Double) -> Int {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ResidualWindow {
    /// The share of all that are above a bound, at least that of one: what is open may be the first.
    func survival(beyond bound: Double) -> Double {
        max(weight(above: bound) / max(total, 1e-9), 1 / Double(count + 1))
    }

    /// The share of those above a bound that are not above a value.
    func share(upTo value: Double, above bound: Double) -> Double {
        guard value > bound else { return 0 }
        let (first, last) = (place(above: bound), place(above: value))
        guard values.count - first >= min(ForecastLimits.tailMin, values.count) else {
            let few = values.suffix(ForecastLimits.tailMin)
            guard let least = few.first else { return 0 }
            return Double(few.count { $0 - least <= value - bound }) / Double(few.count)
        }
        let before = first == 0 ? 0 : weights[first - 1]
        let until = last == 0 ? 0 : weights[last - 1]
        return total > before ? (until - before) / (total - before) : 1
    }
}
