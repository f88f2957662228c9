import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// What a merchant shows of an order, brought by the lender over HTTP.
@Suite("pulls over HTTP") struct PullDoorTests {
    private func pull(
        _ server: TestServer, _ order: String, _ body: String, key: String? = nil
    ) async throws -> TestAnswer {
        try await server.send(
            .post, "/v1/orders/shop/\(order)/pulls", body, key: key ?? server.lender)
    }

    @Test("a cancellation nobody told is recorded, and gives the credit back")
    func cancelled() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let body = """
                {"asked_at":"2026-01-01T00:00:00Z","known":true,"facts":[
                {"kind":"created","occurred_at":"2025-12-31T00:00:00Z"},
                {"kind":"cancelled","occurred_at":"2025-12-31T12:00:00Z","reason":"OUT_OF_STOCK"}]}
                """
            let first = try await pull(server, "h1", body)
            #expect(first.status == 200, "\(first.body)")
            #expect(first["known"] == JSONValue.bool(true))
            #expect(first["asked_at"].text == "2026-01-01T00:00:00Z")
            #expect(!first.isReplay)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "released")
            #expect(hold["reason.code"].text == "OUT_OF_STOCK")
            let order = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(order["pull.known"] == JSONValue.bool(true))
            #expect(order["terminal"] == JSONValue.bool(true))
            #expect(order["facts.1.pulled"] == JSONValue.bool(true))
            #expect(order["facts.1.source"].text == "pull")

            let again = try await pull(server, "h1", body)
            #expect(again.status == 200)
            #expect(again.isReplay)
            let other = try await pull(
                server, "h1", #"{"asked_at":"2026-01-01T00:00:00Z","known":false}"#)
            #expect(other.status == 409)
            #expect(other["code"].text == "ID_CONFLICT")
            #expect(other["field"].text == "asked_at")
            let events = try await server.events("?after=beginning&wait_s=0", key: server.shop)
            let pulled = try #require(events.first { $0.name == "order.pulled" })
            #expect(pulled.json["known"] == JSONValue.bool(true))
            let timeline = try await server.get("/v1/holds/h1/timeline?merchant=shop")
            #expect(timeline.status == 200)
        }
    }

    @Test("what is malformed is refused by field")
    func malformed() async throws {
        let rows: [(body: String, code: String, field: String)] = [
            (#"{"known":true}"#, "missing_field", "asked_at"),
            (#"{"asked_at":"2026-01-01T00:00:00Z"}"#, "missing_field", "known"),
            (
                #"{"asked_at":"2027-01-01T00:00:00Z","known":true}"#, "INVALID_REQUEST",
                "asked_at"
            ),
            (
                """
                {"asked_at":"2026-01-01T00:00:00Z","known":false,
                "facts":[{"kind":"paid","occurred_at":"2026-01-01T00:00:00Z"}]}
                """, "invalid_field", "facts"
            ),
            (
                """
                {"asked_at":"2026-01-01T00:00:00Z","known":true,"covers":["created"],
                "facts":[{"kind":"paid","occurred_at":"2026-01-01T00:00:00Z"}]}
                """, "INVALID_REQUEST", "kind"
            ),
            (
                #"{"asked_at":"2026-01-01T00:00:00Z","known":true,"covers":["sent"]}"#,
                "invalid_field", "covers"
            ),
            (
                """
                {"asked_at":"2026-01-01T00:00:00Z","known":true,
                "facts":[{"kind":"shipped","occurred_at":"2026-01-01T00:00:00Z",
                "lines":[{"line":"1"}]}]}
                """, "invalid_field", "facts[0].lines"
            ),
        ]
        try await TestServer.run { server in
            try await server.open()
            for row in rows {
                let answer = try await pull(server, "o1", row.body)
                #expect(answer.status == 400, "\(row.body)")
                #expect(answer["code"].text == row.code, "\(row.body)")
                #expect(answer["field"].text == row.field, "\(row.body): \(answer.body)")
            }
            let body = #"{"asked_at":"2026-01-01T00:00:00Z","known":true}"#
            #expect(try await pull(server, "o1", body, key: server.shop).status == 403)
        }
    }
}
