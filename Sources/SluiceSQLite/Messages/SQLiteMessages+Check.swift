import Foundation
import GRDB
import SluiceAPI
import SluiceCore
import SluiceEngine

extension SQLiteMessages {
    /// What is wrong with the file; nothing where all of it can be read.
    /// - Throws: `JournalError` where it cannot be read at all.
    public func faults() throws -> [String] {
        try store.read { database in
            let found = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            if let found, found != "ok" { return ["messages.db: \(found)"] }
            var faults: [String] = []
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM messages ORDER BY position")
            while let row = try rows.next() {
                do {
                    _ = try Message(row)
                } catch {
                    let position: Int64? = try? row.stored("position")
                    faults.append("messages.db: position \(position ?? 0): \(error)")
                }
            }
            return faults
        }
    }
}
