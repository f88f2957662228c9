import SluiceEngine

/// The limits of the embedded store, each with its reason.
public enum StoreLimits {
    /// The write-ahead log is folded into its database beyond this. It bounds what a start has to
    /// read again, and the pause between two batches: 4 MiB are written in some 10 ms.
    static let logBytesMax: Int64 = 4 << 20

    /// The same of archive, views, messages and people, which no commit waits for: a page of theirs touches more than the
    /// journal's limit holds, so that with it each was written to the log, read again and written to
    /// the database. A start after a kill reads that much again, some 100 ms.
    static let followerLogBytesMax: Int64 = 64 << 20

    /// Places of open holds the writer of views remembers, some 10 MB: about as many holds as are placed
    /// while the first of them ends at a busy shop's.
    static let placesMax = 131_072

    /// How long opening waits for another connection, such as a tool recovering the log.
    static let openTimeoutMs: Int32 = 5_000

    /// Pages the writer of archive or views keeps in memory, taken as they are used: with SQLite's own
    /// 2 MiB a fifth of the server's time went into reading pages again and writing them early.
    static let writerCacheKiB = 64 << 10

    /// Readers of one database at the same time, so that a long list does not hold up the next.
    static let readersMax = 4

    /// How soon damaged views are made again after the last time: it reads the whole journal, and
    /// damage that is back at once is not the file's.
    static let viewsRenewalPauseSeconds = 60

    /// Bytes of journal copied in one transaction: some milliseconds of reading, after which the
    /// log may begin anew.
    static let copyPageBytesMax = 4 << 20

    /// Pages of another store copied between two looks at the bar.
    static let copyPagesMax: Int32 = 1_024

    /// Ranges of numbers that one merchant's sequence lacks; beyond it the two lowest become one.
    static let sequenceGapsMax = 2_000

    /// Items of one page of a list; a page is one short read transaction.
    static let pageItemsMax = 1_000

    /// Holds and returns of each kind that a merchant's are counted of: some 20 ms.
    static let talliedMax = MerchantTallies.countedMax

    /// Open holds one page of a detector looks at that has to look at all: some 20 ms.
    static let scanHoldsMax = 2_000

    /// Events one page of lock time looks at, with the whole history of each hold that ended there: less
    /// than half a second even in a debug build.
    static let scanEventsMax: Int64 = 4_000

    /// Hours of returned credit that are counted: four weeks, and a week to look back from.
    static let unlockHoursKept: Int64 = 840

    /// Days that what was told of a purchase is kept which nobody made.
    static let quoteKeptDays: Int64 = 7

    /// Changes of a limit that one explanation knows of, and repayments that one answer does.
    static let accountChangesMax = 20

    /// Places of damage that one pass over a database tells: with more of them it is to be replaced whole.
    static let damagedPlacesMax = 1_000

    /// Bytes of `people.db` the scrub reads at once: some milliseconds of opening what is sealed, for which an
    /// erasure waits.
    static let peoplePageBytesMax = 16 << 10

    /// Days that messages are kept: a year, and the time to ask about it.
    public static let messagesKeepDays = 400
    /// At least so many: a webhook is tried for three days, and its receiver may ask for it again.
    public static let messagesKeepDaysMin = 7

    /// Messages forgotten in one transaction, which is to stay short.
    static let messagesForgottenMax = 4_096

    /// Messages looked through for an endpoint in one transaction, which is to stay short too.
    static let messagesLookedThroughMax = 1_000
}
