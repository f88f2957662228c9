import SluiceEngine

/// The file of the journal: what marks it, its settings and its tables.
extension SQLiteJournal {
    /// Marks the file as a journal of Sluice: the letters `SLCJ`.
    static let applicationIdentifier: Int64 = 0x534C_434A
    /// The layout of the tables; what the rows hold has a format of its own.
    static let format: Int64 = 1
    /// The same tables, and the first rows are in files: an older binary would miss them.
    static let formatWithFiles: Int64 = 2

    /// Files are compared with it letter for letter: whoever changes a table gives the file another format.
    private static let schema = """
        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
            shard INTEGER NOT NULL CHECK (shard BETWEEN 0 AND 65535),
            epoch INTEGER NOT NULL CHECK (epoch > 0),
            time INTEGER NOT NULL,
            first_event INTEGER NOT NULL CHECK (first_event > 0),
            count INTEGER NOT NULL CHECK (count BETWEEN 0 AND 4294967295),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE meta (
            key TEXT PRIMARY KEY,
            value ANY NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO meta VALUES ('format', \(format)), ('epoch', 0), ('version', '');
        PRAGMA application_id = \(applicationIdentifier);
        """

    /// Refuses a file that is no journal, or one of a format this binary does not know, before
    /// anything is written to it.
    static func checkIdentity(
        _ connection: SQLiteConnection, _ path: String, _ mode: SQLiteConnection.Mode
    ) throws(JournalError) {
        let tables: Int64?
        let identifier: Int64?
        do throws(SQLiteFault) {
            tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
            identifier = try connection.integer("PRAGMA application_id")
        } catch {
            throw JournalError(error, path)
        }
        if tables == 0, mode == .create { return }
        // A process that was killed while it made the file leaves it empty.
        if tables == 0, identifier == 0 {
            throw JournalError(.unavailable, "\(path) is empty")
        }
        guard identifier == applicationIdentifier else {
            throw JournalError(.damaged, "\(path) is not a journal of Sluice")
        }
        let found: Int64?
        let version: String?
        do throws(SQLiteFault) {
            found = try connection.integer("SELECT value FROM meta WHERE key = 'format'")
            version = try connection.text("SELECT value FROM meta WHERE key = 'version'")
        } catch {
            throw JournalError(error, path)
        }
        guard let found, (format...formatWithFiles).contains(found) else {
            throw JournalError(
                .formatUnknown,
                "\(path) has format \(found ?? 0), written by Sluice \(version ?? "unknown"); "
                    + "this binary knows format \(formatWithFiles): "
                    + "use that version or a newer one")
        }
        try StoreSchema.check(connection, path, schema: schema)
    }

    /// Sets what the journal promises, and makes the tables of a new one.
    static func configure(_ connection: SQLiteConnection) throws(SQLiteFault) {
        // An I/O error in a mapped page would be a signal, not an error: no mmap.
        // fullfsync is for macOS, where fsync alone does not reach the disk.
        // Rows that are deleted are in a file: zeroing their pages would write all of them again.
        try connection.execute(
            """
            PRAGMA mmap_size = 0;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            PRAGMA secure_delete = OFF;
            """)
        try connection.keepLogShort(bytesMax: StoreLimits.logBytesMax)
        guard try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 else { return }
        try connection.execute("BEGIN IMMEDIATE; \(schema) COMMIT")
    }

    /// Refuses to write unless the settings are in force: every promise rests on them.
    static func checkSettings(
        _ connection: SQLiteConnection, _ path: String
    ) throws(JournalError) {
        let synchronous: Int64?
        let mode: String?
        do throws(SQLiteFault) {
            synchronous = try connection.integer("PRAGMA synchronous")
            mode = try connection.text("PRAGMA journal_mode")
        } catch {
            throw JournalError(error, path)
        }
        guard synchronous == 2, mode == "wal" else {
            throw JournalError(
                .unavailable,
                "\(path): SQLite did not accept synchronous=FULL in WAL mode, "
                    + "but \(synchronous ?? -1) in \(mode ?? "no") mode")
        }
    }

    /// Counts the epoch up by one, beyond one given, and notes the version of the writer.
    static func takeEpoch(
        _ connection: SQLiteConnection, version: String, above epochMin: UInt64
    ) throws(SQLiteFault) {
        let note = try connection.prepare("UPDATE meta SET value = ? WHERE key = 'version'")
        try connection.execute("BEGIN IMMEDIATE")
        try connection.execute(
            "UPDATE meta SET value = max(value, \(epochMin)) + 1 WHERE key = 'epoch'")
        try note.bind(version, at: 1)
        try note.run()
        try connection.execute("COMMIT")
    }

    /// The end of the journal and the epoch in force.
    static func readHead(
        _ connection: SQLiteConnection, _ path: String
    ) throws(JournalError) -> JournalHead {
        let head: JournalHead?
        do throws(SQLiteFault) {
            let statement = try connection.prepare(
                """
                SELECT (SELECT value FROM meta WHERE key = 'epoch'), sequence, epoch, hash
                FROM (SELECT 1) LEFT JOIN
                    (SELECT * FROM journal ORDER BY sequence DESC LIMIT 1)
                """)
            _ = try statement.step()
            let epoch = UInt64(bitPattern: statement.integer(0))
            if statement.isNull(1) {
                head = JournalHead(epoch: epoch, sequence: 0, hash: .zero)
            } else if statement.integer(2) <= statement.integer(0),
                case let hash = statement.blob(3), hash.count == 32
            {
                head = JournalHead(
                    epoch: epoch, sequence: UInt64(bitPattern: statement.integer(1)),
                    hash: RowHash(bytes: hash))
            } else {
                head = nil
            }
        } catch {
            throw JournalError(error, path)
        }
        guard let head else {
            throw JournalError(.damaged, "\(path): the newest row is not a row of this journal")
        }
        return head
    }
}
