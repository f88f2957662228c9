import SluiceCore

/// The ways a hold may end, each with its times.
public struct Spread: Sendable {
    /// One kind of end.
    struct Way: Sendable {
        var residuals: ResidualWindow
        /// The mean measure of it.
        var mean: Double
    }

    let clock: WeekClock
    let now: Instant
    let startedAt: Instant
    let endsAt: Instant
    /// Time spent in the stage, as the clock counts.
    let spent: Double
    /// In the order of kinds; nil where nothing is known.
    let ways: [Way?]
    /// Of each kind the chance, given that it is open now; also of one of whose times nothing is known.
    let chances: [Double]
    public let basis: Forecast.Basis

    /// When a share of those that end in one way have.
    public func instant(of share: Double, as kind: EndKind) -> Instant {
        guard let way = ways[kind.index] else { return endsAt }
        let bound = Course.measure(spent) - way.mean
        let value = way.residuals.value(at: share, above: spent > 0 ? bound : -.infinity)
        return instant(Course.days(way.mean + value))
    }

    /// When a share of all have ended, whichever way.
    public func instant(of share: Double) -> Instant {
        let known = EndKind.allCases.filter { ways[$0.index] != nil }
        guard known.count > 1 else {
            return known.first.map { instant(of: share, as: $0) } ?? endsAt
        }
        // The shares of the ways are searched for one time that has as much of both.
        var (low, high) = (known[0], known[0])
        let times = known.map { instant(of: share, as: $0) }
        for (kind, time) in zip(known, times) {
            if time < instant(of: share, as: low) { low = kind }
            if time > instant(of: share, as: high) { high = kind }
        }
        var (from, to) = (instant(of: share, as: low), instant(of: share, as: high))
        for _ in 0..<40 where to.ns - from.ns > Span.secondNs {
            let middle = Instant(ns: from.ns + (to.ns - from.ns) / 2)
            if ended(by: middle) < share { from = middle } else { to = middle }
        }
        return to
    }

    /// The share of all that have ended by a time.
    func ended(by time: Instant) -> Double {
        var share = 0.0
        let measure = Course.measure(clock.spent(from: startedAt, to: time))
        for (way, chance) in zip(ways, chances) {
            guard let way else { continue }
            let bound = spent > 0 ? Course.measure(spent) - way.mean : -.infinity
            share += chance * way.residuals.share(upTo: measure - way.mean, above: bound)
        }
        return share
    }

    private func instant(_ days: Double) -> Instant {
        min(endsAt, max(now, clock.instant(from: startedAt, spent: days)))
    }

    /// What is told of it.
    public var forecast: Forecast {
        guard ways.contains(where: { $0 != nil }) else {
            return .policy(until: endsAt)
        }
        let chance = chances[EndKind.billed.index]
        return Forecast(
            p50: instant(of: 0.5), p80: instant(of: 0.8), p90: instant(of: 0.9),
            latest: instant(of: ForecastLimits.latestShare),
            billedBasisPoints: Int64((chance * 10_000).rounded()), basis: basis)
    }
}

/// How a hold ends.
public enum EndKind: UInt8, Sendable, CaseIterable {
    case billed = 1
    case returned = 2

    var index: Int { Int(rawValue) - 1 }
}
