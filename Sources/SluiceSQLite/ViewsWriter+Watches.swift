import GRDB
import SluiceCore
import SluiceEngine

/// What may become an anomaly. Only events that are no part of a plain sale write here, but for the look
/// at the order whose end was told.
extension ViewsWriter {
    // MARK: Rows

    func watch(
        _ detector: Detector, _ subject: Int64, since: Instant, amount: Money? = nil,
        _ reason: String? = nil
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO watches VALUES (?, ?, ?, ?, ?)")
        try execute(
            statement, [detector.rawValue, subject, since.ns, amount?.minor, reason])
        memory.watched += 1
    }

    func unwatch(_ detector: Detector, _ subject: Int64) throws {
        let statement = try database.cachedStatement(
            sql: "DELETE FROM watches WHERE detector = ? AND subject = ?")
        try statement.execute(arguments: [detector.rawValue, subject])
    }

    /// Watches the holds of an order that are open now, each from the first time on.
    func watchOpenHolds(
        of order: OrderKey, _ detector: Detector, since: Instant, _ reason: String
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO watches
                    SELECT ?, placed_sequence, ?, NULL, ? FROM holds
                    WHERE order_key = ? AND ended_at IS NULL
                """)
        try statement.execute(arguments: [detector.rawValue, since.ns, reason, order.blob])
        memory.watched += database.changesCount
    }

    /// The same of orders that may have ended with the command just taken, if they have.
    func watchOrdersOver(at time: Instant) throws {
        for order in memory.ordersOver {
            memory.watched += try ordersOver.run([
                .number(Detector.orderOver.rawValue), .integer(time.ns), .key(order),
            ])
        }
        memory.ordersOver.removeAll(keepingCapacity: true)
    }

    /// The kinds of facts that end an order, as a statement lists them.
    static let over = FactKind.allCases.filter(\.endsOrder).map { "'\($0.code)'" }
        .joined(separator: ", ")

    // MARK: Events

    func watch(_ event: OperationRefused, _ moment: Moment) throws {
        guard event.kind == .capture else { return }
        let place = try place(of: event.hold)
        guard !place.status.isOpen else { return }
        try watch(
            .lateCapture, place.sequence, since: moment.time, amount: event.request.amount,
            event.outcome.code)
    }

    /// Goods that came back are watched from then on.
    func watch(_ state: ReturnCase, _ moment: Moment) throws {
        guard state.isOpen, state.isReceived else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO watches
                    SELECT ?, opened_sequence, ?, NULL, NULL FROM returns WHERE key = ?
                """)
        try statement.execute(arguments: [
            Detector.creditNotReturned.rawValue, moment.time.ns, state.key.blob,
        ])
        memory.watched += database.changesCount
    }

    func watch(_ event: MerchantChanged, _ moment: Moment) throws {
        guard event.isLost else {
            let statement = try database.cachedStatement(
                sql: "DELETE FROM lost_feeds WHERE merchant = ?")
            return try statement.execute(arguments: [event.merchant.blob])
        }
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO lost_feeds VALUES (?, ?, ?, ?)")
        try execute(
            statement,
            [moment.stamp, event.merchant.blob, moment.time.ns, event.reason.rawValue])
    }

    func watch(_ event: FactRecorded, _ moment: Moment) throws {
        let fact = event.fact
        if fact.wasParked {
            let statement = try database.cachedStatement(
                sql: "INSERT INTO parked_facts VALUES (?, ?, ?, ?)")
            try execute(
                statement,
                [moment.stamp, event.merchant.blob, event.order.blob, moment.time.ns])
            memory.hasParked = true
        } else if fact.kind.endsOrder {
            memory.ordersOver.append(event.order)
            try endPulled(event)
        } else if fact.kind == .created, !fact.isPulled {
            memory.createdSenders[event.merchant] = moment.time.ns
        }
    }

    /// The order of parked facts is there.
    func forgetParked(of order: OrderKey) throws {
        guard try hasRows(\.hasParked, "parked_facts") else { return }
        let statement = try database.cachedStatement(
            sql: "DELETE FROM parked_facts WHERE order_key = ?")
        try statement.execute(arguments: [order.blob])
    }
}

extension HoldMoved {
    /// Whether it captures or releases lines of the hold that were named under an id.
    var isOfNamedLines: Bool {
        (kind == .capture || kind == .release) && !request.lines.isEmpty && !lines.isEmpty
            && !operation.isNone
    }
}

extension Command.Body {
    /// Whether it asks itself for what it moves; what any other moves under an id, facts move.
    var asksToMove: Bool {
        switch self {
        case .capture, .release, .refund, .approve: true
        default: false
        }
    }
}
