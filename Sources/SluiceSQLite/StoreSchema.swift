import GRDB
import SluiceEngine

/// The schema of a store's file, compared letter for letter with that which is made of nothing.
///
/// SQLite reads a changed letter as well, until it meets what was left out of a table: a check it cannot
/// call ends the first who writes, and `VACUUM` makes the file again without what it did not understand.
enum StoreSchema {
    /// The schema as one text, but for the pages where tables begin and what the migrator keeps.
    private static let query = """
        SELECT group_concat(quote(type) || quote(name) || quote(tbl_name) || quote(sql))
        FROM (SELECT * FROM sqlite_schema WHERE tbl_name != 'grdb_migrations' ORDER BY name, sql)
        """

    /// - Throws: `JournalError` `.damaged` where the tables are not those that `make` makes.
    static func check(
        _ database: Database, _ path: String, make: (Database) throws -> Void
    ) throws {
        let made = try DatabaseQueue().inDatabase { database in
            try make(database)
            return try String.fetchOne(database, sql: query)
        }
        guard try String.fetchOne(database, sql: query) == made else { throw damage(path) }
    }

    /// The same of a store that is brought up to date by migrations.
    static func check(_ database: Database, _ path: String, _ migrator: DatabaseMigrator) throws {
        let fresh = try DatabaseQueue()
        try migrator.migrate(fresh)
        let made = try fresh.read { try String.fetchOne($0, sql: query) }
        guard try String.fetchOne(database, sql: query) == made else { throw damage(path) }
    }

    /// The same of a connection of the library.
    static func check(
        _ connection: SQLiteConnection, _ path: String, schema: String
    ) throws(JournalError) {
        let (found, made): (String?, String?)
        do throws(SQLiteFault) {
            let fresh = try SQLiteConnection(path: ":memory:", mode: .create)
            try fresh.execute(schema)
            (found, made) = (try connection.text(query), try fresh.text(query))
        } catch {
            throw JournalError(error, path)
        }
        guard found == made else { throw damage(path) }
    }

    private static func damage(_ path: String) -> JournalError {
        JournalError(.damaged, "\(path): its tables are not those that were made")
    }
}
