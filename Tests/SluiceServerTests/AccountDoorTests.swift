import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Limits over time, restrictions, opening balances and payouts over HTTP.
@Suite struct AccountDoorTests {
    @Test("temporary limits add up, end by themselves and by request")
    func temporaryLimits() async throws {
        try await TestServer.run { server in
            try await server.open()
            let first = try await server.post(
                "/v1/accounts/a1/limits", AccountDoorTests.limit("t1", 20_000, hours: 1))
            #expect(first.status == 201, "\(first.body)")
            #expect(first["operation.kind"].text == "temporary_limit")
            #expect(first["account.limit"].number == 120_000)
            #expect(first["account.fixed_limit"].number == 100_000)
            let again = try await server.post(
                "/v1/accounts/a1/limits", AccountDoorTests.limit("t1", 20_000, hours: 1))
            #expect(again.status == 201 && again.isReplay)
            _ = try await server.post(
                "/v1/accounts/a1/limits",
                AccountDoorTests.limit("t2", 5_000, hours: 2, scenario: "virtual"))

            let account = try await server.get("/v1/accounts/a1")
            #expect(account["limit"].number == 125_000)
            #expect(account["available"].number == 125_000)
            #expect(account["available_in"].names == ["virtual"])
            #expect(account["available_in.virtual"].number == 125_000)
            let limits = account["temporary_limits"].elements
            #expect(limits.map { $0["id"].text } == ["t1", "t2"])
            #expect(limits.map { $0["amount"].number } == [20_000, 5_000])
            #expect(limits.map { $0["scenario"].text } == [nil, "virtual"])
            #expect(limits.first?["until"].text == "2026-01-01T01:00:00Z")
            // What is bound to one kind of sale is not there for another.
            let other = try await server.place("h1", amount: 120_001)
            #expect(other.status == 402, "\(other.body)")
            let virtual = try await server.place(
                "h2", amount: 125_000, more: #","scenario":"virtual""#)
            #expect(virtual.status == 201, "\(virtual.body)")

            server.clock.advance(ns: Span.hourNs)
            let later = try await server.get("/v1/accounts/a1")
            #expect(later["limit"].number == 105_000)
            #expect(later["overlimit"].number == 20_000)
            let missing = try await server.send(
                .delete, "/v1/accounts/a1/limits/t1?id=e1", key: server.lender)
            #expect(missing.status == 404 && missing["code"].text == "LIMIT_NOT_FOUND")
            let ended = try await server.send(
                .delete, "/v1/accounts/a1/limits/t2", key: server.lender,
                headers: ["Idempotency-Key": "e2"])
            #expect(ended.status == 200, "\(ended.body)")
            #expect(ended["operation.kind"].text == "limit_end")
            #expect(ended["account.temporary_limits"].elements.isEmpty)
            #expect(ended["account.limit"].number == 100_000)
            let repeated = try await server.send(
                .delete, "/v1/accounts/a1/limits/t2?id=e2", key: server.lender)
            #expect(repeated.status == 200 && repeated.isReplay)
            let nameless = try await server.send(
                .delete, "/v1/accounts/a1/limits/t2", key: server.lender)
            #expect(nameless["code"].text == "idempotency_key_required")
        }
    }

    @Test("a restriction blocks placements and increments until it is lifted")
    func restrictions() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", amount: 100)
            let reviewer = try #require(server.keyTexts[.reviewer])
            let made = try await server.post(
                "/v1/accounts/a1/restrictions",
                #"{"id":"b1","kind":"delinquency","review_by":"2026-02-01T00:00:00Z"}"#,
                key: reviewer)
            #expect(made.status == 201, "\(made.body)")
            #expect(made["operation.kind"].text == "restriction")
            let shown = try await server.get("/v1/accounts/a1")["restrictions.0"]
            #expect(shown["id"].text == "b1")
            #expect(shown["kind"].text == "delinquency")
            #expect(shown["since"].text?.hasPrefix("2026-01-01T00:00:00") == true)
            #expect(shown["review_by"].text == "2026-02-01T00:00:00Z")

            #expect(try await server.place("h2", amount: 1)["code"].text == "DECLINED")
            let increment = try await server.post(
                "/v1/holds/h1/increments", #"{"id":"i1","amount":1}"#, key: server.shop)
            #expect(increment["code"].text == "DECLINED", "\(increment.body)")
            let capture = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(capture.status == 201)

            let lifted = try await server.send(
                .delete, "/v1/accounts/a1/restrictions/b1?id=u1", key: reviewer)
            #expect(lifted.status == 200, "\(lifted.body)")
            #expect(lifted["account.restrictions"].elements.isEmpty)
            #expect(try await server.place("h3", amount: 1).status == 201)
            let again = try await server.send(
                .delete, "/v1/accounts/a1/restrictions/b1?id=u2", key: reviewer)
            #expect(again.status == 404 && again["code"].text == "RESTRICTION_NOT_FOUND")
        }
    }

