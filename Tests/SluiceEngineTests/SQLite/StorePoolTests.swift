import GRDB
import Testing

@testable import SluiceSQLite

@Suite("The log of a follower")
struct StorePoolTests {
    let directory: StoreDirectory

    init() throws { directory = try StoreDirectory() }

    private static let logBytesMax: Int64 = 1 << 20
    private static let blobBytes = 1 << 16

    private func store() throws -> StorePool {
        let store = try StorePool(
            path: directory.file("store.db"), durability: .normal,
            logBytesMax: Self.logBytesMax)
        try store.write { try $0.execute(sql: "CREATE TABLE blobs (bytes BLOB)") }
        return store
    }

    /// Writes blobs, and gives the size of the log after each.
    private func sizes(writing count: Int, _ store: StorePool) throws -> [Int64] {
        try (0..<count).map { _ in
            try store.write {
                try $0.execute(sql: "INSERT INTO blobs VALUES (zeroblob(\(Self.blobBytes)))")
            }
            try store.foldLog()
            return Files.sizeBytes(store.path + "-wal")
        }
    }

    @Test("is folded in once it has grown, and written over from its start")
    func folded() throws {
        let store = try store()
        let sizes = try sizes(writing: 100, store)
        #expect(sizes == sizes.sorted())
        let largest = try #require(sizes.last)
        #expect(largest >= Self.logBytesMax)
        #expect(largest < Self.logBytesMax + 2 * Int64(Self.blobBytes))
    }

    @Test("is cut where somebody read meanwhile and it became much longer")
    func cut() throws {
        let store = try store()
        let grown = try store.pool.read { database in
            // The transaction begins, and with it what may not be written over.
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM blobs")
            return try sizes(writing: 100, store)
        }
        let bound = 4 * Self.logBytesMax
        #expect(try #require(grown.last) > bound)
        let after = try sizes(writing: 2, store)
        #expect(try #require(after.last) <= bound)
    }
}
