import SluiceCore

/// Time counted in what happens: a day on which half as much is done is half as long.
///
/// Days of the week are those of UTC. Learned from the times of ends, the old counting less.
struct WeekClock: Hashable, Sendable {
    private(set) var counts = Array(repeating: 40.0, count: 7)
    private(set) var at = Instant.epoch
    /// How long each day is, Monday first; on average 1, none below `rateMin`.
    private var rates = Array(repeating: 1.0, count: 7)
    private var sums = Array(repeating: 0.0, count: 8)

    private static let rateMin = 0.05

    init() { settle() }

    init(counts: [Double], at: Instant) {
        self.counts = counts
        self.at = at
        settle()
    }

    mutating func learn(_ time: Instant) {
        if at > .epoch {
            let kept = ForecastLimits.left(of: at, at: time)
            for day in 0..<7 { counts[day] *= kept }
        }
        at = max(at, time)
        counts[WeekClock.day(of: time).ofWeek] += 1
        settle()
    }

    /// From an instant to a later one, in days of average length.
    func spent(from: Instant, to: Instant) -> Double { position(of: to) - position(of: from) }

    /// When so much has been spent.
    func instant(from: Instant, spent: Double) -> Instant {
        let held = position(of: from) + min(36_500, max(0, spent))
        let week = (held / sums[7]).rounded(.down)
        var rest = held - week * sums[7]
        var day = 0
        while day < 6, sums[day + 1] <= rest { day += 1 }
        rest = min(1, max(0, (rest - sums[day]) / rates[day]))
        let days = week * 7 + Double(day) + rest - Double(WeekClock.epochDay)
        return max(from, Instant(ns: Int64(days * Double(Span.dayNs))))
    }

    private func position(of time: Instant) -> Double {
        let (day, ofWeek) = WeekClock.day(of: time)
        let rest = Double(time.ns - Int64(day) * Span.dayNs) / Double(Span.dayNs)
        let week = (day + WeekClock.epochDay - ofWeek) / 7
        return Double(week) * sums[7] + sums[ofWeek] + rest * rates[ofWeek]
    }

    private mutating func settle() {
        var sum = 0.0
        for count in counts { sum += count }
        for day in 0..<7 {
            rates[day] = max(WeekClock.rateMin, counts[day] * 7 / sum)
            sums[day + 1] = sums[day] + rates[day]
        }
    }

    /// 1970-01-01 was a Thursday.
    private static let epochDay = 3

    static func day(of time: Instant) -> (day: Int, ofWeek: Int) {
        let day = Int(time.ns / Span.dayNs) - (time.ns % Span.dayNs < 0 ? 1 : 0)
        let ofWeek = (day + epochDay) % 7
        return (day, ofWeek < 0 ? ofWeek + 7 : ofWeek)
    }
}
