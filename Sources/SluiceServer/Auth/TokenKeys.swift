import Foundation
import JWTKit
import SluiceAPI
import Synchronization

/// The public keys of the lender's own sign-in, a JWK Set (RFC 7517) in a file.
///
/// Safe to use from any thread. Verifying takes the time of one signature and waits for nothing.
public final class TokenKeys: Sendable {
    private struct State {
        var keys: [String: TokenKey]
        var stamp: SecretFile.Stamp?
    }

    private let path: String
    private let state: Mutex<State>

    /// Reads the keys of a file.
    ///
    /// Limits: `ServerLimits.tokenKeysMax` keys, `ServerLimits.tokenFileBytesMax` bytes.
    /// - Throws: `KeyStoreError.file`, also for a key that is secret or for another algorithm than
    ///   ES256, EdDSA, RS256 and PS256, and for a file that others than its owner may change.
    public init(file path: String) async throws {
        self.path = path
        state = Mutex(try await Self.read(path))
    }

    /// How many keys there are.
    public var count: Int { state.withLock { $0.keys.count } }

    /// Whether the file was replaced since it was read.
    public var hasChanged: Bool {
        state.withLock { $0.stamp } != SecretFile.Stamp(path: path)
    }

    /// Reads the file again.
    /// - Throws: as the initialiser; the keys stay as they were then, and the file is read again only
    ///   when it has changed once more.
    public func reload() async throws {
        let stamp = SecretFile.Stamp(path: path)
        do {
            let found = try await Self.read(path)
            state.withLock { $0 = found }
        } catch {
            state.withLock { $0.stamp = stamp }
            throw error
        }
    }

    /// What a token says, if one of the keys signed it.
    ///
    /// `alg` is that of the key and no other, `kid` is needed, and `crit` is refused.
    func verify(_ text: String) throws(TokenFault) -> SignedClaims {
        guard text.utf8.count <= ServerLimits.tokenBytesMax else { throw .malformed }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]),
            let signature = Self.bytes(parts[2])
        else { throw .malformed }
        let signed = Array(text.utf8.dropLast(parts[2].count + 1))
        let head = try Self.head(header)
        guard let key = state.withLock({ $0.keys[head.keyID] }) else { throw .unknownKey }
        guard head.algorithm == key.algorithm.name,
            (try? key.algorithm.verify(signature, signs: signed)) == true
        else { throw .signature }
        guard let members = Self.object(parts[1]) else { throw .malformed }
        return SignedClaims(keyID: key.id, type: head.type, members: members)
    }

    private struct Head {
        var keyID: String
        var algorithm: String
        var type: String?
    }

    private static func head(_ header: ObjectReader) throws(TokenFault) -> Head {
        var header = header
        let bytesMax = ServerLimits.tokenNameBytesMax
        do throws(FieldError) {
            let algorithm = try header.string("alg", maxBytes: bytesMax)
            let keyID = try header.string("kid", maxBytes: bytesMax)
            var type = try header.optionalString("typ", maxBytes: bytesMax)?.lowercased()
            if let found = type, found.hasPrefix("application/") {
                type = String(found.dropFirst("application/".count))
            }
            guard !header.has("crit") else { throw header.fault(.invalidField, "crit", "") }
            return Head(keyID: keyID, algorithm: algorithm, type: type)
        } catch { throw .malformed }
    }

    /// Numbers may be fractions where nobody asks for them.
    private static func object(_ part: Substring.UTF8View) -> ObjectReader? {
        guard let bytes = bytes(part),
            let value = try? JSONReader.read(bytes, numbers: .asWritten)
        else { return nil }
        return try? ObjectReader(value)
    }

    /// Base 64 with the alphabet of URLs and without padding, as RFC 7515 has it.
    private static func bytes(_ part: Substring.UTF8View) -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(part.count + 2)
        for byte in part {
            switch byte {
            case UInt8(ascii: "-"): text.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): text.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: text.append(byte)
            }
        }
        while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(text)).map(Array.init)
    }

    private static func read(_ path: String) async throws -> State {
        // Taken first: a replacement in between is then seen at the next look.
        guard let stamp = SecretFile.Stamp(path: path),
            let bytes = FileManager.default.contents(atPath: path)
        else { throw KeyStoreError.file("\(path) cannot be read") }
        guard stamp.mode & 0o022 == 0 else {
            throw KeyStoreError.file("others may change \(path): chmod go-w it")
        }
        guard bytes.count <= ServerLimits.tokenFileBytesMax else {
            throw KeyStoreError.file(
                "\(path) has more than \(ServerLimits.tokenFileBytesMax) bytes")
        }
        do {
            return State(keys: try await keys(Array(bytes)), stamp: stamp)
        } catch let error as FieldError {
            let place = error.field.isEmpty ? "" : "\(error.field): "
            throw KeyStoreError.file("\(path) cannot be used: \(place)\(error.detail)")
        }
    }

    private static func keys(_ bytes: [UInt8]) async throws -> [String: TokenKey] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(bytes, numbers: .asWritten)
        } catch { throw FieldError(error) }
        var reader = try ObjectReader(value)
        let list = try reader.array("keys", count: 1...ServerLimits.tokenKeysMax)
        var keys: [String: TokenKey] = [:]
        for item in list {
            guard let key = try await TokenKey.read(item) else { continue }
            guard keys.updateValue(key, forKey: key.id) == nil else {
                throw item.fault(.invalidField, "kid", "Another key has it.")
            }
        }
        guard !keys.isEmpty else {
            throw reader.fault(.invalidField, "keys", "None of them signs.")
        }
        return keys
    }
}
