import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine

struct ReportDaily: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daily",
        abstract: "Tell day by day what was locked and how it ended.",
        discussion: """
            opening + placed + incremented - captured - released - expired = closing, by business \
            date in the journal's zone and currency, and by merchant with --merchants. Counted \
            from the events; where a day is closed, compared with what was frozen. Exit code 1 if \
            they differ. Reads the journal itself; may run beside an engine.

            Example: sluice report daily --from 2026-11-01 --to 2026-11-30
            """)

    @OptionGroup var data: DataOption
    @OptionGroup var days: DayOptions

    @Flag(help: "A line for each merchant too.")
    var merchants = false

    @Flag(help: "Print one JSON object. Minor units.")
    var json = false

    func run() async throws {
        try await DataDirectory.reporting {
            var scan = JournalScan()
            var book = DailyBook(days.range ?? DailyBook.always)
            try scan.run(in: data) { book.add($0) }
            let told = DailyText(book: book, scan: scan, range: days.range, showsAll: merchants)
            if json { Terminal.out(told.json) } else { Terminal.out(told.text) }
            if told.closings.contains(where: { !$0.differences.isEmpty }) { throw ExitCode(1) }
        }
    }
}
