import Foundation
import Testing

@testable import SluiceForecast

struct LogarithmTests {
    @Test("as near to the C library's as numbers are, over all that is measured")
    func near() {
        for step in 0..<4_000 {
            let value = pow(10, Double(step) / 1_000 - 2)
            #expect(abs(Logarithm.of(value) - log(value)) < 1e-14 * max(1, abs(log(value))))
            let exponent = Double(step) / 100 - 20
            #expect(abs(Logarithm.power(exponent) / exp(exponent) - 1) < 1e-13)
        }
        #expect(Logarithm.power(2_000).isFinite && Logarithm.power(-2_000) > 0)
        #expect(abs(Logarithm.left(afterHalves: 1) - 0.5) < 1e-15)
    }
}
