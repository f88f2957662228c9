import Testing

@testable import SluiceForecast

struct RidgeTests {
    @Test("finds the line that made what it saw, and what changed since")
    func line() {
        var random = Draws(seed: 7)
        var ridge = Ridge(count: 3, pull: 1e-6)
        func learn(_ slopes: [Double], times: Int, keep: Double) {
            for _ in 0..<times {
                let x = [1, random.unit(), random.unit()]
                let y = slopes[0] + slopes[1] * x[1] + slopes[2] * x[2]
                ridge.learn(x, y, keep: keep)
            }
            ridge.solve()
        }
        learn([2, -3, 0.5], times: 200, keep: 1)
        for (found, wanted) in zip(ridge.coefficients, [2, -3, 0.5]) {
            #expect(abs(found - wanted) < 1e-6)
        }
        learn([1, 4, 0], times: 2_000, keep: 0.98)
        for (found, wanted) in zip(ridge.coefficients, [1, 4, 0.0]) {
            #expect(abs(found - wanted) < 1e-3)
        }
    }

    @Test("says nothing of what it never saw")
    func unseen() {
        var ridge = Ridge(count: 2, pull: 2)
        for _ in 0..<50 { ridge.learn([1, 0], 3, keep: 1) }
        ridge.solve()
        #expect(abs(ridge.value([1, 0]) - 3) < 1e-6)
        #expect(ridge.value([1, 1]) == ridge.value([1, 0]))
    }
}
