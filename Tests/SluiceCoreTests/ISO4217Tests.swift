import SluiceCore
import Testing

@Suite struct ISO4217Tests {
    @Test func knowsTheExponents() {
        let cases = [
            "CNY": 2, "BRL": 2, "TWD": 2, "USD": 2, "EUR": 2, "XCG": 2, "ZWG": 2, "MGA": 2,
            "AED": 2, "XAD": 2, "JPY": 0, "KRW": 0, "VND": 0, "UYI": 0, "XPF": 0, "BIF": 0,
            "KWD": 3, "BHD": 3, "TND": 3, "CLF": 4, "UYW": 4,
        ]
        for (code, exponent) in cases { #expect(ISO4217.exponent(of: code) == exponent, "\(code)") }
    }

    @Test func knowsNoOtherCodes() {
        for code in [
            "", "cny", "Cny", "CN", "CNYY", " CNY", "XXX", "XTS", "XAU", "XDR", "DEM", "HRK",
            "ANG", "BGN", "ZWL", "ZZZ", "156",
        ] {
            #expect(ISO4217.exponent(of: code) == nil, "\(code)")
        }
    }

    /// Every three letters asked: as many as the agency's list of 2026-01-01 has with minor units.
    @Test func listsAsManyAsTheAgency() {
        var counts: [Int: Int] = [:]
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { $0 }
        for first in letters {
            for second in letters {
                for third in letters {
                    let code = String(decoding: [first, second, third], as: UTF8.self)
                    if let exponent = ISO4217.exponent(of: code) {
                        counts[exponent, default: 0] += 1
                    }
                }
            }
        }
        #expect(counts == [0: 17, 2: 139, 3: 7, 4: 2])
    }
}
