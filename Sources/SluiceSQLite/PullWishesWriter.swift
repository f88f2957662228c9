import GRDB
import SluiceCore
import SluiceEngine

/// Keeps the orders that merchants ought to be asked for, within one page.
///
/// Nothing of it is prepared or run while an order goes its plain way and nothing is wished.
struct PullWishesWriter {
    let database: Database
    let memory: ViewsMemory

    /// - Parameter hold: the key of the row of the hold the event is of.
    func assign(_ event: Event, hold: Int64?, _ moment: ViewsWriter.Moment) throws {
        if let wish = PullWish.wish(of: event, at: moment.time) {
            return try add(wish.reason, promised: wish.promised, event, hold: hold, moment)
        }
        switch event {
        case .orderPulled(let event): try end(event)
        case .holdMoved(let event) where !event.amounts.open.isPositive:
            if let hold { try end(hold) }
        default: break
        }
    }

    private func add(
        _ reason: PullReason, promised: Instant, _ event: Event, hold: Int64?,
        _ moment: ViewsWriter.Moment
    ) throws {
        var condition = "placed_sequence = ?"
        var subject: any DatabaseValueConvertible = hold ?? 0
        if case .breakFound(let event) = event {
            condition = "order_key = ?"
            subject = event.order.blob
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO pull_wishes
                    SELECT ?, order_key, merchant, ?, ?, ? FROM holds
                    WHERE \(condition) AND ended_at IS NULL LIMIT 1
                ON CONFLICT (order_key) DO UPDATE SET reasons = reasons | excluded.reasons,
                    since = excluded.since, promised = min(promised, excluded.promised)
                """)
        try statement.execute(arguments: [
            moment.stamp, PullReasons(reason).bits, moment.time.ns, promised.ns, subject,
        ])
        memory.hasWishes = nil
    }

    private func end(_ event: OrderPulled) throws {
        guard try hasWishes() else { return }
        try database.cachedStatement(
            sql: "DELETE FROM pull_wishes WHERE order_key = ? AND since <= ?"
        ).execute(arguments: [event.order.blob, event.pull.askedAt.ns])
        memory.hasWishes = nil
    }

    /// A hold has ended: if it was the last of its order, nothing is to be asked any more.
    private func end(_ hold: Int64) throws {
        guard try hasWishes() else { return }
        try database.cachedStatement(
            sql: """
                DELETE FROM pull_wishes WHERE order_key =
                    (SELECT order_key FROM holds WHERE placed_sequence = ?)
                AND NOT EXISTS (SELECT 1 FROM holds
                    WHERE holds.order_key = pull_wishes.order_key AND ended_at IS NULL)
                """
        ).execute(arguments: [hold])
        if database.changesCount > 0 { memory.hasWishes = nil }
    }

    private func hasWishes() throws -> Bool {
        if let known = memory.hasWishes { return known }
        let statement = try database.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM pull_wishes)")
        let found = try Bool.fetchOne(statement) ?? false
        memory.hasWishes = found
        return found
    }
}
