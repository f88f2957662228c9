import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The archive as a store that is read again: images, the index of facts, names.
extension SQLiteArchive {
    public var scrubStore: ScrubStore {
        ScrubStore(name: "archive") {
            var place = ScrubPlace.records(after: nil)
            return { bytesMax in try self.scrub(&place, bytesMax: bytesMax) }
        }
    }

    /// How far a pass has come.
    private enum ScrubPlace {
        case records(after: StateKey?)
        case facts(after: Data)
        case names(afterKind: Int, key: Data)
        case end
    }

    /// The next page, of one table after the other; nil at the end of the last.
    private func scrub(_ place: inout ScrubPlace, bytesMax: Int) throws -> ScrubPage? {
        while true {
            switch place {
            case .records(let last):
                if let (page, newest) = try records(after: last, bytesMax) {
                    place = .records(after: newest)
                    return page
                }
                place = .facts(after: Data())
            case .facts(let last):
                if let (page, newest) = try facts(after: last, bytesMax) {
                    place = .facts(after: newest)
                    return page
                }
                place = .names(afterKind: -1, key: Data())
            case .names(let kind, let key):
                if let (page, newestKind, newest) = try names(after: kind, key, bytesMax) {
                    place = .names(afterKind: newestKind, key: newest)
                    return page
                }
                place = .end
            case .end: return nil
            }
        }
    }

    // Each page is one short read transaction, so that the log can be folded in between.

    private func records(
        after last: StateKey?, _ bytesMax: Int
    ) throws -> (ScrubPage, newest: StateKey)? {
        try store.read { database in
            var page = ScrubPage()
            var newest: StateKey?
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT kind, key, sequence, bytes, mark FROM records
                    WHERE (kind, key) > (?, ?) ORDER BY kind, key
                    """,
                arguments: [
                    last.map { Int($0.kind.rawValue) } ?? -1, last?.key.blob ?? Data(),
                ])
            while page.bytes < bytesMax, let row = try rows.next() {
                let key = try Key<AnyTag>(blob: row.stored("key"))
                let kindOf: Int = try row.stored("kind")
                guard let kind = UInt8(exactly: kindOf).flatMap(StateKey.Kind.init(rawValue:)),
                    let record = RecordKey(StateKey(kind, key))
                else {
                    throw JournalError(
                        .damaged, "\(store.path): a record of unknown kind \(kindOf)")
                }
                let place = StateKey(kind, key)
                newest = place
                let image = try RecordImage(key: record, row)
                page.bytes += image.bytes.count
                if let fault = SQLiteArchive.fault(of: image, place, in: row) {
                    page.damages.append(damage("\(kind) \(key.hexadecimal)", fault))
                }
            }
            return newest.map { (page, $0) }
        }
    }

    private func facts(after last: Data, _ bytesMax: Int) throws -> (ScrubPage, newest: Data)? {
        try store.read { database in
            var page = ScrubPage()
            var newest: Data?
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT fact, order_key, mark FROM facts WHERE fact > ? ORDER BY fact",
                arguments: [last])
            while page.bytes < bytesMax, let row = try rows.next() {
                newest = try row.stored("fact")
                page.bytes += 32
                let fact = try FactKey(blob: row.stored("fact"))
                let order = try AnyKey(blob: row.stored("order_key"))
                if !row.isMarked(as: SQLiteArchive.mark(fact, order)) {
                    page.damages.append(damage("fact \(fact.hexadecimal)", "its mark differs"))
                }
            }
            return newest.map { (page, $0) }
        }
    }

    private func names(
        after kind: Int, _ key: Data, _ bytesMax: Int
    ) throws -> (ScrubPage, kind: Int, newest: Data)? {
        try store.read { database in
            var page = ScrubPage()
            var newest: (kind: Int, key: Data)?
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT kind, key, name, mark FROM names
                    WHERE (kind, key) > (?, ?) ORDER BY kind, key
                    """,
                arguments: [kind, key])
            while page.bytes < bytesMax, let row = try rows.next() {
                let kindOf: Int = try row.stored("kind")
                newest = (kindOf, try row.stored("key"))
                let text: String = try row.stored("name")
                page.bytes += text.utf8.count + 16
                let key = try AnyKey(blob: row.stored("key"))
                guard let kind = UInt8(exactly: kindOf).flatMap(KeyKind.init(rawValue:)) else {
                    throw JournalError(
                        .damaged, "\(store.path): a name of unknown kind \(kindOf)")
                }
                let name = Name(NamedKey(kind, key), text)
                if !row.isMarked(as: SQLiteArchive.mark(name)) {
                    // The key only: a name may be a person's.
                    page.damages.append(
                        damage("name of \(kind) \(key.hexadecimal)", "its mark differs"))
                }
            }
            return newest.map { (page, $0.kind, $0.key) }
        }
    }

    private func damage(_ place: String, _ fault: String) -> ScrubDamage {
        ScrubDamage(place: place, detail: "\(store.path): \(place): \(fault)")
    }
}
