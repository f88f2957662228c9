/// The natural logarithm and its inverse, from additions and products alone: the same bits on every
/// machine, which the C library does not promise.
enum Logarithm {
    private static let ln2 = 0.693147180559945309417232121458176568

    /// ln(value) of a positive normal number, within 2 units of the last place or so.
    static func of(_ value: Double) -> Double {
        var exponent = Double(value.exponent)
        var fraction = value.significand
        if fraction > 1.41421356237309504880 {
            fraction /= 2
            exponent += 1
        }
        // ln(m) = 2 artanh((m − 1) / (m + 1)), whose argument is at most 0.172: 11 terms.
        let ratio = (fraction - 1) / (fraction + 1)
        let square = ratio * ratio
        var sum = 0.0
        var term = 21
        while term > 0 {
            sum = sum * square + 1 / Double(term)
            term -= 2
        }
        return exponent * ln2 + 2 * ratio * sum
    }

    /// e to the power of a value, which is held between −700 and 700.
    static func power(_ value: Double) -> Double {
        let held = min(700, max(-700, value))
        let exponent = (held / ln2).rounded()
        let rest = held - exponent * ln2
        // |rest| ≤ 0.35: 14 terms.
        var sum = 1.0
        var term = 14.0
        while term > 0 {
            sum = 1 + sum * rest / term
            term -= 1
        }
        return Double(sign: .plus, exponent: Int(exponent), significand: sum)
    }

    /// 2 to the power of −`halves`: what is left of a weight after so many half-lives.
    static func left(afterHalves halves: Double) -> Double { power(-halves * ln2) }
}
