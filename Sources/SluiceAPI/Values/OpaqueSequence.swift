/// A position in the feed as told outside: a text nobody should calculate with.
///
/// ```
///  s        1g2…        k
///  version  number      check
/// ```
/// The number is written in Crockford's base 32, small letters, without leading zeros; the check
/// is the last symbol of a code over GF(32) that sees every single wrong symbol and every swap of
/// two neighbours. Decoding takes exactly what encoding gives.
/// Limits: 3 to 15 bytes.
public enum OpaqueSequence {
    public static func encode(_ sequence: UInt64) -> String {
        var digits: [UInt8] = []
        var rest = sequence
        repeat {
            digits.append(UInt8(rest & 31))
            rest >>= 5
        } while rest > 0
        digits.reverse()
        digits.append(check(digits[...]))
        return version + String(decoding: digits.map { symbols[Int($0)] }, as: UTF8.self)
    }

    /// The sequence of a text, nil if it was not made by `encode`.
    public static func decode(_ text: some StringProtocol) -> UInt64? {
        guard (3...15).contains(text.utf8.count), text.hasPrefix(version) else { return nil }
        var digits: [UInt8] = []
        for symbol in text.utf8.dropFirst() {
            guard let digit = symbols.firstIndex(of: symbol) else { return nil }
            digits.append(UInt8(digit))
        }
        let number = digits.dropLast()
        guard check(number) == digits.last, number.count == 1 || number.first != 0 else {
            return nil
        }
        var sequence: UInt64 = 0
        for digit in number {
            // 13 digits hold 65 bits, so the first of them may be too large by one bit.
            guard sequence >> 59 == 0 else { return nil }
            sequence = sequence << 5 | UInt64(digit)
        }
        return sequence
    }

    private static let version = "s"
    private static let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// The digit that makes the polynomial of all digits vanish at the generator of GF(32).
    private static func check(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum: UInt8 = 0
        for digit in digits { sum = timesGenerator(sum ^ digit) }
        return sum
    }

    /// Multiplication by x modulo x^5 + x^2 + 1.
    private static func timesGenerator(_ element: UInt8) -> UInt8 {
        let shifted = element << 1
        return shifted & 0b10_0000 == 0 ? shifted : shifted ^ 0b10_0101
    }
}
