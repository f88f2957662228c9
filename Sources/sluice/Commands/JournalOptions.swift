import ArgumentParser
import SluiceCore
import SluiceEngine

/// When old rows of the journal move into files.
struct JournalOptions: ParsableArguments {
    @Option(help: "Hours after which rows that all have passed move from journal.db into files.")
    var journalHours = Int(RowFilingOptions().ageMaxNs / Span.hourNs)

    @Option(help: "MiB of rows in journal.db beyond which the oldest move though they are younger.")
    var journalMib = Int(RowFilingOptions().bytesMax >> 20)

    func validate() throws {
        guard (0...87_600).contains(journalHours) else {
            throw ValidationError("--journal-hours \(journalHours) is not between 0 and 87600")
        }
        guard (1...1_048_576).contains(journalMib) else {
            throw ValidationError("--journal-mib \(journalMib) is not between 1 and 1048576")
        }
    }

    var rowFiling: RowFilingOptions {
        var options = RowFilingOptions()
        options.ageMaxNs = Int64(journalHours) * Span.hourNs
        options.bytesMax = Int64(journalMib) << 20
        return options
    }
}
