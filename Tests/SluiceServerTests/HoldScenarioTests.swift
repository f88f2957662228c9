import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Testing

@testable import SluiceServer

/// The scenarios of the design that are about terms, late captures and splits, by number.
@Suite struct HoldScenarioTests {
    static func policy(_ change: (inout ScenarioPolicy) -> Void) -> Policy {
        var policy = Policy.standard
        for index in policy.scenarios.indices { change(&policy.scenarios[index]) }
        return policy
    }

    @Test("scenario 25: a cent too much is refused and recorded")
    func tooMuch() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            for isReplay in [false, true] {
                let answer = try await server.post(
                    "/v1/holds/h1/captures", #"{"id":"c1","amount":30001}"#, key: server.shop)
                #expect(answer.status == 409)
                #expect(answer["code"].text == "AMOUNT_MISMATCH")
                #expect(answer.isReplay == isReplay)
            }
        }
    }

    @Test("scenario 25: with consent 15 % more are captured in the same step")
    func tolerated() async throws {
        let policy = HoldScenarioTests.policy { $0.toleranceBasisPoints = 1_500 }
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            let placed = try await server.place("h1", more: #","overcapture_consent":true"#)
            #expect(placed["overcapture_consent"] == .bool(true))
            let more = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c0","amount":34501}"#, key: server.shop)
            #expect(more["code"].text == "AMOUNT_MISMATCH")
            let answer = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","amount":34500}"#, key: server.shop)
            #expect(answer.status == 201)
            #expect(answer["hold.amount"].number == 34_500)
            #expect(answer["hold.captured"].number == 34_500)
            #expect(answer["hold.status"].text == "captured")
            _ = try await server.place("h2")
            let without = try await server.post(
                "/v1/holds/h2/captures", #"{"id":"c1","amount":30001}"#, key: server.shop)
            #expect(without["code"].text == "AMOUNT_MISMATCH")
        }
    }

    @Test("scenario 26: a capture after expiry is rejected, and its id used up")
    func lateRejected() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 31 * Span.dayNs)
            for isReplay in [false, true] {
                let answer = try await server.post(
                    "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
                #expect(answer.status == 409)
                #expect(answer["code"].text == "LATE_CAPTURE_REJECTED")
                #expect(answer["hold.status"].text == "expired")
                #expect(answer.isReplay == isReplay)
            }
        }
    }

    @Test("scenario 26: revived with headroom, the answer shows the new hold")
    func revived() async throws {
        let policy = HoldScenarioTests.policy { $0.lateCapture = .revive }
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1", more: #","plan":"three-months""#)
            server.clock.advance(ns: 31 * Span.dayNs)
            let answers = try await server.concurrently(2) { _ in
                try await server.post(
                    "/v1/holds/h1/captures", #"{"id":"c1","amount":20000}"#, key: server.shop)
            }
            #expect(answers.allSatisfy { $0.status == 201 && $0.body == answers[0].body })
            #expect(answers.filter(\.isReplay).count == 1)
            let late = answers[0]
            #expect(late["hold.revives"].text == "h1")
            #expect(late["hold.plan"].text == "three-months")
            #expect(late["hold.generation"].number == 2)
            #expect(late["hold.status"].text == "captured")
            #expect(late["operation.amount"].number == 20_000)
            let id = try #require(late["hold.id"].text)
            #expect(id.hasPrefix("late-") && id.utf8.count == 37)
            let named = try await server.get("/v1/holds/\(id)", key: server.shop)
            #expect(named["captured"].number == 20_000)
            let ended = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(ended["status"].text == "expired")
            #expect(ended["expired"].number == 30_000)
            #expect(try await server.available() == 80_000)
        }
    }

    @Test("scenario 26: forced at the limit takes two persons; by policy it goes overlimit")
    func forced() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 31 * Span.dayNs)
            let answer = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","force":true}"#, key: server.lender)
            #expect(answer["code"].text == "merchant_required")
            let alone = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","force":true}"#, key: server.shop)
            #expect(alone.status == 403)
            #expect(alone["code"].text == "REFUSED")
        }
        let policy = HoldScenarioTests.policy { $0.lateCapture = .force }
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 31 * Span.dayNs)
            _ = try await server.place("h2", amount: 100_000)
            let answer = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(answer["hold.forces"].text == "h1")
            let account = try await server.get("/v1/accounts/a1")
            #expect(account["overlimit"].number == 30_000)
        }
    }

    @Test("scenario 27: one extension a day, none after the end, none beyond the maximum age")
    func extensions() async throws {
        try await TestServer.run { server in
            try await server.open()
            let placed = try await server.place("h1")
            #expect(placed["extendable_until"].text?.hasPrefix("2026-03-02T00:00:00") == true)
            func extend(_ id: String, _ until: String) async throws -> TestAnswer {
                try await server.post(
                    "/v1/holds/h1/extensions",
                    #"{"id":"\#(id)","until":"\#(until)","reason":"STOCK_DELAY"}"#,
                    key: server.shop)
            }
            let done = try await extend("x1", "2026-02-10T00:00:00Z")
            #expect(done.status == 201)
            #expect(done["operation.kind"].text == "extension")
            #expect(done["hold.expires_at"].text == "2026-02-10T00:00:00Z")
            #expect(done["hold.guaranteed_until"].text == "2026-02-10T00:00:00Z")
            let again = try await extend("x2", "2026-02-11T00:00:00Z")
            #expect(again.status == 409)
            #expect(again["code"].text == "EXTENDED_TODAY")
            #expect(again["hold.expires_at"].text == "2026-02-10T00:00:00Z")
            #expect(try await extend("x1", "2026-02-10T00:00:00Z").isReplay)
            server.clock.advance(ns: Span.dayNs)
            let far = try await extend("x3", "2026-03-02T00:00:01Z")
            #expect(far.status == 409)
            #expect(far["code"].text == "BEYOND_MAXIMUM_AGE")
            #expect(far["field"].text == "until")
            server.clock.advance(ns: 60 * Span.dayNs)
            let late = try await extend("x4", "2026-05-01T00:00:00Z")
            #expect(late["code"].text == "HOLD_ENDED")
        }
    }

    @Test("scenario 28: a declined increment leaves the old amount capturable")
    func declinedIncrement() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let declined = try await server.post(
                "/v1/holds/h1/increments", #"{"id":"i1","amount":70001}"#, key: server.shop)
            #expect(declined.status == 402)
            #expect(declined["code"].text == "DECLINED")
            let captured = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","amount":30000}"#, key: server.shop)
            #expect(captured["hold.status"].text == "captured")
        }
    }

    @Test("an increment names new lines and raises known ones")
    func incrementedLines() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", more: #","lines":[{"line":"l1","amount":30000}]"#)
            let answer = try await server.post(
                "/v1/holds/h1/increments",
                #"{"id":"i1","amount":300,"lines":[{"line":"l1","amount":100},{"line":"l2","amount":200}]}"#,
                key: server.shop)
            #expect(answer.status == 201, "\(answer.body)")
            #expect(answer["hold.lines.0.amount"].number == 30_100)
            #expect(answer["hold.lines.1.line"].text == "l2")
            #expect(answer["hold.lines.1.amount"].number == 200)
            let captured = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","lines":[{"line":"l2"}]}"#,
                key: server.shop)
            #expect(captured["operation.amount"].number == 200)
            let without = try await server.post(
                "/v1/holds/h1/increments",
                #"{"id":"i2","amount":300,"lines":[{"line":"l1"}]}"#, key: server.shop)
            #expect(without["field"].text == "lines[0].amount")
        }
    }

    @Test("scenario 29: split in two, what is available does not move")
    func split() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place(
                "h1",
                more: #","lines":[{"line":"l1","amount":10000},{"line":"l2","amount":20000}]"#)
            let body = """
                {"id":"s1","children":[
                {"id":"h1a","order":{"number":"o1a"},"amount":10000,
                 "lines":[{"line":"l1","amount":10000}]},
                {"id":"h1b","order":{"number":"o1b"},"amount":5000,
                 "lines":[{"line":"l2","amount":5000}]}]}
                """
            let answer = try await server.post("/v1/holds/h1/splits", body, key: server.shop)
            #expect(answer.status == 201, "\(answer.body)")
            #expect(answer["hold.amount"].number == 15_000)
            #expect(answer["children.0.split_of"].text == "h1")
            #expect(answer["children.0.order.number"].text == "o1a")
            #expect(answer["children.1.amount"].number == 5_000)
            #expect(try await server.available() == 70_000)
            let again = try await server.post("/v1/holds/h1/splits", body, key: server.shop)
            #expect(again.isReplay)
            #expect(again["children.1.id"].text == "h1b")
            let child = try await server.post(
                "/v1/holds/h1a/captures", #"{"id":"c1","lines":[{"line":"l1"}]}"#,
                key: server.shop)
            #expect(child["hold.status"].text == "captured", "\(child.body)")
            for (id, word, part) in [
                ("f1", "line_shipped", #","amount":2000"#), ("f2", "line_cancelled", ""),
            ] {
                let fact = try await server.fact(
                    id, word, order: "o1b", more: #","lines":[{"line":"l2"\#(part)}]"#)
                #expect(fact["result"].text == "applied", "\(fact.body)")
            }
            let second = try await server.get("/v1/holds/h1b", key: server.shop)
            #expect(second["captured"].number == 2_000)
            #expect(second["released"].number == 3_000)
            #expect(second["lines.0.line"].text == "l2")
            let own = try await server.post(
                "/v1/holds/h1/splits",
                #"{"id":"s2","children":[{"id":"h1c","order":{"number":"h1"},"amount":1,"#
                    + #""lines":[{"line":"l2","amount":1}]}]}"#, key: server.shop)
            #expect(own.status == 400)
            #expect(own["field"].text == "children")
        }
    }

    @Test("a correction given directly takes two persons")
    func correction() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            let body = #"{"id":"k1","from":"captured","to":"released","amount":100,"note":"x"}"#
            let answer = try await server.post("/v1/holds/h1/corrections?merchant=shop", body)
            #expect(answer.status == 403)
            #expect(answer["code"].text == "APPROVAL_NEEDED")
            let held = try server.people.holdings(of: KeyDerivation.subject("a1"))
            #expect(held.notes.isEmpty)
        }
        var policy = Policy.standard
        policy.twoPersons.corrections = false
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            let body = #"{"id":"k1","from":"captured","to":"released","amount":100,"note":"x"}"#
            let answer = try await server.post("/v1/holds/h1/corrections?merchant=shop", body)
            #expect(answer.status == 201, "\(answer.body)")
            #expect(answer["hold.captured"].number == 29_900)
            #expect(answer["hold.released"].number == 100)
            let held = try server.people.holdings(of: KeyDerivation.subject("a1"))
            #expect(held.notes.map(\.text) == ["x"])
        }
    }
}
