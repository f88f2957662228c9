import Foundation
import GRDB
import SluiceCore
import SluiceEngine
import Synchronization

/// The archive of the embedded store: `archive.db` in the data directory.
///
/// A store of record: every call of `consume` is one transaction that is on the disk when it
/// returns. Reads wait for no writer. Safe to use from any thread; `consume` from one.
public final class SQLiteArchive: Archive {
    public let name = "archive"
    let store: StorePool
    /// Set when the log could not be folded in durably: a second try would only seem to succeed.
    private let failure = Mutex<JournalError?>(nil)

    /// Opens the archive of a directory; makes an empty one if there is none.
    /// - Throws: `JournalError`; `.formatUnknown` if a later version wrote it.
    public init(directory: String) throws(JournalError) {
        store = try StorePool(path: directory + "/archive.db", durability: .full)
        do {
            let migrator = SQLiteArchive.migrator
            guard try !store.pool.read(migrator.hasBeenSuperseded) else {
                throw JournalError(
                    .formatUnknown,
                    "\(store.path) was written by a later version of Sluice: use that version "
                        + "or a newer one")
            }
            try migrator.migrate(store.pool)
            try store.read { try StoreSchema.check($0, store.path, migrator) }
        } catch {
            throw JournalError(error, store.path)
        }
    }

    public func checkpoint() throws -> UInt64 { try store.read(StoreCheckpoint.init).row }

    /// The hash of the newest row consumed, to be compared with the journal's; zeros for none.
    public func checkpointHash() throws -> RowHash { try store.read(StoreCheckpoint.init).hash }

    public func consume(_ batches: [CommittedBatch]) throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
        try store.write { database in
            let next = try StoreCheckpoint(database).advanced(over: batches)
            try SQLiteArchive.insert(images: SQLiteArchive.newest(in: batches), database)
            try SQLiteArchive.insert(names: batches.flatMap(\.names), database)
            try next.save(database)
        }
        do {
            try store.foldLog()
        } catch let error as JournalError {
            failure.withLock { $0 = error }
            throw error
        }
    }

    /// The image's `facts` are left empty: its bytes hold them.
    public func image(of key: RecordKey) throws -> RecordImage? {
        try store.read { database in
            switch key {
            case .fact(let fact):
                let statement = try database.cachedStatement(
                    sql: "SELECT order_key, mark FROM facts WHERE fact = ?")
                guard let row = try Row.fetchOne(statement, arguments: [fact.blob]) else {
                    return nil
                }
                let order = try OrderKey(blob: row.stored("order_key"))
                try check(
                    row, SQLiteArchive.mark(fact, order.retagged()), "fact \(fact.hexadecimal)")
                return try SQLiteArchive.image(of: .order(order), database)
            case .hold(let hold):
                return try SQLiteArchive.image(of: key, database)
                    ?? SQLiteArchive.image(of: .alias(hold), database)
            case .accountOperation, .alias, .order:
                return try SQLiteArchive.image(of: key, database)
            }
        }
    }

    public func name(of key: NamedKey) throws -> String? {
        try store.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT name, mark FROM names WHERE kind = ? AND key = ?")
            let arguments: StatementArguments = [key.kind.rawValue, key.key.blob]
            guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
            let name = Name(key, try row.stored("name"))
            try check(row, SQLiteArchive.mark(name), "name of \(key.kind) \(key.key.hexadecimal)")
            return name.text
        }
    }

    /// Refuses a row whose mark is not that of what it says; one from before there were marks passes.
    private func check(_ row: Row, _ mark: Int64, _ place: String) throws(JournalError) {
        if row.isMarked(as: mark) { return }
        throw JournalError(.damaged, "\(store.path): \(place): its mark differs")
    }

    /// One read transaction: what is archived meanwhile is not seen. `body` must not call the
    /// archive.
    public func forEachImage(_ body: (RecordImage) throws -> Void) throws {
        try store.read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT kind, key, sequence, bytes FROM records ORDER BY kind, key")
            while let row = try rows.next() {
                let key = try Key<AnyTag>(blob: row.stored("key"))
                let kindOf: Int = try row.stored("kind")
                guard let kind = UInt8(exactly: kindOf).flatMap(StateKey.Kind.init(rawValue:)),
                    let record = RecordKey(StateKey(kind, key))
                else {
                    throw JournalError(
                        .damaged, "\(store.path): a record of unknown kind \(kindOf)")
                }
                try body(RecordImage(key: record, row))
            }
        }
    }

    /// One read transaction, like `forEachImage`.
    public func forEachFact(_ body: (FactKey, OrderKey) throws -> Void) throws {
        try store.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT fact, order_key FROM facts ORDER BY fact")
            while let row = try rows.next() {
                try body(Key(blob: row.stored("fact")), Key(blob: row.stored("order_key")))
            }
        }
    }

    /// Numbered, and only ever added to.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 records, facts, names") { database in
            try database.execute(
                sql: """
                    CREATE TABLE records (
                        kind INTEGER NOT NULL,
                        key BLOB NOT NULL CHECK (length(key) = 16),
                        sequence INTEGER NOT NULL CHECK (sequence > 0),
                        bytes BLOB NOT NULL,
                        PRIMARY KEY (kind, key)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE facts (
                        fact BLOB PRIMARY KEY CHECK (length(fact) = 16),
                        order_key BLOB NOT NULL CHECK (length(order_key) = 16)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE names (
                        kind INTEGER NOT NULL,
                        key BLOB NOT NULL CHECK (length(key) = 16),
                        name TEXT NOT NULL,
                        PRIMARY KEY (kind, key)
                    ) STRICT, WITHOUT ROWID;
                    \(StoreCheckpoint.schema)
                    """)
        }
        migrator.registerMigration("2 marks of records") { database in
            try database.execute(sql: "ALTER TABLE records ADD COLUMN mark INTEGER")
        }
        migrator.registerMigration("3 marks of facts and names") { database in
            try database.execute(
                sql: """
                    ALTER TABLE facts ADD COLUMN mark INTEGER;
                    ALTER TABLE names ADD COLUMN mark INTEGER;
                    """)
        }
        return migrator
    }
}

