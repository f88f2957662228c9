import Foundation
import GRDB
import SluiceAPI
import SluiceCore

/// The breaks of earlier runs, with whom they belong to and what became of them, in
/// `reconciliation.db` of the data directory. It moves no money; losing it loses the ages and owners.
struct BreakStore {
    /// A break as it is kept.
    struct Kept: Equatable {
        var id: String
        var found: BookBreak
        var firstSeen: Instant
        var owner: String
        /// Why a person is done with it; nil while nobody is.
        var resolution: String?
        /// When it was found no more; nil while it is.
        var goneAt: Instant?

        var isOpen: Bool { resolution == nil && goneAt == nil }
    }

    static let fileName = "reconciliation.db"

    private let database: DatabaseQueue

    /// Opens the file, making it where there is none. Errors: SQLite's.
    init(directory: URL) throws {
        database = try DatabaseQueue(
            path: directory.appending(path: BreakStore.fileName).path)
        try Self.migrator.migrate(database)
    }

    private static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE breaks (
                        id TEXT PRIMARY KEY,
                        book TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        merchant TEXT NOT NULL,
                        order_number TEXT NOT NULL,
                        currency INTEGER NOT NULL,
                        ledger INTEGER NOT NULL,
                        other INTEGER NOT NULL,
                        detail TEXT NOT NULL,
                        since INTEGER NOT NULL,
                        first_seen INTEGER NOT NULL,
                        owner TEXT NOT NULL,
                        resolution TEXT,
                        gone_at INTEGER
                    ) STRICT, WITHOUT ROWID
                    """)
        }
        return migrator
    }()

    /// Keeps what a run found. What was found before keeps its age, owner and resolution, unless other
    /// money is in dispute now: then it is open again. What of these merchants is found no more is gone.
    func save(_ breaks: [BookBreak], of merchants: Set<String>, at: Instant) throws {
        try database.write { database in
            for kept in try Self.all(database)
            where merchants.contains(kept.found.merchant) && kept.goneAt == nil {
                try database.execute(
                    sql: "UPDATE breaks SET gone_at = ? WHERE id = ?", arguments: [at.ns, kept.id])
            }
            for found in breaks {
                try database.execute(
                    sql: """
                        INSERT INTO breaks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)
                        ON CONFLICT (id) DO UPDATE SET
                            first_seen = CASE WHEN gone_at = excluded.first_seen OR gone_at IS NULL
                                THEN first_seen ELSE excluded.first_seen END,
                            resolution = CASE WHEN ledger = excluded.ledger AND other = excluded.other
                                AND currency = excluded.currency THEN resolution END,
                            book = excluded.book, kind = excluded.kind, currency = excluded.currency,
                            ledger = excluded.ledger, other = excluded.other,
                            detail = excluded.detail, since = excluded.since, gone_at = NULL
                        """,
                    arguments: [
                        found.id, found.book.rawValue, found.kind.rawValue, found.merchant,
                        found.order, found.currency.packed, found.ledger.minor,
                        found.other.minor, found.detail, found.since.ns, at.ns, found.owner,
                    ])
            }
        }
    }

    /// All that is kept, the most in dispute first.
    func all() throws -> [Kept] {
        try database.read(Self.all).sorted {
            ($1.found.stake, $0.id) < ($0.found.stake, $1.id)
        }
    }

    /// Says whose a break is, or why it is done with.
    /// - Returns: whether there is such a break.
    func set(_ id: String, owner: String? = nil, resolution: String? = nil) throws -> Bool {
        try database.write { database in
            try database.execute(
                sql: """
                    UPDATE breaks SET owner = coalesce(?, owner),
                        resolution = coalesce(?, resolution) WHERE id = ?
                    """, arguments: [owner, resolution, id])
            return database.changesCount > 0
        }
    }

    private static func all(_ database: Database) throws -> [Kept] {
        try Row.fetchAll(database, sql: "SELECT * FROM breaks").compactMap { row in
            guard let book = BookBreak.Book(rawValue: row["book"]),
                let kind = BookBreak.Class(rawValue: row["kind"]),
                let currency = Currency(packed: row["currency"])
            else { return nil }
            return Kept(
                id: row["id"],
                found: BookBreak(
                    book: book, kind: kind, merchant: row["merchant"],
                    order: row["order_number"], currency: currency,
                    ledger: Money(minor: row["ledger"]), other: Money(minor: row["other"]),
                    detail: row["detail"], since: Instant(ns: row["since"])),
                firstSeen: Instant(ns: row["first_seen"]), owner: row["owner"],
                resolution: row["resolution"],
                goneAt: (row["gone_at"] as Int64?).map(Instant.init(ns:)))
        }
    }
}

extension KeptBreak {
    init(_ kept: BreakStore.Kept) {
        let found = kept.found
        self.init(
            id: kept.id, book: found.book.rawValue, kind: found.kind.rawValue,
            merchant: found.merchant, order: found.order, currency: found.currency,
            ledger: found.ledger, other: found.other, detail: found.detail, since: found.since,
            firstSeen: kept.firstSeen, owner: kept.owner, resolution: kept.resolution,
            goneAt: kept.goneAt)
    }
}

extension Breaks {
    /// Those of a directory; a file that is not there is not made.
    static func kept(in directory: URL) -> Breaks {
        let path = directory.appending(path: BreakStore.fileName).path
        @Sendable func store() throws -> BreakStore? {
            FileManager.default.fileExists(atPath: path)
                ? try BreakStore(directory: directory) : nil
        }
        return Breaks(
            all: { try store()?.all().map(KeptBreak.init) ?? [] },
            set: { try store()?.set($0, owner: $1, resolution: $2) ?? false })
    }
}
