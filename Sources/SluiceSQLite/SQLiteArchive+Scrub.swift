import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The archive as a store that is read again: images, the index of facts, names.
extension SQLiteArchive {
    public var scrubStore: ScrubStore {
        ScrubStore(name: "archive") { [store] in
            try TableScrub.pass(over: SQLiteArchive.scrubbed, at: store.path) {
                try StoreSchema.check($0, store.path, SQLiteArchive.migrator)
            }
        }
    }

    private static var scrubbed: [TableScrub] {
        [
            TableScrub(
                "records", key: ["kind", "key"],
                place: { "\(word(of: $0[0], StateKey.Kind.self)) \($0[1].words)" },
                check: { row, _ in try checkRecord(row) }),
            TableScrub(
                "facts", key: ["fact"], place: { "fact \($0[0].words)" },
                check: { row, _ in
                    let fact = try FactKey(blob: row.stored("fact"))
                    try checkMark(of: row, mark(fact, AnyKey(blob: row.stored("order_key"))))
                }),
            TableScrub(
                "names", key: ["kind", "key"],
                place: { "name of \(word(of: $0[0], KeyKind.self)) \($0[1].words)" },
                check: { row, _ in
                    let kind = try kind(of: row, KeyKind.self)
                    let key = NamedKey(kind, try AnyKey(blob: row.stored("key")))
                    try checkMark(of: row, mark(Name(key, row.stored("name"))))
                }),
        ]
    }

    private static func checkRecord(_ row: Row) throws {
        let place = StateKey(
            try kind(of: row, StateKey.Kind.self), try AnyKey(blob: row.stored("key")))
        guard let key = RecordKey(place) else {
            throw JournalError(.damaged, "a record of unknown kind")
        }
        if let fault = fault(of: try RecordImage(key: key, row), place, in: row) {
            throw JournalError(.damaged, fault)
        }
    }

    private static func checkMark(of row: Row, _ mark: Int64) throws(JournalError) {
        guard row.isMarked(as: mark) else { throw JournalError(.damaged, "its mark differs") }
    }

    private static func kind<Kind: RawRepresentable<UInt8>>(
        of row: Row, _: Kind.Type
    ) throws(JournalError) -> Kind {
        let value = try row.value("kind")
        guard let kind = UInt8.fromDatabaseValue(value).flatMap(Kind.init(rawValue:)) else {
            throw JournalError(.damaged, "its kind is unknown")
        }
        return kind
    }

    private static func word<Kind: RawRepresentable<UInt8>>(
        of value: DatabaseValue, _: Kind.Type
    ) -> String {
        UInt8.fromDatabaseValue(value).flatMap(Kind.init(rawValue:)).map { "\($0)" } ?? "unknown"
    }
}
