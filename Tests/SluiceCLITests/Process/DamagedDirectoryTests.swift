import Foundation
import Testing

/// What is done to a store, and all that verify has to say of it.
private struct Planted {
    var store: String
    var sql: String
    var faults: [String]

    private static let someHold = "kind = 3 AND key = (SELECT min(key) FROM records WHERE kind = 3)"
    private static let someOrder =
        "kind = 4 AND key = (SELECT min(key) FROM records WHERE kind = 4)"

    static let all: [Planted] = [
        archive(
            "UPDATE records SET bytes = flip(bytes) WHERE \(someHold)",
            ["archive differs in hold H-"]),
        archive("DELETE FROM records WHERE \(someHold)", ["archive lacks hold H-"]),
        // As many as before, but another.
        archive(
            "UPDATE records SET key = zeroblob(16) WHERE \(someHold)",
            ["archive has hold", "archive lacks hold H-"]),
        archive(
            "DELETE FROM records WHERE kind = 8 AND key = "
                + "(SELECT min(key) FROM records WHERE kind = 8)",
            ["archive lacks alias H-"]),
        archive(
            "DELETE FROM records WHERE \(someOrder)",
            ["archive lacks order O-", "archive leads fact E-"]),
        archive(
            "DELETE FROM facts WHERE fact = (SELECT min(fact) FROM facts)",
            ["archive lacks fact E-"]),
        archive(
            """
            UPDATE facts SET order_key = flip(order_key)
            WHERE fact = (SELECT min(fact) FROM facts)
            """, ["archive leads fact E-"]),
        archive(
            """
            INSERT INTO facts (fact, order_key) VALUES
                (zeroblob(16), (SELECT min(key) FROM records WHERE kind = 4))
            """, ["archive leads fact "]),
        archive(
            "UPDATE names SET name = 'H-77' WHERE name = 'H-1'",
            ["archive does not know hold H-1"]),
        views(
            "UPDATE accounts SET owed = owed + 1 WHERE \(last("accounts", "opened_sequence"))",
            ["views differ in account A-4"]),
        views(
            "DELETE FROM accounts WHERE \(last("accounts", "opened_sequence"))",
            ["views lack account A-4"]),
        views(
            "UPDATE holds SET expires_at = expires_at + 1 WHERE \(last("holds", "placed_sequence"))",
            ["views differ in hold H-4"]),
        views(
            "DELETE FROM holds WHERE \(last("holds", "placed_sequence"))",
            ["views lack hold H-4"]),
        views(
            "UPDATE timeline SET amount = 1 WHERE name = 'hold.captured' AND sequence = "
                + "(SELECT max(sequence) FROM timeline WHERE name = 'hold.captured')",
            ["views differ in event "]),
        views(
            "DELETE FROM timeline WHERE sequence = (SELECT min(sequence) FROM timeline)",
            ["views lack event "]),
        views("\(copyOfAnEvent("1"))", ["views have event 1 in the timeline"]),
        views("\(copyOfAnEvent("max(sequence) + 9"))", ["views have event "]),
        views(
            "UPDATE names SET name = 'H-77' WHERE name = 'H-1'",
            ["views do not know hold H-1"]),
        views("UPDATE checkpoint SET hash = flip(hash)", ["views followed another journal"]),
        views("DROP TABLE hold_lines", ["views cannot be read"]),
        archive("DROP TABLE facts", ["archive cannot be read"]),
    ]

    private static func archive(_ sql: String, _ faults: [String]) -> Planted {
        Planted(store: "archive.db", sql: sql, faults: faults)
    }

    private static func views(_ sql: String, _ faults: [String]) -> Planted {
        Planted(store: "views.db", sql: sql, faults: faults)
    }

    private static func last(_ table: String, _ column: String) -> String {
        "\(column) = (SELECT max(\(column)) FROM \(table))"
    }

    private static func copyOfAnEvent(_ sequence: String) -> String {
        """
        INSERT INTO timeline SELECT \(sequence), time, name, hold, account, order_key, operation,
            kind, amount, until, linked, reason, role, outcome, ends_at, headroom, decided_under
            FROM timeline LIMIT 1
        """
    }
}

