import Logging
import SluiceAPI
import SluiceCore
import SluiceRisk
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Releases in doubt over HTTP: verdicts from outside and from the scorer, the desk, taking back.
@Suite("the gate's doors")
struct GateDoorTests {
    private static let policy = Policy.doubting { $0.reviews.undoNs = 10 * Span.secondNs }

    /// A hold whose goods were shipped and then cancelled.
    private func doubt(_ server: TestServer, _ id: String) async throws {
        _ = try await server.place(id)
        _ = try await server.fact("s-\(id)", "shipped", order: id)
        _ = try await server.fact("c-\(id)", "cancelled", order: id)
    }

    @Test("a release waits, is judged and is made; the merchant sees nothing of it")
    func verdict() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await doubt(server, "h1")
            let waits = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(waits["overlays.0.kind"].text == "release_queued", "\(waits.body)")
            #expect(waits["overlays.0.id"].text == "c-h1")
            #expect(waits["overlays.0.amount"].number == 30_000)
            #expect(waits["next.action"].text == "judge")
            let seen = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(seen["overlays"].elements.isEmpty)
            #expect(seen["next.action"].text == "deliver")
            let path = "/v1/reviews/h1/verdict?merchant=shop"
            let body =
                #"{"id":"v1","tier":"low","score":120,"model":"mine-3","reasons":["SHIPPED_BEFORE"]}"#
            let judged = try await server.post(path, body)
            #expect(judged.status == 201, "\(judged.body)")
            #expect(judged["operation.kind"].text == "verdict")
            #expect(judged["operation.amount"].number == 30_000)
            #expect(judged["hold.status"].text == "released")
            #expect(try await server.post(path, body).isReplay)
            let events = try await server.events("?after=beginning&wait_s=0")
            let told = try #require(events.last { $0.name == "hold.release_judged" })
            #expect(told.json["verdict.model"].text == "mine-3")
            #expect(told.json["verdict.reasons.0"].text == "SHIPPED_BEFORE")
            let shown = try await server.events("?after=beginning&wait_s=0", key: server.shop)
            let names = shown.map(\.name)
            #expect(!names.contains { $0.hasPrefix("hold.release_") })
        }
    }

    @Test("a verdict is refused by field, and for those who may not")
    func refusals() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await doubt(server, "h1")
            let path = "/v1/reviews/h1/verdict?merchant=shop"
            let rows = [
                (#"{"id":"v","tier":"mild","score":1,"model":"m"}"#, "tier"),
                (#"{"id":"v","tier":"low","score":1001,"model":"m"}"#, "score"),
                (#"{"id":"v","tier":"low","score":1}"#, "model"),
                (#"{"id":"v","tier":"low","score":1,"model":"m","reasons":["X"]}"#, "reasons"),
                (
                    #"{"id":"v","tier":"low","score":1,"model":"m","worth":{"loss_saved":1}}"#,
                    "worth.check_cost"
                ),
            ]
            for (body, field) in rows {
                let answer = try await server.post(path, body)
                #expect(answer.status == 400, "\(answer.body)")
                #expect(answer["field"].text == field, "\(answer.body)")
            }
            let reviewer = server.keyTexts[.reviewer] ?? ""
            let body = #"{"id":"v","tier":"low","score":1,"model":"m"}"#
            #expect(try await server.post(path, body, key: reviewer).status == 403)
            _ = try await server.place("h2")
            let none = try await server.post("/v1/reviews/h2/verdict?merchant=shop", body)
            #expect(none["code"].text == "REVIEW_NOT_OPEN", "\(none.body)")
        }
    }

    @Test("what a person decides may be taken back for ten seconds")
    func undo() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await doubt(server, "h1")
            _ = try await server.post(
                "/v1/reviews/h1/verdict?merchant=shop",
                #"{"id":"v1","tier":"high","score":900,"model":"m-1"}"#)
            let ann = try server.keys.create(role: .reviewer, name: "ann", person: "ann")
            func decide(_ id: String) async throws -> TestAnswer {
                try await server.post(
                    "/v1/reviews/h1/decision?merchant=shop",
                    #"{"id":"\#(id)","decision":"release"}"#, key: ann)
            }
            let decided = try await decide("d1")
            #expect(decided["hold.overlays.0.decision"].text == "release", "\(decided.body)")
            let undone = try await server.post(
                "/v1/reviews/h1/undo?merchant=shop", #"{"id":"u1","decision":"d1"}"#, key: ann)
            #expect(undone.status == 201, "\(undone.body)")
            server.clock.advance(ns: 11 * Span.secondNs)
            #expect(try await server.available() == 70_000)
            _ = try await decide("d2")
            server.clock.advance(ns: 11 * Span.secondNs)
            #expect(try await server.available() == 100_000)
        }
    }

    @Test("the scorer judges what waits, and the merchant's view ends a machine's check")
    func scorer() async throws {
        var policy = Self.policy
        // A young account's 250 points are medium, whatever they are worth.
        policy.gate.rules.mediumFrom = 250
        policy.gate.rules.automaticCost = .zero
        policy.gate.rules.frictionCost = .zero
        policy.gate.rules.delayBasisPointsPerDay = 0
        try await TestServer.run(policy: policy) { server in
            let scorer = Scorer(
                engine: server.engine, views: server.door.views, puller: nil,
                clock: server.clock.wall, seed: 1, logger: Logger(label: "test"))
            let running = Task { try await scorer.run() }
            defer { running.cancel() }
            try await server.open()
            try await doubt(server, "h1")
            try await eventually("a verdict") {
                let hold = try await server.get("/v1/holds/h1?merchant=shop")
                return hold["overlays.0.tier"].text == "medium"
                    && hold["overlays.0.automatic"] == .bool(true)
            }
            let events = try await server.events("?after=beginning&wait_s=0")
            let told = try #require(events.last { $0.name == "hold.release_judged" })
            #expect(told.json["verdict.model"].text == "points-1")
            #expect(told.json["verdict.score"].number == 250)
            #expect(told.json["verdict.reasons.0"].text == "ACCOUNT_YOUNG")
            server.clock.advance(ns: Span.secondNs)
            let pulled = try await server.post(
                "/v1/orders/shop/h1/pulls",
                """
                {"asked_at":"2026-01-01T00:00:01Z","known":true,"facts":[
                {"kind":"shipped","occurred_at":"2026-01-01T00:00:00Z"},
                {"kind":"cancelled","occurred_at":"2026-01-01T00:00:00Z"}]}
                """)
            #expect(pulled.status < 300, "\(pulled.body)")
            try await eventually("the end of the check") {
                try await server.available() == 100_000
            }
        }
    }

    @Test(
        "a view that denies gives it to a person, one that does not say leaves the check its time",
        arguments: ["denies", "says nothing", "does not know the order"])
    func checked(view: String) async throws {
        var policy = Self.policy
        policy.gate.rules.mediumFrom = 1_001
        policy.gate.rules.highFrom = 1_001
        policy.gate.defaultTier = .medium
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            try await doubt(server, "h1")
            server.clock.advance(ns: 2 * Span.secondNs)
            let checks = try await server.get("/v1/holds/h1?merchant=shop")
            try #require(checks["overlays.0.automatic"] == .bool(true), "\(checks.body)")
            let scorer = Scorer(
                engine: server.engine, views: server.door.views, puller: nil,
                clock: server.clock.wall, seed: 1, logger: Logger(label: "test"))
            let running = Task { try await scorer.run() }
            defer { running.cancel() }
            server.clock.advance(ns: Span.secondNs)
            let facts =
                view == "does not know the order"
                ? "[]"
                : #"[{"kind":"shipped","occurred_at":"2026-01-01T00:00:00Z"}]"#
            let covers =
                view == "says nothing" ? #"["created","shipped"]"# : #"["shipped","cancelled"]"#
            let pulled = try await server.post(
                "/v1/orders/shop/h1/pulls",
                """
                {"asked_at":"2026-01-01T00:00:03Z","known":\(view != "does not know the order"),\
                "covers":\(covers),"facts":\(facts)}
                """)
            try #require(pulled.status < 300, "\(pulled.body)")
            let isEnded = view != "says nothing"
            if isEnded {
                try await eventually("a person's turn") {
                    try await server.get("/v1/holds/h1?merchant=shop")["overlays.0.automatic"]
                        == .bool(false)
                }
            } else {
                // What comes later has been looked at, so the pull has been, too.
                _ = try await doubt(server, "h2")
                try await eventually("the next verdict") {
                    try await server.get("/v1/holds/h2?merchant=shop")["overlays.0.kind"].text
                        != "release_queued"
                }
                let still = try await server.get("/v1/holds/h1?merchant=shop")
                #expect(still["overlays.0.automatic"] == .bool(true))
            }
        }
    }

    @Test("the desk hands out what waits, the nearest of the largest share first, each once")
    func desk() async throws {
        let everyDay = DeskCalendar.Shift(
            days: Set(0..<7), fromMinute: 0, toMinute: 1_440, persons: 2)
        let rules = DeskRules(
            caseNs: 3 * Span.minuteNs,
            calendar: DeskCalendar(shifts: [everyDay], utcOffsetMinutes: 0),
            tiers: [8, 1, 1].map {
                DeskRules.Tier(weight: $0, burst: 10, sustainedPerHour: 0)
            })
        try await TestServer.run(policy: Self.policy, desk: rules) { server in
            try await server.open()
            for (id, tier) in [("h1", "high"), ("h2", "low")] {
                try await doubt(server, id)
                let random = tier == "low" ? #","random":true"# : ""
                _ = try await server.post(
                    "/v1/reviews/\(id)/verdict?merchant=shop",
                    #"{"id":"v","tier":"\#(tier)","score":900,"model":"m-1"\#(random)}"#)
            }
            try await server.viewsCaughtUp()
            let levels = try await server.get("/v1/slo")
            #expect(levels["desk.persons"].number == 2, "\(levels.body)")
            #expect(levels["desk.tiers.0.waiting"].number == 1)
            // Its share of two persons is eight tenths: 10 × 180 s ÷ 1.6, and the case in hand.
            #expect(levels["desk.tiers.0.staffed_seconds_max"].number == 1_305)
            var taken: [String?] = []
            for _ in 0..<2 {
                taken.append(try await server.post("/v1/reviews/next", "")["hold.id"].text)
            }
            #expect(taken == ["h2", "h1"])
            #expect(try await server.post("/v1/reviews/next", "").status == 204)
            server.clock.advance(ns: 10 * Span.minuteNs)
            #expect(try await server.post("/v1/reviews/next", "")["hold.id"].text == "h2")
        }
        try await TestServer.run { server in
            let none = try await server.get("/v1/slo")
            #expect(none.status == 200 && none["desk"] == .null)
        }
    }
}
