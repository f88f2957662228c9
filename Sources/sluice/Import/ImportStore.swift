import Foundation
import GRDB
import SluiceCore

/// What an import knows beside the journal: the shop's final status of each order, and which
/// source was imported how far. It lives in `import.db` in the data directory.
///
/// A status is a label of reports only; losing the file loses no money.
struct ImportStore {
    private let database: DatabaseQueue

    /// Opens the file, making it where there is none. Errors: SQLite's.
    init(directory: URL) throws {
        database = try DatabaseQueue(path: directory.appending(path: "import.db").path)
        try Self.migrator.migrate(database)
    }

    /// The statuses a directory's imports told; none where nothing was imported. Writes nothing.
    static func statuses(in directory: URL) throws -> [OrderLabel: String] {
        let path = directory.appending(path: "import.db").path
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        var configuration = Configuration()
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        return try ImportStore(database: database).statuses()
    }

    private init(database: DatabaseQueue) { self.database = database }

    private static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE labels (
                        merchant TEXT NOT NULL,
                        order_number TEXT NOT NULL,
                        status TEXT NOT NULL,
                        PRIMARY KEY (merchant, order_number)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE runs (
                        source_digest TEXT NOT NULL,
                        mapping TEXT NOT NULL,
                        until_ns INTEGER NOT NULL,
                        orders INTEGER NOT NULL,
                        steps INTEGER NOT NULL,
                        rejects INTEGER NOT NULL,
                        PRIMARY KEY (source_digest, mapping, until_ns)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        return migrator
    }()

    /// Keeps the statuses of orders, newer ones in place of older. One transaction.
    func save(statusesOf orders: [ImportedOrder]) throws {
        try database.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO labels (merchant, order_number, status) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET status = excluded.status
                    WHERE status <> excluded.status
                    """)
            for order in orders {
                try statement.execute(arguments: [order.merchant, order.name, order.status])
            }
        }
    }

    /// The statuses by merchant and order.
    func statuses() throws -> [OrderLabel: String] {
        try database.read { database in
            var statuses: [OrderLabel: String] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT merchant, order_number, status FROM labels")
            while let row = try rows.next() {
                statuses[OrderLabel(merchant: row[0], order: row[1])] = row[2]
            }
            return statuses
        }
    }

    /// Notes a finished run; the same run again changes nothing.
    func save(_ run: ImportRun) throws {
        try database.write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO runs
                        (source_digest, mapping, until_ns, orders, steps, rejects)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.sourceDigest, run.mapping, run.until.ns, run.orders, run.steps,
                    run.rejects,
                ])
        }
    }

    /// The finished runs, by the time they went up to.
    func runs() throws -> [ImportRun] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT source_digest, mapping, until_ns, orders, steps, rejects FROM runs
                    ORDER BY until_ns, source_digest, mapping
                    """
            ).map { row in
                ImportRun(
                    sourceDigest: row[0], mapping: row[1], until: Instant(ns: row[2]),
                    orders: row[3], steps: row[4], rejects: row[5])
            }
        }
    }
}

/// An order by the names of its merchant and its own.
struct OrderLabel: Hashable {
    var merchant: String
    var order: String
}

/// How far a source was imported.
struct ImportRun: Equatable {
    var sourceDigest: String
    var mapping: String
    var until: Instant
    var orders: Int
    /// Those up to `until`.
    var steps: Int
    var rejects: Int
}
