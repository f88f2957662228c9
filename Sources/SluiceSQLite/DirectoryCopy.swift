import Foundation
import GRDB
import SluiceEngine

/// Copies the stores of a data directory as of one row of its journal, while they are written.
///
/// Archive, imports, breaks, messages and keys first, then the journal, so that no store is ahead of it; people last,
/// so that every text a row names is there. Views are left out: they are made again. So is
/// `people.key`, which belongs elsewhere.
public struct DirectoryCopy {
    private let source: String
    private let target: String

    /// Copied before the journal; those that are absent are left out.
    private static let before = ["archive.db", "import.db", "reconciliation.db", "messages.db"]
    private static let people = "people.db"
    private static let keys = "keys.json"

    /// All a copy can have, the journal last.
    public static let files =
        before + [keys, people, RowFolder.folderName, SQLiteJournal.fileName]

    /// The target's directory must be held by a `DirectoryLock`.
    public init(from source: String, to target: String) {
        self.source = source
        self.target = target
    }

    /// Copies everything; `progress` is told the bytes copied and how many there are.
    /// - Returns: the end of the journal copied.
    /// - Throws: `JournalError`: `.damaged` naming the row or store that cannot be copied.
    public func run(
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(JournalError) -> JournalHead {
        let rowFiles = RowFolder(directory: source)
        let sizes =
            Self.files.map { path(source, $0) } + rowFiles.entries.map { rowFiles.file($0) }
        let total = sizes.reduce(0) { $0 + Int(Files.sizeBytes($1)) }
        var done = 0
        for name in Self.before {
            try copyDatabase(name) { progress(done + $0, total) }
            done += Int(Files.sizeBytes(path(source, name)))
        }
        try copyKeys()
        var journal = try JournalCopy(of: source, to: target)
        while case let bytes = try journal.advance(), bytes > 0 {
            done += bytes
            progress(done, total)
        }
        try journal.finish()
        try copyDatabase(Self.people) { progress(done + $0, total) }
        try Self.makeDurable(target)
        return journal.head
    }

    /// Makes durable which files a directory has.
    public static func makeDurable(_ directory: String) throws(JournalError) {
        do {
            try Files.sync(directoryOf: directory + "/" + SQLiteJournal.fileName)
        } catch {
            throw JournalError(.unavailable, "\(directory) cannot be made durable: \(error)")
        }
    }

    private func path(_ directory: String, _ name: String) -> String { directory + "/" + name }

    private func copyDatabase(
        _ name: String, progress: (Int) -> Void
    ) throws(JournalError) {
        let from = path(source, name)
        guard Files.exists(from) else { return }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(Double(StoreLimits.openTimeoutMs) / 1_000)
            let reader = try DatabaseQueue(path: from, configuration: configuration)
            let writer = try DatabaseQueue(path: path(target, name))
            try reader.read { source in
                // The first look fixes what is copied: a writer does not start it anew.
                let pageBytes = try Int.fetchOne(source, sql: "PRAGMA page_size") ?? 0
                _ = try Int.fetchOne(source, sql: "SELECT count(*) FROM sqlite_schema")
                try withoutActuallyEscaping(progress) { progress in
                    try writer.writeWithoutTransaction { target in
                        try source.backup(to: target, pagesPerStep: StoreLimits.copyPagesMax) {
                            progress($0.completedPageCount * pageBytes)
                        }
                    }
                }
            }
            let found = try writer.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            guard found == "ok" else {
                throw JournalError(.damaged, "\(from): \(found ?? "cannot be checked")")
            }
        } catch {
            throw JournalError(error, from)
        }
    }

    /// The file is replaced as a whole by who changes it, so that any look sees a whole one.
    private func copyKeys() throws(JournalError) {
        let from = path(source, Self.keys)
        guard Files.exists(from) else { return }
        guard let data = FileManager.default.contents(atPath: from) else {
            throw JournalError(.unavailable, "\(from) cannot be read")
        }
        do {
            Files.remove(path(target, Self.keys))
            try Files.append(Array(data), to: path(target, Self.keys))
        } catch {
            throw JournalError(.unavailable, "\(path(target, Self.keys)): \(error)")
        }
    }
}
