import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// The board and its repairs, over HTTP.
@Suite("anomalies over HTTP") struct AnomalyTests {
    /// The promise ends at once, so that a remainder may be given back.
    private static var policy: Policy {
        var policy = Policy.standard
        for index in policy.scenarios.indices {
            policy.scenarios[index].guaranteeLeadNs = policy.scenarios[index].timeToLiveNs
        }
        policy.twoPersons.repairsMax = Money(minor: 25_000)
        return policy
    }

    /// A hold with a line of which a part was shipped: 20000 of 30000 are left.
    private func leaveRemainder(_ server: TestServer, _ id: String) async throws {
        let placed = try await server.place(id, more: #","lines":[{"line":"l1","amount":30000}]"#)
        try #require(placed.status == 201, "\(placed.body)")
        let told = try await server.fact(
            "f-\(id)", "line_shipped", order: id,
            more: #","lines":[{"line":"l1","amount":10000}]"#)
        try #require(told.status == 200, "\(told.body)")
    }

    /// The row of a detector on the board as it was counted last.
    private static func row(
        _ code: String, _ server: TestServer, _ key: String?
    ) async throws -> JSONValue {
        let board = try await server.get("/v1/anomalies", key: key)
        return board["detectors"].elements.first { $0["detector"].text == code } ?? .null
    }

    /// The same once it shows so many.
    private func row(
        _ code: String, count: Int64, _ server: TestServer, key: String? = nil
    ) async throws -> JSONValue {
        try await eventually("\(code) shows \(count)") {
            try await Self.row(code, server, key)["count"].number == count
        }
        return try await Self.row(code, server, key)
    }

    @Test("counts, lists, and what is settled is gone")
    func board() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await leaveRemainder(server, "h1")
            _ = try await server.post(
                "/v1/accounts/a1/restrictions", #"{"id":"b","kind":"user"}"#)
            let row = try await row("D4", count: 1, server)
            #expect(row["amounts.0.amount"].number == 20_000)
            #expect(row["amounts.0.currency"].text == "CNY")
            #expect(row["oldest_at"].text != nil && row["next.who"].text == "operator")
            let endless = try await self.row("D15", count: 1, server)
            #expect(endless["amounts.0.amount"].number == 20_000)

            let list = try await server.get("/v1/anomalies/D4")
            #expect(list.headers[.sluiceSequence] != nil)
            #expect(list["anomalies.0.hold"].text == "h1")
            #expect(list["anomalies.0.order.merchant"].text == "shop")
            #expect(list["anomalies.0.amount"].number == 20_000)
            let none = try await server.get("/v1/anomalies/D4?merchant=other")
            #expect(none.status == 200 && none["anomalies"].elements.isEmpty)
            #expect(try await server.get("/v1/anomalies/D99").status == 404)
            let metrics = try await server.get("/metrics")
            #expect(metrics.body.contains("\nsluice_anomalies{detector=\"D4\"} 1\n"))
            #expect(
                metrics.body.contains(
                    "\nsluice_anomaly_amount_minor{detector=\"D4\",currency=\"CNY\"} 20000\n"))
            let health = try await server.get("/v1/merchants/shop/health")
            #expect(health["anomalies.0.detector"].text == "D4")

            let captured = try await server.post(
                "/v1/holds/h1/captures?merchant=shop", #"{"id":"rest"}"#)
            #expect(captured.status == 201)
            _ = try await self.row("D4", count: 0, server)
            try await server.viewsCaughtUp()
            let settled = try await server.get("/v1/anomalies/D4")
            #expect(settled["anomalies"].elements.isEmpty)
        }
    }

    @Test("a merchant sees its own, and nothing of accounts and reviews")
    func merchants() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await leaveRemainder(server, "h1")
            _ = try await row("D4", count: 1, server, key: server.shop)
            _ = try await row("D4", count: 0, server, key: server.rivalKey)
            let board = try await server.get("/v1/anomalies", key: server.shop)
            let shown = board["detectors"].elements.compactMap { $0["detector"].text }
            #expect(shown == Detector.allCases.filter(\.isForMerchants).map(\.code))
            #expect(try await server.get("/v1/anomalies/D5", key: server.shop).status == 404)
            let own = try await server.get("/v1/anomalies/D4", key: server.shop)
            #expect(own["anomalies.0.hold"].text == "h1")
            let other = try await server.get("/v1/anomalies/D4?merchant=shop", key: server.rivalKey)
            #expect(other.status == 404)
            let zh = try await server.send(
                .get, "/v1/anomalies", key: server.shop, headers: ["Accept-Language": "zh"])
            #expect(zh.body.contains("各商品行均已处理，仍有余额被锁定。"))
        }
    }

    @Test("a dry run says what the repair does; the same id again gives back nothing more")
    func repair() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await leaveRemainder(server, "h1")
            _ = try await server.place("h2")
            func give(_ isDryRun: Bool) async throws -> TestAnswer {
                try await server.post(
                    "/v1/anomalies/D4/repairs",
                    """
                    {"id":"R","holds":[{"merchant":"shop","hold":"h1"},\
                    {"merchant":"shop","hold":"h2"}],"dry_run":\(isDryRun)}
                    """, key: server.keyTexts[.operator])
            }
            let before = server.engine.status.snapshot.sequence
            let dry = try await give(true)
            #expect(dry.status == 200, "\(dry.body)")
            #expect(dry["released"].number == 1 && dry["needs_approval"] == .bool(false))
            #expect(dry["holds.0.result"].text == "RELEASED")
            #expect(dry["holds.1.result"].text == "NOT_CONCERNED")
            #expect(server.engine.status.snapshot.sequence == before)
            let done = try await give(false)
            #expect(done.status == 201 && !done.isReplay, "\(done.body)")
            #expect(done["totals.0.amount"].number == 20_000)
            #expect(done["holds"] == dry["holds"])
            let hold = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(hold["status"].text == "closed")
            #expect(hold["reason.code"].text == "RELEASE_REMAINING")
            let again = try await give(false)
            #expect(again.status == 201 && again.isReplay, "\(again.body)")
            #expect(again["holds.0.replay"] == .bool(true))
            #expect(again["totals"].elements.isEmpty)
            let events = try await server.events("?after=beginning&wait_s=0", key: server.lender)
            let made = try #require(events.first { $0.name == "repair.made" })
            #expect(made.json["detector"].text == "D4" && made.json["counted"] == .bool(true))
            #expect(made.json["sums.0.amount"].number == 20_000)
        }
    }

    @Test("above the sum it takes two persons; one person is told so")
    func twoPersons() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await leaveRemainder(server, "h1")
            try await leaveRemainder(server, "h2")
            let holds = """
                "holds":[{"merchant":"shop","hold":"h1"},{"merchant":"shop","hold":"h2"}]
                """
            let dry = try await server.post(
                "/v1/anomalies/D4/repairs", #"{"id":"R",\#(holds),"dry_run":true}"#)
            #expect(dry["needs_approval"] == .bool(true), "\(dry.body)")
            let alone = try await server.post(
                "/v1/anomalies/D4/repairs", #"{"id":"R",\#(holds)}"#)
            #expect(alone.status == 403 && alone["code"].text == "APPROVAL_NEEDED")
            let proposed = try await server.post(
                "/v1/proposals",
                #"{"id":"P","command":{"kind":"repair","detector":"D4","id":"R",\#(holds)}}"#,
                key: server.key(of: "alice"))
            #expect(proposed.status == 202, "\(proposed.body)")
            #expect(proposed["command.holds.1.hold"].text == "h2")
            let approved = try await server.approve(
                "P", try #require(proposed["sequence"].text), key: server.key(of: "bob"))
            #expect(approved.status == 201, "\(approved.body)")
            #expect(approved["released"].number == 2)
            #expect(try await server.available() == 80_000)
        }
    }

    @Test("a form that is wrong names its field")
    func malformed() async throws {
        try await TestServer.run { server in
            for (body, field) in [
                (#"{"id":"R"}"#, "/holds"), (#"{"id":"R","holds":[]}"#, "/holds"),
                (#"{"id":"R","holds":[{"hold":"h"}]}"#, "/holds/0/merchant"),
                (#"{"id":"R","holds":[{"merchant":"m","hold":"h","x":1}]}"#, "/holds/0/x"),
            ] {
                let answer = try await server.post("/v1/anomalies/D1/repairs", body)
                #expect(answer.status == 400, "\(body)")
                let told = answer["field"].text ?? ""
                #expect(told.contains(field.split(separator: "/").last ?? "-"), "\(told)")
            }
            let other = try await server.post(
                "/v1/anomalies/D5/repairs", #"{"id":"R","holds":[{"merchant":"m","hold":"h"}]}"#)
            #expect(other.status == 404)
        }
    }
}
