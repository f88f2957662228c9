import ArgumentParser
import Foundation
import SluiceEngine
import SluiceSQLite

struct Follow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep a copy of a journal as it grows, each row checked.",
        discussion: """
            Goes on from the end of the copy, beside the engine that writes the journal. Refuses a \
            target that is another journal or ahead. Ends on SIGTERM or SIGINT. The copy is a data \
            directory: `sluice verify` checks it, `sluice serve` makes archive and views again; \
            texts and API keys are not in it. It may lack what was acknowledged in the last moments.

            Example: sluice follow --data ./data --to /standby/data
            """)

    @OptionGroup var data: DataOption

    @Option(help: "The directory of the copy; made if it is not there.")
    var to: String

    @Flag(help: "Catch up with the journal and end.")
    var once = false

    /// How long a caught-up copy waits before it looks again.
    static let pause = Duration.milliseconds(100)

    func run() async throws {
        let ending = SignalEnding()
        let listening = await ending.listen()
        defer { listening.cancel() }
        try data.requireJournal()
        try await DataDirectory.reporting {
            umask(0o077)
            let lock = try DirectoryLock(directory: to, startedAt: WallClock.system.now())
            defer { withExtendedLifetime(lock) {} }
            var copy = try JournalCopy(of: data.path, to: to)
            Terminal.out("from row: \(copy.head.sequence)")
            try await follow(&copy, until: ending)
            try copy.finish()
            Terminal.out("to row: \(copy.head.sequence)")
            Terminal.out("head: \(copy.head.hash)")
        }
    }

    private func follow(_ copy: inout JournalCopy, until ending: SignalEnding) async throws {
        var bar = ProgressBar("copying", total: Int(try copy.sourceHead().sequence))
        var isBehind = true
        while ending.isAwaited {
            if try copy.advance() > 0 {
                if isBehind { bar.show(Int(copy.head.sequence)) }
                continue
            }
            if isBehind {
                bar.finish()
                isBehind = false
                if once { return }
                Terminal.out("caught up: row \(copy.head.sequence)")
            }
            try await Task.sleep(for: Self.pause)
        }
    }
}
