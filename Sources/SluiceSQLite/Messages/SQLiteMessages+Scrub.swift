import Foundation
import GRDB
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The messages as a store that is read again.
extension SQLiteMessages {
    public var scrubStore: ScrubStore {
        ScrubStore(name: "messages") { [store] in
            try TableScrub.pass(over: SQLiteMessages.scrubbed, at: store.path) {
                try StoreSchema.check($0, store.path, MessagesSchema.migrator)
            }
        }
    }

    private static var scrubbed: [TableScrub] {
        [
            TableScrub(
                "messages", key: ["position"], place: { "message \($0[0].words)" },
                check: { row, _ in
                    let message = try Message(row)
                    guard try row.stored("suppressed") == (message.isSuppressed ? 1 : 0) else {
                        throw JournalError(.damaged, "its suppression is not as it was written")
                    }
                }),
            TableScrub("deliveries", key: ["endpoint", "position"]) { row, _ in
                _ = try Delivery(row)
            },
        ]
            + [
                ("told_records", ["key"]),
                ("reminders", ["due", "account", "operation", "days"]),
                ("reads", ["position", "audience"]), ("endpoints", ["id"]), ("teller", ["id"]),
            ].map { table, key in TableScrub(table, key: key) { row, _ in try row.checkMark() } }
    }

    /// What is wrong with the file; nothing where all of it can be read as it was written.
    /// - Throws: `JournalError` where it cannot be read at all.
    public func faults() throws -> [String] {
        let found = try store.read { database in
            try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
        }
        if let found, found != "ok" { return ["messages.db: \(found)"] }
        return try scrubStore.damages().map(\.detail)
    }
}
