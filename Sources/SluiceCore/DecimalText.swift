/// Why a text is no amount.
public enum DecimalTextError: Error, Equatable, Sendable {
    case empty
    /// A plus or minus stands before the number.
    case signed
    /// A comma, space, underscore or apostrophe: whether it groups digits cannot be known.
    case groupingSeparator
    case exponentNotation
    /// Some other character, or no digit before or after the point.
    case malformed
    /// More decimals than the currency has, and not only zeros.
    case tooManyDecimals
    /// More than 2^53 − 1 minor units.
    case outOfRange
}

/// Amounts as decimal text, as imports and reports have them.
public enum DecimalText {
    /// The largest amount in minor units, 2^53 − 1.
    public static let minorMax: Int64 = (1 << 53) - 1

    /// The minor units of a text such as `188.73`, exactly.
    ///
    /// Digits, then perhaps a point and digits; decimals beyond `exponent` must be zeros, zeros in
    /// front are let pass. Precondition: exponent 0…9.
    /// Errors: the first fault from the left; then too many decimals; then the range.
    public static func minor(
        _ text: some StringProtocol, exponent: Int
    ) throws(DecimalTextError) -> Int64 {
        precondition((0...9).contains(exponent), "no currency has such an exponent")
        var sum = Sum()
        var wholeDigits = 0
        var decimals: Int?
        var excess = false
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39:
                if let known = decimals {
                    decimals = known + 1
                    if known >= exponent {
                        excess = excess || byte != 0x30
                        continue
                    }
                } else {
                    wholeDigits += 1
                }
                sum.append(Int64(byte - 0x30))
            case UInt8(ascii: ".") where wholeDigits > 0 && decimals == nil:
                decimals = 0
            default:
                throw fault(byte, isFirst: wholeDigits == 0 && decimals == nil)
            }
        }
        guard wholeDigits > 0 else { throw .empty }
        guard decimals != 0 else { throw .malformed }
        guard !excess else { throw .tooManyDecimals }
        for _ in min(decimals ?? 0, exponent)..<exponent { sum.append(0) }
        guard let minor = sum.minor else { throw .outOfRange }
        return minor
    }

    /// The text of an amount with exactly `exponent` decimals, `-` in front if negative.
    ///
    /// Precondition: exponent 0…9.
    public static func format(minor: Int64, exponent: Int) -> String {
        precondition((0...9).contains(exponent), "no currency has such an exponent")
        var digits = Array(String(minor.magnitude).utf8)
        if digits.count <= exponent {
            let missing = exponent + 1 - digits.count
            digits.insert(contentsOf: repeatElement(0x30, count: missing), at: 0)
        }
        if exponent > 0 { digits.insert(UInt8(ascii: "."), at: digits.count - exponent) }
        if minor < 0 { digits.insert(UInt8(ascii: "-"), at: 0) }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func fault(_ byte: UInt8, isFirst: Bool) -> DecimalTextError {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "-"): isFirst ? .signed : .malformed
        case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "_"), UInt8(ascii: "'"):
            .groupingSeparator
        case UInt8(ascii: "e"), UInt8(ascii: "E"): isFirst ? .malformed : .exponentNotation
        default: .malformed
        }
    }

    /// Digits added up; once beyond the limit it stays so.
    private struct Sum {
        private var total: Int64 = 0
        private var isTooLarge = false

        mutating func append(_ digit: Int64) {
            // The total is at most 2^53 − 1 before, so ten times that fits 64 bits.
            let next = total * 10 + digit
            isTooLarge = isTooLarge || next > DecimalText.minorMax
            if !isTooLarge { total = next }
        }

        var minor: Int64? { isTooLarge ? nil : total }
    }
}