    @Test("opening balances are for role migration; the owner is the person of the account")
    func opening() async throws {
        try await TestServer.run { server in
            let migration = try #require(server.keyTexts[.migration])
            for (id, opening, owed, credit, available) in [
                ("m1", #"{"owed":300}"#, 300, 0, 700),
                ("m2", #"{"credit_balance":50}"#, 0, 50, 1_000),
                ("m3", "{}", 0, 0, 1_000),
            ] as [(String, String, Int64, Int64, Int64)] {
                let body = #"{"id":"\#(id)","currency":"CNY","limit":1000,"opening":\#(opening)}"#
                let answer = try await server.post("/v1/accounts", body, key: migration)
                #expect(answer.status == 201, "\(answer.body)")
                #expect(answer["owed"].number == owed)
                #expect(answer["credit_balance"].number == credit)
                #expect(answer["available"].number == available)
                #expect(
                    try await server.post("/v1/accounts", body, key: migration).isReplay)
                let key = KeyDerivation.account(lender: "lender", name: id)
                let record = try await server.engine.read(.account(key)).account
                #expect(record?.owner == KeyDerivation.subject(id))
            }
            let other = try await server.post(
                "/v1/accounts",
                #"{"id":"m1","currency":"CNY","limit":1000,"opening":{"owed":301}}"#,
                key: migration)
            #expect(other.status == 409 && other["field"].text == "opening.owed")
        }
    }

    @Test("a surplus is a payout until it is paid, and overdue when its time passed")
    func payouts() async throws {
        try await TestServer.run { server in
            try await server.surplus("h1", of: 400)
            let due = try await server.get("/v1/accounts/a1")
            #expect(due["payout_due"].number == 400)
            let payout = due["payouts.0"]
            #expect(payout["refund"].text == "back")
            #expect(payout["hold"].text == "h1")
            #expect(payout["amount"].number == 400)
            #expect(payout["overdue"] == .bool(false))
            let id = try #require(payout["id"].text)
            server.clock.advance(ns: Policy.standard.payoutWithinNs + Span.secondNs)
            let overdue = try await server.get("/v1/accounts/a1")
            #expect(overdue["payouts.0.overdue"] == .bool(true))

            let treasury = try #require(server.keyTexts[.treasury])
            let path = "/v1/accounts/a1/payouts/\(id)/payments"
            let paid = try await server.post(path, #"{"id":"p1"}"#, key: treasury)
            #expect(paid.status == 201, "\(paid.body)")
            #expect(paid["operation.kind"].text == "payout")
            #expect(paid["operation.amount"].number == 400)
            #expect(paid["account.payout_due"].number == 0)
            #expect(paid["account.payouts"].elements.isEmpty)
            #expect(try await server.post(path, #"{"id":"p1"}"#, key: treasury).isReplay)
            let again = try await server.post(path, #"{"id":"p2"}"#, key: treasury)
            #expect(again.status == 404 && again["code"].text == "PAYOUT_NOT_FOUND")
        }
    }

    @Test("the views show an account as the ledger does, and events tell what happened")
    func views() async throws {
        try await TestServer.run { server in
            try await server.surplus("h1", of: 400)
            for (path, body) in [
                ("limits", AccountDoorTests.limit("t1", 20_000, hours: 1)),
                ("limits", AccountDoorTests.limit("t2", 10, hours: 2, scenario: "virtual")),
                ("limits", #"{"id":"l1","limit":90000,"reason":"LIMIT_REVIEW"}"#),
                ("restrictions", #"{"id":"b1","kind":"law"}"#),
                ("restrictions", #"{"id":"b2","kind":"user"}"#),
            ] {
                let answer = try await server.post("/v1/accounts/a1/\(path)", body)
                #expect(answer.status == 201, "\(answer.body)")
            }
            _ = try await server.send(
                .delete, "/v1/accounts/a1/restrictions/b2?id=u2", key: server.lender)
            _ = try await server.send(
                .delete, "/v1/accounts/a1/limits/t1?id=e1", key: server.lender)
            let account = try await server.get("/v1/accounts/a1")
            try await server.viewsCaughtUp()
            let listed = try await server.get("/v1/accounts")
            #expect(listed["accounts.0"] == account.json)

            let events = try await server.get("/v1/accounts/a1/events?after=beginning&wait_s=0")
            for (name, members) in [
                ("account.limit_set", #""operation":"t2","until":"#),
                ("account.limit_ended", #""operation":"e1","limit":"t1","amount":20000"#),
                ("account.restricted", #""operation":"b1","kind":"law","decision":{"by":"rule""#),
                ("account.restriction_lifted", #""kind":"user","restriction":"b2""#),
            ] {
                #expect(
                    events.body.contains("event: \(name)\n") && events.body.contains(members),
                    "\(name): \(events.body)")
            }
        }
    }

    /// A temporary limit that ends so many hours after the test clock's beginning.
    private static func limit(
        _ id: String, _ amount: Int64, hours: Int, scenario: String? = nil
    ) -> String {
        let bound = scenario.map { #","scenario":"\#($0)""# } ?? ""
        return #"{"id":"\#(id)","limit":\#(amount),"until":"2026-01-01T0\#(hours):00:00Z","#
            + #""reason":"LIMIT_GRANTED"\#(bound)}"#
    }
}

extension TestServer {
    /// Leaves the account `a1` with a refund, `back`, of which nothing was owed any more.
    fileprivate func surplus(_ hold: String, of amount: Int64) async throws {
        try await open()
        _ = try await place(hold, amount: amount)
        for (path, body, key) in [
            ("/v1/holds/\(hold)/captures", #"{"id":"all"}"#, shop),
            ("/v1/accounts/a1/repayments", #"{"id":"paid","principal":\#(amount)}"#, lender),
            (
                "/v1/holds/\(hold)/refunds",
                #"{"id":"back","amount":\#(amount),"reason":"REFUND_GOODWILL"}"#, shop
            ),
        ] {
            let answer = try await post(path, body, key: key)
            try #require(answer.status == 201, "\(answer.body)")
        }
    }
}
