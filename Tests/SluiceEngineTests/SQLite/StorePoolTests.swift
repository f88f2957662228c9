import Foundation
import GRDB
import Testing

@testable import SluiceSQLite

@Suite("The log of a follower")
struct StorePoolTests {
    let directory: StoreDirectory

    init() throws { directory = try StoreDirectory() }

    private static let blobBytes = 4 << 20

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
        let store = try StorePool(path: directory.file("store.db"), durability: .normal)
        try store.write { try $0.execute(sql: "CREATE TABLE blobs (bytes BLOB)") }
        let sizes = try sizes(writing: 40, store)
        #expect(sizes == sizes.sorted())
        let largest = try #require(sizes.last)
        #expect(largest >= StoreLimits.followerLogBytesMax)
        #expect(largest < StoreLimits.followerLogBytesMax + 2 * Int64(Self.blobBytes))
    }

    @Test("is cut where somebody read meanwhile and it became much longer")
    func cut() throws {
        let store = try StorePool(path: directory.file("store.db"), durability: .normal)
        try store.write { try $0.execute(sql: "CREATE TABLE blobs (bytes BLOB)") }
        let grown = try store.pool.read { database in
            // The transaction begins, and with it what may not be written over.
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM blobs")
            return try sizes(writing: 40, store)
        }
        let bound = 2 * StoreLimits.followerLogBytesMax
        #expect(try #require(grown.last) > bound)
        let after = try sizes(writing: 2, store)
        #expect(try #require(after.last) <= bound)
    }
}
