import SluiceCore
import Testing

@Suite struct DecimalTextTests {
    @Test func readsAmounts() throws {
        let cases: [(String, Int, Int64)] = [
            ("188.73", 2, 18_873), ("188.7", 2, 18_870), ("188", 2, 18_800), ("0", 2, 0),
            ("0.00", 2, 0), ("0.01", 2, 1), ("188.730", 2, 18_873),
            ("188.73000000000000", 2, 18_873),
            ("007.50", 2, 750), ("100", 0, 100), ("100.00", 0, 100), ("1.234", 3, 1_234),
            ("1.2", 3, 1_200), ("0.0001", 4, 1), ("90071992547409.91", 2, (1 << 53) - 1),
            ("9007199254740991", 0, (1 << 53) - 1),
            ("00000000000000000000000000000001.00", 2, 100),
        ]
        for (text, exponent, minor) in cases {
            #expect(try DecimalText.minor(text, exponent: exponent) == minor, "\(text)")
        }
        #expect(try DecimalText.minor("<1.50>".dropFirst().dropLast(), exponent: 2) == 150)
    }

    @Test func refusesWhatIsNoAmount() {
        let cases: [(String, Int, DecimalTextError)] = [
            ("", 2, .empty), ("-1.00", 2, .signed), ("+1.00", 2, .signed), ("-", 2, .signed),
            ("1,000.00", 2, .groupingSeparator), ("188,73", 2, .groupingSeparator),
            ("1 000", 2, .groupingSeparator), ("1_000", 2, .groupingSeparator),
            ("1'000", 2, .groupingSeparator), (" 1", 2, .groupingSeparator),
            ("1 ", 2, .groupingSeparator), ("1e3", 2, .exponentNotation),
            ("1.5E3", 2, .exponentNotation), ("e3", 2, .malformed), (".", 2, .malformed),
            (".5", 2, .malformed), ("5.", 2, .malformed), ("1.2.3", 2, .malformed),
            ("1-", 2, .malformed), ("1.-5", 2, .malformed), ("abc", 2, .malformed),
            ("$1", 2, .malformed), ("1.00 CNY", 2, .groupingSeparator), ("１", 2, .malformed),
            ("١", 2, .malformed), ("0x1", 2, .malformed), ("NaN", 2, .malformed),
            ("1\u{A0}000", 2, .malformed), ("1\0", 2, .malformed),
            ("188.735", 2, .tooManyDecimals), ("188.001", 2, .tooManyDecimals),
            ("1.5", 0, .tooManyDecimals), ("1.0001", 3, .tooManyDecimals),
            ("90071992547409.92", 2, .outOfRange), ("90071992547410", 2, .outOfRange),
            ("9007199254740992", 0, .outOfRange), ("9223372036854775808", 0, .outOfRange),
            ("18446744073709551617", 0, .outOfRange),
            ("99999999999999999999999999999999999999", 2, .outOfRange),
            ("99999999999999999999.999", 2, .tooManyDecimals),
        ]
        for (text, exponent, error) in cases {
            #expect(throws: error, "\(text)") { try DecimalText.minor(text, exponent: exponent) }
        }
    }

    @Test func writesAmounts() {
        let cases: [(Int64, Int, String)] = [
            (18_873, 2, "188.73"), (0, 2, "0.00"), (1, 2, "0.01"), (10, 2, "0.10"), (100, 0, "100"),
            (0, 0, "0"), (1, 3, "0.001"), (1_234, 3, "1.234"), (-5, 2, "-0.05"), (-105, 2, "-1.05"),
            (1, 4, "0.0001"), ((1 << 53) - 1, 2, "90071992547409.91"),
            (.max, 2, "92233720368547758.07"), (.min, 2, "-92233720368547758.08"),
        ]
        for (minor, exponent, text) in cases {
            #expect(DecimalText.format(minor: minor, exponent: exponent) == text)
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var minor: Int64 = 0
        while minor <= DecimalText.minorMax {
            for exponent in 0...9 {
                let text = DecimalText.format(minor: minor, exponent: exponent)
                #expect(try DecimalText.minor(text, exponent: exponent) == minor, "\(text)")
            }
            minor = minor * 3 + 1
        }
    }
}
