import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// Days and statements, over HTTP.
@Suite struct BooksTests {
    private static let dayNs = 24 * Span.hourNs

    @Test("a date that is over is closed once, and shown with what was frozen")
    func close() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let today = try await server.send(
                .post, "/v1/days/2026-01-01/close", key: server.lender)
            #expect(today.status == 400 && today["field"].text == "date", "\(today.body)")
            #expect(try await server.get("/v1/days/2026-01-01").status == 404)
            server.clock.advance(ns: BooksTests.dayNs)
            let closed = try await server.send(
                .post, "/v1/days/2026-01-01/close", key: server.keyTexts[.treasury])
            #expect(closed.status == 201 && !closed.isReplay, "\(closed.body)")
            #expect(closed["date"].text == "2026-01-01")
            #expect(closed["totals.0.currency"].text == "CNY")
            #expect(closed["totals.0.placed"].number == 30_000)
            #expect(closed["totals.0.closing"].number == 30_000)
            try await server.viewsCaughtUp()
            let again = try await server.send(
                .post, "/v1/days/2026-01-01/close", key: server.keyTexts[.operator])
            #expect(again.status == 200 && again.isReplay)
            #expect(again["totals"] == closed["totals"])
            #expect(again.body == closed.body)
            let shown = try await server.get("/v1/days/2026-01-01")
            #expect(shown["totals"] == closed["totals"])
            // An earlier date was closed with it.
            #expect(try await server.get("/v1/days/2025-12-30")["date"].text == "2026-01-01")
            let earlier = try await server.send(
                .post, "/v1/days/2025-12-30/close", key: server.lender)
            #expect(earlier.status == 409 && earlier["code"].text == "DAY_CLOSED")
        }
    }

    @Test("a malformed date is named, and merchants and support close nothing")
    func refusals() async throws {
        try await TestServer.run { server in
            let wrong = try await server.send(
                .post, "/v1/days/2026-02-30/close", key: server.lender)
            #expect(wrong.status == 400 && wrong["field"].text == "date")
            for role in [Role.merchant, .support, .auditor] {
                let answer = try await server.send(
                    .post, "/v1/days/2025-12-31/close", key: server.keyTexts[role])
                #expect(answer.status == 403, "\(role)")
            }
            let none = try await server.get("/v1/merchants/shop/statement")
            #expect(none.status == 400 && none["field"].text == "date")
        }
    }

    @Test("a merchant sees its own statement of a day, page by page, and no other")
    func statement() async throws {
        try await TestServer.run { server in
            try await server.open()
            for hold in ["h1", "h2", "h3"] {
                _ = try await server.place(hold, amount: 1_000)
                let captured = try await server.post(
                    "/v1/holds/\(hold)/captures", #"{"id":"c"}"#, key: server.shop)
                try #require(captured.status == 201, "\(captured.body)")
            }
            let refunded = try await server.post(
                "/v1/holds/h2/refunds",
                #"{"id":"r","amount":400,"reason":"REFUND_GOODWILL"}"#, key: server.shop)
            try #require(refunded.status == 201, "\(refunded.body)")
            try await server.viewsCaughtUp()
            let path = "/v1/merchants/shop/statement?date=2026-01-01"
            let first = try await server.get(path + "&limit=2", key: server.shop)
            #expect(first.status == 200, "\(first.body)")
            #expect(first["closed"] == .bool(false))
            #expect(first["orders"].elements.map { $0["order"].text } == ["h1", "h2"])
            #expect(first["orders.1.captured"].number == 1_000)
            #expect(first["orders.1.refunded"].number == 400)
            #expect(first["orders.1.payable"].number == 600)
            #expect(first["totals.0.payable"].number == 2_600)
            let next = try #require(first["next"].text)
            let second = try await server.get(path + "&limit=2&cursor=\(next)", key: server.shop)
            #expect(second["orders"].elements.map { $0["order"].text } == ["h3"])
            #expect(second["next"] == .null && second["totals"] == first["totals"])
            #expect(try await server.get(path, key: server.rivalKey).status == 404)
            let other = try await server.get("/v1/merchants/shop/statement?date=2026-01-02")
            #expect(other.status == 200 && other["orders"].elements.isEmpty)
        }
    }
}
