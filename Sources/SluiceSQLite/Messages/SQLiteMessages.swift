import Foundation
import GRDB
import SluiceAPI
import SluiceCore
import SluiceEngine

/// What people are told, in `messages.db` of the data directory.
///
/// Messages follow the journal, with the checkpoint in the same transaction: each is there exactly once,
/// at the same position however often the file is made anew. What was read and delivered is known
/// nowhere else, so nothing is thrown away by itself. Safe to use from any thread; `consume` from one.
public final class SQLiteMessages: FeedConsumer {
    public let name = "messages"
    let store: StorePool
    private let keepNs: Int64

    /// Opens the messages of a directory; makes an empty store if there is none.
    /// - Parameter keepDays: how long a message is kept after its moment.
    /// - Throws: `JournalError`; `.formatUnknown` if a later version wrote it.
    public init(
        directory: String, keepDays: Int = StoreLimits.messagesKeepDays
    ) throws(JournalError) {
        store = try StorePool(path: directory + "/messages.db", durability: .normal)
        keepNs = Int64(keepDays) * Span.dayNs
        do {
            let migrator = MessagesSchema.migrator
            guard try !store.pool.read(migrator.hasBeenSuperseded) else {
                throw JournalError(
                    .formatUnknown,
                    "\(store.path) was written by a later version of Sluice: use that version "
                        + "or a newer one")
            }
            try migrator.migrate(store.pool)
            try store.read { try StoreSchema.check($0, store.path, migrator) }
        } catch {
            throw JournalError(error, store.path)
        }
    }

    public func checkpoint() throws -> UInt64 { try store.read(StoreCheckpoint.init).row }

    /// The hash of the newest row consumed, to be compared with the journal's; zeros for none.
    public func checkpointHash() throws -> RowHash { try store.read(StoreCheckpoint.init).hash }

    public func consume(_ batches: [CommittedBatch]) throws {
        try store.write { database in
            let next = try StoreCheckpoint(database).advanced(over: batches)
            var writer = try MessagesWriter(database)
            try writer.add(batches)
            try writer.finish()
            if let newest = batches.last?.records.last?.time {
                try MessagesWriter.prune(
                    database, before: newest.adding(spanNs: -keepNs))
            }
            try next.save(database)
        }
        try store.foldLog()
    }

    /// What the doors are given.
    public var messages: Messages {
        Messages(
            page: page, newest: newest,
            newestEvent: { [store] in try store.read(StoreCheckpoint.init).event },
            found: found, read: read,
            remind: { [store] until in
                let isDue = try store.read { database in
                    try Int64.fetchOne(database, sql: "SELECT min(due) FROM reminders")
                        .map { $0 <= until.ns } ?? false
                }
                guard isDue else { return }
                try store.write { database in
                    var writer = try MessagesWriter(database)
                    try writer.remind(until: until)
                    try writer.finish()
                }
            })
    }

    // MARK: Reading

    /// What a query asks of the table.
    private static func condition(
        of query: MessageQuery
    ) -> (text: String, arguments: StatementArguments) {
        // The number stands in the text: an index over staff's is found by it.
        var conditions = ["audiences & \(AudienceSet([query.audience]).rawValue) != 0"]
        var arguments = StatementArguments()
        for (column, key) in [
            ("account", query.account?.blob), ("merchant", query.merchant?.blob),
            ("hold", query.hold?.blob),
        ] {
            guard let key else { continue }
            conditions.append("\(column) = ?")
            arguments += [key]
        }
        if !query.hasSuppressed { conditions.append("suppressed = 0") }
        return (conditions.joined(separator: " AND "), arguments)
    }

    /// nil for a row that is damaged.
    private static func kept(
        _ row: Row, _ audience: Audience, _ database: Database
    ) throws -> KeptMessage? {
        guard let message = try Message(whole: row) else { return nil }
        let readAt = try readAt(Int64(bitPattern: message.position), audience, database)
        return KeptMessage(message, for: audience, readAt: readAt)
    }

