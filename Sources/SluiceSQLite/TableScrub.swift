import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Reads a table again from end to end, a page at a time, in the order of its key.
///
/// Used by the one thread that reads.
struct TableScrub {
    let table: String
    /// The columns of its primary key, or `rowid`.
    let key: [String]
    /// Names a row by its key, which is a number or a pseudonym.
    let place: ([DatabaseValue]) -> String
    /// Throws what is wrong with a row.
    let check: (Row, Database) throws -> Void

    init(
        _ table: String, key: [String], place: (([DatabaseValue]) -> String)? = nil,
        check: @escaping (Row, Database) throws -> Void
    ) {
        self.table = table
        self.key = key
        self.place = place ?? { ([table] + $0.map(\.words)).joined(separator: " ") }
        self.check = check
    }

    /// One table after the other, as a pass that is asked for page by page. Each page is a transaction of
    /// its own, so that the log can be folded in between.
    /// - Parameter schema: checks that the tables are those that were made.
    static func pass(
        over tables: [TableScrub], at path: String, schema: (Database) throws -> Void
    ) throws -> ScrubStore.Pass {
        do {
            // A connection of its own, which has no pages in memory yet.
            let reader = try DatabaseQueue(path: path, configuration: .reading)
            try reader.read(schema)
            var walks = tables.flatMap(Walk.over)[...]
            var told: Set<String> = []
            return { bytesMax in
                guard let index = walks.indices.first else { return nil }
                do {
                    var page = try reader.read { try walks[index].page(bytesMax, path, $0) }
                    // Where pages and ways overlap a row is met twice.
                    page.damages = page.damages.filter {
                        told.count < StoreLimits.damagedPlacesMax && told.insert($0.place).inserted
                    }
                    if walks[index].isAtEnd { walks.removeFirst() }
                    return page
                } catch {
                    throw JournalError(error, path)
                }
            }
        } catch {
            throw JournalError(error, path)
        }
    }

    /// A way through a table, and how far it has come.
    private struct Walk {
        let table: TableScrub
        let isUpward: Bool
        private var last: [DatabaseValue]?
        private(set) var isAtEnd = false

        private init(_ table: TableScrub, isUpward: Bool) {
            self.table = table
            self.isUpward = isUpward
        }

        /// SQLite compares every row with the place a page begins at if a key has several columns, and leaves
        /// out one whose changed key lies before it: that one is met on the way back.
        static func over(_ table: TableScrub) -> [Walk] {
            [true, false].prefix(table.key.count > 1 ? 2 : 1).map {
                Walk(table, isUpward: $0)
            }
        }

        mutating func page(
            _ bytesMax: Int, _ path: String, _ database: Database
        ) throws -> ScrubPage {
            var page = ScrubPage()
            var (newest, newestWhole): ([DatabaseValue]?, [DatabaseValue]?)
            let rows = try Row.fetchCursor(
                database, sql: sql, arguments: StatementArguments(last ?? []))
            while page.bytes < bytesMax {
                guard let row = try rows.next() else {
                    isAtEnd = true
                    return page
                }
                page.bytes += row.databaseValues.reduce(0) { $0 + $1.bytes }
                let key = try table.key.map { (column) throws(JournalError) in
                    try row.value(column)
                }
                if let damage = try table.damage(of: row, key, path, database) {
                    page.damages.append(damage)
                } else if isAhead(key) {
                    newestWhole = key
                }
                newest = key
            }
            // The key of a damaged row may be out of its place: from there on rows would be left out.
            if let next = newestWhole ?? newest.flatMap({ isAhead($0) ? $0 : nil }) {
                last = next
            } else {
                // It would go round for ever.
                isAtEnd = true
                let place = "\(table.table) out of order"
                page.damages.append(ScrubDamage(place: place, detail: "\(path): \(place)"))
            }
            return page
        }

        private var sql: String {
            let columns = table.key.joined(separator: ", ")
            let values = table.key.map { _ in "?" }.joined(separator: ", ")
            let condition =
                last == nil ? "" : "WHERE (\(columns)) \(isUpward ? ">" : "<") (\(values))"
            let order = table.key.map { $0 + (isUpward ? "" : " DESC") }.joined(separator: ", ")
            let found = table.key == ["rowid"] ? "*, rowid" : "*"
            return "SELECT \(found) FROM \(table.table) \(condition) ORDER BY \(order)"
        }

        private func isAhead(_ key: [DatabaseValue]) -> Bool {
            guard let last else { return true }
            for (one, other) in zip(key, last) where one != other {
                return one.comesBefore(other) != isUpward
            }
            return false
        }
    }

    private func damage(
        of row: Row, _ key: [DatabaseValue], _ path: String, _ database: Database
    ) throws -> ScrubDamage? {
        do {
            try check(row, database)
            return nil
        } catch let error as JournalError where error.code == .damaged {
            let place = place(key)
            let isWhole = error.detail.hasPrefix(path)
            return ScrubDamage(
                place: place,
                detail: isWhole ? error.detail : "\(path): \(place): \(error.detail)")
        } catch let error as DecodeError {
            let place = place(key)
            return ScrubDamage(place: place, detail: "\(path): \(place): \(error)")
        }
    }
}

extension Configuration {
    /// Of a connection that reads beside the store's own.
    fileprivate static var reading: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(TimeInterval(StoreLimits.openTimeoutMs) / 1_000)
        return configuration
    }
}

extension DatabaseValue {
    fileprivate var bytes: Int {
        switch storage {
        case .string(let text): text.utf8.count
        case .blob(let data): data.count
        case .null, .int64, .double: 8
        }
    }

    /// SQLite's order: numbers, texts, blobs.
    fileprivate func comesBefore(_ other: DatabaseValue) -> Bool {
        switch (storage, other.storage) {
        case (.int64(let one), .int64(let other)): one < other
        case (.string(let one), .string(let other)):
            one.utf8.lexicographicallyPrecedes(other.utf8)
        case (.blob(let one), .blob(let other)): one.lexicographicallyPrecedes(other)
        default: rank < other.rank
        }
    }

    private var rank: Int {
        switch storage {
        case .null: 0
        case .int64, .double: 1
        case .string: 2
        case .blob: 3
        }
    }

    /// In words, for keys are pseudonyms.
    var words: String {
        guard case .blob(let data) = storage else { return "\(storage.value ?? "nothing")" }
        return (try? AnyKey(blob: data))?.hexadecimal ?? "\(data.count) bytes"
    }
}
