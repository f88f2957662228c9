import Foundation
import GRDB
import SluiceCore
import SluiceEngine
import Synchronization

/// The views of the embedded store: `views.db` in the data directory, disposable.
///
/// Made from events and names alone, so that they can be made again from the journal at any time.
/// Where the file turns out to be damaged, `consume` throws it away and an error with it: the
/// checkpoint is 0 then, and whoever feeds the views begins anew. Safe to use from any thread;
/// `consume` and `discard` from one.
public final class SQLiteViews: FeedConsumer, Views {
    public let name = "views"
    private let path: String
    private let state: Mutex<State>
    /// Readers pass it beside one another, `discard` alone: to read through a connection that was closed
    /// ends the process (GRDB asks SQLite for the state of one it no longer has).
    private let gate = DispatchQueue(label: "sluice.views-gate", attributes: .concurrent)
    private let memory = ViewsMemory()

    private struct State {
        var store: StorePool
        /// Found by a reader or a writer; the next `consume` makes the file again.
        var isDamaged = false
        var renewedAt: ContinuousClock.Instant?
    }

    /// Opens the views of a directory. What is damaged or of another layout is thrown away: then
    /// the checkpoint is 0 and the feed makes them again.
    /// - Throws: `JournalError` `.unavailable` if the file cannot be made or written.
    public init(directory: String) throws(JournalError) {
        path = directory + "/views.db"
        let store: StorePool
        do {
            store = try SQLiteViews.open(path)
        } catch {
            guard error.code == .damaged else { throw error }
            SQLiteViews.remove(path)
            store = try SQLiteViews.open(path)
        }
        state = Mutex(State(store: store))
    }

    /// Opens views as they are and throws nothing away, to be looked at.
    /// - Returns: nil for views of another layout.
    init?(asTheyAre directory: String) throws(JournalError) {
        path = directory + "/views.db"
        let store = try StorePool(path: path, durability: .normal)
        state = Mutex(State(store: store))
        do {
            let version = try store.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            guard version == ViewsSchema.version else { return nil }
        } catch {
            throw JournalError(error, path)
        }
    }

    public func checkpoint() throws -> UInt64 { try read(StoreCheckpoint.init).row }

    /// The hash of the newest row consumed; views of another journal are to be discarded.
    public func checkpointHash() throws -> RowHash { try read(StoreCheckpoint.init).hash }

    /// Throws everything away and starts at checkpoint 0.
    /// - Throws: `JournalError` if the new file cannot be made; the next `consume` tries again.
    public func discard() throws(JournalError) {
        memory.removeAll()
        // Readers come to their end here.
        try gate.sync(flags: .barrier) { Result(catching: makeAgain) }.get()
    }

    private func makeAgain() throws(JournalError) {
        try state.withLock { state throws(JournalError) in
            state.isDamaged = true
            // Closed first: SQLite removes a log by its name, which must not be that of the new file.
            try? state.store.pool.close()
            SQLiteViews.remove(path)
            state.store = try SQLiteViews.open(path)
            state.isDamaged = false
        }
    }

    /// Takes batches that follow the checkpoint; makes a damaged file again, at most once in
    /// `StoreLimits.viewsRenewalPauseSeconds`.
    public func consume(_ batches: [CommittedBatch]) throws {
        do {
            if state.withLock(\.isDamaged) {
                throw JournalError(.damaged, "\(path): a reader found damage")
            }
            try store.write { database in
                let next = try StoreCheckpoint(database).advanced(over: batches)
                try ViewsWriter(database, memory).add(batches)
                try next.save(database)
            }
            try store.foldLog()
        } catch {
            memory.removeAll()
            if SQLiteViews.isDamage(error), mayRenew() { try discard() }
            throw error
        }
    }

    /// One read transaction; damage it meets is noted for the next `consume`.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try gate.sync {
            do {
                return try store.read(body)
            } catch {
                if SQLiteViews.isDamage(error) { state.withLock { $0.isDamaged = true } }
                throw error
            }
        }
    }

    private var store: StorePool { state.withLock(\.store) }

    /// Whether the file may be made again now: each time costs a reading of the whole journal, and
    /// damage that is back at once is not the file's.
    private func mayRenew() -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            if let last = state.renewedAt,
                last.duration(to: now) < .seconds(StoreLimits.viewsRenewalPauseSeconds)
            {
                return false
            }
            state.renewedAt = now
            return true
        }
    }

    /// Whether an error tells that the file does not hold what was written to it.
    private static func isDamage(_ error: any Error) -> Bool {
        (error as? JournalError)?.code == .damaged || error is DecodeError
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { Files.remove(path + suffix) }
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
