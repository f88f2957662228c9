import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The scenarios of the design that are about reviews, returns and overlays, by number.
@Suite struct ReviewScenarioTests {
    private func requestRelease(
        _ server: TestServer, _ id: String = "q1", evidence: String = "parcel lost"
    ) async throws -> TestAnswer {
        try await server.post(
            "/v1/holds/h1/release-requests",
            #"{"id":"\#(id)","reason":"CUSTOMER_REQUEST","evidence":"\#(evidence)"}"#,
            key: server.shop)
    }

    @Test("scenario 45: an unlock review whose deadline passes is released, and told")
    func deadline() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let asked = try await requestRelease(server)
            #expect(asked.status == 201, "\(asked.body)")
            #expect(asked["operation.kind"].text == "release_request")
            // The merchant is not told that somebody looks.
            #expect(asked["hold.overlays"].elements.isEmpty)
            #expect(asked["hold.next.action"].text == "ship")
            let open = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(open["overlays.0.kind"].text == "unlock_review")
            let deadline = "2026-01-01T04:00:00"
            #expect(open["overlays.0.deadline"].text?.hasPrefix(deadline) == true)
            #expect(open["overlays.0.merchant_asked"] == .bool(true))
            #expect(open["next.action"].text == "decide")
            #expect(open["next.who"].text == "lender")
            #expect(open["next.due_at"].text?.hasPrefix(deadline) == true)
            server.clock.advance(ns: 4 * Span.hourNs + Span.secondNs)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "released")
            #expect(hold["reason.code"].text == "CUSTOMER_REQUEST")
            #expect(hold["overlays"].elements.isEmpty)
            #expect(hold["next"] == .null)
            let shown = try await server.events("?after=beginning&wait_s=0")
            #expect(shown.map(\.name).contains("hold.review_opened"))
            let told = try await server.events(
                "?after=beginning&wait_s=0", key: server.shop)
            #expect(told.map(\.name).contains("hold.changed"))
            #expect(!told.map(\.name).contains("hold.review_opened"))
            let released = try #require(told.last { $0.name == "hold.released" })
            #expect(released.json["by"].text == "engine")
            #expect(released.json["operation"] == .null)
        }
    }

    @Test("scenario 46: a review is moot once the order is cancelled")
    func moot() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await requestRelease(server)
            try await server.viewsCaughtUp()
            let open = try await server.get("/v1/reviews?kind=unlock_review")
            #expect(open["reviews.0.hold.id"].text == "h1", "\(open.body)")
            #expect(open["reviews.0.review.id"].text == "q1")
            _ = try await server.fact("e1", "cancelled", order: "h1")
            #expect(try await server.available() == 100_000)
            try await server.viewsCaughtUp()
            let none = try await server.get("/v1/reviews")
            #expect(none["reviews"].elements.isEmpty)
            let decided = try await server.post(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d1","decision":"keep"}"#)
            #expect(decided["code"].text == "HOLD_ENDED")
        }
    }

    @Test("scenario 47: a review stops no capture")
    func captured() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await requestRelease(server)
            let answer = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(answer["hold.status"].text == "captured")
        }
    }

    @Test("scenario 36: cancelled after the capture is a refund, not a release")
    func cancelledAfterCapture() async throws {
        var policy = Policy.standard
        policy.refundOnCancel = true
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.fact("e1", "shipped", order: "h1")
            _ = try await server.fact("e2", "cancelled", order: "h1")
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["refunded"].number == 30_000)
            #expect(hold["released"].number == 0)
            #expect(hold["status"].text == "captured")
            let order = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(order["breaks.0.kind"].text == "shipped_and_cancelled")
        }
    }

    @Test("scenario 37: a return whose merchant is silent goes to staff and ends")
    func silentReturn() async throws {
        var policy = Policy.standard
        policy.refundOnReturn = false
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.fact("e1", "shipped", order: "h1")
            _ = try await server.fact("e2", "return_requested", order: "h1")
            let open = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(open["returns.0.id"].text == "e2")
            #expect(open["returns.0.stage"].text == "goods")
            #expect(open["returns.0.who"].text == "consumer")
            _ = try await server.fact("e3", "return_received", order: "h1")
            try await server.viewsCaughtUp()
            let waiting = try await server.get("/v1/returns?stage=inspection", key: server.shop)
            #expect(waiting["returns.0.order.number"].text == "h1", "\(waiting.body)")
            #expect(waiting["returns.0.who"].text == "merchant")
            #expect(waiting["returns.0.due_at"].text?.hasPrefix("2026-01-03T00:00:00") == true)
            let rival = try await server.get("/v1/returns", key: server.rivalKey)
            #expect(rival["returns"].elements.isEmpty)
            server.clock.advance(ns: 48 * Span.hourNs + Span.secondNs)
            // The read itself settles what is due on the order.
            let staff = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(staff["returns.0.stage"].text == "staff", "\(staff.body)")
            #expect(staff["returns.0.who"].text == "lender")
            server.clock.advance(ns: 5 * Span.dayNs + Span.secondNs)
            let done = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(done["returns.0.stage"].text == "closed", "\(done.body)")
            #expect(done["returns.0.reason"].text == "RETURN_REFUNDED")
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["refunded"].number == 30_000)
        }
    }

    @Test("a pending placement is 202 for ever, and decided once")
    func pending() async throws {
        try await TestServer.run { server in
            try await server.open()
            let placed = try await server.place("h1", more: #","review":"person""#)
            #expect(placed.status == 202)
            #expect(placed["status"].text == "pending")
            #expect(placed["next.action"].text == "review")
            #expect(try await server.available() == 70_000)
            let early = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(early["code"].text == "WAITS_FOR_LENDER")
            try await server.viewsCaughtUp()
            let listed = try await server.get("/v1/holds?status=pending", key: server.shop)
            #expect(listed["holds.0.id"].text == "h1")
            let reviewer = try #require(server.keyTexts[.reviewer])
            let decided = try await server.post(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d1","decision":"approve"}"#,
                key: reviewer)
            #expect(decided.status == 201, "\(decided.body)")
            #expect(decided["hold.status"].text == "active")
            let second = try await server.post(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d2","decision":"decline"}"#)
            #expect(second["code"].text == "REVIEW_NOT_OPEN")
            let again = try await server.place("h1", more: #","review":"person""#)
            #expect(again.status == 202)
            #expect(again.isReplay)
            #expect(again["status"].text == "active")
        }
    }

    @Test("a legal freeze: the authority is next, nothing is released until it is lifted")
    func freeze() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let body = #"{"id":"v1","kind":"legal_freeze","review_by":"2026-02-15T00:00:00Z","#
            let unnamed = try await server.post(
                "/v1/holds/h1/overlays?merchant=shop", body + #""reason":"x"}"#)
            #expect(unnamed["field"].text == "authority")
            let set = try await server.post(
                "/v1/holds/h1/overlays?merchant=shop",
                body + #""authority":"court","reason":"order 7"}"#)
            #expect(set.status == 201, "\(set.body)")
            #expect(set["hold.overlays.0.authority"].text == "court")
            #expect(set["hold.next.who"].text == "authority")
            #expect(set["hold.expires_at"].text == "2026-02-15T00:00:00Z")
            let released = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            #expect(released["code"].text == "PAUSED")
            let merchants = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(merchants["next.who"].text == "merchant")
            let asked = try await server.get("/v1/holds?overlay=legal_freeze", key: server.shop)
            #expect(asked.status == 400)
            try await server.viewsCaughtUp()
            let listed = try await server.get("/v1/holds?overlay=legal_freeze&merchant=shop")
            #expect(listed["holds.0.id"].text == "h1")
            for isReplay in [false, true] {
                let lifted = try await server.send(
                    .delete, "/v1/holds/h1/overlays/v1?merchant=shop", key: server.lender)
                #expect(lifted.status == 200, "\(lifted.body)")
                #expect(lifted["hold.expires_at"].text?.hasPrefix("2026-01-31T00:00:00") == true)
                #expect(lifted.isReplay == isReplay)
            }
        }
    }

    @Test("evidence is kept of a request that took effect, and of no other")
    func evidence() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let owner = KeyDerivation.subject("a1")
            let row = server.engine.feed.newestRow
            _ = try await requestRelease(server)
            let notes = try server.people.holdings(of: owner).notes
            #expect(notes.map(\.text) == ["parcel lost"])
            let batch = try #require(try await server.engine.batches(after: row).first)
            #expect(batch.records.first?.command.note.retagged() == notes.first?.note)
            #expect(try await requestRelease(server, evidence: "again").isReplay)
            let second = try await requestRelease(server, "q2", evidence: "more")
            #expect(second["code"].text == "WAITS_FOR_LENDER")
            #expect(try server.people.holdings(of: owner).notes.map(\.text) == ["parcel lost"])
            let empty = try await requestRelease(server, "q3", evidence: "")
            #expect(empty["field"].text == "evidence")
        }
    }

    @Test("a merchant is told to ship or extend, without balances")
    func noticed() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 28 * Span.dayNs + Span.secondNs)
            _ = try await server.get("/v1/holds/h1", key: server.shop)
            let told = try await server.events(
                "?after=beginning&wait_s=0", key: server.shop)
            let notice = try #require(told.last)
            #expect(notice.name == "hold.noticed")
            #expect(notice.json["hold"].text == "h1")
            #expect(notice.json["order.number"].text == "h1")
            #expect(notice.json["reason"].text == "SHIP_OR_EXTEND")
            #expect(notice.json["guaranteed_until"].text?.hasPrefix("2026-01-31T00:00:00") == true)
            #expect(!notice.data.contains("balances"))
            let rival = try await server.events(
                "?after=beginning&wait_s=0", key: server.rivalKey)
            #expect(!rival.map(\.name).contains("hold.noticed"))
        }
    }

    @Test("a migrated hold is for the role migration, and has its history")
    func migrated() async throws {
        try await TestServer.run { server in
            try await server.open()
            let more = #","placed_at":"2025-12-20T00:00:00Z","captured":10000,"generation":3"#
            let shop = try await server.place("h1", more: more)
            #expect(shop.status == 403)
            #expect(shop["code"].text == "ROLE_NOT_ALLOWED")
            #expect(shop["field"].text == "placed_at")
            let key = try #require(server.keyTexts[.migration])
            let answer = try await server.place("h1", more: more, key: key)
            #expect(answer.status == 201, "\(answer.body)")
            #expect(answer["status"].text == "part_captured")
            #expect(answer["generation"].number == 3)
            #expect(answer["placed_at"].text == "2025-12-20T00:00:00Z")
            #expect(answer["expires_at"].text == "2026-01-19T00:00:00Z")
            #expect(try await server.available() == 80_000)
            let undated = try await server.place("h2", more: #","captured":1"#, key: key)
            #expect(undated["field"].text == "placed_at")
            let future = try await server.place(
                "h2", more: #","placed_at":"2027-01-01T00:00:00Z""#, key: key)
            #expect(future["field"].text == "placed_at")
        }
    }

    @Test("what all of this leaves behind is sound: journal, archive, views")
    func verified() async throws {
        let policy = HoldScenarioTests.policy {
            $0.lateCapture = .revive
            $0.toleranceBasisPoints = 1_500
        }
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1", more: #","review":"person","plan":"three-months""#)
            _ = try await server.post(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d1","decision":"approve"}"#)
            _ = try await requestRelease(server)
            _ = try await server.post(
                "/v1/holds/h1/overlays?merchant=shop",
                #"{"id":"v1","kind":"dispute","review_by":"2026-02-15T00:00:00Z"}"#)
            _ = try await server.post(
                "/v1/holds/h1/splits",
                #"{"id":"s1","children":[{"id":"h2","order":{"number":"o2"},"amount":9}]}"#,
                key: server.shop)
            _ = try await server.fact("e1", "shipped", order: "o2")
            _ = try await server.fact("e2", "return_requested", order: "o2")
            _ = try await server.place("h3")
            server.clock.advance(ns: 31 * Span.dayNs)
            _ = try await server.post(
                "/v1/holds/h3/captures", #"{"id":"c1"}"#, key: server.shop)
            _ = try await server.get("/v1/orders/shop/o2")
            try await server.viewsCaughtUp()
            let sequence = server.engine.status.snapshot.sequence
            var views = try #require(try ViewsCheck(directory: server.directory))
            var verifier = Verifier(journal: MemoryJournal(server.disk), archive: nil)
            let (report, _) = try verifier.run(
                atRow: { row, records, ledger in views.follow(row, records, ledger) })
            #expect(report.faults == [])
            #expect(report.events == sequence)
            let order = try await server.get("/v1/orders/shop/o2")
            #expect(order["returns"].elements.count == 1)
            let lists = try await server.get("/v1/holds?merchant=shop")
            for hold in lists["holds"].elements {
                let id = try #require(hold["id"].text)
                let read = try await server.get("/v1/holds/\(id)?merchant=shop")
                for name in read.json.names {
                    #expect(read[name] == hold[name], "\(id) \(name)")
                }
            }
            let makers = lists["holds"].elements.map { $0["decided_by"].text }
            #expect(makers == ["person", "rule", "rule", "rule"])
        }
    }
}
