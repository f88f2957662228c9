import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceClient
@testable import sluice

/// A folder of files of events, told to a server that answers as it is told to.
@Suite("A folder that is followed")
struct IngestTests {
    /// A server by its rules: an id is taken once, and refused as long as a script says.
    private final class Server: @unchecked Sendable {
        /// What each request does before it is answered.
        var script: [Answer] = []
        /// Refusals of events by id, so many times.
        var refusals: [String: (OrderEventResult.Refusal, times: Int)] = [:]
        private(set) var taken: [String] = []
        private(set) var requests: [[String]] = []
        private(set) var pauses: [Int] = []

        enum Answer {
            case refused(BatchRefusal)
            /// The connection breaks, before or after the events took effect.
            case broken(afterwards: Bool)
        }

        func send(_ events: [OrderEventRequest]) throws -> [OrderEventResult] {
            requests.append(events.map(\.id))
            var breaks = false
            if !script.isEmpty {
                switch script.removeFirst() {
                case .refused(let refusal): throw refusal
                case .broken(false): throw URLError(.networkConnectionLost)
                case .broken(true): breaks = true
                }
            }
            let results = events.map(result)
            if breaks { throw URLError(.networkConnectionLost) }
            return results
        }

        private func result(of event: OrderEventRequest) -> OrderEventResult {
            if let (refusal, times) = refusals[event.id], times > 0 {
                refusals[event.id] = (refusal, times - 1)
                return OrderEventResult(word: "refused", refusal: refusal)
            }
            guard !taken.contains(event.id) else { return OrderEventResult(word: "duplicate") }
            taken.append(event.id)
            return OrderEventResult(word: "applied")
        }

        func pause(_ seconds: Int) { pauses.append(seconds) }
    }

    private struct Ground {
        let folder: ImportFolder
        let server = Server()
        let mapping: EventMapping

        init() throws {
            folder = try ImportFolder()
            mapping = try EventMappingFile.parse(EventMappingFileTests.sound, of: "mine")
        }

        var drop: DropFolder { get throws { try DropFolder(folder.url.path) } }

        func ingest() throws -> Ingest {
            Ingest(
                folder: try drop, mapping: mapping,
                sender: EventSender(
                    send: { try server.send($0) }, pause: { server.pause($0) }))
        }

