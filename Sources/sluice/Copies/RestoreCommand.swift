import ArgumentParser
import Foundation
import SluiceEngine
import SluiceSQLite

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory of a backup, and verify it.",
        discussion: """
            Refuses a directory that has a journal, a backup that was not finished, and one that is \
            damaged, naming what. The engine starts on the result as on any directory; it makes the \
            views again. Put people.key into the directory, before or after. Persons erased since \
            the backup are erased again, here or at the next start, as long as the list of erasures \
            beside the directory is there.

            Example: sluice restore --from /backup/2026-11-27 --data ./restored
            """)

    @Option(help: "The backup, made by `sluice backup`.")
    var from: String

    @OptionGroup var data: DataOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() async throws {
        try CopyTarget.requireEmpty(data.path)
        try await DataDirectory.reporting {
            umask(0o077)
            let promised = try BackupManifest.read(in: from)
            let lock = try DirectoryLock(directory: data.path, startedAt: WallClock.system.now())
            try withExtendedLifetime(lock) {
                let partial = data.path + "/restoring"
                try? FileManager.default.removeItem(atPath: partial)
                let found = try copy(to: partial)
                if let difference = promised.difference(from: found) {
                    throw JournalError(.damaged, "the backup in \(from) has \(difference)")
                }
                try put(partial)
                let erased = try eraseAgain()
                if json { Terminal.out(try found.text()) } else { found.tell() }
                if !json { Terminal.out("sound") }
                if erased > 0 { Terminal.error("persons erased again: \(erased)") }
            }
        }
    }

    /// A sound copy of the backup in a directory nobody serves.
    private func copy(to partial: String) throws -> BackupManifest {
        do {
            try FileManager.default.createDirectory(
                atPath: partial, withIntermediateDirectories: false)
            try CopyTarget.copy(from: from, to: partial, label: "copying")
            let report = try DirectoryCheck(path: partial, checksPeople: false).run()
            guard report.faults.isEmpty else { throw CopyTarget.unsound(report, in: from) }
            return BackupManifest(report)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    /// Gives the files their places, the journal last: a directory with a journal is a whole one.
    private func put(_ partial: String) throws {
        let files = FileManager.default
        for name in DirectoryCopy.files where files.fileExists(atPath: "\(partial)/\(name)") {
            try files.moveItem(atPath: "\(partial)/\(name)", toPath: "\(data.path)/\(name)")
        }
        try files.removeItem(atPath: partial)
        try DirectoryCopy.makeDurable(data.path)
    }

    /// Where the master key is not there yet, the next start does it.
    private func eraseAgain() throws -> Int {
        let files = FileManager.default
        guard files.fileExists(atPath: data.path + "/people.db") else { return 0 }
        guard files.fileExists(atPath: data.path + "/people.key") else {
            Terminal.error("put people.key into \(data.path): the engine does not start without it")
            return 0
        }
        return try SQLitePeople(directory: data.path, clock: .system).applyErasures()
    }
}
