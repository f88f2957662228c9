import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// `GET /v1/holds/{id}/explanation` and `GET /v1/lock-time`.
@Suite struct ExplanationTests {
    private static let path = "/v1/holds/h1/explanation?merchant=shop"

    @Test("a live lock is explained to each in both languages, and kept after its end")
    func explain() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            let live = try await server.get(Self.path + "&lang=zh&audience=consumer")
            #expect(live.status == 200, "\(live.body)")
            #expect(live["lang"].text == "zh" && live["audience"].text == "consumer")
            #expect(live["policy"].number == 1 && live["status"].text == "active")
            #expect(live.headers[.sluiceStale] == nil)
            #expect(live.text("LOCKED") == "您的额度中有CNY 300.00因本订单锁定。")
            #expect(
                live.text("AWAITED") == "下一步，商家：发货，不迟于2026-01-31 08:00 +08:00。")
            #expect(live.text("ENDS_BILLED") == "收到以下消息后转为账单，不退回额度：订单已发货。")
            server.clock.advance(ns: 90 * Span.secondNs)
            let later = try await server.get(Self.path)
            #expect(later["lock_time.shares.0.cause"].text == "order")
            #expect((later["lock_time.total_ms"].number ?? 0) >= 89_990)
            _ = try await server.fact("e1", "shipped", order: "h1")
            try await server.viewsCaughtUp()
            let ended = try await server.get(Self.path + "&lang=en")
            #expect(ended["status"].text == "captured")
            #expect(ended.text("BILLED") == "CNY 300.00 was billed.")
            #expect(
                ended.text("FACT")
                    == "2026-01-01 08:00 +08:00, told by the merchant: The order was shipped.")
            #expect(ended.statement("FACT")?["source"].text == "shop/orders")
            #expect(ended.statement("BILLED_AT")?["policy"].number == 1)
            #expect(ended.text("NOTHING_AWAITED") != nil && !ended.body.contains("unlock"))
            let total = ended["lock_time.total_ms"].number
            server.clock.advance(ns: Span.dayNs)
            let kept = try await server.get(Self.path + "&lang=en")
            #expect(kept["lock_time.total_ms"].number == total)
            #expect(kept["statements"] == ended["statements"])
            let own = try await server.get("/v1/holds/h1/explanation", key: server.shop)
            #expect(own["policy"] == .null && own.statement("LOCKED_AT")?["policy"] == .null)
            #expect(own.text("BILLED") == "CNY 300.00 was billed and is payable to you.")
        }
    }

    @Test("after what came back, available rose, or the text says why it did not")
    func whyNot() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.place("h2")
            _ = try await server.fact("e2", "cancelled", order: "h2")
            let cut = try await server.post(
                "/v1/accounts/a1/limits", #"{"id":"l1","limit":20000,"reason":"LIMIT_REVIEW"}"#)
            #expect(cut.status == 201, "\(cut.body)")
            _ = try await server.fact("e1", "cancelled", order: "h1")
            try await server.viewsCaughtUp()
            let rose = try await server.get(
                "/v1/holds/h2/explanation?merchant=shop&audience=consumer")
            #expect(
                rose.text("UNLOCKED") == "CNY 300.00 was unlocked and came back to your limit.")
            #expect(rose.text("AVAILABLE_ROSE") == "What you can spend rose by CNY 300.00.")
            let less = try await server.get(Self.path + "&audience=consumer")
            #expect(less.statement("LINE_CUT")?["slots.amount"].number == 20_000)
            #expect(
                less.text("LINE_CUT")?.hasSuffix(" Your limit was reviewed.") == true,
                "\(less.body)")
            let merchant = try await server.get(Self.path, key: server.shop)
            #expect(merchant.statement("LINE_CUT") == nil && !merchant.body.contains("limit"))
            #expect(merchant.text("DO_NOT_SHIP") != nil)
        }
    }

    @Test("what is asked wrongly, or of another's hold, is told so")
    func refusals() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            _ = try await server.place("h1", account: "a2")
            try await server.viewsCaughtUp()
            let consumer = try #require(server.keyTexts[.consumer])
            for (path, key, status, field) in [
                (Self.path + "&lang=fr", server.lender, 400, "lang"),
                (Self.path, consumer, 404, nil),
                ("/v1/holds/h9/explanation?merchant=shop", server.lender, 404, nil),
                ("/v1/holds/h1/explanation", server.lender, 400, "merchant"),
                (Self.path + "&audience=staff", server.shop, 403, "audience"),
                ("/v1/lock-time", server.lender, 400, "to"),
                (
                    "/v1/lock-time?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                    server.lender, 400, "to"
                ),
                (
                    "/v1/lock-time?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
                    server.shop, 403, nil
                ),
            ] as [(String, String, Int, String?)] {
                let answer = try await server.get(path, key: key)
                #expect(answer.status == status, "\(path): \(answer.body)")
                #expect(answer["field"].text == field, "\(path)")
            }
        }
    }

    @Test("while the journal takes nothing the explanation is that of the views, and marked")
    func stalled() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            server.disk.inject(Array(repeating: .notDurable(.diskFull), count: 1_000_000))
            _ = try await server.place("h2")
            let answer = try await server.get(Self.path)
            #expect(answer.status == 200)
            #expect(answer.headers[.sluiceStale] == "true")
            #expect(answer.text("LOCKED") != nil)
        }
    }

    @Test("the lock time of what ended in a time, by merchant and currency")
    func lockTime() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.place("h2", amount: 10_000)
            server.clock.advance(ns: 2 * Span.dayNs)
            _ = try await server.fact("e1", "cancelled", order: "h1")
            try await server.viewsCaughtUp()
            let path = "/v1/lock-time?from=2026-01-01T00:00:00Z&to=2026-01-04T00:00:00Z"
            let answer = try await server.get(path)
            #expect(answer.status == 200)
            #expect(answer["sums"].elements.count == 1 && answer["next"] == .null)
            #expect(answer["sums.0.merchant"].text == "shop")
            #expect(answer["sums.0.holds"].number == 1)
            #expect(answer["sums.0.causes.0.cause"].text == "order")
            let days = 2 * 86_400 * 30_000
            #expect(
                abs((answer["sums.0.causes.0.amount_seconds"].number ?? 0) - Int64(days)) < 60_000)
            for more in ["&merchant=rival", "&cursor=\(OpaqueSequence.encode(1_000))"] {
                let none = try await server.get(path + more)
                #expect(none["sums"].elements.isEmpty, "\(more): \(none.body)")
            }
        }
    }
}

extension TestAnswer {
    func statement(_ code: String) -> JSONValue? {
        self["statements"].elements.first { $0["code"].text == code }
    }

    func text(_ code: String) -> String? { statement(code)?["text"].text }
}
