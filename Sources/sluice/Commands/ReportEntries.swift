import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

struct ReportEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries",
        abstract: "Write the postings of business dates as journal entries for a general ledger.",
        discussion: """
            One balanced entry for each currency and merchant of a day, or with --detail for each \
            event. A line for each book; amounts with the decimals of the currency. In each entry \
            the debits of either circle are its credits. Reads the journal itself; may run beside \
            an engine.

            Example: sluice report entries --day 2026-11-26 --csv entries.csv
            """)

    @OptionGroup var data: DataOption
    @OptionGroup var days: DayOptions

    @Option(help: "The file to write.")
    var csv: String

    @Flag(help: "An entry for each event rather than for each merchant and day.")
    var detail = false

    func validate() throws {
        if days.range == nil { throw ValidationError("name --day, or --from and --to") }
    }

    func run() async throws {
        try await DataDirectory.reporting {
            var file = try EntryFile(csv)
            if detail { try writeEvents(&file) } else { try writeDays(&file) }
            try file.finish()
            Terminal.out("\(file.entries) entries, \(file.lines) lines: \(csv)")
        }
    }

    /// Writes while it reads: the events of a range may be more than memory holds.
    private func writeEvents(_ file: inout EntryFile) throws {
        let range = days.range ?? DailyBook.always
        var scan = JournalScan()
        try scan.run(in: data) { booked in
            guard range.contains(booked.date), let postings = booked.event.postings,
                let currency = booked.currency
            else { return }
            let lines = EntryBook.lines(of: postings)
            guard !lines.isEmpty else { return }
            let owner = EntryBook.Owner(
                date: booked.date, currency: currency, merchant: booked.merchant)
            try file.add(
                lines, entry: OpaqueSequence.encode(booked.sequence), event: booked.event.name,
                of: owner, merchant: booked.merchantName)
        }
    }

    private func writeDays(_ file: inout EntryFile) throws {
        let range = days.range ?? DailyBook.always
        var scan = JournalScan()
        var book = EntryBook()
        try scan.run(in: data) { if range.contains($0.date) { book.add($0) } }
        for (owner, lines) in book.entries(names: scan.merchants) {
            let merchant = scan.merchants[owner.merchant] ?? ""
            let entry = "\(owner.date.text)/\(owner.currency.code)/\(merchant)"
            try file.add(lines, entry: entry, event: "", of: owner, merchant: merchant)
        }
    }
}
