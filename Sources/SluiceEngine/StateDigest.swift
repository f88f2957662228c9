import Crypto
import SluiceCore

/// One hash over the whole state: equal states have equal digests on every machine.
///
/// SHA-256 over the canonical images in the order of kind and key, each with its kind, key and
/// length before it.
public enum StateDigest {
    public static func of(_ ledger: Ledger) -> RowHash {
        var images: [(key: StateKey, bytes: [UInt8])] = []
        ledger.forEachImage { images.append(($0, $1)) }
        images.sort { $0.key < $1.key }
        var hasher = SHA256()
        var header = ByteWriter()
        for image in images {
            header.removeAll()
            header.byte(image.key.kind.rawValue)
            header.key(image.key.key)
            header.varint(UInt64(image.bytes.count))
            hasher.update(data: header.bytes)
            hasher.update(data: image.bytes)
        }
        return RowHash(bytes: Array(hasher.finalize()))
    }
}
