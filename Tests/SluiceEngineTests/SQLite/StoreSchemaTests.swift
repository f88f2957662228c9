import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceSQLite

/// A letter that changed in a schema: SQLite reads it as well, until it needs what it no longer understands.
@Suite struct StoreSchemaTests {
    let directory: StoreDirectory

    init() throws { directory = try StoreDirectory() }

    private func change(_ file: String, _ from: String, _ to: String) throws {
        let connection = try SQLiteConnection(path: directory.file(file), mode: .create)
        try connection.execute(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, '\(from)', '\(to)')
            """)
        #expect(
            try connection.integer(
                "SELECT count(*) FROM sqlite_schema WHERE instr(sql, '\(to)')") == 1)
    }

    private func expectDamage(_ bodies: [() throws -> Void]) throws {
        for body in bodies {
            let error = try #require(throws: JournalError.self) { try body() }
            #expect(error.code == .damaged)
            #expect(
                error.detail.contains("its tables are not those that were made"), "\(error.detail)")
        }
    }

    @Test(
        "of the journal: neither opened, nor read, nor passed over by the scrub",
        arguments: [
            ("BETWEEN 0 AND 65535", "BETWEEN 0 AND 65534"),
            ("CHECK (length(hash)", "CHECK (lenfth(hash)"),
            ("journal (", "journal("), ("CHECK (epoch > 0)", "CHECK (epoch > 8)"),
        ])
    func journal(from: String, to: String) throws {
        do {
            var journal = SQLiteJournal(directory: directory.path, version: "1")
            _ = try journal.open(shard: .only)
            journal.close()
        }
        let path = directory.path
        _ = try SQLiteJournal.openReadOnly(directory: path)
        try change("journal.db", from, to)
        try expectDamage([
            { _ = try SQLiteJournal.openReadOnly(directory: path) },
            {
                var journal = SQLiteJournal(directory: path, version: "1")
                _ = try journal.open(shard: .only)
            },
            { try SQLiteJournal.checkFormat(directory: path) },
            { for store in SQLiteJournal.scrubStores(directory: path) { _ = try store.begin() } },
        ])
    }

    @Test("of the archive: neither opened nor passed over by the scrub of one that is open")
    func archive() throws {
        let archive = try SQLiteArchive(directory: directory.path)
        _ = try archive.scrubStore.begin()
        try change("archive.db", "CHECK (sequence > 0)", "CHECK (sequence > 1)")
        let path = directory.path
        try expectDamage([
            { _ = try archive.scrubStore.begin() }, { _ = try SQLiteArchive(directory: path) },
        ])
    }
}
