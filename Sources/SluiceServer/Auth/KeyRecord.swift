import SluiceAPI
import SluiceCore

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
    /// What of the role's rights it has; nil for all of them.
    public var scopes: Set<Right>?
    public var createdAt: Instant
    /// From when on it is good no more; nil for one that does not end by itself.
    public var expiresAt: Instant?
    public var revokedAt: Instant?
    /// The key it took the place of, and the one that takes its place.
    public var replaces: String?
    public var replacedBy: String?
    var digest: KeyDigest

    /// How the key begins, to know it by.
    public var prefix: String { "sk_\(id)" }

    /// What may become of a key.
    public enum State: String, Sendable {
        case active
        case expired
        case revoked
    }

    public func state(at now: Instant) -> State {
        if revokedAt != nil { return .revoked }
        return expiresAt.map { $0 <= now } ?? false ? .expired : .active
    }

    /// When it ended, by itself or by hand.
    func endedAt(_ now: Instant) -> Instant? {
        revokedAt ?? (state(at: now) == .expired ? expiresAt : nil)
    }

    /// What it may do while it is good.
    var rights: Set<Right> { Right.of(role, within: scopes) }

    /// Who it speaks for.
    var principal: Principal {
        Principal(
            role: role, merchant: merchant, account: account, subject: person ?? name,
            isPerson: person != nil, credential: APIKey.number(of: id), scopes: scopes,
            expiresAt: expiresAt)
    }
}

extension KeyRecord {
    init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        _ = try reader.string("prefix", maxBytes: APILimits.identifierBytesMax)
        guard let digest = KeyDigest(hex: try reader.string("sha256", maxBytes: 64)) else {
            throw reader.fault(.invalidField, "sha256", "It has 64 hexadecimal digits.")
        }
        self.digest = digest
        let wish = try KeyWish(&reader)
        (role, merchant, account) = (wish.role, wish.merchant, wish.account)
        (name, person, scopes) = (wish.name, wish.person, wish.scopes)
        expiresAt = wish.expiresAt
        createdAt = Instant(ns: try reader.time("created_at"))
        revokedAt = try reader.optionalTime("revoked_at").map { Instant(ns: $0) }
        replaces = try reader.optionalIdentifier("replaces")
        replacedBy = try reader.optionalIdentifier("replaced_by")
        try reader.finish()
    }

    /// As the file has it.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            members(to: &writer)
            writer.member("sha256", digest.hex)
        }
    }

    /// What a list shows of it, as members of the object at hand.
    public func members(to writer: inout JSONWriter, at now: Instant, usedAt: Instant?) {
        members(to: &writer)
        writer.member("state", state(at: now).rawValue)
        if let usedAt { writer.member("used_at", usedAt) }
    }

    /// All but the hash, as members of the object at hand.
    private func members(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("prefix", prefix)
        writer.member("role", role.code)
        if let merchant { writer.member("merchant", merchant) }
        if let account { writer.member("account", account) }
        writer.member("name", name)
        if let person { writer.member("person", person) }
        if let scopes {
            writer.name("scopes")
            writer.array { writer in
                for right in Right.allCases where scopes.contains(right) {
                    writer.string(right.code)
                }
            }
        }
        writer.member("created_at", createdAt)
        if let expiresAt { writer.member("expires_at", expiresAt) }
        if let revokedAt { writer.member("revoked_at", revokedAt) }
        if let replaces { writer.member("replaces", replaces) }
        if let replacedBy { writer.member("replaced_by", replacedBy) }
    }
}
