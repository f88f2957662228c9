import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Single reads, lists, timelines, and what happens while the journal takes nothing.
@Suite struct ReadTests {
    @Test("a hold as documented, field by field")
    func hold() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answer = try await server.place("h1")
            #expect(
                answer.json.names == [
                    "id", "account", "order", "purpose", "scenario", "overcapture_consent",
                    "currency", "amount", "captured", "released", "expired", "refunded", "open",
                    "status", "overlays", "reason", "next", "expires_at", "guaranteed_until",
                    "extendable_until", "eta", "placed_at", "generation",
                    "sequence",
                ])
            let staff = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(
                Set(staff.json.names).subtracting(answer.json.names) == ["policy", "decided_by"])
            #expect(answer["account"].text == "a1")
            #expect(answer["order.merchant"].text == "shop")
            #expect(answer["scenario"].text == "physical")
            #expect(answer["next.action"].text == "ship")
            #expect(answer["next.who"].text == "merchant")
            #expect(answer["next.due_at"].text == answer["expires_at"].text)
            #expect(answer["expires_at"].text?.hasPrefix("2026-01-31T00:00:00") == true)
            #expect(answer["placed_at"].text?.hasPrefix("2026-01-01T00:00:00") == true)
            #expect(staff["decided_by"].text == "rule")
            #expect(answer.headers[.sluiceSequence] == answer["sequence"].text)
            let chinese = try await server.send(
                .get, "/v1/holds/h1", key: server.shop,
                headers: ["Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"])
            #expect(chinese["reason.text"].text == "额度已为该订单锁定。")
            #expect(answer["reason.text"].text == "The credit is locked for the order.")
        }
    }

    @Test("a read applies first what is due")
    func settle() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 30 * Span.dayNs + Span.secondNs)
            #expect(try await server.available() == 100_000)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "expired")
            #expect(hold["reason.code"].text == "TTL_EXPIRED")
            #expect(hold["next"] == .null)
        }
    }

    @Test("names of any letters, percent-encoded in paths")
    func names() async throws {
        try await TestServer.run { server in
            let id = "账户 a/1?%#&=é"
            try await server.open(id)
            let path = "%E8%B4%A6%E6%88%B7%20a%2F1%3F%25%23%26%3D%C3%A9"
            let answer = try await server.get("/v1/accounts/\(path)")
            #expect(answer["id"].text == id)
        }
    }

    @Test("lists in pages neither skip nor repeat, and filters hold")
    func lists() async throws {
        try await TestServer.run { server in
            for number in 0..<7 { try await server.open("a\(number)") }
            for number in 0..<9 {
                _ = try await server.place(
                    "h\(number)", amount: 100, account: "a\(number % 3)")
            }
            _ = try await server.post(
                "/v1/holds/h4/releases", #"{"id":"r","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            try await server.viewsCaughtUp()
            let accounts = try await server.pages("/v1/accounts?limit=3", "accounts")
            #expect(accounts == (0..<7).map { "a\($0)" })
            let holds = try await server.pages("/v1/holds?limit=2", "holds")
            #expect(holds == (0..<9).map { "h\($0)" })
            for (query, expected) in [
                ("account=a1", ["h1", "h4", "h7"]), ("status=released", ["h4"]),
                ("account=a1&status=active", ["h1", "h7"]), ("merchant=rival", []),
                ("merchant=shop&order=h2", ["h2"]), ("due_before=2026-01-31T00:00:00Z", []),
                ("account=none", []),
                ("due_before=2026-02-01T08:00:00%2B08:00&account=a1", ["h1", "h7"]),
            ] {
                let found = try await server.pages("/v1/holds?limit=5&\(query)", "holds")
                #expect(found == expected, "\(query)")
            }
            let rival = try await server.get("/v1/holds", key: server.rivalKey)
            #expect(rival["holds"].elements.isEmpty)
            #expect(rival.headers[.sluiceSequence] != nil)
            let foreign = try await server.get("/v1/holds?merchant=shop", key: server.rivalKey)
            #expect(foreign.status == 404)
            let own = try await server.get("/v1/holds?order=h2", key: server.shop)
            #expect(own["holds.0.id"].text == "h2")
            let single = try await server.get("/v1/holds/h2", key: server.shop)
            #expect(own["holds.0"] == single.json)
        }
    }

    @Test("the timeline tells a hold's life, oldest first")
    func timeline() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","amount":100,"final":true}"#,
                key: server.shop)
            try await server.viewsCaughtUp()
            let answer = try await server.get("/v1/holds/h1/timeline", key: server.shop)
            let events = answer["events"].elements
            let moves = events.filter { $0["type"].text?.hasPrefix("hold.") == true }
            #expect(
                moves.map { $0["type"].text } == ["hold.placed", "hold.captured", "hold.released"])
            #expect(moves.map { $0["amount"].number } == [30_000, 100, 29_900])
            #expect(moves[1]["operation"].text == "c1")
            #expect(moves[1]["by"].text == "merchant")
            #expect(moves[2]["reason.code"].text == "FINAL_CAPTURE_REMAINDER")
            let page = try await server.get("/v1/holds/h1/timeline?limit=1", key: server.shop)
            #expect(page["events"].elements.count == 1)
            #expect(page["next"].text != nil)
        }
    }

    @Test("while the disk is full commands are refused and reads are marked stale")
    func stalled() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            _ = try await server.place("h1")
            _ = try await server.place("of2", account: "a2")
            try await server.viewsCaughtUp()
            server.disk.inject(Array(repeating: .notDurable(.diskFull), count: 1_000_000))
            let answer = try await server.place("h2")
            #expect(answer.status == 503)
            #expect(answer["code"].text == "journal_stalled")
            #expect(answer["retryable"] == .bool(true))
            #expect(answer["fallback"].text == "other_payment")
            #expect(answer["fallback_text.zh"].text == Fallback.otherPayment.text(in: .chinese))
            #expect(answer.headers[.retryAfter] == "1")
            let capture = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(capture.status == 503)
            #expect(capture["fallback"] == .null)

            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold.status == 200)
            #expect(hold.headers[.sluiceStale] == "true")
            #expect(hold["open"].number == 30_000)
            #expect(hold.headers[.sluiceSequence] != nil)
            let account = try await server.get("/v1/accounts/a1")
            #expect(account.headers[.sluiceStale] == "true")
            #expect(account["held"].number == 30_000)
            let list = try await server.get("/v1/holds", key: server.shop)
            #expect(list.headers[.sluiceStale] == "true")
            // What the views do not have, or have for another, is not said not to be there.
            for (path, key) in [
                ("/v1/accounts/none", server.lender), ("/v1/holds/h2", server.shop),
                ("/v1/holds/h2/explanation", server.shop), ("/v1/holds/h2/timeline", server.shop),
                ("/v1/holds/of2?merchant=shop", server.keyTexts[.consumer]!),
                ("/v1/holds/of2/explanation?merchant=shop", server.keyTexts[.consumer]!),
                ("/v1/holds/of2/timeline?merchant=shop", server.keyTexts[.consumer]!),
            ] {
                let none = try await server.get(path, key: key)
                #expect(none.status == 503, "\(path)")
                #expect(none["code"].text == "journal_stalled", "\(path)")
                #expect(none["retryable"] == .bool(true), "\(path)")
            }
            // What is another's is in the trail all the same.
            #expect(server.door.access.figures.records[.notYours] == 3)
            // Who is held beside the journal can be told and changed.
            let person = try await server.send(
                .put, "/v1/people/p1", #"{"name":"X"}"#, key: server.lender)
            #expect(person.status == 200, "\(person.body)")
            #expect(person.headers[.sluiceStale] == "true")
            #expect(try await server.get("/v1/people/p1").status == 200)
            #expect(try await server.get("/v1/people/p2").status == 503)
            let order = try await server.get("/v1/orders/shop/h1", key: server.shop)
            #expect(order.status == 503)
            let ready = try await server.send(.get, "/readyz", key: nil)
            #expect(ready.status == 503)
            #expect(ready["stalled"].text == "disk_full")

            server.disk.clearFaults()
            try await eventually("the journal takes rows again") {
                try await server.send(.get, "/readyz", key: nil).status == 200
            }
            let again = try await server.place("h2")
            #expect(again.status == 201)
            let fresh = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(fresh.headers[.sluiceStale] == nil)
        }
    }

    @Test("more than may wait is refused at once")
    func overloaded() async throws {
        var options = EngineOptions()
        options.lanes.costMax.sync = 2
        try await TestServer.run(options: options) { server in
            try await server.open()
            let events = (0..<3).map { TestServer.event("e\($0)", "paid", order: "o") }
            let answer = try await server.send(
                .post, "/v1/order-events", "[\(events.joined(separator: ","))]",
                key: server.shop, type: OrderEventRequest.batchMediaType)
            #expect(answer.status == 429)
            #expect(answer["code"].text == "overloaded")
            #expect(answer.headers[.retryAfter] == "1")
        }
    }

    @Test("a checkout refused for load says what the shopper can do; unlocks go on")
    func shedCheckout() async throws {
        var options = EngineOptions()
        options.lanes.costMax.checkout = 0
        try await TestServer.run(options: options) { server in
            let answer = try await server.place("h1")
            #expect(answer.status == 429)
            #expect(answer["code"].text == "overloaded")
            #expect(answer["retryable"] == .bool(true))
            #expect(answer["fallback"].text == "other_payment")
            #expect(answer["fallback_text.en"].text == Fallback.otherPayment.text(in: .english))
            #expect(answer["fallback_text.zh"].text == Fallback.otherPayment.text(in: .chinese))
            #expect(answer.headers[.retryAfter] == "1")
            let capture = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(capture.status == 404)
            let metrics = try await server.get("/metrics").body
            for line in [
                #"sluice_lane_refused_total{lane="checkout"} 1"#,
                #"sluice_lane_refused_total{lane="unlock"} 0"#,
                #"sluice_lane_served_total{lane="unlock"} 1"#,
                #"sluice_lane_depth{lane="checkout"} 0"#,
            ] {
                #expect(metrics.contains(line + "\n"), "\(line)")
            }
        }
    }

    @Test("while the archive stands still checkouts are refused, unlocks go on, and it is told")
    func archiveStalled() async throws {
        var options = EngineOptions()
        options.archiveLagBytesMax = 2_000
        try await TestServer.run(options: options) { server in
            try await server.open()
            try await eventually("the archive catches up") {
                let status = server.engine.status.snapshot
                return status.consumers["archive"] == server.engine.feed.newestRow
            }
            server.archive.fail(times: .max)
            var number = 0
            var answer = try await server.place("h0", amount: 100)
            while answer.status == 201, number < 20 {
                number += 1
                answer = try await server.place("h\(number)", amount: 100)
            }
            #expect(answer.status == 429 && number > 1)
            #expect(answer["code"].text == "overloaded")
            #expect(answer["fallback"].text == "other_payment")
            #expect(answer.headers[.retryAfter] == "1")
            let capture = try await server.post(
                "/v1/holds/h0/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(capture.status == 201)
            let ready = try await server.get("/readyz")
            #expect(ready.status == 503 && ready["refused_for_archive"].text == "checkout")
            let metrics = try await server.get("/metrics").body
            for line in [
                "sluice_archive_waiting_bytes_max 2000",
                #"sluice_archive_refuses{who="background"} 1"#,
                #"sluice_archive_refuses{who="checkout"} 1"#,
                #"sluice_archive_refuses{who="all"} 0"#,
            ] {
                #expect(metrics.contains(line + "\n"), "\(line)")
            }
            server.archive.fail(times: 0)
        }
    }

    @Test("near a cap checkouts are told of it, and what ends locks is served")
    func capacity() async throws {
        var options = EngineOptions()
        options.capacity.liveHoldsMax = 1
        try await TestServer.run(options: options) { server in
            try await server.open()
            #expect(try await server.place("h1").status == 201)
            let answer = try await server.place("h2")
            #expect(answer.status == 503)
            #expect(answer["code"].text == "capacity")
            #expect(answer["retryable"] == .bool(true))
            #expect(answer["fallback"].text == "other_payment")
            #expect(answer.headers[.retryAfter] == "60")
            let metrics = try await server.get("/metrics").body
            #expect(metrics.contains("sluice_capacity{kind=\"live_holds\"} 1\n"))
            #expect(metrics.contains("sluice_capacity_used{kind=\"live_holds\"} 1\n"))
            let capture = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(capture.status == 201)
            #expect(try await server.place("h2").status == 201)
        }
    }

    @Test("a follower that fails makes the server not ready")
    func failingConsumer() async throws {
        try await TestServer.run { server in
            let ready = try await server.send(.get, "/readyz", key: nil)
            #expect(ready.status == 200)
            #expect(ready["mode"].text == "live")
            server.archive.fail(times: 1_000)
            try await server.open()
            try await eventually("the failure is told") {
                let answer = try await server.send(.get, "/readyz", key: nil)
                return answer.status == 503
                    && answer["consumers"].elements.contains {
                        $0["name"].text == "archive" && $0["failing"] == .bool(true)
                    }
            }
            server.archive.fail(times: 0)
            try await eventually("the archive catches up") {
                try await server.send(.get, "/readyz", key: nil).status == 200
            }
        }
    }

    @Test("metrics in the format of Prometheus")
    func metrics() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            _ = try await server.place("h1")
            _ = try await server.place("h2", amount: 200_000)
            try await eventually("the engine has counted") {
                try await server.get("/metrics").body.contains("sluice_live_holds 1\n")
            }
            let answer = try await server.get("/metrics")
            #expect(answer.headers[.contentType]?.hasPrefix("text/plain") == true)
            for line in [
                #"sluice_outcomes_total{code="APPROVED"} 1"#,
                #"sluice_outcomes_total{code="INSUFFICIENT_LIMIT"} 1"#,
                "sluice_replays_total 1", "sluice_accounts 1", "sluice_journal_stalled 0",
                #"sluice_http_requests_total{status="402"} 1"#,
            ] {
                #expect(answer.body.contains(line + "\n"), "\(line)")
            }
            for line in answer.body.split(separator: "\n") where !line.hasPrefix("#") {
                let series =
                    /(?:sluice|process)_[a-z_]+(\{[a-z]+="[A-Za-z0-9_.]+"(,[a-z]+="[A-Za-z0-9_.+-]+")?\})? -?[0-9.e-]+/
                let isSeries = line.wholeMatch(of: series) != nil
                #expect(isSeries, "\(line)")
            }
        }
    }
}

extension TestServer {
    /// The ids of all pages of a list.
    fileprivate func pages(_ path: String, _ name: String) async throws -> [String] {
        var ids: [String] = []
        var cursor = ""
        while true {
            let page = try await get(path + cursor)
            try #require(page.status == 200, "\(page.body)")
            ids += page[name].elements.compactMap { $0["id"].text }
            guard let next = page["next"].text else { return ids }
            cursor = "&cursor=\(next)"
        }
    }
}
