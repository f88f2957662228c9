import Foundation
import GRDB
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Writes what batches tell, within one transaction: records are read as they are needed, and written
/// once at its end, in the order of their keys.
struct MessagesWriter {
    private let database: Database
    private var teller: Teller
    /// The first position of this transaction: what was told before lies in the table.
    private let firstPosition: UInt64
    private var messages: [Message] = []
    private var holds: [HoldKey: ToldHold?] = [:]
    /// Placed in this transaction: nothing is stored of them yet.
    private var placed: Set<HoldKey> = []
    private var accounts: [AccountKey: ToldAccount?] = [:]
    private var nextDue: Instant
    private let overtaken: RowStatement
    private let reminder: RowStatement

    init(_ database: Database) throws {
        self.database = database
        guard
            let row = try Row.fetchOne(database, sql: "SELECT * FROM teller")
        else { throw JournalError(.damaged, "\(database.description): no teller") }
        try row.checkMark()
        let position = UInt64(bitPattern: try row.stored("position", as: Int64.self))
        teller = Teller(position: position, isLive: try row.stored("is_live", as: Bool.self))
        firstPosition = position + 1
        nextDue = try Self.nextDue(database)
        overtaken = try RowStatement(
            database,
            """
            UPDATE messages SET overtaken_at = ?, overtaken_cause = ?, suppressed = ? <= latest,
                overtaken_mark = ?
            WHERE position = ?
            """)
        reminder = try RowStatement(
            database, "INSERT INTO reminders VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
    }

    mutating func add(_ batches: [CommittedBatch]) throws {
        for batch in batches {
            var sequence = batch.firstEvent
            for record in batch.records {
                if nextDue <= record.time { try remind(until: record.time) }
                for event in record.events {
                    try add(
                        event, at: record.time, sequence: sequence, told: record.told(of: event))
                    sequence += 1
                }
            }
        }
    }

    private mutating func add(
        _ event: Event, at time: Instant, sequence: UInt64, told: Told?
    ) throws {
        let (holdKey, accountKey) = event.told
        if case .holdPlaced(let event) = event { placed.insert(event.hold) }
        var hold = try holdKey.flatMap { try self.hold($0) }
        var account = try accountKey.flatMap { try self.account($0) }
        teller.take(
            event, at: time, sequence: sequence, told: told, hold: &hold, account: &account)
        if let holdKey { holds[holdKey] = .some(hold) }
        if let accountKey { accounts[accountKey] = .some(account) }
        try take()
    }

    /// Tells what is due by a time, before what happens at it.
    mutating func remind(until time: Instant) throws {
        while nextDue <= time {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM reminders WHERE due = ? ORDER BY due, account, operation, days
                    """, arguments: [nextDue.ns])
            for row in rows {
                try row.checkMark()
                let reminder = Reminder(
                    due: nextDue, account: try Key(blob: row.stored("account")),
                    storedKey: try Key(blob: row.stored("operation")),
                    days: try row.stored("days"))
                try tell(reminder)
            }
            try database.execute(
                sql: "DELETE FROM reminders WHERE due = ?", arguments: [nextDue.ns])
            nextDue = try Self.nextDue(database)
        }
    }

    private mutating func tell(_ reminder: Reminder) throws {
        if let key = reminder.hold {
            var (hold, account) = (try self.hold(key), ToldAccount?.none)
            teller.take(reminder, hold: &hold, account: &account)
            holds[key] = .some(hold)
        } else {
            var (hold, account) = (ToldHold?.none, try self.account(reminder.account))
            teller.take(reminder, hold: &hold, account: &account)
            accounts[reminder.account] = .some(account)
        }
        try take()
    }

    /// Takes what the teller has to say.
    private mutating func take() throws {
        messages += teller.messages
        for overtaking in teller.overtakings {
            let (position, by) = (overtaking.position, overtaking.by)
            if position >= firstPosition {
                messages[Int(position - firstPosition)].overtaken = by
            } else {
                try overtaken.run([
                    .integer(by.at.ns), .number(by.cause.rawValue), .integer(by.at.ns),
                    .integer(Self.overtakenMark(position, by)), .number(position),
                ])
            }
        }
        for next in teller.reminders {
            try reminder.run(marked: [
                .integer(next.due.ns), .key(next.account), .key(next.stored.key),
                .integer(next.stored.days),
            ])
            nextDue = min(nextDue, next.due)
        }
        teller.removeAll()
    }

    /// Writes what was gathered.
    func finish() throws {
        try insert()
        let write = try RowStatement(
            database,
            """
            INSERT INTO told_records VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET bytes = excluded.bytes, mark = excluded.mark
            """)
        let remove = try RowStatement(database, "DELETE FROM told_records WHERE key = ?")
        for (key, hold) in holds.sorted(by: { $0.key < $1.key }) {
            if let hold {
                try write.run(marked: [.key(key), .bytes(hold.bytes)])
            } else if !placed.contains(key) {
                try remove.run([.key(key)])
            }
        }
        for (key, account) in accounts.sorted(by: { $0.key < $1.key }) {
            guard let account else { continue }
            try write.run(marked: [.key(key), .bytes(account.bytes)])
        }
        try RowStatement(database, "INSERT OR REPLACE INTO teller VALUES (?, ?, ?, ?)")
            .run(marked: [.integer(1), .number(teller.position), .flag(teller.isLive)])
    }

    private func insert() throws {
        let insert = try RowStatement(
            database,
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for message in messages {
            let said: [StoredValue] = [
                .number(message.position), .number(message.code.rawValue),
                .number(message.audiences.rawValue), .integer(message.time.ns),
                .integer(message.latest.ns), .key(message.account), .optional(message.hold),
                .optional(message.merchant), .optional(message.order),
                .optional(message.operation), .number(message.sequence),
                .bytes(message.slots.bytes),
            ]
            try insert.run(
                said + [
                    .optional(message.overtaken?.at.ns),
                    .optional((message.overtaken?.cause.rawValue).map(Int64.init)),
                    .flag(message.isSuppressed), .integer(RowMark.of(said)),
                    .integer(Self.overtakenMark(message.position, message.overtaken)),
                ])
        }
    }

    /// The mark of what overtook a message, if anything did.
    private static func overtakenMark(_ position: UInt64, _ by: Overtaken?) -> Int64 {
        RowMark.of([
            .number(position), .optional(by?.at.ns),
            .optional((by?.cause.rawValue).map(Int64.init)),
        ])
    }

    // MARK: Records

    private func hold(_ key: HoldKey) throws -> ToldHold? {
        if let known = holds[key] { return known }
        if placed.contains(key) { return nil }
        return try bytes(key.retagged()).map { try ToldHold(bytes: $0) }
    }

    private func account(_ key: AccountKey) throws -> ToldAccount? {
        if let known = accounts[key] { return known }
        return try bytes(key.retagged()).map { try ToldAccount(bytes: $0) }
    }

    private func bytes(_ key: AnyKey) throws -> [UInt8]? {
        let statement = try RowStatement(
            database, "SELECT bytes, mark FROM told_records WHERE key = ?")
        return try statement.first([.key(key)]) { row in
            let bytes = row.bytes(0)
            // A record from before there were marks has none.
            guard [0, RowMark.of([.key(key), .bytes(bytes)])].contains(row.integer(1)) else {
                throw JournalError(
                    .damaged, "told_records \(key.hexadecimal): its mark differs")
            }
            return bytes
        }
    }

    private static func nextDue(_ database: Database) throws -> Instant {
        let due = try Int64.fetchOne(database, sql: "SELECT min(due) FROM reminders")
        return due.map(Instant.init(ns:)) ?? .never
    }

    /// Forgets the oldest messages from before a time, some at a time, and what was read and delivered
    /// of them.
    static func prune(_ database: Database, before time: Instant) throws {
        let oldest = try Int64.fetchOne(
            database, sql: "SELECT time FROM messages ORDER BY position LIMIT 1")
        guard let oldest, oldest < time.ns else { return }
        let last = try Int64.fetchOne(
            database,
            sql: """
                SELECT max(position) FROM (SELECT position, time FROM messages ORDER BY position
                    LIMIT \(StoreLimits.messagesForgottenMax)) WHERE time < ?
                """, arguments: [time.ns])
        for table in ["messages", "reads"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE position <= ?", arguments: [last])
        }
        // By endpoint, which their index begins with.
        try database.execute(
            sql: """
                DELETE FROM deliveries
                WHERE endpoint IN (SELECT id FROM endpoints) AND position <= ?
                """, arguments: [last])
    }
}
