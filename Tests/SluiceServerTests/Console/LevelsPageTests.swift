import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk
import Testing

@testable import SluiceServer

/// The page of service levels: what `/v1/slo` tells, in words.
@Suite struct LevelsPageTests {
    /// The cells of the first row of a table that has a text: without tags, and one space between words.
    private static func row(_ text: String, of section: String, in page: TestAnswer) -> String {
        let body = page.body.replacing("&#39;", with: "'")
        let part = body.split(separator: #"id="\#(section)""#).last ?? ""
        let rows = part.split(separator: "</section>").first?.split(separator: "<tr") ?? []
        let row = rows.first { $0.contains(text) }?.split(separator: "</tr>").first ?? ""
        return
            row
            .replacing(/<\/t[hd]>/, with: " | ").replacing(/[^<]*>/, with: "", maxReplacements: 1)
            .replacing(/<[^>]*>/, with: "").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    @Test("what came back against what is promised, each figure with what it is of and its word")
    func levels() async throws {
        try await TestServer.run(policy: LateReturns.policy) { server in
            try await LateReturns.play(server)
            let visitor = try await ConsoleVisitor.staff(.auditor, at: server)
            let page = try await visitor.get("/console/levels")
            #expect(page.status == 200, "\(page.body)")
            #expect(page.headers[.contentSecurity] == Console.policy)
            #expect(
                Self.row("within 3 s", of: "levels", in: page)
                    == "the merchant's word | 95 % within 3 s | 100 % ✓good 1 of 1 "
                    + "| 100 % ✓good of 28 days | – | 0 % ✓good of 1 |")
            #expect(
                Self.row("by their deadline", of: "levels", in: page)
                    == "checked first · high | 99 % by their deadline | 0 % ×act 0 of 1 "
                    + "| −999 % ×act of 28 days | 10,000 % ×act of 1 "
                    + "| 10,000 % ×act of 1 |")
            #expect(
                Self.row("the merchant's word", of: "returns", in: page)
                    == "the merchant's word | 1 | 1 ms · 1 ms · 1 ms | 2 min · 2 min · 2 min "
                    + "| 1 ms |")
            #expect(
                Self.row("release · high", of: "yields", in: page)
                    == "release · high · CNY | 0 / 1 !watch | ¥1,499.99 × h |")
            #expect(Self.row("what ends locks", of: "answers", in: page).contains(" ms · "))
            for text in [
                ">3 / 4<", "checked first · high · 99 % by their deadline · 28 days",
                "Avoidable declines", "28 days, 4 Dec 14:00 – 1 Jan 13:01",
                "No connector is set up.", "since this server started",
            ] { #expect(page.body.contains(text), "\(text)") }
            let chinese = try await visitor.get("/console/levels", language: "zh")
            for text in ["承诺与达成", "95% 于 3 s 内", "处理", "¥1,499.99 × 小时", "各通道应答"] {
                #expect(chinese.body.contains(text), "\(text)")
            }
            let fragment = try await visitor.get("/console/levels?fragment=body")
            #expect(!fragment.body.contains("<html") && fragment.body.contains(">3 / 4<"))
        }
    }

    @Test(
        "of one merchant by the day; of one that nobody knows it says so; before anything happened too"
    )
    func merchants() async throws {
        try await TestServer.run(policy: LateReturns.policy) { server in
            let visitor = try await ConsoleVisitor.staff(.support, at: server)
            let empty = try await visitor.get("/console/levels")
            for text in [
                "No credit came back yet. Each cause would stand here", "No review ended",
                ">0 / 0<", "nothing came back in this time",
            ] { #expect(empty.body.contains(text), "\(text)") }
            try await LateReturns.play(server)
            // Meanwhile the session came to its end.
            let later = try await ConsoleVisitor.staff(.support, at: server)
            let own = try await later.get("/console/levels?merchant=shop")
            #expect(own.status == 200)
            for text in [
                "Service levels of shop", "Of one merchant returns are known by the day",
                "merchant=shop&amp;fragment=body", ">3 / 4<", #"href="/console/levels""#,
            ] { #expect(own.body.contains(text), "\(text)") }
            // What is of all merchants is not told as of one.
            for text in [#"id="answers""#, #"id="yields""#, "Avoidable declines", "Fastest burn"] {
                #expect(!own.body.contains(text), "\(text)")
            }
            #expect(
                Self.row("by their deadline", of: "levels", in: own).hasSuffix("| – | – |"))
            let unknown = try await later.get("/console/levels?merchant=stranger")
            #expect(unknown.status == 404)
            #expect(unknown.body.contains("Nothing is known of this merchant."))
            #expect(try await later.get("/console/levels?shop=1").status == 400)
        }
    }

    @Test("what waits to be asked for, and what the desk promises")
    func waits() async throws {
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
        let tier = DeskRules.Tier(weight: 1, burst: 5, sustainedPerHour: 1)
        let desk = DeskRules(
            caseNs: 5 * Span.minuteNs, calendar: DeskCalendar(shifts: [], utcOffsetMinutes: 0),
            tiers: RiskTier.allCases.map { _ in tier })
        try await TestServer.run(connectors: connectors, desk: desk) { server in
            try await server.open()
            _ = try await server.place("h1")
            let visitor = try await ConsoleVisitor.staff(.operator, at: server)
            let asked = try await server.post("/v1/orders/shop/h1/pull-requests", "")
            #expect(asked.status == 202, "\(asked.body)")
            let waits = try #require(PullWaits(connectors[1])?.maxSeconds(of: .urgent))
            for (seconds, word) in [(waits, "✓good"), (1, "×act")] {
                server.clock.advance(ns: seconds * Span.secondNs)
                let page = try await visitor.get("/console/levels?merchant=shop")
                let row = Self.row("a person asks", of: "pulls", in: page)
                #expect(row.hasPrefix("shop | shop | a person asks"), "\(row)")
                #expect(row.contains("| 1 |") && row.contains(word), "\(row)")
            }
            let all = try await visitor.get("/console/levels")
            #expect(Self.row("rival", of: "pulls", in: all).hasSuffix("| 0 | – ✓good | – |"))
            #expect(all.body.contains("persons there now: 0"))
            #expect(
                Self.row("high", of: "desk", in: all)
                    == "high | 0 ✓good past their deadline: 0 | – | – | – |")
        }
    }

    @Test("a figure is good, to be watched, or to be acted on, as the guide says")
    func marks() {
        #expect(
            [25, 24, 0, -1].map { Mark.budgetLeft($0).tone } == ["good", "watch", "watch", "bad"])
        let hour = [100, 101, 1_000, 1_001].map { Mark.burn($0, max: Mark.burnHourMax).tone }
        #expect(hour == ["good", "watch", "watch", "bad"])
        #expect([200, 201].map { Mark.burn($0, max: Mark.burnDayMax).tone } == ["watch", "bad"])
    }
}
