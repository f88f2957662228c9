import SluiceCore

/// An order as a report needs it: its hold's amounts, the shop's label and how the lock ended.
struct ReportOrder: Equatable {
    var merchant: String
    var order: String
    /// The shop's own final status, empty if it told none.
    var status: String
    /// Why the lock ended, or was placed if it did not end yet.
    var reason: Reason
    var currency: Currency
    var amounts: ReportAmounts
    var placedAt: Instant
    /// When nothing of the hold was open any more; nil if something is.
    var endedAt: Instant?
}

/// Sums in minor units.
struct ReportAmounts: Equatable {
    var placed: Int64 = 0
    var captured: Int64 = 0
    var refunded: Int64 = 0
    var released: Int64 = 0
    var expired: Int64 = 0
    var open: Int64 = 0

    static func += (left: inout ReportAmounts, right: ReportAmounts) {
        left.placed += right.placed
        left.captured += right.captured
        left.refunded += right.refunded
        left.released += right.released
        left.expired += right.expired
        left.open += right.open
    }

    /// The names and values in the order of every table and document.
    var columns: [(name: String, minor: Int64)] {
        [
            ("placed", placed), ("captured", captured), ("refunded", refunded),
            ("released", released), ("expired", expired), ("open", open),
        ]
    }
}
