import SluiceCore

/// What an audit found.
struct AuditReport {
    let at: Instant
    let mapping: String
    let terms: AuditTerms
    let zone: ImportZone
    let files: Files
    /// How many examples are shown.
    let limit: Int
    /// By code.
    let currencies: [CurrencyTally]
    let rejects: [RejectCause: Int]

    /// What was read.
    struct Files: Equatable {
        var holds: String
        var orders: String
        var holdRows = 0
        var orderRows = 0
        /// Locks that are still open.
        var open = 0
        /// Locks that have ended.
        var ended = 0
        /// Locks placed later than the audit, and facts.
        var laterHolds = 0
        var laterFacts = 0
        var knownOrders = 0
        /// Open locks whose order is in the orders export.
        var matched = 0
        var merchants = 0
        /// Whether the locks export tells refunds at all.
        var tellsRefunds = false
    }

    /// Whether anything is stuck or was moved wrongly.
    var hasFindings: Bool {
        currencies.contains { $0.sum(.stuck).holds + $0.sum(.movedWrongly).holds > 0 }
    }

    var rejectedRows: Int { rejects.values.reduce(0, +) }

    /// 0: every row was read and nothing found. 3: something was found. 1: nothing was found, but
    /// not every row could be read.
    var exitCode: Int32 {
        if hasFindings { return 3 }
        return rejectedRows == 0 ? 0 : 1
    }
}
