import Crypto
import Foundation
import SluiceCore

/// What a sealed text is, authenticated with it: a text moved to another place does not open.
public enum SealedThing: Hashable, Sendable {
    /// Proves that a master key is the one a store was made with.
    case proof
    case key(person: SubjectKey, madeAt: Instant)
    case contact(person: SubjectKey, at: Instant)
    case note(person: SubjectKey, about: NamedKey, madeAt: Instant)

    fileprivate var authenticated: [UInt8] {
        var writer = ByteWriter()
        writer.text("sluice people 1")
        switch self {
        case .proof:
            writer.byte(0)
        case .key(let person, let madeAt):
            writer.byte(1)
            writer.key(person)
            writer.instant(madeAt)
        case .contact(let person, let time):
            writer.byte(2)
            writer.key(person)
            writer.instant(time)
        case .note(let person, let about, let madeAt):
            writer.byte(3)
            writer.key(person)
            writer.byte(about.kind.rawValue)
            writer.key(about.key)
            writer.instant(madeAt)
        }
        return writer.bytes
    }
}

/// Wraps the keys of persons with the master key of a data directory.
public struct TextVault: Sendable {
    private let master: PersonKey

    /// Bytes of a master key, and of a person's.
    public static let keyBytes = 32
    /// Bytes of a wrapped key: nonce, ciphertext, tag.
    public static let wrappedBytes = 12 + keyBytes + 16

    /// - Parameter masterKey: 32 bytes; nil otherwise.
    public init?(masterKey: [UInt8]) {
        guard masterKey.count == TextVault.keyBytes else { return nil }
        master = PersonKey(bytes: masterKey)
    }

    /// 256 bits from the system's generator.
    public static func randomMasterKey() -> [UInt8] { PersonKey.random().bytes }

    /// What `proves` accepts of this master key alone.
    public func proof() -> [UInt8] { master.seal([], as: .proof) }

    public func proves(_ proof: [UInt8]) -> Bool { master.open(proof, as: .proof) != nil }

    /// A fresh key of a person, and the same wrapped.
    public func makeKey(
        of person: SubjectKey, madeAt: Instant
    ) -> (key: PersonKey, wrapped: [UInt8]) {
        let key = PersonKey.random()
        return (key, master.seal(key.bytes, as: .key(person: person, madeAt: madeAt)))
    }

    /// The key of a person; nil if it was wrapped by another master key or for somebody else.
    public func unwrap(
        _ wrapped: [UInt8], of person: SubjectKey, madeAt: Instant
    ) -> PersonKey? {
        master.open(wrapped, as: .key(person: person, madeAt: madeAt)).map(PersonKey.init)
    }
}

/// A 256-bit key that seals with AES-GCM under a fresh nonce each time.
///
/// Limits: 2^32 texts a key, beyond what `PeopleLimits` lets a person have.
public struct PersonKey: Sendable {
    private let key: SymmetricKey

    fileprivate init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    fileprivate static func random() -> PersonKey {
        PersonKey(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// For the vault alone, which wraps it.
    var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    /// Nonce, ciphertext and tag: 28 bytes more than the text.
    public func seal(_ text: [UInt8], as thing: SealedThing) -> [UInt8] {
        guard
            let box = try? AES.GCM.seal(
                text, using: key, authenticating: thing.authenticated),
            let combined = box.combined
        else { preconditionFailure("AES-GCM seals under a key of 256 bits and its own nonce") }
        return Array(combined)
    }

    /// The text; nil if it was changed, belongs elsewhere or has another key.
    public func open(_ sealed: [UInt8], as thing: SealedThing) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let text = try? AES.GCM.open(
                box, using: key, authenticating: thing.authenticated)
        else { return nil }
        return Array(text)
    }
}

/// The key a sealed text is known by: the first 128 bits of SHA-256 over nonce, ciphertext and tag.
///
/// A command that carries it binds the journal's chain to the ciphertext, and tells nothing of the
/// text once the person's key is gone.
public enum NoteKey {
    public static func of(_ sealed: [UInt8]) -> AnyKey {
        var reader = ByteReader(Array(SHA256.hash(data: sealed).prefix(16)))
        // Sixteen bytes are there: reading them cannot fail.
        guard let key = try? reader.key(AnyTag.self) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return key
    }
}
