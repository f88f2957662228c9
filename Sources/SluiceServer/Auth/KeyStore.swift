import SluiceAPI
import SluiceCore
import SluiceEngine

/// Why a key cannot be made or the key file not be used.
public enum KeyStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    case invalid(String)
    case unknownKey(String)
    case file(String)

    public var description: String {
        switch self {
        case .invalid(let text): text
        case .unknownKey(let id): "there is no key \(id)"
        case .file(let text): text
        }
    }
}

/// The API keys, in `keys.json` (mode 0600) of the data directory.
///
/// A change by another process, such as `sluice keys`, is seen within a second. Safe to use from
/// any thread.
public final class KeyStore: Sendable {
    private let file: RecordFile<KeyRecord>
    private let clock: WallClock

    /// Opens the keys of a directory; none if it has no file yet.
    /// - Throws: `KeyStoreError.file` if the file is there but cannot be read or understood.
    public init(directory: String, clock: WallClock = .system) throws {
        file = try RecordFile(
            SecretFile(directory: directory, name: "keys"),
            RecordFile.Form(
                list: "keys", read: { reader throws(FieldError) in try KeyRecord(reader) },
                write: { $0.write(to: &$1) }))
        self.clock = clock
    }

    /// All keys, revoked ones too, oldest first.
    public func list() throws -> [KeyRecord] { try file.reread() }

    /// Makes a key.
    /// - Parameters:
    ///   - merchant: for the role `merchant`, and only for it, the merchant it is bound to.
    ///   - account: for the role `consumer`, and only for it, the account it is bound to.
    ///   - name: 1…64 bytes; a pseudonym, for it is journalled with every command of a system.
    ///   - person: who holds the key, a pseudonym journalled with every command; nil for a system.
    ///     All keys of a person name the same one: two persons are two of these.
    /// - Returns: the text of the key, which is told this once and never again.
    public func create(
        role: Role, merchant: String? = nil, account: String? = nil, name: String,
        person: String? = nil
    ) throws -> String {
        guard role != .engine else { throw KeyStoreError.invalid("the engine has no key") }
        guard (role == .merchant) == (merchant != nil) else {
            throw KeyStoreError.invalid("a key of role merchant, and no other, names its merchant")
        }
        guard (role == .consumer) == (account != nil) else {
            throw KeyStoreError.invalid("a key of role consumer, and no other, names its account")
        }
        for text in [name, merchant, account, person].compactMap({ $0 }) {
            if let fault = FieldRules.identifierFault(text) { throw KeyStoreError.invalid(fault) }
        }
        for (what, text) in [
            ("name", name), ("person", person ?? ""), ("account", account ?? ""),
        ] {
            if let shape = PersonalData.shape(of: text) {
                throw KeyStoreError.invalid("the \(what) has the shape of \(shape.text)")
            }
        }
        let key = APIKey.random()
        try file.change { records in
            records.append(
                KeyRecord(
                    id: key.id, role: role, merchant: merchant, account: account, name: name,
                    person: person,
                    createdAt: clock.now(), revokedAt: nil, digest: key.digest))
        }
        return key.text
    }

    /// Ends a key for ever; does nothing to one that is revoked already.
    public func revoke(id: String) throws {
        try file.change { records in
            guard let index = records.firstIndex(where: { $0.id == id }) else {
                throw KeyStoreError.unknownKey(id)
            }
            if records[index].revokedAt == nil { records[index].revokedAt = clock.now() }
        }
    }

    /// The caller of a request with this Authorization header.
    /// - Returns: nil if there is no header, it has another form, or the key is unknown or revoked.
    public func authenticate(_ header: String?) -> Principal? {
        let parts = (header ?? "").split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return principal(ofKey: String(parts[1]))
    }

    /// Who holds the key of a text; nil if it has another form, or is unknown or revoked.
    public func principal(ofKey text: String) -> Principal? {
        guard let key = APIKey(text) else { return nil }
        let record = file.records.first { $0.id == key.id && $0.revokedAt == nil }
        guard let record, KeyStore.isEqual(record.digest, key.digest) else { return nil }
        return Principal(
            role: record.role, merchant: record.merchant, account: record.account,
            subject: record.person ?? record.name,
            isPerson: record.person != nil, credential: APIKey.number(of: record.id))
    }

    /// Whether the key of an authenticated caller still holds.
    func isActive(_ principal: Principal) -> Bool {
        file.records.contains {
            APIKey.number(of: $0.id) == principal.credential && $0.revokedAt == nil
        }
    }

    /// Compares without telling by its time where the difference lies.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
