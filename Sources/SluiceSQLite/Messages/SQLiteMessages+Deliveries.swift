import Foundation
import GRDB
import SluiceAPI
import SluiceCore
import SluiceEngine

/// What is on its way to the endpoints of webhooks, and what became of it.
extension SQLiteMessages {
    /// What the sender is given.
    public var deliveries: Deliveries {
        Deliveries(
            begin: begin, forget: forget, queue: queue, waiting: waiting, note: note, page: page,
            replay: replay, figures: figures)
    }

    @Sendable private func begin(_ endpoint: String) throws {
        try store.write { database in
            guard try Self.cursor(of: endpoint, database) == nil else { return }
            guard let teller = try Row.fetchOne(database, sql: "SELECT * FROM teller") else {
                throw JournalError(.damaged, "\(store.path): no teller")
            }
            try teller.checkMark()
            try Self.write(cursor: teller.stored("position"), of: endpoint, database)
        }
    }

    @Sendable private func forget(_ endpoint: String) throws {
        try store.write { database in
            try database.execute(
                sql: "DELETE FROM endpoints WHERE id = ?", arguments: [endpoint])
            try database.execute(
                sql: "DELETE FROM deliveries WHERE endpoint = ?", arguments: [endpoint])
        }
    }

    @Sendable private func queue(
        _ endpoint: String, _ filter: DeliveryFilter, _ countMax: Int, _ at: Instant
    ) throws -> [Delivery]? {
        let audience = AudienceSet([filter.audience]).rawValue
        let select = """
            SELECT * FROM messages WHERE position > ? AND audiences & \(audience) != 0
            ORDER BY position LIMIT \(StoreLimits.messagesLookedThroughMax)
            """
        // Nothing is written where there is nothing new, which is most often so.
        let isNew = try store.read { database in
            guard let after = try Self.cursor(of: endpoint, database) else { return false }
            return try Row.fetchOne(database, sql: select, arguments: [after]) != nil
        }
        guard isNew else { return nil }
        return try store.write { database in
            guard let after = try Self.cursor(of: endpoint, database) else { return nil }
            var (queued, last): ([Delivery], Int64) = ([], after)
            let rows = try Row.fetchCursor(database, sql: select, arguments: [after])
            while queued.count < countMax, let row = try rows.next() {
                last = try row.stored("position")
                guard let message = try Message(whole: row), filter.takes(message) else {
                    continue
                }
                let delivery = Delivery(
                    position: message.position, account: message.account,
                    state: message.overtaken == nil ? .waiting : .suppressed, queuedAt: at,
                    nextAt: at, detail: message.overtaken?.cause.code)
                try Self.write(delivery, endpoint, database)
                if delivery.state == .waiting { queued.append(delivery) }
            }
            try Self.write(cursor: last, of: endpoint, database)
            return queued
        }
    }

