import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Erasing, and erasing again what an older copy brought back.
extension SQLitePeople {
    /// Destroys everything held on a person: key, contact data and texts, in file and log.
    ///
    /// The erasure is on the list beside the directory before anything is destroyed. Where there is
    /// nothing to destroy, an earlier erasure stands and no other is listed.
    /// - Throws: `JournalError`. If the list cannot be written nothing was destroyed; after any
    ///   other error the next start finishes.
    public func erase(_ person: SubjectKey, reason: Code) throws -> PersonDestroyed {
        let destroyed = try change { database in
            let row = try personRow(person, database)
            let earlier = try newestErasure(of: person, database)
            if row == nil, let earlier {
                return PersonDestroyed(erasure: earlier, hadContact: false, notes: 0)
            }
            let notes = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM notes WHERE person = ?",
                arguments: [person.blob])
            // Not before what it is to reach, whatever the clock says.
            let madeAt = Instant(ns: row?["made_at"] ?? 0)
            let erasure = Erasure(
                person: person, at: max(clock.now(), madeAt, earlier?.at ?? .epoch),
                reason: reason)
            try erasures.append([erasure])
            try destroy(erasure, database)
            return PersonDestroyed(
                erasure: erasure,
                hadContact: try row.map { try !$0.value("contact").isNull } ?? false,
                notes: notes ?? 0)
        }
        try clean(vacuums: true)
        return destroyed
    }

    /// Erases again what was erased before and came back with an older copy of the store. The list
    /// beside the directory and the store's own learn from each other.
    ///
    /// To be called at every start, before anything is shown.
    /// - Returns: how many persons were erased again.
    public func applyErasures() throws -> Int {
        let listed = try erasures.read()
        let kept = try store.write { database in
            try Row.fetchAll(database, sql: "SELECT * FROM erasures").map(erasure(in:))
        }
        let missing = Set(kept).subtracting(listed)
        try erasures.append(missing.sorted { $0.at < $1.at })
        let count = try change { database in
            var count = 0
            for erasure in listed + kept where try isPending(erasure, database) {
                count += 1
                try destroy(erasure, database)
            }
            for erasure in listed { try remember(erasure, database) }
            return count
        }
        if count > 0 { try clean(vacuums: true) }
        return count
    }

    /// Whether a person has a key that an erasure should have destroyed.
    func isPending(_ erasure: Erasure, _ database: Database) throws -> Bool {
        guard let row = try personRow(erasure.person, database) else { return false }
        return Instant(ns: try row.stored("made_at")) <= erasure.at
    }

    private func destroy(_ erasure: Erasure, _ database: Database) throws {
        for table in ["notes", "persons"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE person = ?", arguments: [erasure.person.blob])
        }
        try remember(erasure, database)
    }

    /// Of several erasures of a person the newest is kept.
    private func remember(_ erasure: Erasure, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO erasures VALUES (?, ?, ?)
                ON CONFLICT (person) DO UPDATE
                SET erased_at = excluded.erased_at, reason = excluded.reason
                WHERE excluded.erased_at > erased_at
                """,
            arguments: [erasure.person.blob, erasure.at.ns, erasure.reason.text])
    }
}
