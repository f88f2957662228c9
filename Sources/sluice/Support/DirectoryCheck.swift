import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// Checks a data directory against itself, every store that is there; changes nothing that is recorded and
/// makes no store. Opening brings tables of an older version up to date, as a start does. The directory
/// must be held by a `DirectoryLock`.
struct DirectoryCheck {
    let path: String
    /// Not in a copy: its master key lies elsewhere.
    var checksPeople = true

    /// - Throws: `JournalError` where a store cannot be opened at all.
    func run() throws -> Verifier.Report {
        let journal = try SQLiteJournal.openReadOnly(directory: path)
        let head = try journal.head()
        // Opening makes a store that is absent, and verifying makes nothing.
        var damage: [String] = []
        let archive = try opened("archive", &damage) { try SQLiteArchive(directory: path) }
        var views = try opened("views", &damage) { try ViewsCheck(directory: path) }
        var bar = ProgressBar("verifying", total: Int(head.sequence))
        var snapshots = SnapshotCheck(SnapshotFolder(directory: path))
        var verifier = Verifier(journal: journal, archive: archive)
        var (report, _) = try verifier.run(
            progress: { bar.show(Int($0)) },
            atRow: { (views?.follow($0, $1, $2) ?? []) + snapshots.follow($0, $2) })
        bar.finish()
        report.faults += damage + (try fileFaults())
        if report.faults.isEmpty, let archive { report.faults += archiveFaults(archive) }
        if checksPeople { report.faults += peopleFaults() }
        report.faults += messageFaults(journal)
        if let views, views.row > report.rows {
            report.faults.append(
                "views are at row \(views.row), the journal ends at \(report.rows)")
        }
        return report
    }

    /// A store, where there is one that can be read.
    private func opened<Store>(
        _ name: String, _ damage: inout [String], _ open: () throws -> Store?
    ) throws -> Store? {
        guard has(name + ".db") else { return nil }
        do {
            return try open()
        } catch let error as JournalError where error.code == .damaged {
            damage.append("\(name) cannot be read: \(error)")
            return nil
        }
    }

    /// What is wrong with the files of rows; the rows themselves are replayed.
    private func fileFaults() throws -> [String] {
        var faults: [String] = []
        for store in SQLiteJournal.scrubStores(directory: path) where store.name != "journal" {
            faults += try store.damages().map(\.detail)
        }
        return faults
    }

    /// What of the archive differs from its marks, which no comparison with the journal reads.
    private func archiveFaults(_ archive: SQLiteArchive) -> [String] {
        do {
            return try archive.scrubStore.damages().map(\.detail)
        } catch {
            return ["archive cannot be read: \(error)"]
        }
    }

    /// What is wrong with the store of people; nothing where there is none.
    private func peopleFaults() -> [String] {
        guard has("people.db") else { return [] }
        do {
            return try SQLitePeople(directory: path, clock: .system).faults()
        } catch {
            return ["\(error)"]
        }
    }

    /// What is wrong with the messages: a file that cannot be read, or of another journal; nothing where
    /// there is none.
    private func messageFaults(_ journal: SQLiteJournal) -> [String] {
        guard has("messages.db") else { return [] }
        do {
            let messages = try SQLiteMessages(directory: path)
            try DataDirectory.check(
                messages.checkpoint(), messages.checkpointHash(), "messages.db", journal)
            return try messages.faults()
        } catch {
            return ["\(error)"]
        }
    }

    private func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + file)
    }
}
