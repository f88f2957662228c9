import Crypto
import SluiceAPI
import SluiceCore

/// The text of a key, `sk_<id>_<secret>`: 8 and 32 symbols of Crockford's base 32.
struct APIKey: Equatable, Sendable {
    var id: String
    var secret: String

    static let idSymbols = 8
    static let secretSymbols = 32
    private static let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// A key nobody has guessed: 40 and 160 bits from the system's generator.
    static func random() -> APIKey {
        var generator = SystemRandomNumberGenerator()
        func text(_ count: Int) -> String {
            String((0..<count).map { _ in symbols[Int.random(in: 0..<32, using: &generator)] })
        }
        return APIKey(id: text(idSymbols), secret: text(secretSymbols))
    }

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// The key of a text; nil if it has another form.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sk", parts[1].utf8.count == APIKey.idSymbols,
            parts[2].utf8.count == APIKey.secretSymbols,
            parts.dropFirst().allSatisfy({ $0.allSatisfy(APIKey.symbols.contains) })
        else { return nil }
        id = String(parts[1])
        secret = String(parts[2])
    }

    var text: String { "sk_\(id)_\(secret)" }

    /// SHA-256 of the secret in hexadecimal; a secret of 160 random bits needs no slow hash.
    var digest: String {
        SHA256.hash(data: Array(secret.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The number a key id stands for, journalled with every command.
    static func number(of id: String) -> UInt64 {
        id.reduce(0) { number, symbol in
            number << 5 | UInt64(symbols.firstIndex(of: symbol) ?? 0)
        }
    }
}

/// A key as it is kept: everything but the secret.
public struct KeyRecord: Equatable, Sendable {
    public var id: String
    public var role: Role
    /// The merchant a key of role `merchant` is bound to.
    public var merchant: String?
    /// The account a key of role `consumer` is bound to.
    public var account: String?
    public var name: String
    /// The person who holds the key; nil for the key of a system.
    public var person: String?
    public var createdAt: Instant
    public var revokedAt: Instant?
    var digest: String

    /// How the key begins, to know it by.
    public var prefix: String { "sk_\(id)" }
}

extension KeyRecord {
    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        _ = try reader.string("prefix", maxBytes: APILimits.identifierBytesMax)
        digest = try reader.string("sha256", maxBytes: 64)
        guard digest.utf8.count == 64 else {
            throw reader.fault(.invalidField, "sha256", "It has 64 hexadecimal digits.")
        }
        let code = try reader.string("role", maxBytes: APILimits.codeBytesMax)
        guard let role = Role(code: code) else {
            throw reader.fault(.invalidField, "role", "There is no such role.")
        }
        self.role = role
        merchant = try reader.optionalIdentifier("merchant")
        account = try reader.optionalIdentifier("account")
        name = try reader.identifier("name")
        person = try reader.optionalIdentifier("person")
        createdAt = Instant(ns: try reader.time("created_at"))
        revokedAt = try reader.optionalTime("revoked_at").map { Instant(ns: $0) }
        try reader.finish()
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("prefix", prefix)
            writer.member("sha256", digest)
            writer.member("role", role.code)
            if let merchant { writer.member("merchant", merchant) }
            if let account { writer.member("account", account) }
            writer.member("name", name)
            if let person { writer.member("person", person) }
            writer.member("created_at", createdAt)
            if let revokedAt { writer.member("revoked_at", revokedAt) }
        }
    }
}
