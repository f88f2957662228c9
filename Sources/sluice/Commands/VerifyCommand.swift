import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a data directory: chain, postings, invariants, archive, views, people.",
        discussion: """
            Reads the whole journal, changes nothing, and needs the engine stopped. The digest is \
            over the whole state: equal digests are equal ledgers. Exit code 1 if a fault is found.

            Example: sluice verify --data ./data
            """)

    @OptionGroup var data: DataOption

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func run() async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            let lock = try DirectoryLock(
                directory: data.path, startedAt: WallClock.system.now())
            let report = try withExtendedLifetime(lock) {
                try DirectoryCheck(path: data.path).run()
            }
            if json { Terminal.out(Self.json(report)) } else { Self.tell(report) }
            if !report.faults.isEmpty { throw ExitCode(1) }
        }
    }

    private static func tell(_ report: Verifier.Report) {
        let mode = report.mode.map { "\($0)" } ?? "none"
        Terminal.out("rows      \(report.rows)")
        Terminal.out("commands  \(report.commands)")
        Terminal.out("events    \(report.events)")
        Terminal.out("accounts  \(report.accounts)")
        Terminal.out("holds     \(report.holds)")
        Terminal.out("archived  \(report.archived) records at row \(report.archiveRow)")
        Terminal.out("mode      \(mode)")
        Terminal.out("head      \(report.head)")
        Terminal.out("digest    \(report.digest)")
        for fault in report.faults { Terminal.out("FAULT     \(fault)") }
        Terminal.out(report.faults.isEmpty ? "sound" : "UNSOUND")
    }

    private static func json(_ report: Verifier.Report) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("rows", Int64(report.rows))
            writer.member("commands", Int64(report.commands))
            writer.member("events", Int64(report.events))
            writer.member("accounts", Int64(report.accounts))
            writer.member("holds", Int64(report.holds))
            writer.member("archived", Int64(report.archived))
            writer.member("head", report.head.description)
            writer.member("digest", report.digest.description)
            writer.name("faults")
            writer.array { writer in
                for fault in report.faults { writer.string(fault) }
            }
            writer.member("sound", report.faults.isEmpty)
        }
        return writer.bytes
    }
}
