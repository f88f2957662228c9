import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// What pages say of how old they are.
@Suite("pages of what is behind") struct StalePageTests {
    /// Somebody's page, of the account or of one lock.
    private struct Look: Sendable {
        var visitor: ConsoleVisitor
        var path: String
    }

    private static func looks(at server: TestServer) async throws -> [Look] {
        try await server.open()
        let placed = try await server.place("h1")
        try #require(placed.status == 201, "\(placed.body)")
        try await server.viewsCaughtUp()
        let consumer = try await ConsoleVisitor.consumer(at: server)
        let merchant = try await ConsoleVisitor.merchant(at: server)
        let support = try await ConsoleVisitor.staff(.support, at: server)
        let operations = try await ConsoleVisitor.staff(.operator, at: server)
        return [
            Look(visitor: consumer, path: "/me"),
            Look(visitor: consumer, path: "/me/holds/shop/h1"),
            Look(visitor: merchant, path: "/merchant"),
            Look(visitor: merchant, path: "/merchant/holds/h1"),
            Look(visitor: support, path: SupportSearch.path(account: "a1")),
            Look(visitor: support, path: SupportSearch.path(hold: "h1", of: "shop")),
            Look(visitor: support, path: SupportSearch.path(account: "shop/h1")),
            Look(visitor: operations, path: "/console/operations"),
        ]
    }

    /// Every page and its fragment say it, or nothing of the kind.
    private static func expect(_ text: ConsoleText?, on looks: [Look]) async throws {
        for look in looks {
            for language in [Language.english, .chinese] {
                let sign = look.path.contains("?") ? "&" : "?"
                for path in [look.path, look.path + sign + "fragment=body"] {
                    let page = try await look.visitor.get(path, language: language.rawValue)
                    #expect(page.status == 200, "\(path): \(page.body)")
                    let isMarked = page.body.contains(#"id="stale""#)
                    #expect(isMarked == (text != nil), "\(path)")
                    for other in [ConsoleText.stale, .behind] {
                        let isSaid = page.body.contains(
                            "<p>" + Catalogue.text(other, in: language) + "</p>")
                        #expect(isSaid == (other == text), "\(path): \(other)")
                    }
                }
            }
        }
    }

    @Test("while the journal takes nothing, and no longer when it does")
    func stalled() async throws {
        try await TestServer.run { server in
            let looks = try await Self.looks(at: server)
            try await Self.expect(nil, on: looks)
            server.disk.inject(Array(repeating: .notDurable(.diskFull), count: 1_000_000))
            #expect(try await server.place("h2").status == 503)
            try await Self.expect(.stale, on: looks)
            server.disk.clearFaults()
            try await eventually("the journal takes rows again") {
                try await server.send(.get, "/readyz", key: nil).status == 200
            }
            try await server.viewsCaughtUp()
            try await Self.expect(nil, on: looks)
        }
    }

    @Test("while the views are held, and no longer when they follow")
    func held() async throws {
        try await TestServer.run { server in
            let looks = try await Self.looks(at: server)
            server.viewing.hold(true)
            #expect(try await server.place("h2").status == 201)
            try await eventually("the views fail") {
                server.engine.status.snapshot.failures["views"] != nil
            }
            try await Self.expect(.behind, on: looks)
            // A lock that they do not have is shown as the ledger has it.
            let unseen = looks[1].visitor
            let lock = try await unseen.get("/me/holds/shop/h2")
            #expect(lock.status == 200 && lock.body.contains(#"id="stale""#), "\(lock.body)")
            server.viewing.hold(false)
            try await eventually("the views follow") {
                let status = server.engine.status.snapshot
                return status.failures["views"] == nil
                    && status.consumers["views"] == server.engine.feed.newestRow
            }
            try await Self.expect(nil, on: looks)
        }
    }
}
