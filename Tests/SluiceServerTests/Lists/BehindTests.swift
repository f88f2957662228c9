import HTTPTypes
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// What is told, and what is done, while the views are behind and the journal goes on.
@Suite("views that are behind") struct BehindTests {
    /// Views that have the account, and nothing of what comes after.
    private func run(
        policy: Policy = .standard, connectors: [Connector] = [], desk: DeskRules? = nil,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(policy: policy, connectors: connectors, desk: desk) {
            server in
            try await server.open()
            try await server.open("a2")
            try await server.viewsCaughtUp()
            server.viewing.hold(true)
            try await body(server)
        }
    }

    private func release(_ server: TestServer) async throws {
        server.viewing.hold(false)
        try await server.viewsCaughtUp()
    }

    @Test("a hold that they do not have is there, and another's is not")
    func timeline() async throws {
        try await run { server in
            _ = try await server.place("h1")
            _ = try await server.place("h2", account: "a2")
            let path = "/v1/holds/h1/timeline"
            let behind = try await server.get(path, key: server.shop)
            #expect(behind.status == 503 && behind["code"].text == "views_behind")
            #expect(behind["retryable"] == .bool(true))
            let consumer = server.keyTexts[.consumer]!
            for hold in ["h2", "none"] {
                let none = try await server.get(
                    "/v1/holds/\(hold)/timeline?merchant=shop", key: consumer)
                #expect(none.status == 404, "\(hold): \(none.body)")
            }
            try await release(server)
            #expect(try await server.get(path, key: server.shop).status == 200)
        }
    }

    @Test("a list is marked, and no part is told as the whole")
    func lists() async throws {
        try await run { server in
            _ = try await server.place("h1")
            try await eventually("the views fail") {
                server.engine.status.snapshot.failures["views"] != nil
            }
            for path in [
                "/v1/holds", "/v1/merchants/shop/statement?date=2026-01-01",
                "/v1/lock-time?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
            ] {
                let list = try await server.get(path)
                #expect(list.status == 200, "\(path): \(list.body)")
                #expect(list.headers[.sluiceStale] == "true", "\(path)")
            }
            let part = try await server.send(
                .get, "/v1/holds", key: server.shop, headers: ["Accept": "text/csv"])
            #expect(part.status == 503 && part["code"].text == "views_behind")
            try await release(server)
            let whole = try await server.send(
                .get, "/v1/holds", key: server.shop, headers: ["Accept": "application/x-ndjson"])
            #expect(whole.body.hasSuffix("{\"end\":true,\"rows\":1}\n"), "\(whole.body)")
            #expect(whole.headers[.sluiceStale] == nil)
        }
    }

    @Test("a day that was closed is not said to be open")
    func days() async throws {
        try await run { server in
            let path = "/v1/days/2025-12-31"
            #expect(try await server.post(path + "/close", "").status == 201)
            for answer in [
                try await server.get(path), try await server.post(path + "/close", ""),
            ] {
                #expect(answer.status == 503 && answer["code"].text == "views_behind")
            }
            try await release(server)
            #expect(try await server.get(path).status == 200)
            #expect(try await server.post(path + "/close", "").isReplay)
            let open = try await server.get("/v1/days/2026-01-01")
            #expect(open.status == 404)
        }
    }

    @Test("while they are made again the desk hands out nothing, and no field is at fault")
    func far() async throws {
        let tier = DeskRules.Tier(weight: 1, burst: 10, sustainedPerHour: 0)
        let rules = DeskRules(
            caseNs: Span.minuteNs, calendar: DeskCalendar(shifts: [], utcOffsetMinutes: 0),
            tiers: [tier, tier, tier])
        try await run(desk: rules) { server in
            let next = "/v1/reviews/next"
            #expect(try await server.post(next, "").status == 204)
            // More than is kept in memory for those that follow.
            for number in 0..<1_100 { try await open(number, server.engine) }
            #expect(server.door.isFar(.views))
            for answer in [
                try await server.post(next, ""),
                try await server.send(
                    .get, "/v1/holds", key: server.shop, headers: ["Accept": "text/csv"]),
            ] {
                #expect(answer.status == 503 && answer["code"].text == "views_behind")
                #expect(answer["field"].text == nil)
            }
            try await release(server)
            #expect(!server.door.isFar(.views))
            #expect(try await server.post(next, "").status == 204)
        }
    }

    /// A commit of its own.
    private func open(_ number: Int, _ engine: Engine) async throws {
        let account = KeyDerivation.account(lender: "lender", name: "far-\(number)")
        let command = Command(
            actor: Actor(role: .lender), businessDate: BusinessDate(day: 20_000),
            body: .openAccount(
                OpenAccount(
                    account: account, currency: Currency("CNY")!, limit: Money(minor: 1),
                    owner: KeyDerivation.subject("far-\(number)"))))
        let answer = try await engine.submit(Submission(command: command))
        try #require(answer.outcome.code.isSuccess, "\(answer.outcome.code)")
    }

    @Test("the scorer judges nothing by a history that is not there")
    func scorer() async throws {
        try await run(policy: .doubting()) { server in
            let scorer = Scorer(
                engine: server.engine, views: server.door.views, puller: nil,
                clock: server.clock.wall, seed: 1, logger: Logger(label: "test"))
            _ = try await server.place("h1")
            _ = try await server.fact("s1", "shipped", order: "h1")
            _ = try await server.fact("c1", "cancelled", order: "h1")
            let key = KeyDerivation.hold(merchant: server.door.merchant("shop").key, name: "h1")
            func judged() async throws -> Bool {
                try await scorer.judge(queued: key)
                return try await server.events("?after=beginning&wait_s=0")
                    .contains { $0.name == "hold.release_judged" }
            }
            #expect(try await !judged())
            try await release(server)
            #expect(try await judged())
        }
    }

    @Test("nobody is asked by wishes of the past")
    func wishes() async throws {
        let shop = MockShop(seed: 1)
        try await run(connectors: [shop.connector(perSecond: 1_000, atOnce: 8)]) { server in
            let puller = try #require(server.door.puller)
            puller.adopt()
            _ = try await server.place("h1")
            let unknown = try await server.post(
                "/v1/holds/h1/overlays?merchant=shop",
                #"{"id":"v1","kind":"result_unknown","review_by":"2026-01-02T00:00:00Z"}"#)
            #expect(unknown.status == 201, "\(unknown.body)")
            try await release(server)
            server.viewing.hold(true)
            _ = try await server.place("h2")
            var reading = WishReading()
            func waiting() async throws -> Int {
                try await reading.read(into: puller, at: puller.now)
                server.clock.advance(ns: Span.secondNs)
                return puller.state.withLock { $0.schedules.values.reduce(0) { $0 + $1.count } }
            }
            // They have a wish, of before.
            #expect(try await waiting() == 0)
            try await release(server)
            #expect(try await waiting() == 1)
        }
    }
}
