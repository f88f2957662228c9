import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// The same request again: first status, first effect, the header, the present state.
@Suite struct ReplayTests {
    @Test("operations are done once and answered alike")
    func operations() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let requests: [(path: String, body: String, amount: Int64)] = [
                ("/v1/accounts/a1/limits", #"{"id":"l1","limit":5,"reason":"LIMIT_REVIEW"}"#, 5),
                ("/v1/accounts/a1/repayments", #"{"id":"p1","principal":7}"#, 7),
                ("/v1/accounts/a1/repayments/p1/reversals", #"{"id":"v1"}"#, 7),
                (
                    "/v1/accounts/a1/limits",
                    #"{"id":"l2","limit":70000,"reason":"LIMIT_GRANTED"}"#, 70_000
                ),
                ("/v1/holds/h1/captures?merchant=shop", #"{"id":"c1","amount":100}"#, 100),
                (
                    "/v1/holds/h1/releases?merchant=shop",
                    #"{"id":"r1","amount":200,"reason":"PRICE_ADJUSTED"}"#, 200
                ),
                ("/v1/holds/h1/increments?merchant=shop", #"{"id":"i1","amount":50}"#, 50),
                (
                    "/v1/holds/h1/refunds?merchant=shop",
                    #"{"id":"f1","amount":40,"reason":"RETURN_RECEIVED"}"#, 40
                ),
            ]
            for request in requests {
                let first = try await server.post(request.path, request.body)
                #expect(first.status == 201, "\(first.body)")
                #expect(!first.isReplay)
                #expect(first["operation.amount"].number == request.amount)
                let row = server.engine.feed.newestRow
                let again = try await server.post(request.path, request.body)
                #expect(again.status == 201)
                #expect(again.isReplay)
                #expect(again.body == first.body)
                #expect(server.engine.feed.newestRow == row)
            }
            let hold = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(hold["captured"].number == 100)
            #expect(hold["released"].number == 200)
            #expect(hold["refunded"].number == 40)
            #expect(hold["amount"].number == 30_050)
            #expect(hold["open"].number == 29_750)
        }
    }

    @Test("refusals that are recorded are replayed with their status")
    func refusals() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            for (path, body, status, code) in [
                ("captures", #"{"id":"c1","amount":30001}"#, 409, "AMOUNT_MISMATCH"),
                ("increments", #"{"id":"i1","amount":70001}"#, 402, "DECLINED"),
            ] {
                for isAgain in [false, true] {
                    let answer = try await server.post(
                        "/v1/holds/h1/\(path)", body, key: server.shop)
                    #expect(answer.status == status)
                    #expect(answer["code"].text == code)
                    #expect(answer.isReplay == isAgain)
                    #expect(answer["hold.open"].number == 30_000)
                }
            }
        }
    }

    @Test("a replay shows the hold as it is now")
    func presentState() async throws {
        try await TestServer.run { server in
            try await server.open()
            let first = try await server.place("h1")
            #expect(first["status"].text == "active")
            _ = try await server.post("/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            let again = try await server.place("h1")
            #expect(again.status == 201)
            #expect(again.isReplay)
            #expect(again["status"].text == "captured")
        }
    }

    @Test("an account opened again")
    func account() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let again = try await server.post(
                "/v1/accounts", #"{"limit":100000,"currency":"CNY","id":"a1"}"#)
            #expect(again.status == 201)
            #expect(again.isReplay)
            #expect(again["held"].number == 30_000)
        }
    }
}
