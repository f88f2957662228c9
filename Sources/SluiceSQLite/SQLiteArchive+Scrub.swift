import Crypto
import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Marks: what a stored image is checked by, for its bytes decode even with a digit changed.
extension SQLiteArchive {
    /// The first 8 bytes of SHA-256 over kind, key, sequence and bytes.
    static func mark(_ key: StateKey, sequence: UInt64, bytes: [UInt8]) -> Int64 {
        var header = ByteWriter()
        header.byte(key.kind.rawValue)
        header.key(key.key)
        header.fixed64(sequence)
        var hasher = SHA256()
        hasher.update(data: header.bytes)
        hasher.update(data: bytes)
        return hasher.finalize().prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// What is wrong with a stored image; nil if nothing is. One from before there were marks is
    /// only decoded.
    static func fault(of image: RecordImage, _ key: StateKey, mark: Int64?) -> String? {
        if let mark, mark != self.mark(key, sequence: image.sequence, bytes: image.bytes) {
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

    /// The images as a store that is read again.
    public var scrubStore: ScrubStore {
        ScrubStore(name: "archive") {
            var last: StateKey?
            return { bytesMax in try self.scrub(after: &last, bytesMax: bytesMax) }
        }
    }

    /// One short read transaction a page, so that the log can be folded in between.
    private func scrub(after last: inout StateKey?, bytesMax: Int) throws -> ScrubPage? {
        let first = last
        var newest = last
        let page = try store.read { database in
            var page = ScrubPage()
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT kind, key, sequence, bytes, mark FROM records
                    WHERE (kind, key) > (?, ?) ORDER BY kind, key
                    """,
                arguments: [
                    first.map { Int($0.kind.rawValue) } ?? -1, first?.key.blob ?? Data(),
                ])
            while page.bytes < bytesMax, let row = try rows.next() {
                page.bytes += (row["bytes"] as Data).count
                let key = try Key<AnyTag>(blob: row["key"])
                guard let kind = StateKey.Kind(rawValue: row["kind"]),
                    let record = RecordKey(StateKey(kind, key))
                else {
                    throw JournalError(
                        .damaged, "\(store.path): a record of unknown kind \(row["kind"] as Int)")
                }
                let place = StateKey(kind, key)
                newest = place
                let image = RecordImage(
                    key: record, sequence: UInt64(bitPattern: row["sequence"]),
                    bytes: Array(row["bytes"] as Data))
                if let fault = SQLiteArchive.fault(of: image, place, mark: row["mark"]) {
                    page.damages.append(
                        ScrubDamage(
                            place: "\(kind) \(key)",
                            detail: "\(store.path): \(kind) \(key): \(fault)"))
                }
            }
            return page
        }
        guard newest != first else { return nil }
        last = newest
        return page
    }
}
