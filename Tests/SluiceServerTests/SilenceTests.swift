import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Silent orders and the health of feeds, over HTTP.
@Suite("silence over HTTP") struct SilenceTests {
    private static var policy: Policy {
        var policy = Policy.standard
        for index in policy.scenarios.indices {
            policy.scenarios[index].silentAfterNs = 10 * Span.dayNs
        }
        policy.feeds.proofFacts = 2
        return policy
    }

    /// A fact of an order of its own that happened so many days after the start of 2026.
    private func say(_ server: TestServer, _ id: String, day: Int) async throws {
        let event = """
            {"specversion":"1.0","id":"\(id)","source":"shop/orders",\
            "type":"sluice.order.created","time":"2026-01-\(day < 9 ? "0" : "")\(day + 1)T00:00:00Z",\
            "data":{"merchant":"shop","order":"\(id)"}}
            """
        let answer = try await server.send(
            .post, "/v1/order-events", event, key: server.shop, type: OrderEventRequest.mediaType)
        try #require(answer.status == 200, "\(answer.body)")
    }

    @Test(
        "scenario 38: why a silent hold waits is seen by all, what for by staff; then it is given back"
    )
    func silent() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            let placed = try await server.place("h1")
            #expect(placed["guaranteed_until"].text?.hasPrefix("2026-01-11T00:00:00") == true)
            server.clock.advance(ns: 11 * Span.dayNs)
            let told = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(told["status"].text == "active")
            #expect(told["overlays.0.kind"].text == "silence")
            #expect(told["overlays.0.waits_for"].text == "SILENCE_UNPROVED")
            let shown = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(shown["overlays.0.kind"].text == "silence")
            #expect(shown["overlays.0.waits_for"] == .null)

            try await say(server, "e1", day: 10)
            try await say(server, "e2", day: 11)
            let waiting = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(waiting["status"].text == "active")
            try await say(server, "e3", day: 11)
            let free = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(free["status"].text == "released")
            #expect(free["reason.code"].text == "ORDER_SILENT")
            #expect(try await server.available() == 100_000)
            let events = try await server.events("?after=beginning&wait_s=0", key: server.shop)
            let silenced = try #require(events.first { $0.name == "hold.silenced" })
            #expect(silenced.json["reason"].text == "WAITS_FOR_WORD")
        }
    }

    @Test("a hold that waits for one thing and then for another is in lists as in the ledger")
    func silencedTwice() async throws {
        var policy = Self.policy
        policy.repairs.merchantDailyMax = Money(minor: 1)
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 11 * Span.dayNs)
            let told = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(told["overlays.0.waits_for"].text == "SILENCE_UNPROVED")
            for (id, day) in [("e1", 10), ("e2", 11), ("e3", 11)] {
                try await say(server, id, day: day)
            }
            let hold = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(hold["overlays.0.waits_for"].text == "REPAIR_CAPPED")
            #expect(hold["overlays.0.review_by"] == .null)
            try await server.viewsCaughtUp()
            var views = try #require(try ViewsCheck(directory: server.directory))
            var verifier = Verifier(journal: MemoryJournal(server.disk), archive: nil)
            let (report, _) = try verifier.run(
                atRow: { row, records, ledger in views.follow(row, records, ledger) })
            #expect(report.faults == [])
            let events = try await server.events("?after=beginning&wait_s=0")
            #expect(events.count { $0.name == "hold.silenced" } == 2)
        }
    }

    @Test("the health of a feed is for staff and the merchant itself")
    func health() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            let unknown = try await server.get("/v1/merchants/shop/health")
            #expect(unknown.status == 404)
            try await say(server, "e1", day: 0)
            let little = try await server.get("/v1/merchants/shop/health", key: server.shop)
            #expect(little.status == 200)
            #expect(little["feed"].text == "unknown")
            #expect(little["facts.0.count"].number == 1)
            #expect(little["facts.0.date"].text == "2026-01-01")
            let rival = try await server.get("/v1/merchants/shop/health", key: server.rivalKey)
            #expect(rival.status == 404)

            for number in 0..<40 { try await say(server, "f\(number)", day: 0) }
            let alive = try await server.get("/v1/merchants/shop/health")
            #expect(alive["feed"].text == "alive")
            // Forty-one in 28 days: thirty in twenty days and a half.
            #expect(alive["window_seconds"].number == 1_770_146)
            server.clock.advance(ns: 21 * Span.dayNs)
            try await say(server, "g1", day: 21)
            let lost = try await server.get("/v1/merchants/shop/health")
            #expect(lost["feed"].text == "lost")
            #expect(lost["reason"].text == "FEED_RATE_FELL")
            let metrics = try await server.get("/metrics")
            #expect(metrics.body.contains("\nsluice_feeds_lost 1\n"))
        }
    }
}
