import GRDB
import SluiceCore
import SluiceEngine

/// Closed days, and the statements of merchants.
extension ViewsWriter {
    func assign(_ event: DayClosed, _ moment: Moment) throws {
        memory.closedThrough = nil
        try execute(closedDay, [event.date.day, moment.time.ns, moment.stamp])
        for totals in event.totals {
            try execute(
                dayTotals,
                [
                    event.date.day, totals.currency.packed, totals.opening, totals.placed,
                    totals.incremented, totals.captured, totals.released, totals.expired,
                    totals.refunded,
                ])
        }
    }

    /// Adds what an event did to what its merchant is due, on the first open day.
    /// - Parameter hold: the key of the hold's row.
    func state(_ event: HoldMoved, of hold: Int64, _ moment: Moment) throws {
        let amounts = StatementAmounts(event)
        guard amounts != StatementAmounts() else { return }
        var day = moment.date.day
        if let closed = try newestClosedDay(), day <= closed { day = closed + 1 }
        try execute(
            payable,
            [
                .number(day), .integer(moment.stamp), .integer(amounts.captured),
                .integer(amounts.refunded), .integer(amounts.corrected), .integer(hold),
            ])
    }

    private func newestClosedDay() throws -> Int32? {
        if let known = memory.closedThrough { return known }
        let found = try Int32.fetchOne(closedThrough)
        memory.closedThrough = .some(found)
        return found
    }
}
