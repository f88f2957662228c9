import SluiceCore
import Testing

@testable import SluiceForecast

struct ResidualWindowTests {
    private func window(_ values: [Double], open: [Double] = []) -> ResidualWindow {
        var window = ResidualWindow()
        window.look(at: open.map { ResidualWindow.Open(value: $0, weight: 1) })
        for value in values {
            window.add(value, at: .epoch)
            window.settle(at: .epoch)
        }
        window.sort(at: .epoch)
        return window
    }

    /// The share that survives a value, by the product over all ends up to it.
    private func survival(_ value: Double, _ ended: [Double], _ open: [Double]) -> Double {
        ended.sorted().filter { $0 <= value }.enumerated().reduce(1) { share, end in
            let there = ended.count - end.offset + open.count { $0 >= end.element }
            return share * (1 - 1 / Double(there))
        }
    }

    @Test("the weight of those that are open is spread over those that took longer")
    func open() {
        let seed: UInt64 = 11
        var draws = Draws(seed: seed)
        let ended = (0..<31).map { _ in draws.unit() }
        for count in [0, 1, 5, 40] {
            let open = (0..<count).map { _ in draws.unit() }
            let window = window(ended, open: open)
            for value in ended {
                let wanted = survival(value, ended, open)
                let found = 1 - window.weights[window.values.lastIndex { $0 <= value }!]
                #expect(abs(found - wanted) < 1e-12, "seed \(seed), \(count) open")
            }
        }
    }

    @Test("shares above a bound are shares of what is above it")
    func bound() {
        let window = window((0..<100).map { Double($0) })
        #expect(window.value(at: 0.5, above: -.infinity) == 49)
        #expect(window.value(at: 0.5, above: 49) == 74)
        #expect(window.value(at: 0.9, above: 49) == 94)
        #expect(abs(window.share(upTo: 74, above: 49) - 0.5) < 1e-9)
        #expect(window.share(upTo: 40, above: 49) == 0)
        #expect(abs(window.survival(beyond: 49) - 0.5) < 1e-9)
    }

    @Test("where few are above the bound, the tail goes on from there")
    func tail() {
        let window = window((0..<100).map { Double($0) })
        for bound in [90.0, 98, 99, 1_000] {
            #expect(window.value(at: 0.5, above: bound) == bound + 8)
            #expect(window.value(at: 0.99, above: bound) == bound + 15)
        }
        #expect(window.share(upTo: 1_008, above: 1_000) > 0.5)
        #expect(window.survival(beyond: 1_000) == 1.0 / 101)
    }

    @Test("only the newest are kept, and none that is too old")
    func bounds() {
        var window = ResidualWindow()
        for index in 0..<3_000 {
            window.add(Double(index), at: .epoch)
            window.settle(at: .epoch)
        }
        #expect(window.ring.count == ForecastLimits.residualsMax)
        #expect(window.values.first! >= Double(3_000 - ForecastLimits.residualsMax - 33))
        let later = Instant(ns: 200 * Span.dayNs)
        for _ in 0..<ForecastLimits.settledAfter {
            window.add(7, at: later)
            window.settle(at: later)
        }
        #expect(Set(window.values) == [7])
    }
}
