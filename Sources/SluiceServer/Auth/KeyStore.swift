import SluiceAPI
import SluiceCore
import SluiceEngine

/// The API keys, in `keys.json` (mode 0600) of the data directory, and when each was used last, in
/// `key-uses.json`.
///
/// A change by another process, such as `sluice keys`, is seen within a second. Safe to use from
/// any thread.
public final class KeyStore: Sendable {
    let clock: WallClock
    public let uses: KeyUses
    private let file: RecordFile<KeyRecord>

    /// Opens the keys of a directory; none if it has no file yet.
    /// - Throws: `KeyStoreError.file` if the file is there but cannot be read or understood.
    public init(directory: String, clock: WallClock = .system) throws {
        file = try RecordFile(
            SecretFile(directory: directory, name: "keys"),
            RecordFile.Form(
                list: "keys", id: \.id,
                read: { reader throws(FieldError) in try KeyRecord(reader) },
                write: { $0.write(to: &$1) }))
        uses = try KeyUses(directory: directory)
        self.clock = clock
    }

    /// All keys, those that have ended too, oldest first.
    public func list() throws -> [KeyRecord] { try file.reread() }

    /// A key, as it was within the last second.
    func record(_ id: String) -> KeyRecord? { file.record(id) }

    /// Makes a key. What ended longer than `ServerLimits.keysKeepDays` ago is forgotten then.
    /// - Returns: the key and its text, which is told this once and never again.
    public func make(_ wish: KeyWish) throws -> (record: KeyRecord, text: String) {
        let now = clock.now()
        try wish.check(at: now)
        let (record, text) = Self.record(of: wish, at: now)
        try file.change { records in
            Self.forget(&records, at: now)
            records.append(record)
        }
        return (record, text)
    }

    /// Makes a key of these members, and tells its text alone.
    public func create(
        role: Role, merchant: String? = nil, account: String? = nil, name: String,
        person: String? = nil
    ) throws -> String {
        try make(
            KeyWish(role: role, merchant: merchant, account: account, name: name, person: person)
        ).text
    }

    /// Makes a key that takes the place of another, with the same role, binding, scopes, name and
    /// person. The other ends by itself after the overlap, in which both are good.
    /// - Parameters:
    ///   - overlapNs: at most `ServerLimits.keyOverlapDaysMax` days.
    ///   - expiresAt: when the new key ends; nil for a life as long as the other's.
    ///   - check: looks at the other before anything is changed.
    public func rotate(
        id: String, overlapNs: Int64, expiresAt: Instant? = nil,
        check: (KeyRecord) throws -> Void = { _ in }
    ) throws -> (record: KeyRecord, text: String) {
        let now = clock.now()
        guard (0...ServerLimits.keyOverlapDaysMax * Span.dayNs).contains(overlapNs) else {
            throw KeyStoreError.invalid(
                "an overlap has at most \(ServerLimits.keyOverlapDaysMax) days")
        }
        var made: (record: KeyRecord, text: String)?
        try file.change { records in
            Self.forget(&records, at: now)
            guard let index = records.firstIndex(where: { $0.id == id }) else {
                throw KeyStoreError.unknownKey(id)
            }
            let old = records[index]
            try check(old)
            guard old.state(at: now) == .active else { throw KeyStoreError.ended(id) }
            if let next = old.replacedBy { throw KeyStoreError.replaced(id, by: next) }
            let life = old.expiresAt.map { $0.ns - old.createdAt.ns }
            let wish = KeyWish(
                role: old.role, merchant: old.merchant, account: old.account, name: old.name,
                person: old.person, scopes: old.scopes,
                expiresAt: expiresAt ?? life.map { now.adding(spanNs: $0) })
            try wish.check(at: now)
            var (record, text) = Self.record(of: wish, at: now)
            record.replaces = id
            let end = now.adding(spanNs: overlapNs)
            records[index].replacedBy = record.id
            records[index].expiresAt = min(old.expiresAt ?? end, end)
            records.append(record)
            made = (record, text)
        }
        guard let made else { preconditionFailure("a change that throws nothing was made") }
        return made
    }

    /// Ends a key for ever; does nothing to one that is revoked already.
    /// - Parameter check: looks at all keys and at this one before anything is changed.
    public func revoke(
        id: String, check: ([KeyRecord], KeyRecord) throws -> Void = { _, _ in }
    ) throws {
        try file.change { records in
            guard let index = records.firstIndex(where: { $0.id == id }) else {
                throw KeyStoreError.unknownKey(id)
            }
            try check(records, records[index])
            if records[index].revokedAt == nil { records[index].revokedAt = clock.now() }
        }
    }

    private static func record(
        of wish: KeyWish, at now: Instant
    ) -> (record: KeyRecord, text: String) {
        let key = APIKey.random()
        let record = KeyRecord(
            id: key.id, role: wish.role, merchant: wish.merchant, account: wish.account,
            name: wish.name, person: wish.person, scopes: wish.scopes, createdAt: now,
            expiresAt: wish.expiresAt, revokedAt: nil, digest: key.digest)
        return (record, key.text)
    }

    private static func forget(_ records: inout [KeyRecord], at now: Instant) {
        let before = now.adding(spanNs: -ServerLimits.keysKeepDays * Span.dayNs)
        records.removeAll { $0.endedAt(now).map { $0 < before } ?? false }
    }
}
