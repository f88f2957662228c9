import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// What the closed days and statements of the views must be, gathered while the journal is
/// replayed. Memory: a record for each day, merchant and currency with a capture or refund.
struct BooksCheck {
    private struct Place: Hashable {
        var merchant: MerchantKey
        var day: Int32
        var currency: UInt32
    }

    private var closings: [ClosedDay] = []
    private var sums: [Place: StatementAmounts] = [:]

    /// - Parameter ledger: the state after the records, with every hold resident.
    mutating func follow(
        _ records: [CommandRecord], from firstEvent: UInt64, _ ledger: Ledger
    ) {
        var sequence = firstEvent
        for record in records {
            for event in record.events {
                switch event {
                case .dayClosed(let body):
                    closings.append(
                        ClosedDay(
                            date: body.date, closedAt: record.time, sequence: sequence,
                            totals: body.totals))
                case .holdMoved(let body): add(body, record.command.businessDate, ledger)
                default: break
                }
                sequence += 1
            }
        }
    }

    private mutating func add(_ event: HoldMoved, _ date: BusinessDate, _ ledger: Ledger) {
        let amounts = StatementAmounts(event)
        guard amounts != StatementAmounts(), let hold = ledger.hold(event.hold) else { return }
        var day = date.day
        if let closed = closings.last?.date.day, day <= closed { day = closed + 1 }
        let place = Place(merchant: hold.merchant, day: day, currency: hold.currency.packed)
        sums[place, default: StatementAmounts()] += amounts
    }

    /// - Returns: what the views have otherwise.
    func compare(_ views: SQLiteViews) throws -> [String] {
        var faults: [String] = []
        for closing in closings where try views.closedDay(closing.date).value != closing {
            faults.append("views differ in closed day \(closing.date.day)")
        }
        let (count, rows) = try views.read { database in
            (
                try Int.fetchOne(database, sql: "SELECT count(*) FROM days") ?? 0,
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT merchant, date, currency, sum(captured) AS captured,
                            sum(refunded) AS refunded, sum(corrected) AS corrected
                        FROM statements GROUP BY merchant, date, currency
                        """)
            )
        }
        if count != closings.count {
            faults.append("views have \(count) closed days, the journal \(closings.count)")
        }
        var found: [Place: StatementAmounts] = [:]
        for row in rows {
            let place = try Place(
                merchant: Key(blob: row.stored("merchant")), day: row.stored("date"),
                currency: row.stored("currency"))
            found[place] = try StatementAmounts(
                captured: row.stored("captured"), refunded: row.stored("refunded"),
                corrected: row.stored("corrected"))
        }
        let differing = Set(found.keys).union(sums.keys).filter { found[$0] != sums[$0] }
        if !differing.isEmpty {
            faults.append("views differ in \(differing.count) statements of merchants and days")
        }
        return faults
    }
}
