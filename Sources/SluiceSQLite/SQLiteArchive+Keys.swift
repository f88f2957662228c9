import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The keys of the archive, a page at a time: one short read transaction each, so that the log can be
/// folded in between.
extension SQLiteArchive {
    public func keys(after last: ArchivedKey?, countMax: Int) throws -> [ArchivedKey] {
        try store.read { database in
            var keys: [ArchivedKey] = []
            keys.reserveCapacity(countMax)
            var lastFact = Data()
            if case .fact(let fact) = last {
                lastFact = fact.blob
            } else {
                try addRecords(to: &keys, after: last, countMax, database)
            }
            if keys.count < countMax {
                let facts = try Row.fetchCursor(
                    database, sql: "SELECT fact FROM facts WHERE fact > ? ORDER BY fact LIMIT ?",
                    arguments: [lastFact, countMax - keys.count])
                while let row = try facts.next() {
                    keys.append(.fact(try FactKey(blob: row.stored("fact"))))
                }
            }
            return keys
        }
    }

    private func addRecords(
        to keys: inout [ArchivedKey], after last: ArchivedKey?, _ countMax: Int,
        _ database: Database
    ) throws {
        var place: (kind: Int, key: Data) = (-1, Data())
        if case .record(let last) = last { place = (Int(last.kind.rawValue), last.key.blob) }
        let records = try Row.fetchCursor(
            database,
            sql: """
                SELECT kind, key FROM records WHERE (kind, key) > (?, ?)
                ORDER BY kind, key LIMIT ?
                """,
            arguments: [place.kind, place.key, countMax])
        while let row = try records.next() {
            let kindOf: Int = try row.stored("kind")
            guard let kind = UInt8(exactly: kindOf).flatMap(StateKey.Kind.init(rawValue:)) else {
                throw JournalError(.damaged, "\(store.path): a record of unknown kind \(kindOf)")
            }
            keys.append(.record(StateKey(kind, try AnyKey(blob: row.stored("key")))))
        }
    }
}
