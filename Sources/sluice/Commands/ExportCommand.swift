import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write accounts and holds for another directory to go on with.",
        discussion: """
            Accounts with their limits, restrictions, payouts and what is owed; holds that are \
            open or have a capture, with their past; the facts of their orders; the ids of \
            operations. `sluice import --migrate` reads it. Reads the journal itself; stop the \
            engine first, for what comes later is not in it.

            Example: sluice export --data ./data --out ./export
            """)

    @OptionGroup var data: DataOption

    @Option(help: "The folder to write; it has no export yet.")
    var out: String

    func run() async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            let migration = try migration()
            try MigrationFiles(folder: URL(fileURLWithPath: out)).write(migration)
            Terminal.out("accounts  \(migration.accounts.count)")
            Terminal.out("holds     \(migration.holds.count)")
            Terminal.out("facts     \(migration.facts.count)")
            for hold in migration.manifest.left { Terminal.out("left      hold \(hold)") }
        }
    }

    private func migration() throws -> Migration {
        let journal = try SQLiteJournal.openReadOnly(directory: data.path)
        var names: [NamedKey: String] = [:]
        var recovery = Recovery()
        var bar = ProgressBar("reading", total: Int(try journal.head().sequence))
        while true {
            let rows = try journal.read(after: recovery.sequence, bytesMax: 4 << 20)
            if rows.isEmpty { break }
            for row in rows {
                for record in try recovery.replay(row) {
                    for name in record.names { names[name.key] = name.text }
                }
            }
            bar.show(Int(recovery.sequence))
        }
        bar.finish()
        return Migration(of: recovery.ledger, names: names)
    }
}
