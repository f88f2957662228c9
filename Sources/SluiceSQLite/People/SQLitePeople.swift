import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The side store of people: `people.db` in the data directory, with a key per person wrapped by
/// the key in `people.key`, and the list of erasures beside the directory.
///
/// Whoever opens it holds the lock of the directory. Every write is on the disk when it returns.
/// One connection does everything, one call after the other, but for the scrub, which has its own; safe to
/// use from any thread.
public final class SQLitePeople: Sendable {
    let store: StorePool
    let vault: TextVault
    let erasures: ErasureList
    let clock: WallClock

    /// Opens the store; makes it, and its master key, where there is none. What an erasure that was
    /// cut short left in the file is cleaned away.
    /// - Throws: `JournalError`: `.unavailable` if a file cannot be made or written, `.damaged` if
    ///   the master key is not there or not that of the store, `.formatUnknown`.
    public init(directory: String, clock: WallClock) throws(JournalError) {
        let path = directory + "/people.db"
        do {
            let store = try StorePool(path: path, durability: .full)
            try SQLitePeople.configure(store)
            self.store = store
            vault = try SQLitePeople.vault(of: store, PeopleKeyFile(directory: directory))
            erasures = ErasureList(directory: directory)
            self.clock = clock
            // GRDB makes a table and drops it where the log is empty: that one page is no reason to write
            // the whole file anew at each start. What was on it is overwritten (`secure_delete`).
            try clean(vacuums: store.write { try SQLitePeople.freePages($0) } > 1)
        } catch {
            throw JournalError(error, path)
        }
    }

    /// The store as the doors ask it.
    public var people: People {
        People(
            holdings: { try self.holdings(of: $0) },
            setContact: { try self.setContact(of: $0, to: $1) },
            seal: { try self.seal($0, of: $1, about: $2) }, discard: { try self.discard($0) },
            erase: { try self.erase($0, reason: $1) }, counts: { try self.counts() })
    }

    /// Runs a transaction and keeps the log short.
    func change<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let value = try store.write(body)
        try store.foldLog()
        return value
    }

    /// Folds the log in and cuts it off, so that nothing deleted is left in it; a file with free
    /// pages is written anew.
    func clean(vacuums: Bool) throws {
        do {
            try store.pool.writeWithoutTransaction { database in
                try database.checkpoint(.truncate)
                guard vacuums else { return }
                try database.execute(sql: "VACUUM")
                try database.checkpoint(.truncate)
            }
        } catch {
            throw JournalError(error, store.path)
        }
    }

    /// Complexity: O(n) in what is held.
    public func counts() throws -> PeopleCounts {
        try store.write { database in
            var counts = PeopleCounts()
            counts.persons = try SQLitePeople.rows(of: "persons", database)
            counts.notes = try SQLitePeople.rows(of: "notes", database)
            counts.erased = try SQLitePeople.rows(of: "erasures", database)
            return counts
        }
    }

    private static func rows(of table: String, _ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
    }

    private static func freePages(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
    }

    /// What is deleted is overwritten, and nothing is sorted or copied in a file elsewhere.
    private static func configure(_ store: StorePool) throws {
        try store.pool.writeWithoutTransaction { database in
            try database.execute(
                sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;")
        }
        guard try StorePool.setting("secure_delete", of: store.pool) == 1 else {
            throw JournalError(
                .unavailable, "\(store.path): SQLite did not accept secure_delete")
        }
    }

    /// The vault of the master key. A new store gets its tables and the proof of its key together.
    private static func vault(of store: StorePool, _ file: PeopleKeyFile) throws -> TextVault {
        try store.write { database in
            let isNew = try PeopleSchema.prepare(database, store.path)
            let found = try file.read()
            guard isNew || found != nil else {
                throw JournalError(
                    .damaged,
                    "\(file.path) is not there, and without it nothing in \(store.path) can be "
                        + "read: put it back, or give the texts up by deleting people.db")
            }
            guard let vault = TextVault(masterKey: try found ?? file.make()) else {
                throw JournalError(.damaged, "\(file.path) is no key")
            }
            if isNew {
                try database.execute(
                    sql: "INSERT INTO master VALUES (1, ?)", arguments: [Data(vault.proof())])
                return vault
            }
            let row = try Row.fetchOne(database, sql: "SELECT proof FROM master")
            guard let proof: Data = try row?.stored("proof") else {
                throw JournalError(.damaged, "\(store.path) has no proof of its key")
            }
            guard vault.proves(Array(proof)) else {
                throw JournalError(.damaged, "\(file.path) is not the key of \(store.path)")
            }
            return vault
        }
    }
}
