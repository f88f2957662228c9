import SluiceCore
import SluiceEngine
import Testing

/// Keys are in every journal: these values, taken with another implementation of SHA-256 over
/// kind, scope and name, may never change.
@Suite("Key derivation")
struct KeyDerivationTests {
    private func hex<Kind>(_ key: Key<Kind>) -> String {
        func digits(_ word: UInt64) -> String {
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits(key.high) + digits(key.low)
    }

    @Test("golden keys")
    func golden() {
        let merchant = KeyDerivation.merchant("shop")
        let order = KeyDerivation.order(merchant: merchant, name: "O-1")
        let hold = KeyDerivation.hold(merchant: merchant, name: "H-1")
        let account = KeyDerivation.account(lender: "lender", name: "A-1")
        let source = KeyDerivation.source("shop/feed")
        let golden: [(String, String)] = [
            ("merchant", hex(merchant)), ("order", hex(order)), ("hold", hex(hold)),
            ("account", hex(account)), ("source", hex(source)),
            ("line", hex(KeyDerivation.line(order: order, name: "1"))),
            ("operation of hold", hex(KeyDerivation.operation(hold: hold, name: "C-1"))),
            (
                "operation of account",
                hex(KeyDerivation.accountOperation(account: account, name: "R-1"))
            ),
            ("fact", hex(KeyDerivation.fact(source: source, name: "e-1"))),
            ("subject", hex(KeyDerivation.subject("s-1"))),
        ]
        for (name, value) in golden { #expect(value == Self.values[name], "\(name): \(value)") }
        #expect(Set(golden.map(\.1)).count == golden.count)
    }

    static let values: [String: String] = [
        "merchant": "1f7280702ed6f2cacb2e200738f6fabe",
        "order": "c93bc06a2563047c8d211d6c220c8f09",
        "hold": "bfc09cf3606b8810525891e16fd7cdc7",
        "account": "cc57d384a22bd0549f33ba5f5326999b",
        "source": "b10cd00d2353bdd06c484b55eaf6eae4",
        "line": "b3c3ba150aeecef1d3af5238a96d4131",
        "operation of hold": "86d589d5384c99e381b9b678657bd592",
        "operation of account": "a6b5253c220ffc1a49ceeba3adcf5378",
        "fact": "1842d0fdf42dc4e37c7ef7bf2d4ef750",
        "subject": "75ca36b8ad34598996bdcd5c08a4f545",
    ]
}
