import SluiceCore
import Testing

@testable import SluiceForecast

struct WeekClockTests {
    /// Monday, 2018-01-01.
    private let monday = Instant(ns: 17_532 * Span.dayNs)

    private func working() -> WeekClock {
        var clock = WeekClock()
        for week in 0..<200 {
            for day in 0..<5 {
                for _ in 0..<20 {
                    clock.learn(monday.adding(spanNs: Int64(week * 7 + day) * Span.dayNs))
                }
            }
        }
        return clock
    }

    @Test("days on which nothing happens hardly count, and a week is a week")
    func weekend() {
        let clock = working()
        let saturday = monday.adding(spanNs: 5 * Span.dayNs)
        let next = monday.adding(spanNs: 7 * Span.dayNs)
        #expect(clock.spent(from: saturday, to: next) < 0.2)
        #expect(clock.spent(from: monday, to: saturday) > 6.8)
        #expect(abs(WeekClock().spent(from: monday, to: next) - 7) < 1e-9)
    }

    @Test("what is spent and when it is are each other's inverse")
    func inverse() {
        var draws = Draws(seed: 3)
        for clock in [WeekClock(), working()] {
            for _ in 0..<500 {
                let from = monday.adding(spanNs: Int64(draws.unit() * 1e17))
                let to = from.adding(spanNs: Int64(draws.unit() * 1e16))
                let found = clock.instant(from: from, spent: clock.spent(from: from, to: to))
                #expect(abs(found.ns - to.ns) < Span.secondNs)
            }
        }
    }
}
