import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What the page that answers a call says of promises, of what is beside a lock, and of what may be done.
@Suite struct SupportPageTests {
    private static let path = SupportSearch.path(hold: "h1", of: "shop")

    private static func page(
        _ server: TestServer, _ path: String = path
    ) async throws -> TestAnswer {
        try await server.viewsCaughtUp()
        let page = try await ConsoleVisitor.staff(.support, at: server).get(path)
        try #require(page.status == 200, "\(page.body)")
        return page
    }

    /// What the page says of when the lock was said to end, with the word on whether that was kept.
    private static func told(
        _ days: [Int64], _ server: TestServer
    ) async throws -> [(text: String, verdict: String?)] {
        try await server.viewsCaughtUp()
        let principal = Principal(role: .support, subject: "p-1", credential: 2)
        let key = KeyDerivation.hold(merchant: server.door.merchant("shop").key, name: "h1")
        let lock = try #require(try await server.door.lock(key, for: principal))
        var source = lock.source
        source.told = days.enumerated().map { place, day in
            let latest = source.hold.placedAt.adding(spanNs: day * Span.dayNs)
            return ExplanationSource.ToldAt(
                time: source.hold.placedAt.adding(spanNs: Int64(place) * Span.hourNs),
                told: Told(
                    p50: latest, p80: latest, p90: latest, latest: latest, billedBasisPoints: nil))
        }
        let words = server.door.words.inLanguage(.english)
        return SupportCase.told(
            Explanation(source, for: .staff), [], words.smith(.staff, source.hold.currency), words
        ).map { ($0.toldText, $0.verdict?.word) }
    }

    @Test("what was told last still stands, then was kept; what was told before it counts no more")
    func kept() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            #expect(try await Self.told([], server).isEmpty)
            let open = try await Self.told([20, 10], server)
            #expect(open.map(\.verdict) == ["still stands", nil])
            server.clock.advance(ns: 5 * Span.dayNs)
            _ = try await server.fact("e1", "cancelled", order: "h1")
            let ended = try await Self.told([20, 10], server)
            #expect(ended.map(\.verdict) == ["kept", nil, nil])
        }
    }

    @Test("what was told was not kept once its time is over, before the lock ends and after")
    func missed() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 5 * Span.dayNs)
            #expect(try await Self.told([3], server).map(\.verdict) == ["not kept"])
            _ = try await server.fact("e1", "cancelled", order: "h1")
            #expect(try await Self.told([3], server).map(\.verdict) == ["not kept", nil])
        }
    }

    @Test("other locks of the account and findings stand beside a lock, others' do not")
    func related() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            _ = try await server.place("h1", more: #","lines":[{"line":"l1","amount":30000}]"#)
            _ = try await server.place("h2", amount: 10_000, order: "o2")
            _ = try await server.place("h3", amount: 10_000, order: "o3")
            _ = try await server.fact("e3", "cancelled", order: "o3")
            _ = try await server.place("h4", account: "a2", order: "o4")
            let before = try await Self.page(server)
            #expect(!before.body.contains(#"id="findings""#), "\(before.body)")
            #expect(before.body.contains("Order o2 · shop") && before.body.contains("¥100.00"))
            for other in ["Order o3", "Order o4"] { #expect(!before.body.contains(other)) }
            _ = try await server.fact(
                "e1", "line_shipped", order: "h1",
                more: #","lines":[{"line":"l1","amount":10000}]"#)
            let found = try await Self.page(server)
            #expect(found.body.contains(#"id="findings""#) && found.body.contains("D4 · "))
            let none = try await Self.page(server, SupportSearch.path(hold: "h2", of: "shop"))
            #expect(!none.body.contains(#"id="findings""#))
        }
    }

    @Test("a merchant with a connector can be asked, and another cannot")
    func nudge() async throws {
        let connector = Connector(
            name: "shop", version: 1, merchant: "shop",
            url: OrderURL("http://127.0.0.1/orders/{order}")!,
            view: OrderViewMapping(rules: []))
        try await TestServer.run(connectors: [connector]) { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            var visitor = try await ConsoleVisitor.staff(.support, at: server)
            let page = try await visitor.get(Self.path)
            for text in [#"id="nudge""#, "what it answers counts as its word"] {
                #expect(page.body.contains(text), "\(text)")
            }
            visitor.csrf = try #require(page.csrf)
            let asked = try await visitor.post("/console/support/nudge", "merchant=shop&hold=h1")
            #expect(asked.status == 200 && asked.body.contains("The merchant is asked"))
            #expect(asked.body.contains("Else it is asked today 08:00."))
        }
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            #expect(try await !Self.page(server).body.contains(#"id="nudge""#))
        }
    }
}
