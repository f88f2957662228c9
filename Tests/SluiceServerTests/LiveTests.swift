import HTTPTypes
import HummingbirdTesting
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// Over a socket: what framing, sizes and connections could change. They run apart (see the Makefile).
@Suite struct LiveTests {
    @Test("an order's life over one connection")
    func life() async throws {
        try await TestServer.run(.live) { server in
            try await server.open()
            let hold = try await server.place("h1")
            #expect(hold.status == 201)
            let refused = try await server.send(.get, "/v1/accounts/a1", key: nil)
            #expect(refused.status == 401)
            let large = try await server.post(
                "/v1/accounts", String(repeating: " ", count: APILimits.bodyBytesMax + 1))
            #expect(large.status == 413)
            let shipped = try await server.fact("e1", "shipped", order: "h1")
            #expect(shipped["result"].text == "applied")
            let stream = try await server.get(
                "/v1/holds/h1/events?merchant=shop&after=beginning&wait_s=0")
            #expect(
                StreamedEvent.all(in: stream.body).map(\.name) == ["hold.placed", "hold.captured"])
            let head = try await server.send(.head, "/v1/accounts/a1", key: server.lender)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            let after = try await server.get("/v1/accounts/a1")
            #expect(after["owed"].number == 30_000)
        }
    }

    @Test("many streams and commands at once")
    func together() async throws {
        try await TestServer.run(.ahc()) { server in
            try await server.open(limit: 1_000_000)
            // The client has eight connections, and the commands need some.
            async let streams = server.concurrently(4) { _ in
                try await server.get("/v1/events?after=beginning&limit=40&wait_s=30")
            }
            _ = try await server.concurrently(40) { number in
                try await server.place("h\(number)", amount: 1)
            }
            let answers = try await streams
            let first = StreamedEvent.all(in: answers[0].body)
            #expect(first.count == 40)
            for answer in answers { #expect(StreamedEvent.all(in: answer.body) == first) }
        }
    }

    @Test("scenario 3: two holds of 600 at once", arguments: [false, true])
    func twoAtOnce(overSockets: Bool) async throws {
        try await TestServer.run(overSockets ? .ahc() : .router) { server in
            try await server.open()
            let statuses = try await server.concurrently(2) {
                try await server.place("h\($0)", amount: 60_000).status
            }
            #expect(statuses.sorted() == [201, 402])
            #expect(try await server.available() == 40_000)
        }
    }

    @Test("scenario 4: a hundred holds of 20 at once", arguments: [false, true])
    func hundredAtOnce(overSockets: Bool) async throws {
        try await TestServer.run(overSockets ? .ahc() : .router) { server in
            try await server.open()
            // The client has eight connections, and waits 15 s for an answer, its turn included.
            let atOnce = overSockets ? 20 : 100
            var statuses: [Int] = []
            for first in stride(from: 0, to: 100, by: atOnce) {
                statuses += try await server.concurrently(atOnce) {
                    try await server.place("h\(first + $0)", amount: 2_000).status
                }
            }
            #expect(statuses.filter { $0 == 201 }.count == 50)
            #expect(statuses.filter { $0 == 402 }.count == 50)
            #expect(try await server.available() == 0)
        }
    }

    @Test("a stream that waits is told what happens meanwhile", arguments: [false, true])
    func waiting(overSockets: Bool) async throws {
        try await TestServer.run(overSockets ? .ahc() : .router) { server in
            try await server.open()
            async let streamed = server.events("?limit=2&wait_s=60")
            try await eventually("the stream is open") {
                try await server.get("/metrics").body.contains("sluice_streams 1\n")
            }
            _ = try await server.place("h1")
            let events = try await streamed
            #expect(events.last?.name == "hold.placed")
            #expect(events.last?.json["balances.available"].number == 70_000)
            try await eventually("the stream is closed") {
                try await server.get("/metrics").body.contains("sluice_streams 0\n")
            }
        }
    }
}
