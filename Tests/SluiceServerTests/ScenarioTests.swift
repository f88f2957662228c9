import HTTPTypes
import HummingbirdTesting
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// The scenarios of the design that have an HTTP door, by number; those over sockets are in `LiveTests`.
@Suite struct ScenarioTests {
    @Test("scenario 1: a hold of all there is")
    func wholeLimit() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answer = try await server.place("h1", amount: 100_000)
            #expect(answer.status == 201)
            #expect(answer["status"].text == "active")
            #expect(try await server.available() == 0)
        }
    }

    @Test("scenario 2: a cent more than there is")
    func overLimit() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answer = try await server.place("h1", amount: 100_001)
            #expect(answer.status == 402)
            #expect(answer["code"].text == "DECLINED")
            #expect(answer["hold.reason.code"].text == "DECLINED")
            #expect(answer["field"] == .null)
            #expect(answer["retryable"] == .bool(false))
            #expect(answer["hold.status"].text == "declined")
            #expect(answer["hold.id"].text == "h1")
            #expect(answer["hold.next"] == .null)
            #expect(try await server.available() == 100_000)
        }
    }

    @Test("scenario 5: the same request ten times")
    func tenTimes() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answers = try await server.concurrently(10) { _ in
                try await server.place("h1")
            }
            #expect(answers.allSatisfy { $0.status == 201 && $0.body == answers[0].body })
            #expect(answers.filter(\.isReplay).count == 9)
            #expect(try await server.available() == 70_000)
        }
    }

    @Test("scenario 6: the same id with another amount")
    func otherAmount() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let answer = try await server.place("h1", amount: 30_001)
            #expect(answer.status == 409)
            #expect(answer["code"].text == "ID_CONFLICT")
            #expect(answer["field"].text == "amount")
            #expect(try await server.available() == 70_000)
        }
    }

    @Test("scenario 7: another id on the same natural key")
    func naturalKey() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", order: "o1")
            let same = try await server.place("h2", order: "o1")
            #expect(same.status == 201)
            #expect(same.isReplay)
            #expect(same["id"].text == "h1")
            let other = try await server.place("h3", amount: 1, order: "o1")
            #expect(other.status == 409)
            #expect(other["code"].text == "DUPLICATE_HOLD")
            #expect(other["field"].text == "amount")
            #expect(try await server.available() == 70_000)
        }
    }

    @Test("scenario 8: declined, repaid, tried again; a late copy of the first request")
    func retry() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("first", amount: 90_000)
            let captured = try await server.post(
                "/v1/holds/first/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(captured.status == 201)
            let declined = try await server.place("h1", order: "o1")
            #expect(declined.status == 402)
            let repaid = try await server.post(
                "/v1/accounts/a1/repayments", #"{"id":"r1","principal":90000}"#)
            #expect(repaid["account.owed"].number == 0)
            let retried = try await server.place(
                "h2", order: "o1", more: #","retry_of":"h1""#)
            #expect(retried.status == 201)
            #expect(retried["generation"].number == 2)
            #expect(retried["retry_of"].text == "h1")
            let late = try await server.place("h1", order: "o1")
            #expect(late.status == 402)
            #expect(late.isReplay)
            #expect(late["code"].text == "DECLINED")
            #expect(try await server.available() == 70_000)
        }
    }

    @Test("scenario 9: the same id twice at once and twice in one batch")
    func twice() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answers = try await server.concurrently(2) { _ in
                try await server.place("h1")
            }
            #expect(answers.map(\.status) == [201, 201])
            #expect(answers.filter(\.isReplay).count == 1)
            #expect(try await server.available() == 70_000)
            let event = TestServer.event("e1", "cancelled", order: "h1")
            let batch = try await server.send(
                .post, "/v1/order-events", "[\(event),\(event)]", key: server.shop,
                type: OrderEventRequest.batchMediaType)
            #expect(batch["results.0.result"].text == "applied")
            #expect(batch["results.1.result"].text == "duplicate")
            #expect(try await server.available() == 100_000)
        }
    }

    @Test(
        "scenario 10: amounts that are none",
        arguments: [
            "0", "-1", "10.005", "\"100\"", "true", "1e3", "9007199254740992", "null", "[]",
            "99999999999999999999",
        ])
    func badAmount(text: String) async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h0")
            let row = server.engine.feed.newestRow
            let bodies = [
                (
                    "/v1/holds",
                    #"{"id":"h1","account":"a1","amount":\#(text),"currency":"CNY","#
                        + #""order":{"merchant":"shop","number":"o1"}}"#
                ),
                ("/v1/holds/h0/captures", #"{"id":"c1","amount":\#(text)}"#),
                (
                    "/v1/holds/h0/releases",
                    #"{"id":"r1","amount":\#(text),"reason":"MERCHANT_VOID"}"#
                ),
                ("/v1/holds/h0/increments", #"{"id":"i1","amount":\#(text)}"#),
                (
                    "/v1/holds/h0/refunds",
                    #"{"id":"f1","amount":\#(text),"reason":"RETURN_RECEIVED"}"#
                ),
            ]
            for (path, body) in bodies {
                let answer = try await server.post(path, body, key: server.shop)
                #expect(answer.status == 400, "\(path): \(answer.body)")
                #expect(answer["field"].text == "amount", "\(path): \(answer.body)")
            }
            #expect(server.engine.feed.newestRow == row)
        }
    }

    @Test("scenario 10: an increment that overflows")
    func overflow() async throws {
        try await TestServer.run { server in
            try await server.open(limit: Money.maximum.minor)
            _ = try await server.place("h1", amount: Money.maximum.minor)
            let row = server.engine.feed.newestRow
            let answer = try await server.post(
                "/v1/holds/h1/increments", #"{"id":"i1","amount":1}"#, key: server.shop)
            #expect(answer.status == 422)
            #expect(answer["code"].text == "BALANCE_OUT_OF_RANGE")
            #expect(answer["field"].text == "amount")
            #expect(server.engine.feed.newestRow == row)
        }
    }

    @Test("scenario 11: another currency than the account's")
    func currency() async throws {
        try await TestServer.run { server in
            try await server.open()
            for (code, status, problem) in [
                ("USD", 422, "CURRENCY_MISMATCH"), ("XXX", 400, "invalid_field"),
                ("cny", 400, "invalid_field"),
            ] {
                let answer = try await server.post(
                    "/v1/holds",
                    #"{"id":"h1","account":"a1","amount":1,"currency":"\#(code)","#
                        + #""order":{"merchant":"shop","number":"o1"}}"#, key: server.shop)
                #expect(answer.status == status)
                #expect(answer["code"].text == problem)
                #expect(answer["field"].text == "currency")
            }
        }
    }

    @Test("scenario 12: two merchants use one hold id")
    func isolation() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            for path in ["", "/timeline", "/events?wait_s=0"] {
                let answer = try await server.get("/v1/holds/h1\(path)", key: server.rivalKey)
                #expect(answer.status == 404, "\(path)")
                #expect(!answer.body.contains("shop"))
            }
            let named = try await server.get(
                "/v1/holds/h1?merchant=shop", key: server.rivalKey)
            #expect(named.status == 404)
            let captured = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.rivalKey)
            #expect(captured.status == 404)
            let order = try await server.get("/v1/orders/shop/h1", key: server.rivalKey)
            #expect(order.status == 404)

            let own = try await server.post(
                "/v1/holds",
                #"{"id":"h1","account":"a1","amount":100,"currency":"CNY","#
                    + #""order":{"merchant":"rival","number":"h1"}}"#, key: server.rivalKey)
            #expect(own.status == 201)
            #expect(!own.isReplay)
            let released = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.rivalKey)
            #expect(released["hold.order.merchant"].text == "rival")
            #expect(released["hold.released"].number == 100)
            let first = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(first["open"].number == 30_000)
            let foreign = try await server.place("h9", key: server.rivalKey)
            #expect(foreign.status == 403)
            #expect(foreign["field"].text == "order.merchant")
        }
    }

    @Test("scenario 31: cancelled, returned at once")
    func cancelled() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let answer = try await server.fact("e1", "cancelled", order: "h1")
            #expect(answer.status == 200)
            #expect(answer["result"].text == "applied")
            #expect(try await server.available() == 100_000)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "released")
            #expect(hold["reason.code"].text == "ORDER_CANCELLED")
            #expect(hold["ended_at"].text != nil)
        }
    }

    @Test("scenario 32: cancelled five times, released once")
    func cancelledFiveTimes() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let answers = try await server.concurrently(5) { _ in
                try await server.fact("e1", "cancelled", order: "h1")
            }
            #expect(answers.filter { $0["result"].text == "applied" }.count == 1)
            #expect(answers.filter { $0["result"].text == "duplicate" }.count == 4)
            #expect(answers.filter(\.isReplay).count == 4)
            for number in 2...5 {
                let other = try await server.fact("e\(number)", "cancelled", order: "h1")
                #expect(other["result"].text == "applied")
            }
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["released"].number == 30_000)
            #expect(try await server.available() == 100_000)
        }
    }

    @Test("scenario 35: facts before their order are parked and applied once")
    func parked() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answer = try await server.fact("e1", "shipped", order: "o1")
            #expect(answer.status == 200)
            #expect(answer["result"].text == "parked")
            let waiting = try await server.get("/v1/orders/shop/o1", key: server.shop)
            #expect(waiting["facts.0.state"].text == "parked")
            let hold = try await server.place("h1", order: "o1")
            #expect(hold["status"].text == "captured")
            #expect(hold["reason.code"].text == "SHIPPED_FULL")
            let again = try await server.fact("e1", "shipped", order: "o1")
            #expect(again["result"].text == "duplicate")
            let order = try await server.get("/v1/orders/shop/o1", key: server.shop)
            #expect(order["facts"].elements.count == 1)
            #expect(order["facts.0.state"].text == "applied")
            #expect(order["holds.0.id"].text == "h1")
            let account = try await server.get("/v1/accounts/a1")
            #expect(account["owed"].number == 30_000)
        }
    }
}

extension TestServer {
    /// Does something so many times at once; results in the order of the numbers 0….
    func concurrently<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for number in 0..<count { group.addTask { (number, try await body(number)) } }
            var results: [(Int, Value)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
