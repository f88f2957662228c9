import SluiceCore

/// Limits of the pages, each with its reason.
enum ConsoleLimits {
    /// Sessions at once: some hundred bytes each, and a lender's consumers come and go.
    static let sessionsMax = 20_000
    /// Of these kept for staff.
    static let staffSessionsMin = 1_000
    /// How long a session of staff lasts, and how long without a request: a working day, a break.
    static let staffSessionNs: Int64 = 8 * Span.hourNs
    static let staffIdleNs: Int64 = 30 * Span.minuteNs
    /// The same for a consumer: somebody looks, and perhaps waits for a lock to end.
    static let consumerSessionNs: Int64 = 1 * Span.hourNs
    static let consumerIdleNs: Int64 = 30 * Span.minuteNs
    /// How long an account is shown in full once its caller was verified: a long call.
    static let verifiedCallNs: Int64 = 15 * Span.minuteNs
    /// Bytes of a form: some short fields and a text, percent-encoded.
    static let formBytesMax = 32 << 10
    /// Characters of evidence: a page of text.
    static let evidenceBytesMax = 6_000
    /// Cards of locks a page shows at first.
    static let cardsFirst = 20
    /// Cards of locks a page shows at most.
    static let cardsMax = 200
    /// Holds that ended, and messages, which a page shows.
    static let historyMax = 30
    static let inboxMax = 20
    /// Anomalies of a page of the list: they are repaired together.
    static let anomaliesMax = 100
    /// Parts of the open holds a page of anomalies looks at for the first it can show: twenty thousand.
    static let anomalyLooksMax = 10
    /// Rows of each list of a merchant at first, and of a page of one list: the first page stays small.
    static let merchantRowsFirst = 10
    static let merchantRowsMax = 50
    /// Days of what a merchant is owed at first: each is summed anew. The same of a page of them.
    static let merchantDaysFirst = 7
    static let merchantDaysMax = 31
    /// Reviews on a page of the desk, and how many after it are counted: one page of the views.
    static let reviewsMax = 50
    static let reviewsCountedMax = 1_000
    /// Merchants that a table of the board lists: those that matter most.
    static let boardMerchantsMax = 10
    /// How far a merchant is offered to extend a lock, in days.
    static let extensionDays: [Int64] = [1, 3, 7, 14, 30]
    /// Other open locks of the account that the page of a lock leads to.
    static let relatedMax = 10
    /// How long a page that was told of an event waits for the views to have it.
    static let viewsWaitMs = 2_000
}
