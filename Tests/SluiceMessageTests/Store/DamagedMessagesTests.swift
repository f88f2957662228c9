import Foundation
import GRDB
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Testing

/// A disk that gives back other than it was given, under `messages.db`.
@Suite("damaged messages")
struct DamagedMessagesTests {
    private static let endpoint = "whe_1"

    /// The batches after which a reminder is left.
    private static let batches: [CommittedBatch] = {
        let batches = SQLiteMessagesTests.eventful.batches
        var end = 0
        try? SQLiteMessagesTests.withDirectory { directory in
            let store = try SQLiteMessages(directory: directory, keepDays: 3_660)
            let database = try open(directory)
            for (index, batch) in batches.enumerated() {
                try store.consume([batch])
                let reminders = try database.read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM reminders")
                }
                if let reminders, reminders > 0 { end = index + 1 }
            }
        }
        return Array(batches.prefix(end))
    }()

    /// All that a store may hold: messages, some of them overtaken, read and on their way.
    private static func store(in directory: String) throws -> SQLiteMessages {
        let store = try SQLiteMessages(directory: directory, keepDays: 3_660)
        try store.consume(Array(batches.prefix(batches.count / 2)))
        try store.deliveries.begin(endpoint)
        try store.consume(Array(batches.dropFirst(batches.count / 2)))
        for audience in Audience.allCases {
            let filter = DeliveryFilter(audience)
            while try store.deliveries.queue(endpoint, filter, 10, Instant(ns: 7)) != nil {}
        }
        for message in SQLiteMessagesTests.eventful.book.messages.prefix(3) {
            try store.messages.read(message.position, message.audiences.all[0], Instant(ns: 5))
        }
        return store
    }

    private static func places(_ store: SQLiteMessages, pageBytesMax: Int) throws -> [String] {
        try store.scrubStore.damages(pageBytesMax: pageBytesMax).map(\.place)
    }

    private static let tables = [
        "messages", "deliveries", "told_records", "reminders", "reads", "endpoints", "teller",
    ]

    /// Another value of the same column, which is that of no other row.
    private static func changed(_ value: DatabaseValue, _ type: String) -> DatabaseValue {
        switch value.storage {
        case .int64(let value): (value ^ 1 << 40).databaseValue
        case .string(let text): (text + "x").databaseValue
        case .blob(let data): Data(data.dropLast() + [(data.last ?? 0) ^ 1]).databaseValue
        case .null, .double:
            ["BLOB": Data([1]).databaseValue, "TEXT": "x".databaseValue][type] ?? 1.databaseValue
        }
    }

    private static func open(_ directory: String) throws -> DatabaseQueue {
        let database = try DatabaseQueue(path: directory + "/messages.db")
        try database.inDatabase {
            try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
        }
        return database
    }

    @Test(
        "whatever is changed of a row is found by the scrub, and not told when it is put right",
        arguments: [400, 1_000_000])
    func everyColumn(pageBytesMax: Int) throws {
        try SQLiteMessagesTests.withDirectory { directory in
            let store = try Self.store(in: directory)
            func places() throws -> [String] {
                try Self.places(store, pageBytesMax: pageBytesMax)
            }
            #expect(try places().isEmpty)
            let database = try Self.open(directory)
            var count = 0
            for table in Self.tables {
                let (rows, columns) = try database.read { database in
                    (
                        try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1"),
                        try database.columns(in: table)
                    )
                }
                try #require(!rows.isEmpty, "\(table)")
                // Between others, where there are any.
                let row = rows[rows.count / 2]
                let mark: Int64 = row["mark"]
                for column in columns {
                    let written: DatabaseValue = row[column.name]
                    let other = Self.changed(written, column.type)
                    func write(_ value: DatabaseValue, at mark: DatabaseValue) throws {
                        try database.write { database in
                            try database.execute(
                                sql: "UPDATE \(table) SET \(column.name) = ? WHERE mark = ?",
                                arguments: [value, mark])
                            #expect(database.changesCount == 1)
                        }
                    }
                    try write(other, at: mark.databaseValue)
                    #expect(try places().count == 1, "\(table).\(column.name)")
                    try write(written, at: column.name == "mark" ? other : mark.databaseValue)
                    #expect(try places().isEmpty, "\(table).\(column.name)")
                    count += 1
                }
            }
            #expect(count == 47)
        }
    }

    @Test("what was changed is handed to nobody, and takes nothing else away")
    func neverHandedOn() throws {
        try SQLiteMessagesTests.withDirectory { directory in
            let store = try Self.store(in: directory)
            let database = try Self.open(directory)
            func change(_ sql: String) throws { try database.write { try $0.execute(sql: sql) } }
            let query = MessageQuery(.consumer, hasSuppressed: true)
            let all = try store.messages.page(query, 0, 100).messages
            try #require(all.count > 4)
            let (one, other) = (all[1].message.position, all[2].message.position)
            try change("UPDATE messages SET time = time + 1 WHERE position = \(one)")
            try change(
                "UPDATE messages SET overtaken_at = 1, overtaken_cause = 1 WHERE position = \(other)"
            )
            let left = all.filter { ![one, other].contains($0.message.position) }
            #expect(try store.messages.page(query, 0, 100).messages == left)
            #expect(
                try store.messages.newest(query, 100).contains { $0.message.position == one }
                    == false)
            #expect(try store.messages.message(one, .consumer) == nil)
            // Pages go over it.
            #expect(try store.messages.page(query, 0, 2).next == one)
            #expect(try store.messages.page(query, 0, 2).messages == [all[0]])
            try store.deliveries.begin("whe_2")
            try change("UPDATE endpoints SET position = 0, mark = NULL WHERE id = 'whe_2'")
            var queued: [UInt64] = []
            while let next = try store.deliveries.queue(
                "whe_2", DeliveryFilter(.consumer), 3, .epoch)
            {
                queued += next.map(\.position)
            }
            #expect(!queued.contains(one) && !queued.isEmpty)

            let waiting = try store.deliveries.waiting("whe_2", 0, 100)
            let first = try #require(waiting.first).position
            try change("UPDATE deliveries SET attempts = 9 WHERE position = \(first)")
            #expect(
                try store.deliveries.waiting("whe_2", 0, 100) == Array(waiting.dropFirst()))

            try change("UPDATE endpoints SET position = 0")
            try change("UPDATE teller SET position = position + 1")
            for body in [
                { _ = try store.deliveries.queue("whe_2", DeliveryFilter(.consumer), 1, .epoch) },
                { try store.deliveries.begin("whe_3") },
            ] {
                let error = #expect(throws: JournalError.self) { try body() }
                #expect(error?.code == .damaged && error?.detail.contains("mark differs") == true)
            }
        }
    }

    @Test(
        "what was written before there were marks is taken as it is, and marked when it is written again"
    )
    func older() throws {
        try SQLiteMessagesTests.withDirectory { directory in
            do {
                _ = try Self.store(in: directory)
                let database = try Self.open(directory)
                try database.write { database in
                    for table in Self.tables {
                        try database.execute(sql: "ALTER TABLE \(table) DROP COLUMN mark")
                    }
                    try database.execute(
                        sql: """
                            ALTER TABLE messages DROP COLUMN overtaken_mark;
                            DELETE FROM grdb_migrations WHERE identifier = '2 marks';
                            """)
                }
            }
            let store = try SQLiteMessages(directory: directory, keepDays: 3_660)
            let database = try Self.open(directory)
            #expect(try Self.places(store, pageBytesMax: 1_000_000).isEmpty)
            #expect(try !store.messages.page(MessageQuery(.consumer), 0, 10).messages.isEmpty)
            let waiting = try store.deliveries.waiting(Self.endpoint, 0, 1)
            try store.deliveries.note(Self.endpoint, waiting)
            try database.write { try $0.execute(sql: "UPDATE deliveries SET attempts = 9") }
            #expect(try Self.places(store, pageBytesMax: 1_000_000).count == 1)
        }
    }

    @Test("a letter changed in the schema is found by the scrub and by the next start")
    func schema() throws {
        try SQLiteMessagesTests.withDirectory { directory in
            let store = try Self.store(in: directory)
            let database = try Self.open(directory)
            try database.write { database in
                try database.execute(
                    sql: """
                        PRAGMA writable_schema = ON;
                        UPDATE sqlite_schema SET sql = replace(sql, 'latest INTEGER', 'lateSt INTEGER');
                        """)
            }
            for open in [
                { _ = try store.scrubStore.begin() },
                { _ = try SQLiteMessages(directory: directory) },
            ] {
                let error = #expect(throws: JournalError.self) { try open() }
                #expect(error?.code == .damaged)
                #expect(error?.detail.contains("its tables are not those that were made") == true)
            }
        }
    }
}
