import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite

extension BusinessDate {
    /// - Throws: what is wrong with an argument that is no date.
    static func argument(_ text: String) throws -> BusinessDate {
        guard let date = BusinessDate(text: text) else {
            throw ValidationError("\(text) is no date such as 2026-11-22")
        }
        return date
    }
}

/// Which business dates a report is about.
struct DayOptions: ParsableArguments {
    @Option(
        help: "A business date, YYYY-MM-DD, in the journal's zone.",
        transform: BusinessDate.argument)
    var day: BusinessDate?

    @Option(help: "The first business date.", transform: BusinessDate.argument)
    var from: BusinessDate?

    @Option(help: "The last business date.", transform: BusinessDate.argument)
    var to: BusinessDate?

    /// The longest range that is told day by day.
    static let daysMax: Int32 = 3_660

    func validate() throws {
        guard day == nil || (from == nil && to == nil) else {
            throw ValidationError("--day stands alone, or --from and --to together")
        }
        guard (from == nil) == (to == nil) else {
            throw ValidationError("--from and --to are given together")
        }
        guard let from, let to else { return }
        guard from <= to, to.day - from.day < Self.daysMax else {
            throw ValidationError(
                "--from is not after --to, and at most \(Self.daysMax) days before it")
        }
    }

    /// nil where nothing is named.
    var range: ClosedRange<BusinessDate>? {
        if let day { return day...day }
        guard let from, let to else { return nil }
        return from...to
    }
}

extension JournalScan {
    /// Reads the journal of a directory beside whoever writes it, with a progress bar.
    mutating func run(
        in data: DataOption, _ body: (BookedEvent) throws -> Void
    ) throws {
        try data.requireJournal()
        let journal = try SQLiteJournal.openReadOnly(directory: data.path)
        var bar = ProgressBar("reading", total: Int(try journal.head().sequence))
        try run(journal, progress: { bar.show(Int($0)) }, body)
        bar.finish()
    }
}
