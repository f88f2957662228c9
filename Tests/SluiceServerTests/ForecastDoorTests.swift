import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// The expected time on answers, learned from what ended.
@Suite struct ForecastDoorTests {
    /// Waits until the follower has all that is durable.
    private func followed(_ server: TestServer) async throws {
        try await eventually("forecasts catch up") {
            server.engine.status.snapshot.consumers["forecasts"] == server.engine.feed.newestRow
        }
    }

    /// Places holds, each captured after some ten hours, one after the other.
    private func teach(_ server: TestServer, _ holds: Range<Int>) async throws {
        for number in holds {
            let placed = try await server.place("h\(number)", amount: 100)
            try #require(placed.status == 201, "\(placed.body)")
            server.clock.advance(ns: 10 * Span.hourNs + Int64(number % 5) * Span.minuteNs)
            let captured = try await server.post(
                "/v1/holds/h\(number)/captures", #"{"id":"c","final":true}"#, key: server.shop)
            try #require(captured.status == 201, "\(captured.body)")
        }
    }

    /// By when an explanation says that a hold has ended at the latest; nil where it says nothing.
    private func explained(_ server: TestServer, _ hold: String) async throws -> String? {
        try await server.viewsCaughtUp()
        let answer = try await server.get("/v1/holds/\(hold)/explanation", key: server.shop)
        return answer["statements"].elements.first { $0["code"].text == "LIKELY" }?["slots.until"]
            .text
    }

    @Test("policy at first, then what was learned; the longer it lasts the later; scored")
    func learned() async throws {
        try await TestServer.run { server in
            try await server.open(limit: 1_000_000_000)
            let first = try await server.place("first", amount: 100)
            #expect(first["eta.basis"].text == "policy")
            for name in ["p50", "p80", "p90", "latest"] {
                #expect(first["eta.ends.\(name)"].text == first["expires_at"].text)
            }
            #expect(first["eta.outcome"] == .null)
            #expect(try await explained(server, "first") == nil)

            try await teach(server, 0..<70)
            try await followed(server)
            let placed = try await server.place("next", amount: 100)
            #expect(placed["eta.basis"].text == "merchant", "\(placed.body)")
            #expect(placed["eta.outcome.billed"].number == 10_000)
            let placedAt = try #require(RFC3339.parse(placed["placed_at"].text ?? ""))
            let text = try #require(try await explained(server, "next"))
            let told = try #require(RFC3339.parse(text))
            let latest = try #require(RFC3339.parse(placed["eta.ends.latest"].text ?? ""))
            #expect(abs(told - latest) < Span.hourNs)
            let median = try #require(RFC3339.parse(placed["eta.ends.p50"].text ?? ""))
            #expect((6 * Span.hourNs...15 * Span.hourNs).contains(median - placedAt))

            try await followed(server)
            server.clock.advance(ns: 20 * Span.hourNs)
            let later = try await server.get("/v1/holds/next", key: server.shop)
            let moved = try #require(RFC3339.parse(later["eta.ends.p50"].text ?? ""))
            #expect(moved > placedAt + 20 * Span.hourNs)
            let ended = try await server.get("/v1/holds/h3", key: server.shop)
            #expect(ended["status"].text == "captured" && ended["eta"] == .null)

            let scores = try await server.get("/v1/forecasts")
            #expect(scores["weeks.0.segment"].text == "physical/shipped", "\(scores.body)")
            let metrics = try await server.get("/metrics").body
            #expect(metrics.contains(#"sluice_forecasts_ended{segment="physical/shipped"}"#))
        }
    }

    @Test(
        "a quote tells what would be locked and until when; what was told is explained, after the end too"
    )
    func quote() async throws {
        try await TestServer.run { server in
            try await server.open(limit: 1_000_000)
            try await teach(server, 0..<70)
            try await followed(server)
            let more = #","dry_run":true"#
            let quote = try await server.place("next", amount: 400, more: more, key: server.lender)
            #expect(quote.status == 200, "\(quote.body)")
            #expect(quote["dry_run"] == .bool(true))
            #expect(quote["hold.id"].text == "next" && quote["hold.status"].text == "active")
            #expect(quote["hold.eta.basis"].text == "merchant")
            // Seventy were billed.
            #expect(quote["available"].number == 992_600)
            let codes = quote["explanation.statements"].elements.compactMap { $0["code"].text }
            for code in ["LOCKED", "LOCKED_AT", "LIKELY", "ENDS_BILLED", "ENDS_RETURNED"] {
                #expect(codes.contains(code), "\(codes)")
            }
            let asked = try await server.get("/v1/holds/next?merchant=shop")
            #expect(asked.status == 404)
            let chinese = try await server.send(
                .post, "/v1/holds?audience=consumer",
                #"{"id":"next","account":"a1","amount":400,"currency":"CNY","order":{"merchant":"shop","number":"next"},"dry_run":true}"#,
                key: server.lender, headers: ["Accept-Language": "zh"])
            #expect(chinese["explanation.audience"].text == "consumer", "\(chinese.body)")
            #expect(chinese["explanation.statements.0.text"].text == "您的额度中有CNY 4.00因本订单锁定。")
            #expect(chinese["available"].number == 992_600)

            server.clock.advance(ns: Span.minuteNs)
            let placed = try await server.place("next", amount: 400)
            #expect(placed.status == 201, "\(placed.body)")
            #expect(placed["id"].text == "next" && !placed.isReplay)
            func told() async throws -> TestAnswer {
                try await server.viewsCaughtUp()
                return try await server.get(
                    "/v1/holds/next/explanation?merchant=shop", key: server.lender)
            }
            let explained = try await told()
            #expect(explained["told"].elements.count == 2, "\(explained.body)")
            #expect(explained["told.0.ends.latest"].text == chinese["hold.eta.ends.latest"].text)
            #expect(explained["told.1.ends.latest"].text == placed["eta.ends.latest"].text)
            #expect(explained["told.1.outcome.billed"].number == 10_000)
            server.clock.advance(ns: 10 * Span.hourNs)
            _ = try await server.post(
                "/v1/holds/next/captures", #"{"id":"c","final":true}"#, key: server.shop)
            let ended = try await told()
            let kept = ended["statements"].elements.compactMap { $0["code"].text }
            #expect(kept.filter { $0 == "TOLD_AT" }.count == 2 && kept.contains("KEPT_TOLD"))
            let events = try await server.events("?after=beginning&wait_s=0")
            #expect(events.filter { $0.name == "hold.quoted" }.count == 2)
            let shown = try await server.events("?after=beginning&wait_s=0", key: server.shop)
            #expect(!shown.contains { $0.name == "hold.quoted" })
        }
    }

    @Test("a quote says no as a placement would, and uses nothing up")
    func declinedQuote() async throws {
        try await TestServer.run { server in
            try await server.open(limit: 100)
            let more = #","dry_run":true"#
            let quote = try await server.place("h1", amount: 400, more: more, key: server.lender)
            #expect(quote.status == 200 && quote["hold.status"].text == "declined", "\(quote.body)")
            #expect(quote["hold.reason.code"].text == "INSUFFICIENT_LIMIT")
            #expect(quote["available"].number == 100)
            let merchant = try await server.place("h1", amount: 400, more: more)
            #expect(merchant["hold.reason.code"].text == "DECLINED", "\(merchant.body)")
            #expect(merchant["available"] == .null)
            #expect(try await server.place("h1", amount: 40).status == 201)
            let again = try await server.place("h1", amount: 40, more: more)
            #expect(again.status == 201 && again.isReplay, "\(again.body)")
            let other = try await server.place("h1", amount: 41, more: more)
            #expect(other.status == 409 && other["field"].text == "amount")
            let batch = try await server.send(
                .post, "/v1/batch",
                #"{"op":"place","id":"h9","account":"a1","amount":4,"currency":"CNY","order":{"merchant":"shop","number":"1"},"dry_run":true}"#,
                key: server.shop, type: "application/x-ndjson")
            #expect(batch.body.contains("dry_run"), "\(batch.body)")
        }
    }

    @Test("an open return has it too, by policy as long as its stages may take together")
    func returns() async throws {
        var policy = Policy.standard
        policy.refundOnReturn = false
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.fact("e1", "shipped", order: "h1")
            _ = try await server.fact("e2", "return_requested", order: "h1")
            try await server.viewsCaughtUp()
            try await followed(server)
            let list = try await server.get("/v1/returns", key: server.shop)
            #expect(list["returns.0.eta.basis"].text == "policy", "\(list.body)")
            let openedAt = try #require(RFC3339.parse(list["returns.0.opened_at"].text ?? ""))
            let latest = try #require(RFC3339.parse(list["returns.0.eta.ends.latest"].text ?? ""))
            let spans = Policy.standard.returns
            #expect(
                latest - openedAt
                    == spans.goodsNs + spans.transitNs + spans.inspectionNs + spans.staffNs)
        }
    }
}
