import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// `/v1/slo` and what `/metrics` says of it.
@Suite("service levels")
struct ServiceLevelDoorTests {
    @Test("what came back, by cause; what was late; what a review was worth")
    func levels() async throws {
        try await TestServer.run(policy: LateReturns.policy) { server in
            try await LateReturns.play(server)
            let told = try await server.get("/v1/slo")
            #expect(told["unlocks"].elements.count == 2, "\(told.body)")
            #expect(told["unlocks.0.cause"].text == "word")
            #expect(told["unlocks.0.count"].number == 1)
            #expect(told["unlocks.0.milliseconds.p99"].number == 1)
            #expect(told["unlocks.0.milliseconds_since_fact.p99"].number == 1 << 17)
            #expect(told["unlocks.0.levels.0.within_milliseconds"].number == 3_000)
            #expect(told["unlocks.0.levels.2.met"] == .bool(true))
            #expect(told["unlocks.0.levels.1.budget_left_percent"].number == 100)
            #expect(told["unlocks.1.cause"].text == "doubt")
            #expect(told["unlocks.1.tier"].text == "high")
            #expect(told["unlocks.1.levels.0.attained"].number == 0)
            #expect(told["unlocks.1.levels.0.met"] == .bool(false))
            #expect(told["unlocks.1.levels.0.burn_hour_percent"].number == 10_000)
            #expect(told["unlocks.1.levels.0.budget_left_percent"].number == -999)
            #expect(told["reviews.0.found"].number == 0)
            #expect(told["reviews.0.ended"].number == 1)
            #expect(told["reviews.0.amount_hours_for_nothing"].number == 149_999)
            #expect(told["declines.prevented"].number == 0)
            let lanes = told["answers"].elements.compactMap { $0["lane"].text }
            #expect(lanes.contains("unlock") && lanes.contains("checkout"))
            let metrics = try await server.get("/metrics").body
            #expect(metrics.contains(#"sluice_unlock_attained{cause="word",level="9900"} 10000"#))
            #expect(metrics.contains(#"sluice_unlock_attained{cause="doubt/high",level="9900"} 0"#))
            #expect(metrics.contains("# TYPE sluice_answer_seconds histogram"))
            #expect(metrics.contains(#"sluice_answer_seconds_count{lane="unlock"}"#))
        }
    }

    @Test("of one merchant by the day; not for merchants and consumers")
    func merchant() async throws {
        try await TestServer.run(policy: LateReturns.policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.fact("c-h1", "cancelled", order: "h1")
            try await server.viewsCaughtUp()
            let own = try await server.get("/v1/slo?merchant=shop")
            #expect(own["unlocks.0.count"].number == 1, "\(own.body)")
            #expect(own["unlocks.0.milliseconds"] == .null && own["declines"] == .null)
            let other = try await server.get("/v1/slo?merchant=rival")
            #expect(other["unlocks"].elements.isEmpty)
            for (role, status) in [
                (Role.merchant, 403), (.consumer, 403), (.migration, 403), (.support, 200),
                (.treasury, 200), (.auditor, 200), (.operator, 200), (.reviewer, 200),
            ] {
                let answer = try await server.get("/v1/slo", key: server.keyTexts[role]!)
                #expect(answer.status == status, "\(role)")
            }
            let wrong = try await server.get("/v1/slo?shop=1")
            #expect(wrong.status == 400)
        }
    }

    @Test("of each connector what waits by class, and how long it may where its file says enough")
    func pulls() async throws {
        func connector(_ name: String, _ expected: Connector.Expected?) -> Connector {
            Connector(
                name: name, version: 1, merchant: name,
                url: OrderURL("http://127.0.0.1/orders/{order}")!, expected: expected,
                view: OrderViewMapping(rules: []))
        }
        let load = Connector.Expected.Load(burst: 10, sustainedPerHour: 60)
        let expected = Connector.Expected(
            answerNs: 200 * Span.millisecondNs, loads: PullClass.allCases.map { _ in load })
        let connectors = [connector("rival", nil), connector("shop", expected)]
        try await TestServer.run(connectors: connectors) { server in
            try await server.open()
            _ = try await server.place("h1")
            let asked = try await server.post("/v1/orders/shop/h1/pull-requests", "")
            #expect(asked.status == 202, "\(asked.body)")
            server.clock.advance(ns: Span.minuteNs)
            let told = try await server.get("/v1/slo")
            #expect(
                told["pulls"].elements.compactMap { $0["connector"].text } == ["rival", "shop"])
            #expect(told["pulls.0.classes.0.seconds_max"] == .null)
            #expect(told["pulls.0.classes.0.waiting"].number == 0)
            let classes = told["pulls.1.classes"].elements
            #expect(
                classes.compactMap { $0["class"].text } == ["urgent", "deadline", "doubt", "gap"])
            #expect(classes.compactMap { $0["weight"].number } == [8, 4, 2, 1])
            let waits = PullWaits(connectors[1])
            #expect(
                classes.map { $0["seconds_max"].number }
                    == PullClass.allCases.map { waits?.maxSeconds(of: $0) })
            #expect(classes.compactMap { $0["waiting"].number } == [1, 0, 0, 0])
            #expect(classes[0]["oldest_since"].text == "2026-01-01T00:00:00Z", "\(told.body)")
            let own = try await server.get("/v1/slo?merchant=shop")
            #expect(own["pulls"].elements.count == 1 && own["desk"] == .null)
            let none = try await server.get("/v1/slo?merchant=stranger")
            #expect(none.status == 200 && none["pulls"] == .null)
        }
    }
}
