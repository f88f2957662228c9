import GRDB
import SluiceEngine

/// The tables of `people.db`. Nothing in them is clear text but keys, times and reasons.
enum PeopleSchema {
    static let version = 1

    /// Makes the tables of a new file; refuses those of a later version, and those that are not what was made.
    /// - Returns: whether the file is new.
    static func prepare(_ database: Database, _ path: String) throws -> Bool {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if found == version {
            try check(database, path)
            return false
        }
        guard found == 0 else {
            throw JournalError(
                .formatUnknown,
                "\(path) has format \(found), this binary knows \(version): use a newer one")
        }
        try database.execute(sql: tables)
        try database.execute(sql: "PRAGMA user_version = \(version)")
        return true
    }

    static func check(_ database: Database, _ path: String) throws {
        try StoreSchema.check(database, path) { try $0.execute(sql: tables) }
    }

    /// Files are compared with it letter for letter: whoever changes any of it raises `version`, with a migration.
    private static let tables = """
        CREATE TABLE master (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            proof BLOB NOT NULL
        ) STRICT;
        CREATE TABLE persons (
            person BLOB PRIMARY KEY CHECK (length(person) = 16),
            made_at INTEGER NOT NULL,
            wrapped_key BLOB NOT NULL CHECK (length(wrapped_key) = \(TextVault.wrappedBytes)),
            contact_at INTEGER,
            contact BLOB,
            CHECK ((contact IS NULL) = (contact_at IS NULL))
        ) STRICT;
        CREATE TABLE notes (
            note BLOB PRIMARY KEY CHECK (length(note) = 16),
            person BLOB NOT NULL CHECK (length(person) = 16),
            about_kind INTEGER NOT NULL,
            about BLOB NOT NULL CHECK (length(about) = 16),
            made_at INTEGER NOT NULL,
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX notes_by_person ON notes (person, made_at);
        CREATE INDEX notes_by_time ON notes (made_at);
        CREATE TABLE erasures (
            person BLOB PRIMARY KEY CHECK (length(person) = 16),
            erased_at INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        """
}
