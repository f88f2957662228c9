import SluiceCore

extension DayTotals {
    /// The names and values of every table, file and document, in their order.
    var columns: [(name: String, minor: Int64)] {
        zip(
            Self.columnNames,
            [opening, placed, incremented, captured, released, expired, closing, refunded]
        ).map { (name: $0, minor: $1) }
    }

    static let columnNames = [
        "opening", "placed", "incremented", "captured", "released", "expired", "closing",
        "refunded",
    ]

    /// What a day did to what was held: closing less opening.
    var change: Int64 { closing - opening }

    /// Counts an event from what it says of itself; written apart from the core, which it checks.
    mutating func count(_ event: Event) {
        switch event {
        case .holdPlaced(let body):
            // The held that a placement brings; a split's children bring none.
            if body.link != .split { placed += body.postings[.held] }
        case .holdMoved(let body):
            switch body.kind {
            case .capture: captured += body.amount.minor
            case .release, .decline: released += body.amount.minor
            case .expiry: expired += body.amount.minor
            case .increment: incremented += body.amount.minor
            case .refund: refunded += body.amount.minor
            default: break
            }
        default: break
        }
    }

    static func += (left: inout DayTotals, right: DayTotals) {
        left.placed += right.placed
        left.incremented += right.incremented
        left.captured += right.captured
        left.released += right.released
        left.expired += right.expired
        left.refunded += right.refunded
    }
}
