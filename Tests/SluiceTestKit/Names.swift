import SluiceCore

extension Key {
    /// The key of a name in a test: 128 bits of two FNV-1a hashes, never `.none`.
    public static func named(_ name: String) -> Key {
        Key(high: hash(name, from: 0xCBF2_9CE4_8422_2325), low: hash(name, from: 0x1234_5679))
    }

    private static func hash(_ name: String, from basis: UInt64) -> UInt64 {
        name.utf8.reduce(basis) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

extension Actor {
    /// The caller of tests that are not about callers.
    public static let tester = Actor(role: .lender, credential: 1)
}

extension Currency {
    public static let yuan = Currency("CNY")!
    public static let dollar = Currency("USD")!
}
