import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// Facts of orders as CloudEvents.
@Suite struct OrderEventTests {
    @Test("a batch answers for each event in the order sent")
    func batch() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let events = [
                TestServer.event("e1", "paid", order: "h1"),
                TestServer.event("e1", "paid", order: "h1"),
                TestServer.event("e1", "delivered", order: "h1"),
                TestServer.event("e2", "shipped", order: "later"),
                TestServer.event("e3", "lost", order: "h1"),
                TestServer.event("e4", "paid", order: "h1", merchant: "rival"),
                #"{"id":7}"#,
                TestServer.event("e5", "shipped", order: "h1"),
            ]
            let answer = try await server.send(
                .post, "/v1/order-events", "[\(events.joined(separator: ","))]",
                key: server.shop, type: OrderEventRequest.batchMediaType)
            #expect(answer.status == 200)
            let results = answer["results"].elements
            #expect(
                results.map { $0["result"].text } == [
                    "applied", "duplicate", "refused", "parked", "refused", "refused",
                    "refused", "applied",
                ])
            #expect(
                results.map { $0["error.code"].text } == [
                    nil, nil, "ID_CONFLICT", nil, "invalid_field", "forbidden", "invalid_field",
                    nil,
                ])
            #expect(
                results.map { $0["error.field"].text } == [
                    nil, nil, "type", nil, "type", "data.merchant", "id", nil,
                ])
            #expect(
                results.map { $0["id"].text } == ["e1", "e1", "e1", "e2", "e3", "e4", nil, "e5"])
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "captured")
        }
    }

    @Test("a full parking is refused, never acknowledged and dropped")
    func parkingFull() async throws {
        var policy = Policy.standard
        policy.parkedFactsPerMerchantMax = 2
        try await TestServer.run(policy: policy) { server in
            for number in 1...2 {
                let parked = try await server.fact("e\(number)", "paid", order: "o\(number)")
                #expect(parked["result"].text == "parked")
            }
            let full = try await server.fact("e3", "paid", order: "o3")
            #expect(full.status == 429)
            #expect(full["code"].text == "PARKING_FULL")
            #expect(full["retryable"] == .bool(true))
            #expect(full.headers[.retryAfter] == "30")
            #expect(full["retry_after_seconds"].number == 30)
            let again = try await server.fact("e1", "paid", order: "o1")
            #expect(again["result"].text == "duplicate")
            let created = try await server.fact("e4", "created", order: "o1")
            #expect(created["result"].text == "applied")
            let now = try await server.fact("e3", "paid", order: "o3")
            #expect(now["result"].text == "parked")
        }
    }

    @Test("lines, sequence, amount and reason come back with the order")
    func order() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place(
                "h1", amount: 300,
                more: #","lines":[{"line":"l1","amount":100,"seller":"s1"},"#
                    + #"{"line":"l2","amount":200}]"#)
            let shipped = try await server.fact(
                "e1", "line_shipped", order: "h1",
                more: #","lines":[{"line":"l1"}],"merchant_sequence":4,"amount":100"#)
            #expect(shipped["result"].text == "applied")
            let cancelled = try await server.fact(
                "e2", "line_cancelled", order: "h1",
                more: #","lines":[{"line":"l2","amount":200}],"reason":"OUT_OF_STOCK""#)
            #expect(cancelled["result"].text == "applied")
            let order = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(order["facts.0.lines.0.line"].text == "l1")
            #expect(order["facts.0.merchant_sequence"].number == 4)
            #expect(order["facts.0.amount"].number == 100)
            #expect(order["facts.0.source"].text == "shop/orders")
            #expect(order["facts.1.lines.0.amount"].number == 200)
            #expect(order["facts.1.reason"].text == "OUT_OF_STOCK")
            #expect(order["terminal"] == .bool(false))
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "closed")
            #expect(hold["lines.0.seller"].text == "s1")
            #expect(hold["lines.0.captured"].number == 100)
            #expect(hold["lines.1.released"].number == 200)
        }
    }

    @Test("a contradiction is recorded with the order")
    func breakFound() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.fact("e1", "shipped", order: "h1")
            _ = try await server.fact("e2", "cancelled", order: "h1")
            let order = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(order["breaks.0.kind"].text == "shipped_and_cancelled")
            #expect(order["terminal"] == .bool(true))
            let late = try await server.place("h2", order: "h1", more: #","purpose":"deposit""#)
            #expect(late.status == 402)
            #expect(late["code"].text == "ORDER_TERMINAL")
        }
    }

    @Test(
        "events that are none",
        arguments: [
            (#""specversion":"0.3""#, "specversion"), (#""type":"order.paid""#, "type"),
            (#""type":"sluice.order.returned""#, "type"), (#""time":"today""#, "time"),
            (#""time":"1969-12-31T23:59:59Z""#, "time"), (#""source":"""#, "source"),
            (#""datacontenttype":"text/xml""#, "datacontenttype"), (#""extra":"1""#, "extra"),
            (#""data":{"merchant":"shop"}"#, "data.order"),
            (#""data":{"merchant":"shop","order":"o","lines":[{"line":"1"}]}"#, "data.lines"),
            (#""data":{"merchant":"shop","order":"o","reason":"OUT_OF_STOCK"}"#, "data.reason"),
            (#""data":{"merchant":"shop","order":"o","amount":-1}"#, "data.amount"),
        ])
    func malformed(member: String, field: String) async throws {
        try await TestServer.run { server in
            let name = try #require(member.split(separator: "\"").first)
            let good: [(String, String)] = [
                ("specversion", #""specversion":"1.0""#), ("id", #""id":"e1""#),
                ("source", #""source":"s""#), ("type", #""type":"sluice.order.paid""#),
                ("time", #""time":"2026-01-01T00:00:00Z""#),
                ("data", #""data":{"merchant":"shop","order":"o"}"#),
            ]
            let members = good.filter { $0.0 != name }.map(\.1) + [member]
            let answer = try await server.send(
                .post, "/v1/order-events", "{\(members.joined(separator: ","))}",
                key: server.shop, type: OrderEventRequest.mediaType)
            #expect(answer.status == 400, "\(answer.body)")
            #expect(answer["field"].text == field, "\(answer.body)")
        }
    }

    @Test("another shop's fact is forbidden")
    func foreign() async throws {
        try await TestServer.run { server in
            let answer = try await server.fact("e1", "paid", order: "o1", key: server.rivalKey)
            #expect(answer.status == 403)
            #expect(answer["field"].text == "data.merchant")
        }
    }
}
