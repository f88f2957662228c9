/// The text of a key, `sk_<id>_<secret>`: 8 and 32 symbols of Crockford's base 32.
struct APIKey: Equatable, Sendable {
    var id: String
    var secret: String

    static let idSymbols = 8
    static let secretSymbols = 32
    private static let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let prefix = Array("sk_".utf8)
    private static let underscore = UInt8(ascii: "_")

    /// A key nobody has guessed: 40 and 160 bits from the system's generator.
    static func random() -> APIKey {
        var generator = SystemRandomNumberGenerator()
        func text(_ count: Int) -> String {
            let bytes = (0..<count).map { _ in symbols[Int.random(in: 0..<32, using: &generator)] }
            return String(decoding: bytes, as: UTF8.self)
        }
        return APIKey(id: text(idSymbols), secret: text(secretSymbols))
    }

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// The key of a text; nil if it has another form.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let secretAt = 3 + APIKey.idSymbols + 1
        guard bytes.count == secretAt + APIKey.secretSymbols, bytes.starts(with: APIKey.prefix),
            bytes[secretAt - 1] == APIKey.underscore,
            bytes[3..<secretAt - 1].allSatisfy(APIKey.isSymbol),
            bytes[secretAt...].allSatisfy(APIKey.isSymbol)
        else { return nil }
        id = String(decoding: bytes[3..<secretAt - 1], as: UTF8.self)
        secret = String(decoding: bytes[secretAt...], as: UTF8.self)
    }

    var text: String { "sk_\(id)_\(secret)" }

    /// Of the secret; 160 random bits need no slow hash.
    var digest: KeyDigest { KeyDigest(of: secret) }

    /// The number a key id stands for, journalled with every command.
    static func number(of id: String) -> UInt64 {
        id.utf8.reduce(0) { number, symbol in
            number << 5 | UInt64(symbols.firstIndex(of: symbol) ?? 0)
        }
    }

    /// The key id of a number.
    static func id(of number: UInt64) -> String {
        let bytes = (0..<idSymbols).map { place in
            symbols[Int(number >> (5 * UInt64(idSymbols - 1 - place)) & 31)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Without a look at the table: this is asked forty times a request.
    private static func isSymbol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }
}
