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

    @Test("what was told still stands, then was kept")
    func kept() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let open = try await Self.page(server)
            #expect(open.body.contains("still stands"))
            #expect(!open.body.contains("kept</span>"), "\(open.body)")
            _ = try await server.fact("e1", "cancelled", order: "h1")
            let ended = try await Self.page(server)
            #expect(ended.body.contains("</span>kept</span>"), "\(ended.body)")
            #expect(!ended.body.contains("still stands") && !ended.body.contains("not kept"))
        }
    }

    @Test("a lock that goes on beyond what was told was not kept, before it ends and after")
    func missed() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            let extended = try await server.post(
                "/v1/holds/h1/extensions",
                #"{"id":"x1","until":"2026-02-10T00:00:00Z","reason":"PREORDER"}"#,
                key: server.shop)
            try #require(extended.status == 201, "\(extended.body)")
            #expect(try await Self.page(server).body.contains("still stands"))
            server.clock.advance(ns: 31 * Span.dayNs)
            let late = try await Self.page(server)
            #expect(late.body.contains("</span>not kept</span>"), "\(late.body)")
            #expect(!late.body.contains("still stands"))
            _ = try await server.fact("e1", "cancelled", order: "h1")
            #expect(try await Self.page(server).body.contains("</span>not kept</span>"))
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
