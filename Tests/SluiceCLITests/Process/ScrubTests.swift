import Foundation
import SluiceTestKit
import Testing

@Suite("Stores that are read again", .blocking)
struct ScrubTests {
    private struct Readiness: Decodable {
        struct Place: Decodable, Hashable {
            var store: String
            var place: String
        }
        var status: String
        var damaged: [Place]?
    }

    /// The stores that `/readyz` may name, as the HTTP contract has them.
    private static func storesOfContract() throws -> [String] {
        let contract = try String(
            contentsOf: Surroundings.packageRoot.appending(path: "docs/reference/openapi.yaml"),
            encoding: .utf8)
        let found = contract.firstMatch(of: /store: \{type: string, enum: \[([a-z_, ]+)\]\}/)
        return try #require(found).output.1.split(separator: ", ").map(String.init)
    }

    @Test("scenario 53: a byte that goes bad under a running engine is named by /readyz")
    func damaged() throws {
        let live = try LiveDirectory()
        let server = try ServerProcess(live.data, ["--scrub-hours", "0"])
        let connection = try server.connect(key: live.key)
        func readiness() throws -> (status: Int, Readiness) {
            let answer = try connection.send("GET", "/readyz")
            return (answer.status, try answer.json(Readiness.self))
        }
        func isTold(_ damages: [(store: String, place: String)]) throws -> Bool {
            try Waiting.until {
                let (status, told) = try readiness()
                let places = told.damaged ?? []
                return status == (damages.isEmpty ? 200 : 503) && places.count == damages.count
                    && zip(places, damages).allSatisfy { told, damage in
                        told.store == damage.store && told.place.hasPrefix(damage.place)
                    }
            }
        }
        let known = try connection.send("PUT", "/v1/people/A-0", #"{"name":"Alice"}"#)
        #expect(known.status == 200)
        let row = "UPDATE journal SET bytes = flip(bytes) WHERE sequence = 4"
        let hold =
            "UPDATE records SET bytes = flip(bytes) WHERE kind = 3 AND key = "
            + "(SELECT min(key) FROM records WHERE kind = 3)"
        let message = "UPDATE messages SET account = flip(account) WHERE position = 1"
        let person = "UPDATE persons SET wrapped_key = flip(wrapped_key)"
        #expect(try isTold([]))
        try live.execute(row, on: "journal.db")
        #expect(try isTold([("journal", "row 4")]))
        try live.execute(hold, on: "archive.db")
        #expect(try isTold([("archive", "hold "), ("journal", "row 4")]))
        try live.execute(message, on: "messages.db")
        try live.execute(person, on: "people.db")
        let places = [
            ("archive", "hold "), ("journal", "row 4"), ("messages", "message 1"),
            ("people", "persons "),
        ]
        #expect(try isTold(places))
        // Commands are served meanwhile.
        let account = try connection.send(
            "POST", "/v1/accounts", #"{"id":"A-9","currency":"CNY","limit":1000}"#)
        #expect(account.status == 201)
        let metrics = String(
            decoding: try connection.send("GET", "/metrics").body, as: UTF8.self)
        for line in ["sluice_scrub_damage{store=\"journal\"} 1", "sluice_scrub_bytes_total{"] {
            #expect(metrics.contains(line), "\(line)")
        }
        let read = metrics.matches(of: /sluice_scrub_damage\{store="([a-z_]+)"\}/)
        #expect(Set(read.map(\.output.1)) == Set(try Self.storesOfContract().map { $0[...] }))
        // What is put right is not told any more.
        try live.execute(row, on: "journal.db")
        try live.execute(hold, on: "archive.db")
        try live.execute(message, on: "messages.db")
        try live.execute(person, on: "people.db")
        #expect(try isTold([]))
        let ending = try server.stop()
        #expect(ending.status == 0)
        #expect(
            ending.error.contains("warning: stored data is damaged: store=journal place=row 4"),
            "\(ending.error)")
        #expect(try live.verify().status == 0)
    }

    @Test("a start with a snapshot replays what follows it, says so, and has the same state")
    func snapshot() throws {
        let live = try LiveDirectory()
        func serve() throws -> ServerProcess {
            try ServerProcess(live.data, ["--snapshot-events", "5"])
        }
        let server = try serve()
        #expect(try server.process.line("recovered:").hasPrefix("no snapshot, "))
        let connection = try server.connect(key: live.key)
        let folder = live.data.appending(path: "snapshots")
        var accounts = 0
        #expect(
            try Waiting.until {
                let account = try connection.send(
                    "POST", "/v1/accounts", #"{"id":"B-\#(accounts)","currency":"CNY","limit":1}"#)
                accounts += account.status == 201 ? 1 : 0
                let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
                return names?.contains { $0.hasSuffix(".snap") } ?? false
            })
        try server.stop()
        let again = try serve()
        #expect(try again.process.line("recovered:").hasPrefix("snapshot row "))
        let reader = try again.connect(key: live.key)
        #expect(try reader.send("GET", "/v1/holds/H-1?merchant=M").status == 200)
        #expect(try reader.send("GET", "/v1/accounts/B-\(accounts - 1)").status == 200)
        try again.stop()
        let verified = try Verification.of(live.data)
        #expect(verified.sound && verified.holds == live.sound.holds, "\(verified.faults)")
        // One that says it is of another row is not the state at that row.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let newest = folder.appending(path: try #require(names.last))
        let row = try #require(Int(newest.deletingPathExtension().lastPathComponent))
        try FileManager.default.moveItem(
            at: newest, to: folder.appending(path: "\(row - 1).snap"))
        let unsound = try live.verify()
        #expect(unsound.status == 1)
        #expect(
            unsound.output.contains("FAULT     snapshot \(row - 1) is of another journal"),
            "\(unsound.output)")
    }
}