        /// Drops a file as one that was left alone for long enough.
        @discardableResult
        func drop(_ name: String, _ text: String, ageSeconds: Double = 60) throws -> URL {
            let file = try folder.write(name, text)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -ageSeconds)],
                ofItemAtPath: file.path)
            return file
        }

        func ready() throws -> [String] {
            try drop.ready(at: Date()).map(\.lastPathComponent)
        }

        func done() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: drop.done.path).sorted()
        }
    }

    private static func line(_ id: String, _ what: String = "gone") -> String {
        #"{"id":"\#(id)","what":"\#(what)","at":0,"order":"O-1"}"# + "\n"
    }

    private static func refusal(
        _ code: String, isRetryable: Bool
    ) -> OrderEventResult.Refusal {
        OrderEventResult.Refusal(
            code: code, field: "data.order", detail: "No.", isRetryable: isRetryable)
    }

    @Test("what is taken: names, and files that were left alone")
    func ready() throws {
        let ground = try Ground()
        for name in ["b.jsonl", "a.csv", "C.NDJSON", ".x.jsonl", "d.jsonl.part", "e.txt"] {
            try ground.drop(name, "")
        }
        try ground.drop("young.jsonl", "", ageSeconds: -600)
        try ground.drop("old.jsonl", "", ageSeconds: 3)
        try FileManager.default.createDirectory(
            at: ground.folder.file("folder.jsonl"), withIntermediateDirectories: true)
        #expect(try ground.ready() == ["C.NDJSON", "a.csv", "b.jsonl", "old.jsonl"])
    }

    @Test("a file goes to done with all its lines; refused ones are told with line, code and field")
    func takes() async throws {
        let ground = try Ground()
        ground.server.refusals["e4"] = (Self.refusal("ID_CONFLICT", isRetryable: false), 9)
        let file = try ground.drop(
            "a.jsonl",
            Self.line("e1") + Self.line("e2", "note") + Self.line("e3", "lost")
                + Self.line("e4") + "{\n" + Self.line("e1"))
        let ending = try await ground.ingest().take(file)
        guard case .done(let report, let rejects) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(
            report.text == "events 6: applied 1, duplicate 1, parked 0, ignored 1, refused 3")
        #expect(try ground.ready().isEmpty)
        #expect(try ground.done() == ["a.jsonl", "a.jsonl.rejects.csv"])
        var reader = try CSVReader(try #require(rejects))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(Array(row.fields.prefix(4))) }
        #expect(
            rows == [
                ["line", "event", "code", "field"], ["3", "", "unknown_event", "what"],
                ["4", "e4", "ID_CONFLICT", "data.order"], ["5", "", "invalid_json", ""],
            ])
    }

    @Test("a second file of a name does not replace the first")
    func sameName() async throws {
        let ground = try Ground()
        for _ in 1...3 {
            _ = try await ground.ingest().take(try ground.drop("a.jsonl", Self.line("e1")))
        }
        #expect(try ground.done() == ["2-a.jsonl", "3-a.jsonl", "a.jsonl"])
        #expect(ground.server.taken == ["e1"])
    }

    @Test("requests are bounded, and a file of any length is told in its order")
    func requests() async throws {
        let ground = try Ground()
        let count = 2 * IngestLimits.eventsPerRequestMax + 1
        let text = (1...count).map { Self.line("e\($0)") }.joined()
        _ = try await ground.ingest().take(try ground.drop("a.jsonl", text))
        #expect(
            ground.server.requests.map(\.count) == [
                IngestLimits.eventsPerRequestMax, IngestLimits.eventsPerRequestMax, 1,
            ])
        #expect(ground.server.taken == (1...count).map { "e\($0)" })
    }

    @Test("a request has so many events or bytes, and the first one whatever it has")
    func requestCount() {
        func events(_ count: Int, lines: Int) -> [OrderEventRequest] {
            (0..<count).map { number in
                OrderEventRequest(
                    id: "e\(number)", source: "s", kind: .lineShipped, occurredAt: .epoch,
                    merchant: "m", number: "o",
                    lines: (0..<lines).map { NamedLine(line: "\($0)") })
            }
        }
        let most = IngestLimits.eventsPerRequestMax
        #expect(EventSender.requestCount(of: []) == 0)
        #expect(EventSender.requestCount(of: events(3, lines: 0)) == 3)
        #expect(EventSender.requestCount(of: events(most + 9, lines: 0)) == most)
        // 512 + 500 × 128 bytes each: eight of them fit, a ninth does not.
        #expect(EventSender.requestCount(of: events(most, lines: 500)) == 8)
        #expect(EventSender.requestCount(of: events(2, lines: 9_000)) == 1)
    }

    @Test("one file that cannot be read stays, and is no end of all")
    func unreadable() async throws {
        let ground = try Ground()
        let file = try ground.drop("a.csv", "id,what\n")
        try Data([0xFF, 0xFE, 0x41, 0x00]).write(to: file)
        for missing in [file, ground.folder.file("gone.jsonl")] {
            guard case .stays = try await ground.ingest().take(missing) else {
                Issue.record("\(missing) was taken")
                return
            }
        }
        #expect(ground.server.requests.isEmpty)
    }

    @Test(
        "what a proxy answers in place of the engine is a refusal for now",
        arguments: [(502, true), (503, true), (504, true), (429, true), (404, false), (500, false)])
    func proxies(status: Int, isRetryable: Bool) {
        let refusal = BatchRefusal(status: status, body: Array("<h1>Bad Gateway</h1>".utf8))
        #expect(refusal.isRetryable == isRetryable)
        let own = BatchRefusal(status: status, body: Array(#"{"retryable":false}"#.utf8))
        #expect(!own.isRetryable)
    }

    @Test("a refusal for load is asked again after its Retry-After; a broken connection too")
    func retries() async throws {
        let ground = try Ground()
        let overloaded = BatchRefusal(
            status: 429,
            body: Array(
                #"{"code":"overloaded","retryable":true,"retry_after_seconds":7,"detail":"x"}"#
                    .utf8))
        ground.server.script = [
            .refused(overloaded), .broken(afterwards: false), .broken(afterwards: true),
        ]
        let ending = try await ground.ingest().take(try ground.drop("a.jsonl", Self.line("e1")))
        guard case .done(let report, nil) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(report["duplicate"] == 1, "taken by the request whose answer was lost")
        #expect(ground.server.pauses == [7, 1, 2])
        #expect(ground.server.taken == ["e1"])
    }

    @Test("who does not answer for ten tries leaves the file for the next round")
    func silence() async throws {
        let ground = try Ground()
        ground.server.script = Array(
            repeating: .broken(afterwards: false), count: IngestLimits.triesMax)
        let file = try ground.drop("a.jsonl", Self.line("e1"))
        guard case .stays(_, let why) = try await ground.ingest().take(file) else {
            Issue.record("it was moved")
            return
        }
        #expect(why.contains("does not answer"))
        #expect(ground.server.pauses == [1, 2, 4, 8, 16, 30, 30, 30, 30])
        #expect(try ground.ready() == ["a.jsonl"])
        guard case .done = try await ground.ingest().take(file) else {
            Issue.record("the next round")
            return
        }
    }

    @Test("a key that is refused is no fault of a line: it ends, and the file stays")
    func wrongKey() async throws {
        let ground = try Ground()
        ground.server.script = [
            .refused(
                BatchRefusal(
                    status: 401, body: Array(#"{"code":"unauthenticated","detail":"x"}"#.utf8)))
        ]
        let file = try ground.drop("a.jsonl", Self.line("e1"))
        await #expect(throws: IngestError.self) { try await ground.ingest().take(file) }
        #expect(try ground.ready() == ["a.jsonl"] && ground.server.pauses.isEmpty)
    }

    @Test("a full parking holds the event back, then the file, and never loses either")
    func parking() async throws {
        let ground = try Ground()
        let full = Self.refusal("PARKING_FULL", isRetryable: true)
        let text = Self.line("e1") + Self.line("e2")
        ground.server.refusals["e1"] = (full, 2)
        let first = try await ground.ingest().take(try ground.drop("a.jsonl", text))
        guard case .done(let report, nil) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(report["applied"] == 2)
        #expect(ground.server.pauses == [30, 30])
        #expect(ground.server.requests == [["e1", "e2"], ["e1"], ["e1"]])

        ground.server.refusals["e3"] = (full, IngestLimits.triesMax)
        let file = try ground.drop("b.jsonl", Self.line("e3") + Self.line("e4", "lost"))
        guard case .stays(let held, _) = try await ground.ingest().take(file) else {
            Issue.record("it was moved")
            return
        }
        #expect(held.held == 1)
        #expect(try ground.done() == ["a.jsonl"], "no rejects of a file that stays")
        guard case .done(let later, _) = try await ground.ingest().take(file) else {
            Issue.record("the next round")
            return
        }
        #expect(later["applied"] == 1 && later["refused"] == 1)
    }

    @Test("a file that grows while it is read stays, and is taken whole the next time")
    func changed() async throws {
        let ground = try Ground()
        let file = try ground.drop("a.jsonl", Self.line("e1"))
        var ingest = try ground.ingest()
        ingest = Ingest(
            folder: ingest.folder, mapping: ingest.mapping,
            sender: EventSender(
                send: { events in
                    if ground.server.requests.isEmpty {
                        try Data((Self.line("e1") + Self.line("e2")).utf8).write(to: file)
                    }
                    return try ground.server.send(events)
                }, pause: { _ in }))
        guard case .stays(_, let why) = try await ingest.take(file) else {
            Issue.record("it was moved")
            return
        }
        #expect(why.contains("changed"))
        guard case .done(let report, _) = try await ingest.take(file) else {
            Issue.record("the next round")
            return
        }
        #expect(report["applied"] == 1 && report["duplicate"] == 1)
    }

    /// Wherever a run is cut short, the next ends as one that was not, and nothing is told twice
    /// with effect.
    @Test("cut short at any request, the next run ends the same")
    func crash() async throws {
        let events = 3 * IngestLimits.eventsPerRequestMax
        let text =
            (1...events).map { Self.line("e\($0)", $0 % 7 == 0 ? "lost" : "gone") }.joined()
        let expected = (1...events).filter { $0 % 7 != 0 }.map { "e\($0)" }
        for cut in 0..<4 {
            for afterwards in [false, true] {
                let ground = try Ground()
                let file = try ground.drop("a.jsonl", text)
                var sent = 0
                let cutShort = Ingest(
                    folder: try ground.drop, mapping: ground.mapping,
                    sender: EventSender(
                        send: { events in
                            defer { sent += 1 }
                            if sent == cut, !afterwards { throw CancellationError() }
                            let results = try ground.server.send(events)
                            if sent == cut { throw CancellationError() }
                            return results
                        }, pause: { _ in }))
                _ = try? await cutShort.take(file)
                if try ground.ready() == ["a.jsonl"] {
                    _ = try await ground.ingest().take(file)
                }
                #expect(ground.server.taken == expected, "cut at \(cut)")
                #expect(try ground.done() == ["a.jsonl", "a.jsonl.rejects.csv"])
                #expect(try ground.ready().isEmpty)
            }
        }
    }
}