    /// The position up to which messages were queued for an endpoint; nil for one that is not there.
    private static func cursor(of endpoint: String, _ database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM endpoints WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [endpoint]) else { return nil }
        try row.checkMark()
        return try row.stored("position")
    }

    private static func write(
        cursor: Int64, of endpoint: String, _ database: Database
    ) throws {
        try RowStatement(database, "INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?)")
            .run(marked: [.text(endpoint), .integer(cursor)])
    }

    @Sendable private func waiting(
        _ endpoint: String, _ after: UInt64, _ limit: Int
    ) throws -> [Delivery] {
        try page(endpoint, .waiting, after, limit).deliveries
    }

    @Sendable private func note(_ endpoint: String, _ noted: [Delivery]) throws {
        try store.write { database in
            // Those whose endpoint was deleted meanwhile are gone.
            let isThere = try Bool.fetchOne(
                database, sql: "SELECT count(*) FROM endpoints WHERE id = ?",
                arguments: [endpoint])
            guard isThere == true else { return }
            for delivery in noted { try Self.write(delivery, endpoint, database) }
        }
    }

    private static func write(
        _ delivery: Delivery, _ endpoint: String, _ database: Database
    ) throws {
        let statement = try RowStatement(
            database, "INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try statement.run(marked: [
            .text(endpoint), .number(delivery.position), .key(delivery.account),
            .number(delivery.state.rawValue), .number(delivery.attempts),
            .integer(delivery.queuedAt.ns), .optional(delivery.triedAt?.ns),
            .integer(delivery.nextAt.ns), .optional(delivery.status.map(Int64.init)),
            delivery.detail.map { .text($0) } ?? .null,
        ])
    }

    @Sendable private func page(
        _ endpoint: String, _ state: DeliveryState?, _ after: UInt64, _ limit: Int
    ) throws -> (deliveries: [Delivery], next: UInt64?) {
        let condition = state.map { "AND state = \($0.rawValue)" } ?? ""
        return try store.read { database in
            var found = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM deliveries WHERE endpoint = ? AND position > ? \(condition)
                    ORDER BY position LIMIT \(limit + 1)
                    """, arguments: [endpoint, Int64(bitPattern: after)]
            )
            guard found.count > limit else { return (found.compactMap(Delivery.init(whole:)), nil) }
            found.removeLast()
            let next = try found.last.map {
                UInt64(bitPattern: try $0.stored("position", as: Int64.self))
            }
            return (found.compactMap(Delivery.init(whole:)), next)
        }
    }

    @Sendable private func replay(
        _ endpoint: String, _ after: UInt64, _ at: Instant
    ) throws -> Int {
        try store.write { database in
            let dead = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM deliveries
                    WHERE endpoint = ? AND state = \(DeliveryState.dead.rawValue) AND position > ?
                    """, arguments: [endpoint, Int64(bitPattern: after)]
            ).compactMap(Delivery.init(whole:))
            for var delivery in dead {
                (delivery.state, delivery.attempts) = (.waiting, 0)
                (delivery.queuedAt, delivery.nextAt) = (at, at)
                try Self.write(delivery, endpoint, database)
            }
            return dead.count
        }
    }

    @Sendable private func figures(
        _ endpoint: String, _ states: [DeliveryState]
    ) throws -> DeliveryFigures {
        try store.read { database in
            var counts: [DeliveryState: Int] = [:]
            for state in states {
                counts[state] = try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM deliveries WHERE endpoint = ? AND state = ?",
                    arguments: [endpoint, state.rawValue])
            }
            let oldest = try Int64.fetchOne(
                database,
                sql: """
                    SELECT queued_at FROM deliveries
                    WHERE endpoint = ? AND state = \(DeliveryState.waiting.rawValue)
                    ORDER BY position LIMIT 1
                    """, arguments: [endpoint])
            return DeliveryFigures(counts: counts, oldest: oldest.map(Instant.init(ns:)))
        }
    }
}

extension Delivery {
    /// A row of the table; nil where it is damaged: it holds up no other.
    fileprivate init?(whole row: Row) {
        guard let delivery = try? Delivery(row) else { return nil }
        self = delivery
    }

    /// A row of the table.
    /// - Throws: `JournalError` `.damaged` where it is none, or not what was written.
    init(_ row: Row) throws {
        try row.checkMark()
        guard let state = DeliveryState(rawValue: try row.stored("state")) else {
            throw JournalError(.damaged, "a delivery of unknown state")
        }
        self.init(
            position: UInt64(bitPattern: try row.stored("position", as: Int64.self)),
            account: try Key(blob: row.stored("account")), state: state,
            attempts: try row.stored("attempts"),
            queuedAt: Instant(ns: try row.stored("queued_at")),
            triedAt: try row.storedIfAny("tried_at", as: Int64.self).map(Instant.init(ns:)),
            nextAt: Instant(ns: try row.stored("next_at")),
            status: try row.storedIfAny("status"), detail: try row.storedIfAny("detail"))
    }
}