    @Sendable private func page(
        _ query: MessageQuery, after: UInt64, limit: Int
    ) throws -> MessagePage {
        let condition = Self.condition(of: query)
        let sql = """
            SELECT * FROM messages WHERE position > ? AND \(condition.text)
            ORDER BY position LIMIT \(min(limit, StoreLimits.pageItemsMax) + 1)
            """
        let arguments: StatementArguments = [Int64(bitPattern: after)]
        return try store.read { database in
            var rows = try Row.fetchAll(
                database, sql: sql, arguments: arguments + condition.arguments)
            var next: UInt64?
            if rows.count > limit {
                rows.removeLast()
                next = try rows.last.map {
                    UInt64(bitPattern: try $0.stored("position", as: Int64.self))
                }
            }
            return MessagePage(
                messages: try rows.compactMap { try Self.kept($0, query.audience, database) },
                next: next, sequence: try StoreCheckpoint(database).event)
        }
    }

    @Sendable private func newest(_ query: MessageQuery, limit: Int) throws -> [KeptMessage] {
        let condition = Self.condition(of: query)
        let sql = """
            SELECT * FROM messages WHERE \(condition.text)
            ORDER BY position DESC LIMIT \(min(limit, StoreLimits.pageItemsMax))
            """
        return try store.read { database in
            try Row.fetchAll(database, sql: sql, arguments: condition.arguments)
                .compactMap { try Self.kept($0, query.audience, database) }
        }
    }

    @Sendable private func found(_ places: [MessagePlace]) throws -> [KeptMessage?] {
        try store.read { database in
            try places.map { place in
                let statement = try database.cachedStatement(
                    sql: "SELECT * FROM messages WHERE position = ?")
                let row = try Row.fetchOne(
                    statement, arguments: [Int64(bitPattern: place.position)])
                let kept = try row.flatMap { try Self.kept($0, place.audience, database) }
                return kept.flatMap {
                    $0.message.audiences.contains(place.audience) ? $0 : nil
                }
            }
        }
    }

    @Sendable private func read(_ position: UInt64, _ audience: Audience, at: Instant) throws {
        try store.write { database in
            try RowStatement(
                database, "INSERT INTO reads VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            ).run(marked: [
                .number(position), .number(AudienceSet([audience]).rawValue), .integer(at.ns),
            ])
        }
    }

    private static func readAt(
        _ position: Int64, _ audience: Audience, _ database: Database
    ) throws -> Instant? {
        let statement = try database.cachedStatement(
            sql: "SELECT * FROM reads WHERE position = ? AND audience = ?")
        let row = try Row.fetchOne(
            statement, arguments: [position, AudienceSet([audience]).rawValue])
        // One that is damaged says nothing: the message is unread.
        guard let row, (try? row.checkMark()) != nil else { return nil }
        return try? Instant(ns: row.stored("at"))
    }
}

extension Message {
    /// A row of the table; nil where it is damaged, which the scrub tells: one row takes nothing away from the
    /// others.
    init?(whole row: Row) throws {
        do {
            try self.init(row)
        } catch let error as JournalError where error.code == .damaged {
            return nil
        } catch is DecodeError {
            return nil
        }
    }

    /// A row of the table.
    /// - Throws: `JournalError` `.damaged`, or `DecodeError`, where it is none, or not what was written.
    init(_ row: Row) throws {
        try row.checkMark(of: 0..<12)
        try row.checkMark("overtaken_mark", of: [0, 12, 13])
        func key<Tag>(_ column: String, _: Tag.Type = Tag.self) throws -> Key<Tag> {
            try row.storedIfAny(column, as: Data.self).map { try Key(blob: $0) } ?? .none
        }
        guard let code = MessageCode(rawValue: try row.stored("code")) else {
            throw JournalError(.damaged, "a message of unknown code")
        }
        var overtaken: Overtaken?
        if let at = try row.storedIfAny("overtaken_at", as: Int64.self),
            let cause = Overtaken.Cause(rawValue: try row.stored("overtaken_cause"))
        {
            overtaken = Overtaken(at: Instant(ns: at), cause: cause)
        }
        self.init(
            position: UInt64(bitPattern: try row.stored("position", as: Int64.self)),
            code: code, audiences: AudienceSet(rawValue: try row.stored("audiences")),
            time: Instant(ns: try row.stored("time")),
            latest: Instant(ns: try row.stored("latest")), account: try key("account"),
            hold: try key("hold"), merchant: try key("merchant"), order: try key("order_key"),
            operation: try key("operation"),
            sequence: UInt64(bitPattern: try row.stored("sequence", as: Int64.self)),
            slots: try MessageSlots(bytes: Array(row.stored("slots", as: Data.self))),
            overtaken: overtaken)
    }
}
