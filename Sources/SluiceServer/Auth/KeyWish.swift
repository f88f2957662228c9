import SluiceAPI
import SluiceCore

/// What a key is to be: all that its maker says of it.
public struct KeyWish: Sendable {
    public var role: Role
    /// For the role `merchant`, and only for it, the merchant it is bound to.
    public var merchant: String?
    /// For the role `consumer`, and only for it, the account it is bound to.
    public var account: String?
    /// 1…64 bytes; a pseudonym, for it is journalled with every command of a system.
    public var name: String
    /// Who holds the key, a pseudonym journalled with every command; nil for a system. All keys of a
    /// person name the same one: two persons are two of these.
    public var person: String?
    /// What of the role's rights it is to have; nil for all of them.
    public var scopes: Set<Right>?
    /// From when on it is good no more; nil for one that does not end by itself.
    public var expiresAt: Instant?

    public init(
        role: Role, merchant: String? = nil, account: String? = nil, name: String,
        person: String? = nil, scopes: Set<Right>? = nil, expiresAt: Instant? = nil
    ) {
        self.role = role
        self.merchant = merchant
        self.account = account
        self.name = name
        self.person = person
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    /// The rights the key would have.
    var rights: Set<Right> { Right.of(role, within: scopes) }

    /// Refuses what no key can be.
    func check(at now: Instant) throws(KeyStoreError) {
        guard role != .engine else { throw .invalid("the engine has no key") }
        guard (role == .merchant) == (merchant != nil) else {
            throw .invalid("a key of role merchant, and no other, names its merchant")
        }
        guard (role == .consumer) == (account != nil) else {
            throw .invalid("a key of role consumer, and no other, names its account")
        }
        for text in [name, merchant, account, person].compactMap({ $0 }) {
            if let fault = FieldRules.identifierFault(text) { throw .invalid(fault) }
        }
        for (what, text) in [
            ("name", name), ("person", person ?? ""), ("account", account ?? ""),
        ] {
            if let shape = PersonalData.shape(of: text) {
                throw .invalid("the \(what) has the shape of \(shape.text)")
            }
        }
        if let scopes { try check(scopes) }
        if let expiresAt {
            guard expiresAt > now else { throw .invalid("the key would have ended already") }
        }
    }

    private func check(_ scopes: Set<Right>) throws(KeyStoreError) {
        guard !scopes.isEmpty else { throw .invalid("a key without scopes could do nothing") }
        for right in Right.allCases where scopes.contains(right) && !role.has(right) {
            throw .invalid("the role \(role.code) has not the right \(right.code)")
        }
    }
}

extension KeyWish {
    /// The members of a body or of a record that say what a key is to be.
    init(_ reader: inout ObjectReader) throws(FieldError) {
        let code = try reader.string("role", maxBytes: APILimits.codeBytesMax)
        guard let role = Role(code: code) else {
            throw reader.fault(.invalidField, "role", "There is no such role.")
        }
        self.role = role
        merchant = try reader.optionalIdentifier("merchant")
        account = try reader.optionalIdentifier("account")
        name = try reader.identifier("name")
        person = try reader.optionalIdentifier("person")
        if let codes = try reader.optionalStrings("scopes", count: 1...Right.allCases.count) {
            do throws(KeyStoreError) {
                scopes = try Right.set(of: codes)
            } catch { throw reader.fault(.invalidField, "scopes", "\(error).") }
        }
        expiresAt = try reader.optionalTime("expires_at").map { Instant(ns: $0) }
    }
}

extension Right {
    /// The rights of a role that are among the scopes; nil scopes leave all of them.
    static func of(_ role: Role, within scopes: Set<Right>?) -> Set<Right> {
        Set(allCases.filter { role.has($0) && scopes?.contains($0) ?? true })
    }

    /// The rights of their codes.
    ///
    /// Errors: the first code there is not, with the one perhaps meant.
    public static func set(of codes: [String]) throws(KeyStoreError) -> Set<Right> {
        var rights: Set<Right> = []
        for code in codes {
            guard let right = Right(code: code) else {
                let meant = EditDistance.nearest(to: code, among: allCases.map(\.code))
                let advice = meant.map { ": did you mean \($0)?" } ?? ""
                throw .invalid("there is no right \(FieldPath.echoed(code))\(advice)")
            }
            rights.insert(right)
        }
        return rights
    }
}
