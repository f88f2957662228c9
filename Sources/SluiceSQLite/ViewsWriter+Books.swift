import GRDB
import SluiceCore
import SluiceEngine

/// Closed days, and the statements of merchants.
extension ViewsWriter {
    func assign(_ event: DayClosed, _ moment: Moment) throws {
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
    func state(_ event: HoldMoved, _ moment: Moment) throws {
        let amounts = StatementAmounts(event)
        guard amounts != StatementAmounts() else { return }
        var day = moment.date.day
        if let closed = try Int32.fetchOne(closedThrough), day <= closed { day = closed + 1 }
        try execute(
            payable,
            [
                moment.stamp, day, amounts.captured, amounts.refunded, amounts.corrected,
                event.hold.blob,
            ])
    }
}
