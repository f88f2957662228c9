import GRDB
import SluiceCore
import SluiceEngine

/// Which ends of orders their merchants do not show when they are asked.
extension ViewsWriter {
    /// Whether a table has any row; looked up once.
    func hasRows(
        _ known: ReferenceWritableKeyPath<ViewsMemory, Bool?>, _ table: String
    ) throws -> Bool {
        if let has = memory[keyPath: known] { return has }
        let statement = try database.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM \(table))")
        let has = try Bool.fetchOne(statement) ?? false
        memory[keyPath: known] = has
        return has
    }

    /// Notes which ends of an order the merchant's newest view does not show.
    func watch(_ event: OrderPulled) throws {
        let pull = event.pull
        let denied = FactKinds(
            FactKind.allCases.filter {
                $0.endsOrder && pull.covers.contains($0) && !pull.standing.contains($0)
            })
        let told = try String.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT DISTINCT kind FROM timeline
                    WHERE order_key = ? AND name = 'order.fact_recorded' AND kind IN (\(Self.over))
                    """),
            arguments: [event.order.blob]
        ).compactMap(FactKind.init(code:))
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO pulled_orders VALUES (?, ?, ?, ?)")
        try execute(
            statement,
            [
                event.order.blob, pull.askedAt.ns, denied.bits,
                told.contains { !denied.contains($0) },
            ])
        memory.hasPulled = true
    }

    /// An end that the newest pull does not deny.
    func endPulled(_ event: FactRecorded) throws {
        guard try hasRows(\.hasPulled, "pulled_orders") else { return }
        let statement = try database.cachedStatement(
            sql: """
                UPDATE pulled_orders SET is_over = 1
                WHERE order_key = ? AND (kinds & ? = 0 OR asked_at <= ?)
                """)
        try statement.execute(arguments: [
            event.order.blob, FactKinds([event.fact.kind]).bits, event.fact.occurredAt.ns,
        ])
    }
}
