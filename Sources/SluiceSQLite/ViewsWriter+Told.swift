import GRDB
import SluiceCore
import SluiceEngine

/// When holds were told to end, before they were placed and as they were.
extension ViewsWriter {
    func keepQuote(_ quote: HoldPlaced, _ moment: Moment) throws {
        guard case .place(let body) = moment.command, let told = body.told,
            quote.decision == .approved
        else { return }
        try keep(told, of: quote.hold, .quoted, moment)
        memory.hasQuotes = true
        // Of what nobody placed, some of the oldest.
        let quoted = ToldView.Moment.quoted.rawValue
        let forget = try database.cachedStatement(
            sql: """
                DELETE FROM told WHERE kind = \(quoted) AND hold IN (
                    SELECT hold FROM told WHERE kind = \(quoted) AND time < ? ORDER BY time LIMIT 4)
                """)
        let oldest = moment.time.adding(spanNs: -StoreLimits.quoteKeptDays * Span.dayNs)
        try forget.execute(arguments: [oldest.ns])
    }

    func keepTold(_ placed: HoldPlaced, _ moment: Moment) throws {
        guard placed.decision == .approved else { return }
        if try hasRows(\.hasQuotes, "told") {
            try database.cachedStatement(
                sql: """
                    UPDATE told SET kind = \(ToldView.Moment.quotedAndPlaced.rawValue)
                    WHERE hold = ? AND kind = \(ToldView.Moment.quoted.rawValue)
                    """
            ).execute(arguments: [placed.hold.blob])
        }
        guard case .place(let body) = moment.command, let told = body.told,
            body.hold == placed.hold
        else { return }
        try keep(told, of: placed.hold, .placed, moment)
        memory.hasQuotes = true
    }

    private func keep(
        _ told: Told, of hold: HoldKey, _ kind: ToldView.Moment, _ moment: Moment
    ) throws {
        try execute(
            database.cachedStatement(
                sql: "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
            [
                hold.blob, kind.rawValue, moment.time.ns, told.p50.ns, told.p80.ns, told.p90.ns,
                told.latest.ns, told.billedBasisPoints,
            ])
    }
}