extension SQLiteArchive {
    /// The newest image of each record in ascending order of kind and key, which is the order of
    /// the table: neighbours share pages.
    ///
    /// Of two with the same sequence the later one counts: a repayment taken back keeps the
    /// sequence of its own event.
    private static func newest(in batches: [CommittedBatch]) -> [RecordImage] {
        var images: [StateKey: RecordImage] = [:]
        for batch in batches {
            for image in batch.ended {
                guard let key = image.key.stateKey else { continue }
                if let earlier = images[key], earlier.sequence > image.sequence { continue }
                images[key] = image
            }
        }
        return images.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func insert(images: [RecordImage], _ database: Database) throws {
        let upsert = try RowStatement(
            database,
            """
            INSERT INTO records (kind, key, sequence, bytes, mark) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (kind, key) DO UPDATE
                SET sequence = excluded.sequence, bytes = excluded.bytes, mark = excluded.mark
                WHERE excluded.sequence >= records.sequence
            """)
        for image in images {
            guard let key = image.key.stateKey else { continue }
            try upsert.run([
                .number(key.kind.rawValue), .key(key.key), .number(image.sequence),
                .bytes(image.bytes),
                .integer(mark(key, sequence: image.sequence, bytes: image.bytes)),
            ])
        }
        let fact = try RowStatement(
            database,
            "INSERT INTO facts (fact, order_key, mark) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        for image in images {
            guard let order = image.key.stateKey else { continue }
            for key in image.facts {
                try fact.run([.key(key), .key(order.key), .integer(mark(key, order.key))])
            }
        }
    }

    private static func insert(names: [Name], _ database: Database) throws {
        let insert = try RowStatement(
            database,
            "INSERT INTO names (kind, key, name, mark) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        for name in names.sorted(by: { $0.key < $1.key }) {
            try insert.run([
                .number(name.key.kind.rawValue), .key(name.key.key), .text(name.text),
                .integer(mark(name)),
            ])
        }
    }

    private static func image(of key: RecordKey, _ database: Database) throws -> RecordImage? {
        guard let place = key.stateKey else { return nil }
        let statement = try database.cachedStatement(
            sql: "SELECT sequence, bytes, mark FROM records WHERE kind = ? AND key = ?")
        guard
            let row = try Row.fetchOne(
                statement, arguments: [place.kind.rawValue, place.key.blob])
        else { return nil }
        let image = try RecordImage(key: key, row)
        guard row.isMarked(as: mark(place, sequence: image.sequence, bytes: image.bytes)) else {
            throw JournalError(
                .damaged, "archive.db: \(place.kind) \(place.key.hexadecimal): its mark differs")
        }
        return image
    }
}

extension CommittedBatch {
    var names: [Name] { records.flatMap(\.names) }
}

extension RecordImage {
    init(key: RecordKey, _ row: Row) throws(JournalError) {
        self.init(
            key: key, sequence: UInt64(bitPattern: try row.stored("sequence")),
            bytes: Array(try row.stored("bytes", as: Data.self)))
    }
}
