import GRDB
import SluiceCore
import SluiceEngine

/// The views of the embedded store: `views.db` in the data directory, disposable.
///
/// Made from events and names alone, so that they can be made again from the journal at any time.
/// Safe to use from any thread; `consume` from one.
public final class SQLiteViews: FeedConsumer, Views {
    public let name = "views"
    let store: StorePool

    /// Opens the views of a directory. What is damaged or of another layout is thrown away: then
    /// the checkpoint is 0 and the feed makes them again.
    /// - Throws: `JournalError` `.unavailable` if the file cannot be made or written.
    public init(directory: String) throws(JournalError) {
        let path = directory + "/views.db"
        do {
            store = try SQLiteViews.open(path)
        } catch {
            guard error.code == .damaged else { throw error }
            for suffix in ["", "-wal", "-shm"] { Files.remove(path + suffix) }
            store = try SQLiteViews.open(path)
        }
    }

    public func checkpoint() throws -> UInt64 { try store.read(StoreCheckpoint.init).row }

    /// The hash of the newest row consumed; views of another journal are to be discarded.
    public func checkpointHash() throws -> RowHash { try store.read(StoreCheckpoint.init).hash }

    /// Throws everything away and starts at checkpoint 0.
    public func discard() throws { try store.write(ViewsSchema.create) }

    public func consume(_ batches: [CommittedBatch]) throws {
        try store.write { database in
            let next = try StoreCheckpoint(database).advanced(over: batches)
            let writer = try ViewsWriter(database)
            for batch in batches { try writer.add(batch) }
            try next.save(database)
        }
        try store.foldLog()
    }

    private static func open(_ path: String) throws(JournalError) -> StorePool {
        let store = try StorePool(path: path, durability: .normal)
        do {
            try store.write { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
                if version != ViewsSchema.version { try ViewsSchema.create(database) }
            }
        } catch {
            throw JournalError(error, path)
        }
        return store
    }
}
