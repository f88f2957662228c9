import SluiceCore

/// Numbers with a comma between each three digits, for people.
enum GroupedText {
    static func count(_ count: Int) -> String { grouped(String(count)) }

    /// An amount with the decimals of its currency.
    static func amount(_ minor: Int64, _ currency: Currency) -> String {
        let exponent = ISO4217.exponent(of: currency.code) ?? 0
        let text = DecimalText.format(minor: minor, exponent: exponent)
        let parts = text.split(separator: ".", maxSplits: 1)
        return ([grouped(parts[0])] + parts.dropFirst().map(String.init)).joined(separator: ".")
    }

    /// Whole units of a currency, to the nearest, of minor units that may be beyond an amount.
    static func wholeUnits(_ minor: Int128, _ currency: Currency) -> String {
        var unit: Int128 = 1
        for _ in 0..<(ISO4217.exponent(of: currency.code) ?? 0) { unit *= 10 }
        return grouped(String((minor + unit / 2) / unit))
    }

    /// A share with one decimal, to the nearest: `93.8 %`; nothing of nothing is 0.
    static func share(_ part: Int64, of whole: Int64) -> String {
        guard whole > 0 else { return "0.0 %" }
        let thousandths = (Int128(part) * 2_000 + Int128(whole)) / (Int128(whole) * 2)
        return "\(thousandths / 10).\(thousandths % 10) %"
    }

    private static func grouped(_ digits: some StringProtocol) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
