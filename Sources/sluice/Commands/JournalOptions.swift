import ArgumentParser
import SluiceCore
import SluiceEngine

/// Where rows of the journal are kept: when old ones move into files, and whether a second directory
/// has each before it is answered.
struct JournalOptions: ParsableArguments {
    @Option(help: "Hours after which rows that all have passed move from journal.db into files.")
    var journalHours = Int(RowFilingOptions().ageMaxNs / Span.hourNs)

    @Option(help: "MiB of rows in journal.db beyond which the oldest move though they are younger.")
    var journalMib = Int(RowFilingOptions().bytesMax >> 20)

    @Option(help: "A second data directory that must have every row before it is answered.")
    var waitForFollower: String?

    @Option(
        help: """
            Seconds that are waited for it; then commands are refused until it is back. (default: 2)
            """)
    var followerSeconds: Int?

    func validate() throws {
        if let followerSeconds {
            guard (1...60).contains(followerSeconds) else {
                throw ValidationError(
                    "--follower-seconds \(followerSeconds) is not between 1 and 60")
            }
            guard waitForFollower != nil else {
                throw ValidationError("--follower-seconds says nothing without --wait-for-follower")
            }
        }
        guard (0...87_600).contains(journalHours) else {
            throw ValidationError("--journal-hours \(journalHours) is not between 0 and 87600")
        }
        guard (1...1_048_576).contains(journalMib) else {
            throw ValidationError("--journal-mib \(journalMib) is not between 1 and 1048576")
        }
    }

    var follower: FollowerChoice? {
        waitForFollower.map {
            FollowerChoice(path: $0, waitNs: Int64(followerSeconds ?? 2) * Span.secondNs)
        }
    }

    var rowFiling: RowFilingOptions {
        var options = RowFilingOptions()
        options.ageMaxNs = Int64(journalHours) * Span.hourNs
        options.bytesMax = Int64(journalMib) << 20
        return options
    }
}
