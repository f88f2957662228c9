import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The scenarios of the design that are about amounts of accounts and holds, by number.
@Suite struct AmountScenarioTests {
    private static func policy(_ change: (inout Policy) -> Void) -> Policy {
        var policy = Policy.standard
        change(&policy)
        return policy
    }

    @Test("scenario 13: a refund beyond what is owed leaves a surplus, paid out or kept")
    func surplus() async throws {
        for surplus in RefundSurplus.allCases {
            try await TestServer.run(policy: Self.policy { $0.refundSurplus = surplus }) { server in
                try await server.open()
                try await server.billed("h1", 10_000)
                try await server.repaid("p1", 6_000)
                let before = try #require(try await server.available())
                let refund = try await server.post(
                    "/v1/holds/h1/refunds",
                    #"{"id":"f1","amount":10000,"reason":"RETURN_RECEIVED"}"#, key: server.shop)
                #expect(refund.status == 201, "\(refund.body)")
                let account = try await server.get("/v1/accounts/a1")
                #expect(account["available"].number == before + 4_000)
                #expect(account["payout_due"].number == (surplus == .payout ? 6_000 : 0))
                #expect(account["credit_balance"].number == (surplus == .keep ? 6_000 : 0))
            }
        }
    }

    @Test("scenario 14: a refund lowers what is owed")
    func refund() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.billed("h1", 10_000)
            _ = try await server.post(
                "/v1/holds/h1/refunds", #"{"id":"f1","amount":5000,"reason":"RETURN_RECEIVED"}"#,
                key: server.shop)
            let account = try await server.get("/v1/accounts/a1")
            #expect(account["owed"].number == 5_000)
            #expect(account["available"].number == 95_000)
        }
    }

    @Test("scenario 15: what is repaid beyond owed pays the next capture first")
    func creditBalance() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.billed("h1", 10_000)
            try await server.repaid("p1", 15_000)
            #expect(try await server.get("/v1/accounts/a1")["credit_balance"].number == 5_000)
            try await server.billed("h2", 8_000)
            let account = try await server.get("/v1/accounts/a1")
            #expect(account["credit_balance"].number == 0)
            #expect(account["owed"].number == 3_000)
        }
    }

    @Test("scenario 16: a repayment reversed takes credit balance first, then owed, and is told")
    func reversal() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.billed("h1", 10_000)
            try await server.repaid("p1", 15_000)
            let reversal = try await server.post(
                "/v1/accounts/a1/repayments/p1/reversals", #"{"id":"r1"}"#)
            #expect(reversal.status == 201, "\(reversal.body)")
            let account = try await server.get("/v1/accounts/a1")
            #expect(account["credit_balance"].number == 0)
            #expect(account["owed"].number == 10_000)
            let told = try await server.events(
                "?after=beginning&wait_s=0", of: "/v1/accounts/a1/events",
                key: server.keyTexts[.consumer])
            let bounced = try #require(told.last { $0.name == "account.repayment_reversed" })
            #expect(bounced.json["repayment"].text == "p1")
            #expect(bounced.json["to_credit_balance"].number == 5_000)
            #expect(bounced.json["to_owed"].number == 10_000)
            #expect(bounced.json["reason"] != .null)
        }
    }

    @Test("scenario 17: a temporary limit ends while more is held: overlimit, the hold survives")
    func temporaryLimit() async throws {
        try await TestServer.run { server in
            try await server.open()
            let limit = try await server.post(
                "/v1/accounts/a1/limits",
                """
                {"id":"t1","limit":50000,"until":"2026-01-02T00:00:00Z","reason":"LIMIT_GRANTED"}
                """)
            #expect(limit.status == 201, "\(limit.body)")
            #expect(try await server.place("h1", amount: 120_000).status == 201)
            server.clock.advance(ns: Span.dayNs)
            let account = try await server.get("/v1/accounts/a1")
            #expect(account["overlimit"].number == 20_000)
            #expect(account["available"].number == 0)
            #expect(account["temporary_limits"].elements.isEmpty)
            #expect(try await server.place("h2", amount: 1).status == 402)
            let capture = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(capture["hold.status"].text == "captured", "\(capture.body)")
            let told = try await server.events(
                "?after=beginning&wait_s=0", of: "/v1/accounts/a1/events",
                key: server.keyTexts[.consumer])
            #expect(told.map(\.name).contains("account.limit_ended"))
        }
    }

    @Test("scenario 18: a cut of the limit leaves the hold and counts once it is released")
    func limitCut() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.post(
                "/v1/accounts/a1/limits", #"{"id":"l1","limit":20000,"reason":"LIMIT_REVIEW"}"#)
            #expect(try await server.get("/v1/accounts/a1")["overlimit"].number == 10_000)
            _ = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            #expect(try await server.available() == 20_000)
        }
    }

    @Test("scenario 19: a restricted account places nothing; all else works")
    func restriction() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.place("h2")
            let ban = try await server.post(
                "/v1/accounts/a1/restrictions", #"{"id":"b1","kind":"risk"}"#)
            #expect(ban.status == 201, "\(ban.body)")
            #expect(try await server.place("h3").status == 402)
            for (path, body, key) in [
                ("/v1/holds/h1/captures", #"{"id":"c1","amount":10000}"#, server.shop),
                ("/v1/holds/h2/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#, server.shop),
                (
                    "/v1/holds/h1/refunds",
                    #"{"id":"f1","amount":5000,"reason":"RETURN_RECEIVED"}"#, server.shop
                ),
                ("/v1/accounts/a1/repayments", #"{"id":"p1","principal":5000}"#, server.lender),
            ] {
                let answer = try await server.post(path, body, key: key)
                #expect(answer.status == 201, "\(path): \(answer.body)")
            }
        }
    }

    @Test("scenario 20: the day closes: opening + placed + increments − what ended = closing")
    func day() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.place("h2", amount: 5_000)
            for (path, body) in [
                ("/v1/holds/h1/increments", #"{"id":"i1","amount":1000}"#),
                ("/v1/holds/h1/captures", #"{"id":"c1","amount":12000}"#),
                ("/v1/holds/h2/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#),
            ] {
                #expect(try await server.post(path, body, key: server.shop).status == 201)
            }
            server.clock.advance(ns: Span.dayNs)
            let closed = try await server.send(
                .post, "/v1/days/2026-01-01/close", key: server.lender)
            let totals = closed["totals.0"]
            let parts = ["opening", "placed", "incremented", "captured", "released", "expired"]
                .map { totals[$0].number ?? -1 }
            #expect(parts == [0, 35_000, 1_000, 12_000, 5_000, 0], "\(closed.body)")
            #expect(totals["closing"].number == 19_000)
        }
    }

    @Test("scenarios 21 and 22: a capture of a part leaves the rest open, a final one returns it")
    func parts() async throws {
        try await TestServer.run { server in
            try await server.open()
            for (id, isFinal, status, open) in [
                ("h1", false, "part_captured", Int64(20_000)), ("h2", true, "closed", 0),
            ] {
                _ = try await server.place(id)
                let answer = try await server.post(
                    "/v1/holds/\(id)/captures",
                    #"{"id":"c1","amount":10000,"final":\#(isFinal)}"#, key: server.shop)
                #expect(answer["hold.status"].text == status, "\(answer.body)")
                #expect(answer["hold.open"].number == open)
                #expect(answer["hold.released"].number == 20_000 - open)
            }
            #expect(try await server.available() == 60_000)
        }
    }

    @Test("scenario 23: one line ships, the other is cancelled")
    func lines() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place(
                "h1", more: #","lines":[{"line":"1","amount":10000},{"line":"2","amount":20000}]"#)
            _ = try await server.fact(
                "e1", "line_shipped", order: "h1", more: #","lines":[{"line":"1"}]"#)
            _ = try await server.fact(
                "e2", "line_cancelled", order: "h1", more: #","lines":[{"line":"2"}]"#)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "closed", "\(hold.body)")
            #expect(hold["captured"].number == 10_000)
            #expect(hold["released"].number == 20_000)
        }
    }

    @Test("scenario 24: the state at the end is told by the amounts alone")
    func ends() async throws {
        try await TestServer.run { server in
            try await server.open()
            // What is captured, then returned, of 3; the rest expires.
            for captured in 0...3 {
                for released in 0...3 - captured {
                    let id = "h\(captured)\(released)"
                    _ = try await server.place(id, amount: 3)
                    if captured > 0 {
                        _ = try await server.post(
                            "/v1/holds/\(id)/captures", #"{"id":"c","amount":\#(captured)}"#,
                            key: server.shop)
                    }
                    if released > 0 {
                        _ = try await server.post(
                            "/v1/holds/\(id)/releases",
                            #"{"id":"r","amount":\#(released),"reason":"MERCHANT_VOID"}"#,
                            key: server.shop)
                    }
                }
            }
            server.clock.advance(ns: 31 * Span.dayNs)
            for captured in 0...3 {
                for released in 0...3 - captured {
                    let hold = try await server.get(
                        "/v1/holds/h\(captured)\(released)", key: server.shop)
                    let status =
                        switch (captured, 3 - captured - released) {
                        case (3, _): "captured"
                        case (1..., _): "closed"
                        case (_, 1...): "expired"
                        default: "released"
                        }
                    #expect(hold["status"].text == status, "\(captured) \(released)")
                }
            }
        }
    }
}

extension TestServer {
    fileprivate func billed(_ hold: String, _ amount: Int64) async throws {
        _ = try await place(hold, amount: amount)
        let answer = try await post("/v1/holds/\(hold)/captures", #"{"id":"c"}"#, key: shop)
        try #require(answer.status == 201, "\(answer.body)")
    }

    fileprivate func repaid(_ id: String, _ principal: Int64) async throws {
        let answer = try await post(
            "/v1/accounts/a1/repayments", #"{"id":"\#(id)","principal":\#(principal)}"#)
        try #require(answer.status == 201, "\(answer.body)")
    }
}
