import Foundation
import SluiceAPI
import Testing

@testable import sluice

@Suite("sluice events", .blocking)
struct EventsCommandTests {
    @Test("a stream is taken apart however it is cut, and goes on from its last id")
    func parsing() {
        let text =
            ": here\nid: 7\n\nid: 8\nevent: a\ndata: {\"x\":1}\n\nid: 9\r\nevent: b\r\ndata: y\r\n\r\nid: 10\n"
        let expected = [
            EventLines.Event(id: "8", name: "a", data: #"{"x":1}"#),
            EventLines.Event(id: "9", name: "b", data: "y"),
        ]
        for size in 1...text.utf8.count {
            var lines = EventLines()
            var events: [EventLines.Event] = []
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += lines.take(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(events == expected && lines.lastID == "10", "pieces of \(size)")
        }
        var lines = EventLines()
        #expect(lines.take(Array("id: 1\ndata: half".utf8)).isEmpty)
        lines.reconnect()
        #expect(lines.take(Array("id: 2\ndata: whole\n\n".utf8)).map(\.data) == ["whole"])
    }

    @Test("the events there are, from a place on, as many as wanted")
    func window() throws {
        let asking = try AskingDirectory()
        let all = try asking.run("events", "--json")
        #expect(all.status == 0, "\(all.error)")
        let lines: [Substring] = all.output.split(separator: "\n")
        let events: [JSONValue] = try lines.map { try JSONReader.read(Array($0.utf8)) }
        #expect(events.contains { $0["event"] == .string("hold.captured") })
        let third = try #require(events[2]["id"].text)
        let rest = try asking.run("events", "--json", "--after", third, "--limit", "2")
        let two: [Substring] = rest.output.split(separator: "\n")
        #expect(two == Array(lines[3...4]))
        let words = try asking.run("events", "--hold", "H-1", "--merchant", "M")
        #expect(words.output.contains("hold.placed") && words.output.contains("M/O-1"))
        #expect(!words.output.contains("H-2"))
        let wrong = try asking.run("events", "--after", "nonsense")
        #expect(wrong.status == 1 && wrong.error.contains("invalid_field"), "\(wrong.error)")
    }

    @Test("following shows what comes, over a restart of the engine, and ends by a signal")
    func following() throws {
        let asking = try AskingDirectory()
        let first = try ServerProcess(asking.data)
        let port = try #require(first.address.split(separator: ":").last.map(String.init))
        let follower = try SluiceProcess(
            ["events", "--follow", "--json", "--url", first.address],
            under: ["/usr/bin/env", "SLUICE_KEY=\(asking.live.key)"])
        func place(_ hold: String, _ server: ServerProcess) throws {
            let connection = try server.connect(key: asking.live.key)
            let answer = try connection.send(
                "POST", "/v1/holds",
                """
                {"id":"\(hold)","account":"A-1","amount":1,"currency":"CNY",\
                "order":{"merchant":"M","number":"\(hold)"}}
                """)
            #expect(answer.status == 201)
        }
        // What comes before it has begun is not shown: it is told again until something is.
        var number = 0
        #expect(
            try Waiting.until {
                number += 1
                usleep(100_000)
                try place("F-\(number)", first)
                return follower.hasPrinted("hold.placed")
            })
        try first.stop()
        let second = try ServerProcess(
            SluiceProcess(["serve", "--data", asking.data.path, "--port", port]))
        try place("F-late", second)
        #expect(Waiting.until { follower.hasPrinted("F-late") })
        follower.signal(SIGTERM)
        let ending = try follower.waitForEnd()
        #expect(ending.status == 0 && !ending.wasKilled, "\(ending.error)")
        for line in ending.output.split(separator: "\n") {
            #expect(try JSONReader.read(Array(line.utf8))["data"]["sequence"] != .null)
        }
        try second.stop()
    }
}
