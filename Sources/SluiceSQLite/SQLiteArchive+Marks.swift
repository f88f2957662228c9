import Crypto
import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Marks: what stored rows are checked by, for they read well even with a digit changed.
extension SQLiteArchive {
    /// The first 8 bytes of SHA-256 over kind, key, sequence and bytes.
    static func mark(_ key: StateKey, sequence: UInt64, bytes: [UInt8]) -> Int64 {
        var header = ByteWriter()
        header.byte(key.kind.rawValue)
        header.key(key.key)
        header.fixed64(sequence)
        return sum(header, bytes)
    }

    /// The same over a fact and the order it leads to.
    static func mark(_ fact: FactKey, _ order: AnyKey) -> Int64 {
        var header = ByteWriter()
        header.key(fact)
        header.key(order)
        return sum(header, [])
    }

    /// The same over kind, key and the bytes of a name.
    static func mark(_ name: Name) -> Int64 {
        var header = ByteWriter()
        header.byte(name.key.kind.rawValue)
        header.key(name.key.key)
        return sum(header, Array(name.text.utf8))
    }

    private static func sum(_ header: borrowing ByteWriter, _ bytes: [UInt8]) -> Int64 {
        var hasher = SHA256()
        hasher.update(data: header.bytes)
        hasher.update(data: bytes)
        return RowMark.first8(of: hasher.finalize())
    }

    /// What is wrong with a stored image; nil if nothing is. One from before there were marks is
    /// only decoded.
    static func fault(of image: RecordImage, _ key: StateKey, in row: Row) -> String? {
        if !row.isMarked(as: mark(key, sequence: image.sequence, bytes: image.bytes)) {
            return "its mark differs"
        }
        var ledger = Ledger()
        do throws(DecodeError) {
            try ledger.install(image)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
