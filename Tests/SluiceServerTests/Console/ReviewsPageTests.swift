import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// The review desk where more waits than a page shows.
@Suite struct ReviewsPageTests {
    private static let count = ConsoleLimits.reviewsMax + 3

    /// A release of each of many locks is asked for, the first of them first.
    private static func ask(_ server: TestServer) async throws {
        try await server.open()
        for index in 0..<count {
            _ = try await server.place("h\(index)", amount: 100)
            let asked = try await server.post(
                "/v1/holds/h\(index)/release-requests?merchant=shop",
                #"{"id":"q","reason":"CUSTOMER_REQUEST"}"#)
            try #require(asked.status < 300, "\(asked.body)")
            server.clock.advance(ns: Span.secondNs)
        }
        try await server.viewsCaughtUp()
    }

    private static func orders(_ page: TestAnswer) -> [String] {
        page.body.matches(of: /name="hold" value="(h\d+)"/).map { String($0.output.1) }
    }

    private static func href(_ id: String, in page: TestAnswer) -> String? {
        guard let start = page.body.firstRange(of: #"id="\#(id)" href=""#)?.upperBound else {
            return nil
        }
        return String(page.body[start...].prefix { $0 != "\"" })
    }

    @Test("a page says how many wait after it, and leads to the next and back")
    func pages() async throws {
        var policy = Policy.standard
        policy.reviews.undoNs = 10 * Span.secondNs
        try await TestServer.run(policy: policy) { server in
            try await Self.ask(server)
            var visitor = try await ConsoleVisitor.staff(.reviewer, at: server)
            let first = try await visitor.get("/console/reviews")
            visitor.csrf = try #require(first.csrf)
            #expect(Self.orders(first) == (0..<ConsoleLimits.reviewsMax).map { "h\($0)" })
            #expect(first.body.contains("Shown by deadline; 3 more wait after these."))
            #expect(Self.href("first", in: first) == nil)
            let next = try #require(Self.href("next", in: first))
            let second = try await visitor.get(next)
            let rest = (ConsoleLimits.reviewsMax..<Self.count).map { "h\($0)" }
            #expect(Self.orders(second) == rest, "\(second.body)")
            #expect(!second.body.contains("more wait after these"))
            #expect(Self.href("next", in: second) == nil)
            #expect(Self.href("first", in: second) == "/console/reviews")
            // What is fetched again, and what a form leads to, is this page of the list.
            let query = try #require(next.firstIndex(of: "?").map { next[$0...] })
            #expect(
                second.body.contains(#"data-fragment="/console/reviews\#(query)&amp;fragment="#))
            #expect(second.body.contains(#"action="/console/reviews/decide\#(query)""#))
            let decided = try await visitor.post(
                "/console/reviews/decide\(query)",
                "id=d1&merchant=shop&hold=\(rest[0])&decision=keep")
            #expect(Self.orders(decided).suffix(2) == rest.suffix(2), "\(decided.body)")
            #expect(decided.body.contains(#"action="/console/reviews/undo\#(query)""#))
            let after = try await visitor.get("/console/reviews")
            #expect(after.body.contains("Shown by deadline; 2 more wait after these."))
            #expect(try await visitor.get("/console/reviews?cursor=none").status == 400)
        }
    }
}
