import HTTPTypes
import HummingbirdTesting
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// The same over a socket: what framing, sizes and connections could change.
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
}
