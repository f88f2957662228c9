import Foundation
import HTTPTypes
import HummingbirdTesting
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// The access trail: what is kept, of whom, and how long.
@Suite("access trail")
struct AccessTrailTests {
    private func trail(_ server: TestServer) throws -> [AccessRecord] {
        server.door.access.flush()
        return try AccessReading(directory: server.directory).records
    }

    @Test("refusals, reads of personal data and whatever support looks at")
    func kept() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            let support = server.keyTexts[.support]
            let consumer = server.keyTexts[.consumer]
            for (method, path, body, key) in [
                (.get, "/v1/holds/h1?merchant=shop", nil, nil),
                (.get, "/v1/accounts", nil, server.shop),
                (.get, "/v1/accounts/a2", nil, consumer),
                (.get, "/v1/holds/h1?merchant=shop", nil, support),
                (.get, "/v1/holds?account=a1", nil, support),
                (.put, "/v1/people/a1", #"{"name":"Li"}"#, server.lender),
                (.get, "/v1/people/a1", nil, server.lender),
                (.delete, "/v1/people/a1", nil, server.keyTexts[.operator]),
                // Not kept: what is one's own, what is not there, and what is malformed.
                (.get, "/v1/holds/h1", nil, server.shop),
                (.get, "/v1/holds/h9", nil, server.shop),
                (.get, "/v1/holds/h9?merchant=shop", nil, support),
                (.get, "/v1/accounts/a1", nil, consumer),
                (.get, "/v1/accounts", nil, server.lender),
                (.get, "/v1/holds?status=x", nil, support),
                (.get, "/nothing", nil, nil), (.get, "/healthz", nil, nil),
            ] as [(HTTPRequest.Method, String, String?, String?)] {
                _ = try await server.send(method, path, body, key: key)
            }
            let records = try trail(server)
            #expect(
                records.map { "\($0.event.rawValue) \($0.status) \($0.method) \($0.route)" } == [
                    "unauthenticated 401 GET /v1/holds/{id}", "forbidden 403 GET /v1/accounts",
                    "not_yours 404 GET /v1/accounts/{id}", "viewed 200 GET /v1/holds/{id}",
                    "viewed 200 GET /v1/holds", "changed 200 PUT /v1/people/{id}",
                    "viewed 200 GET /v1/people/{id}", "erased 200 DELETE /v1/people/{id}",
                ])
            // Of who is not known nothing that was named.
            #expect(records[0].concerned.isEmpty && records[0].subject == nil)
            #expect(records[0].role == nil && records[0].credential == nil)
            #expect(records[1].role == .merchant && records[1].subject == "a merchant")
            #expect(records[2].concerned == [.init("id", "a2"), .init("account", "a2")])
            #expect(records[3].concerned == [.init("id", "h1"), .init("merchant", "shop")])
            #expect(records[4].concerned == [.init("account", "a1")])
            #expect(records[3].credential == support.map { String($0.dropFirst(3).prefix(8)) })
        }
    }

    @Test("no secret, no text and nothing of the shape of personal data is in the files")
    func pseudonyms() async throws {
        try await TestServer.run { server in
            let secret = String(server.shop.dropLast()) + "0"
            for key in [secret, server.shop, server.lender] {
                for path in [
                    "/v1/people/13800138000", "/v1/people/li%40example.com",
                    "/v1/people/11010519491231002X", "/v1/accounts",
                ] {
                    _ = try await server.get(path, key: key)
                }
            }
            _ = try await server.send(
                .put, "/v1/people/a1", #"{"name":"canary-name"}"#, key: server.lender)
            #expect(try trail(server).count > 5)
            let folder = server.directory + "/access"
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let path = folder + "/" + name
                let mode = try FileManager.default.attributesOfItem(atPath: path)[
                    .posixPermissions]
                #expect(mode as? Int == 0o600)
                let text = try String(contentsOfFile: path, encoding: .utf8)
                for word in ["13800138000", "@", "11010519491231002X", "canary-name", "sk_"] {
                    #expect(!text.contains(word), "\(word)")
                }
                #expect(text.contains("(a mobile number)"))
            }
            let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
            #expect(mode as? Int == 0o700)
        }
    }

    @Test("a running server writes by itself, and the metrics count")
    func writer() async throws {
        try await TestServer.run(.live) { server in
            _ = try await server.get("/v1/accounts", key: server.shop)
            try await eventually("the record is in the file") {
                try AccessReading(directory: server.directory).records.count == 1
            }
            let metrics = try await server.get("/metrics").body
            #expect(metrics.contains(#"sluice_access_records_total{event="forbidden"} 1"#))
            #expect(metrics.contains(#"sluice_access_lost_total{cause="buffer"} 0"#))
            #expect(metrics.contains("sluice_access_failing 0"))
        }
    }

    // MARK: Without a server

    private static func record(
        _ number: Int = 0, _ event: AccessRecord.Event = .forbidden, at clock: TestClock
    ) -> AccessRecord {
        AccessRecord(
            time: clock.wall.now(), requestID: "q\(number)", event: event, status: 403,
            code: "forbidden", role: .merchant, subject: "till", credential: "8kct7gy0",
            method: "GET", route: "/v1/holds/{id}",
            concerned: [.init("id", "\"H\n1\""), .init("id", "é")])
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sluice-access-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    @Test("a record is read as it was written, by what was asked for")
    func query() throws {
        try withDirectory { (directory: String) throws in
            let clock = TestClock()
            let trail = AccessTrail(directory: directory, clock: clock.wall)
            var records: [AccessRecord] = []
            for number in 0..<6 {
                var record = Self.record(number, at: clock)
                if number == 1 { record.event = .viewed }
                if number == 2 { record.role = .support }
                if number == 3 { record.subject = "desk" }
                if number == 4 { record.concerned = [.init("account", "a1")] }
                records.append(record)
                trail.note(record)
                clock.advance(ns: Span.secondNs)
            }
            trail.close()
            #expect(try AccessReading(directory: directory).records == records)
            func found(_ change: (inout AccessQuery) -> Void) throws -> [String] {
                var query = AccessQuery()
                change(&query)
                return try AccessReading(directory: directory, query).records.map(\.requestID)
            }
            try #expect(found { $0.events = [.viewed] } == ["q1"])
            try #expect(found { $0.role = .support } == ["q2"])
            try #expect(found { $0.subject = "desk" } == ["q3"])
            try #expect(found { $0.object = "a1" } == ["q4"])
            try #expect(found { $0.requestID = "q5" } == ["q5"])
            try #expect(found { $0.since = records[4].time } == ["q4", "q5"])
            try #expect(found { $0.until = records[1].time } == ["q0"])
            try #expect(found { $0.limit = 2 } == ["q4", "q5"])
        }
    }

    @Test("half a line that a crash left is passed over, and the next one begins anew")
    func torn() throws {
        try withDirectory { directory in
            let clock = TestClock()
            for turn in 0..<2 {
                let trail = AccessTrail(directory: directory, clock: clock.wall)
                trail.note(Self.record(turn, at: clock))
                trail.close()
                let path = try #require(AccessFiles.list(directory + "/access").first)
                if turn == 0 {
                    let file = try #require(FileHandle(forWritingAtPath: path))
                    try file.seekToEnd()
                    try file.write(contentsOf: Data(#"{"time":"2026"#.utf8))
                    try file.close()
                }
            }
            let reading = try AccessReading(directory: directory)
            #expect(reading.records.map(\.requestID) == ["q0", "q1"])
            #expect(reading.unreadable == 1)
        }
    }

    @Test("a day has its files, a full one is followed by the next, and old ones go")
    func rotation() throws {
        try withDirectory { directory in
            let clock = TestClock()
            var files = AccessFiles(directory: directory, keepDays: 2)
            func names() -> [String] {
                AccessFiles.list(files.directory).map { String($0.split(separator: "/").last!) }
            }
            let half =
                [UInt8](repeating: UInt8(ascii: "x"), count: ServerLimits.accessFileBytesMax / 2)
                + [UInt8(ascii: "\n")]
            for _ in 0..<3 { #expect(files.append(half, at: clock.wall.now()) == nil) }
            #expect(names() == ["2026-01-01.0001.jsonl", "2026-01-01.0002.jsonl"])
            // Another process goes on where this one ended.
            files.close()
            files = AccessFiles(directory: directory, keepDays: 2)
            #expect(files.append([UInt8(ascii: "\n")], at: clock.wall.now()) == nil)
            #expect(names().count == 2)
            for day in 2...4 {
                clock.advance(ns: Span.dayNs)
                #expect(files.append([UInt8(ascii: "\n")], at: clock.wall.now()) == nil)
                #expect(names().last == "2026-01-0\(day).0001.jsonl")
            }
            #expect(
                names() == [
                    "2026-01-02.0001.jsonl", "2026-01-03.0001.jsonl", "2026-01-04.0001.jsonl",
                ])
            for number in 1...ServerLimits.accessFilesMax {
                let name = "2026-01-04." + (number < 10 ? "100" : "10") + "\(number).jsonl"
                _ = FileManager.default.createFile(
                    atPath: files.directory + "/" + name, contents: nil)
            }
            clock.advance(ns: Span.dayNs)
            #expect(files.append([UInt8(ascii: "\n")], at: clock.wall.now()) == nil)
            #expect(names().count == ServerLimits.accessFilesMax)
        }
    }

    @Test("what cannot be written waits, then is lost and counted; strangers are few a minute")
    func loss() throws {
        try withDirectory { directory in
            let clock = TestClock()
            // A file where the folder should be.
            let folder = directory + "/access"
            _ = FileManager.default.createFile(atPath: folder, contents: nil)
            let trail = AccessTrail(directory: directory, clock: clock.wall)
            trail.note(Self.record(at: clock))
            #expect(trail.flush() != nil, "the first failure is told")
            #expect(trail.flush() == nil, "and no other")
            #expect(trail.figures.failure != nil)
            for number in 1...ServerLimits.accessBufferMax {
                trail.note(Self.record(number, at: clock))
            }
            #expect(trail.figures.lost == [.buffer: 1])
            try FileManager.default.removeItem(atPath: folder)
            #expect(trail.flush() == nil)
            #expect(trail.figures.failure == nil)
            let kept = try AccessReading(directory: directory).records
            #expect(kept.count == ServerLimits.accessBufferMax && kept[0].requestID == "q0")
            for number in 0..<ServerLimits.accessStrangersPerMinute + 5 {
                trail.note(Self.record(number, .unauthenticated, at: clock))
            }
            #expect(trail.figures.lost[.flood] == 5)
            clock.advance(ns: Span.minuteNs)
            trail.note(Self.record(0, .unauthenticated, at: clock))
            #expect(trail.figures.lost[.flood] == 5)
        }
    }
}
