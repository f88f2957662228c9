import ArgumentParser
import Foundation
import SluiceEngine
import SluiceSQLite

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy a data directory, beside the engine that runs on it, and verify the copy.",
        discussion: """
            The copy holds the journal up to one row, an archive that is not ahead of it, people, \
            imports, messages and API keys (hashes). Views are left out, they are made again; so is \
            people.key, which belongs in another place. What was acknowledged before the start is \
            in it. Exit code 1 if the copy is not sound: then it is no backup, and `sluice restore` \
            refuses it.

            Example: sluice backup --data ./data --to /backup/2026-11-27
            """)

    @OptionGroup var data: DataOption

    @Option(help: "The directory to make; it must be empty or not there.")
    var to: String

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() async throws {
        try data.requireJournal()
        try CopyTarget.requireEmpty(to)
        try await DataDirectory.reporting {
            umask(0o077)
            let lock = try DirectoryLock(directory: to, startedAt: WallClock.system.now())
            let manifest = try withExtendedLifetime(lock) {
                try CopyTarget.copy(from: data.path, to: to, label: "copying")
                let report = try DirectoryCheck(path: to, checksPeople: false).run()
                guard report.faults.isEmpty else { throw CopyTarget.unsound(report, in: to) }
                let manifest = BackupManifest(report)
                try manifest.write(in: to)
                return manifest
            }
            if json {
                Terminal.out(try manifest.text())
            } else {
                manifest.tell()
                Terminal.out("sound")
                if FileManager.default.fileExists(atPath: to + "/people.db") {
                    Terminal.error(
                        "people.key is not in the backup: keep a copy of it in another place")
                }
            }
        }
    }
}
