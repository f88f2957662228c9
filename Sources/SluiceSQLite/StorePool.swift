import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// A database of the embedded store that follows the journal: one writer, readers beside it.
struct StorePool: Sendable {
    enum Durability: Int, Sendable {
        /// The newest transactions may be lost with the power; the file stays whole.
        case normal = 1
        /// Every transaction is on the disk when it returns.
        case full = 2
    }

    let path: String
    let pool: DatabasePool
    private let log = LogLength()
    private let logBytesMax: Int64

    /// - Throws: `JournalError`: `.unavailable`, or `.damaged` for a file that is no database.
    init(
        path: String, durability: Durability,
        logBytesMax: Int64 = StoreLimits.followerLogBytesMax
    ) throws(JournalError) {
        self.path = path
        self.logBytesMax = logBytesMax
        var configuration = Configuration()
        configuration.label = "sluice." + (path.split(separator: "/").last ?? "store")
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = StoreLimits.readersMax
        configuration.busyMode = .timeout(TimeInterval(StoreLimits.openTimeoutMs) / 1_000)
        configuration.prepareDatabase { [log] database in
            try database.execute(sql: "PRAGMA checkpoint_fullfsync = ON")
            // Readers commit nothing: of all connections only the writer tells.
            let code = ResultCode(
                rawValue: log.follow(database.sqliteConnection, bytesMax: logBytesMax))
            guard code == .SQLITE_OK else { throw DatabaseError(resultCode: code) }
        }
        let found: Int?
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // The pool has set NORMAL together with WAL: the level is set after it, on the only
            // connection that writes, and read back.
            try pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        PRAGMA fullfsync = ON;
                        PRAGMA synchronous = \(durability.rawValue);
                        PRAGMA cache_size = -\(StoreLimits.writerCacheKiB);
                        """)
            }
            found = try StorePool.setting("synchronous", of: pool)
        } catch {
            throw JournalError(error, path)
        }
        guard found == durability.rawValue else {
            throw JournalError(
                .unavailable,
                "\(path): SQLite did not accept synchronous=\(durability.rawValue), "
                    + "but \(found ?? -1)")
        }
    }

    /// What a setting of the writing connection is now.
    static func setting(_ name: String, of pool: DatabasePool) throws -> Int? {
        try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA \(name)") }
    }

    /// One read transaction; waits for no writer.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch let error as DatabaseError {
            throw JournalError(error, path)
        }
    }

    /// One write transaction.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.write(body)
        } catch let error as DatabaseError {
            throw JournalError(error, path)
        }
    }

    /// Folds the log into the database once it has grown beyond its limit.
    func foldLog() throws {
        guard log.bytes >= logBytesMax else { return }
        do {
            // Passive waits for no reader; the log is used again from its start once it can be.
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
        } catch let error as DatabaseError
            where [.SQLITE_BUSY, .SQLITE_FULL].contains(error.resultCode)
        {
            return
        } catch {
            throw JournalError(error, path)
        }
    }
}

extension JournalError {
    /// The error of a store for what happened to one of its files.
    init(_ error: any Error, _ path: String) {
        if let error = error as? JournalError {
            self = error
        } else if let error = error as? DatabaseError {
            // The message only: arguments of a statement do not belong in a log.
            let text =
                "\(path): SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "")"
            self.init(error.isDamage ? .damaged : .unavailable, text)
        } else {
            self.init(.unavailable, "\(path): \(error)")
        }
    }
}

extension DatabaseError {
    /// Whether the file does not hold what was written to it: pages that are none, tables that are
    /// missing, rows that contradict what only this program writes.
    fileprivate var isDamage: Bool {
        [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH]
            .contains(resultCode)
    }
}

/// The row of a journal a store has followed to, with the hash that ties it to that journal.
struct StoreCheckpoint: Hashable, Sendable {
    var row: UInt64 = 0
    var hash = RowHash.zero
    /// The sequence of the newest event consumed.
    var event: UInt64 = 0

    static let schema = """
        CREATE TABLE checkpoint (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            journal_row INTEGER NOT NULL CHECK (journal_row >= 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            event INTEGER NOT NULL CHECK (event >= 0)
        ) STRICT;
        INSERT INTO checkpoint VALUES (1, 0, zeroblob(32), 0);
        """

    init() {}

    init(_ database: Database) throws {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT journal_row, hash, event FROM checkpoint")
        else { throw JournalError(.damaged, "\(database.description): no checkpoint") }
        // A damaged page may hold anything.
        let journalRow: Int64 = try row.stored("journal_row")
        let bytes: Data = try row.stored("hash")
        let newest: Int64 = try row.stored("event")
        guard bytes.count == 32
        else { throw JournalError(.damaged, "\(database.description): the checkpoint is none") }
        self.row = UInt64(bitPattern: journalRow)
        hash = RowHash(bytes: Array(bytes))
        event = UInt64(bitPattern: newest)
    }

    /// Where the store stands after batches that must follow where it stands now.
    func advanced(over batches: [CommittedBatch]) throws(JournalError) -> StoreCheckpoint {
        var next = self
        for batch in batches {
            guard batch.row == next.row + 1 else {
                throw JournalError(
                    .unavailable, "row \(batch.row) does not follow row \(next.row)")
            }
            next.row = batch.row
            next.hash = batch.hash
            let events = batch.records.reduce(0) { $0 + $1.events.count }
            next.event = batch.firstEvent + UInt64(events) - 1
        }
        return next
    }

    func save(_ database: Database) throws {
        try database.execute(
            sql: "UPDATE checkpoint SET journal_row = ?, hash = ?, event = ?",
            arguments: [
                Int64(bitPattern: row), Data(hash.bytes), Int64(bitPattern: event),
            ])
    }
}

extension Key {
    /// The key as the stores keep it: 16 big-endian bytes, so that their order is the key's.
    var blob: Data {
        var writer = ByteWriter()
        writer.key(self)
        return Data(writer.bytes)
    }

    /// - Throws: `DecodeError` unless there are 16 bytes.
    init(blob: Data) throws(DecodeError) {
        var reader = ByteReader(Array(blob))
        self = try reader.key()
        guard reader.isAtEnd else { throw DecodeError(.trailingBytes, offset: reader.offset) }
    }
}