@Suite("Directories that are not as they were left", .blocking)
struct DamagedDirectoryTests {
    @Test("scenario 53: a changed byte of the journal is refused by all, naming the row")
    func changedByte() throws {
        let live = try LiveDirectory()
        try live.execute(
            "UPDATE journal SET bytes = flip(bytes) WHERE sequence = 4", on: "journal.db")
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(served.error.contains("row 4"), "\(served.error)")
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("row 4"), "\(verified.output)")
        #expect(verified.output.contains("UNSOUND"))
        let reported = try SluiceProcess.run("report", "--data", live.data.path)
        #expect(reported.status == 1)
        #expect(reported.error.contains("row 4"), "\(reported.error)")
    }

    @Test("a journal with a row of a later version is refused with nothing changed")
    func laterRow() throws {
        let live = try LiveDirectory()
        try live.execute(
            """
            UPDATE journal SET bytes = later(bytes),
                hash = chain((SELECT hash FROM journal WHERE sequence = \(live.sound.rows - 1)),
                    shard, sequence, epoch, time, first_event, count, later(bytes))
            WHERE sequence = \(live.sound.rows)
            """, on: "journal.db")
        // What an older version would throw away.
        try live.execute("UPDATE checkpoint SET hash = flip(hash)", on: "views.db")
        let before = try live.bytes()
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(served.error.contains("has format 99"), "\(served.error)")
        let after = try live.bytes()
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed == [])
    }

    @Test("damage planted in a store is found and named", arguments: Planted.all.indices)
    func planted(_ index: Int) throws {
        let live = try LiveDirectory()
        let planted = Planted.all[index]
        try live.execute(planted.sql, on: planted.store)
        let verified = try live.verify()
        #expect(verified.status == 1)
        for fault in planted.faults {
            #expect(
                verified.output.contains("FAULT     \(fault)"),
                "\(planted.sql): \(verified.output)")
        }
        let found = verified.output.split(separator: "\n").filter { $0.hasPrefix("FAULT") }
        #expect(found.count == planted.faults.count, "\(planted.sql): \(verified.output)")
    }

    @Test("views that are no database are told, and left for the next start to make again")
    func unreadableViews() throws {
        let live = try LiveDirectory()
        try live.remove("views.db")
        let garbage = Data(repeating: 0x5A, count: 9_000)
        try garbage.write(to: live.data.appending(path: "views.db"))
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("FAULT     views cannot be read"), "\(verified.output)")
        #expect(try Data(contentsOf: live.data.appending(path: "views.db")) == garbage)
        #expect(try ServerProcess(live.data).stop().status == 0)
        #expect(try live.verify().status == 0)
    }

    @Test("scenario 54: a journal cut short behind its archive is refused, naming the lost tail")
    func lostTail() throws {
        let live = try LiveDirectory()
        let rows = live.sound.rows
        try live.execute(
            "DELETE FROM journal WHERE sequence > \(rows - 2)", on: "journal.db")
        let served = try live.serve()
        #expect(served.status == 1)
        #expect(served.error.contains("followed the journal to row \(rows)"), "\(served.error)")
        #expect(served.error.contains("tail is lost"))
        let verified = try live.verify()
        #expect(verified.status == 1)
        #expect(verified.output.contains("at row \(rows)"), "\(verified.output)")
    }

    @Test(
        "views or archive that are gone are made again from the journal",
        arguments: ["views.db", "archive.db"])
    func rebuilt(_ store: String) throws {
        let live = try LiveDirectory()
        try live.remove(store)
        let server = try ServerProcess(live.data)
        let connection = try server.connect(key: live.key)
        // An ended hold of the past, and the list that only the views have.
        let hold = try connection.send("GET", "/v1/holds/H-2?merchant=M")
        #expect(hold.status == 200)
        let isListed = try Waiting.until {
            let list = try connection.send("GET", "/v1/holds?account=A-2").json(HoldList.self)
            return list.holds.map(\.id) == ["H-2"]
        }
        #expect(isListed)
        #expect(try server.stop().status == 0)
        let found = try SluiceProcess.run("verify", "--data", live.data.path, "--json")
        #expect(found.status == 0, "\(found.output)")
        let again = try found.json(Verification.self)
        #expect(again.sound && again.digest == live.sound.digest)
        #expect(again.archived == live.sound.archived && again.archived > LiveDirectory.accounts)
    }

    @Test("views damaged while the engine runs are made again, and the operator is told")
    func damagedWhileRunning() throws {
        let live = try LiveDirectory()
        let server = try ServerProcess(live.data)
        let connection = try server.connect(key: live.key)
        try live.execute("DROP TABLE timeline", on: "views.db")
        let account = try connection.send(
            "POST", "/v1/accounts", #"{"id":"A-9","currency":"CNY","limit":1000}"#)
        #expect(account.status == 201)
        let isMended = try Waiting.until {
            let metrics = try connection.send("GET", "/metrics")
            let isReady = try connection.send("GET", "/readyz").status == 200
            let list = try connection.send("GET", "/v1/holds?account=A-2")
            return try isReady && list.status == 200
                && String(decoding: metrics.body, as: UTF8.self)
                    .contains("sluice_consumer_renewals_total{consumer=\"views\"} 1")
                && list.json(HoldList.self).holds.map(\.id) == ["H-2"]
        }
        #expect(isMended)
        let ending = try server.stop()
        #expect(ending.status == 0)
        #expect(
            ending.error.contains(
                "warning: a follower's damaged store is made again from the journal: consumer=views"
            ), "\(ending.error)")
        let verified = try live.verify()
        #expect(verified.status == 0, "\(verified.output)")
    }

    private struct HoldList: Decodable {
        struct Hold: Decodable { var id: String }
        var holds: [Hold]
    }
}
