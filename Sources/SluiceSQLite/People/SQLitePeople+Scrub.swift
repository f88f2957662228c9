import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The store of people checked against itself: read again a page at a time, and as a whole.
extension SQLitePeople {
    /// Finds texts and contact data that do not open, and erasures that are not on the list beside the
    /// directory.
    public var scrubStore: ScrubStore {
        store(of: { self.sealed + [self.erased()] })
    }

    private func store(of tables: @escaping @Sendable () -> [TableScrub]) -> ScrubStore {
        ScrubStore(name: "people") { [store] in
            let next = try TableScrub.pass(over: tables(), at: store.path) {
                try PeopleSchema.check($0, store.path)
            }
            // While a page is read nothing can be cut off the log, and an erasure waits for that.
            return { try next(min($0, StoreLimits.peoplePageBytesMax)) }
        }
    }

    /// By the number of the row: the key of a person belongs in no answer without a key, and is read from an
    /// index if it is what rows are ordered by.
    private var sealed: [TableScrub] {
        [
            TableScrub(
                "persons", key: ["rowid"],
                check: { row, _ in _ = try self.contact(row, under: self.unwrap(row)) }),
            TableScrub(
                "notes", key: ["rowid"],
                check: { row, database in
                    let person = try SubjectKey(blob: row.stored("person"))
                    guard let owner = try self.personRow(person, database) else {
                        throw JournalError(.damaged, "it has no key")
                    }
                    // A key that does not open is told of the person.
                    guard let key = try? self.unwrap(owner) else { return }
                    _ = try self.note(row, under: key)
                }),
        ]
    }

    private func erased() -> TableScrub {
        var listed: Set<Erasure> = []
        return TableScrub(
            "erasures", key: ["rowid"],
            check: { row, _ in
                let erasure = try self.erasure(in: row)
                // It may be younger than what was read of the list.
                if !listed.contains(erasure) { listed = try Set(self.erasures.read()) }
                guard listed.contains(erasure) else {
                    throw JournalError(.damaged, "it is not in \(self.erasures.path)")
                }
            })
    }

    /// What is wrong: pages that are none, texts and contact data that do not open, and persons that were
    /// erased and are here again. Changes nothing.
    public func faults() throws -> [String] {
        let listed = try erasures.read()
        // As it is on the disk: what is out of its place is not found.
        var faults = try store.write { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
                .filter { $0 != "ok" }.map { "\(store.path): \($0)" }
        }
        // Erasures the list lacks may come of an older copy: the next start adds them.
        faults += try store(of: { self.sealed }).damages().map(\.detail)
        let pending = try store.write { database in
            try Set(listed.filter { try isPending($0, database) }.map(\.person))
        }
        if !pending.isEmpty {
            faults.append(
                "\(store.path): erased persons that are here again: \(pending.count); "
                    + "the next start erases them")
        }
        return faults
    }
}
