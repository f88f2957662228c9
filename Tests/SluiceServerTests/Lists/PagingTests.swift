import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Lists are gone through page by page while others write.
@Suite struct PagingTests {
    /// A list, what tells its items apart, and something to do between two of its pages.
    struct Subject: Sendable {
        var path: String
        var items: String
        var id: String
        /// Whether the merchant reads it, and not the lender.
        var isOfShop = false
        var disturb: @Sendable (TestServer, Int) async throws -> Void
    }

    static let subjects: [Subject] = [
        Subject(path: "/v1/accounts", items: "accounts", id: "id") { server, round in
            try await server.open("new\(round)")
        },
        Subject(path: "/v1/holds?merchant=shop", items: "holds", id: "id", disturb: place),
        // What is listed by a state leaves the list as it leaves the state.
        Subject(path: "/v1/holds?status=active", items: "holds", id: "id", disturb: place),
        Subject(
            path: "/v1/holds/o0/timeline", items: "events", id: "sequence", isOfShop: true
        ) { server, round in
            _ = try await server.post(
                "/v1/holds/o0/releases",
                #"{"id":"r\#(round)","amount":1,"reason":"MERCHANT_VOID"}"#, key: server.shop)
        },
        Subject(path: "/v1/reviews", items: "reviews", id: "hold.id", disturb: decide),
        Subject(path: "/v1/returns?merchant=shop", items: "returns", id: "id", disturb: receive),
        Subject(path: "/v1/proposals", items: "proposals", id: "id") { server, round in
            _ = try await propose(server, "q-new\(round)")
        },
        Subject(
            path: "/v1/messages?audience=consumer", items: "messages", id: "id", disturb: place),
        // What is made comes at the end, and what is forgotten moves nothing.
        Subject(path: "/v1/keys", items: "keys", id: "id") { server, round in
            _ = try server.keys.create(role: .auditor, name: "more \(round)")
        },
        Subject(path: "/v1/webhooks", items: "webhooks", id: "id") { server, round in
            try await keepWebhook(server)
            let all = try await server.get("/v1/webhooks?limit=1000")["webhooks"].elements
            let first = try #require(all.first?["id"].text)
            _ = try await server.send(.delete, "/v1/webhooks/\(first)", key: server.lender)
        },
    ]

    private static func keepWebhook(_ server: TestServer) async throws {
        let made = try await server.post(
            "/v1/webhooks", #"{"url":"https://w.example/in","audience":"staff"}"#)
        try #require(made.status == 201, "\(made.body)")
    }

    private static let place: @Sendable (TestServer, Int) async throws -> Void = { server, round in
        _ = try await server.place("new\(round)", amount: 10)
    }

    /// Moves a deadline to the end, and another to the beginning: what a cursor by deadline alone would
    /// show twice, and miss.
    private static let decide: @Sendable (TestServer, Int) async throws -> Void = { server, round in
        for (hold, until) in [("v0", "2026-03-01"), ("v7", "2026-01-01")] {
            _ = try await server.post(
                "/v1/reviews/\(hold)/decision?merchant=shop",
                """
                {"id":"d\(round)","decision":"extend","until":"\(until)T0\(round % 10):00:00Z"}
                """, key: server.keyTexts[.reviewer])
        }
    }

    private static let receive: @Sendable (TestServer, Int) async throws -> Void = {
        server, round in
        _ = try await server.fact("rr\(round)", "return_received", order: "h\(round % 6)")
    }

    private static func propose(_ server: TestServer, _ id: String) async throws -> TestAnswer {
        try await server.post(
            "/v1/proposals",
            """
            {"id":"\(id)","command":{"kind":"limit","account":"a1","id":"l-\(id)",\
            "limit":90000000,"reason":"LIMIT_GRANTED"}}
            """, key: try server.keys.create(role: .operator, name: id, person: "p1"))
    }

    /// Eight of everything.
    private static func furnish(_ server: TestServer) async throws {
        try await server.open("a1", limit: 50_000_000)
        for number in 0..<8 {
            if number > 0 { try await server.open("b\(number)") }
            _ = try await server.place("h\(number)", amount: 1_000)
            _ = try await server.place("v\(number)", amount: 10, more: #","review":"person""#)
            server.clock.advance(ns: Span.secondNs)
            _ = try await server.fact("s\(number)", "shipped", order: "h\(number)")
            _ = try await server.fact("t\(number)", "return_requested", order: "h\(number)")
            _ = try await server.place("o\(number)", amount: 100)
            _ = try await propose(server, "q\(number)")
            try await keepWebhook(server)
            _ = try await server.post(
                "/v1/holds/o0/releases",
                #"{"id":"f\#(number)","amount":1,"reason":"MERCHANT_VOID"}"#, key: server.shop)
        }
    }

    @Test("no list skips or repeats while it is written", arguments: subjects.indices)
    func underWrites(index: Int) async throws {
        let subject = Self.subjects[index]
        var policy = Policy.standard
        policy.refundOnReturn = false
        try await TestServer.run(policy: policy) { server in
            try await Self.furnish(server)
            try await server.viewsCaughtUp()
            try await server.messagesCaughtUp()
            let key = subject.isOfShop ? server.shop : server.lender
            let mark = subject.path.contains("?") ? "&" : "?"
            func page(_ query: String) async throws -> TestAnswer {
                let answer = try await server.get(subject.path + mark + query, key: key)
                try #require(answer.status == 200, "\(subject.path) \(query) \(answer.body)")
                return answer
            }
            func ids(_ answer: TestAnswer) -> [String] {
                answer[subject.items].elements.compactMap { $0[subject.id].text }
            }
            let begun = ids(try await page("limit=1000"))
            #expect(begun.count >= 4, "\(subject.path): \(begun)")
            var (seen, cursor, round): ([String], String?, Int) = ([], nil, 0)
            repeat {
                let found = try await page("limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += ids(found)
                cursor = found["next"].text
                round += 1
                // A list that grows at its end would never be done.
                if round < 8 { try await subject.disturb(server, round) }
                try await server.viewsCaughtUp()
                try await server.messagesCaughtUp()
            } while cursor != nil && round < 100
            #expect(Set(seen).count == seen.count, "\(subject.path) repeats: \(seen)")
            let open = Set(ids(try await page("limit=1000")))
            #expect(seen.filter(begun.contains) == begun.filter(seen.contains), "\(subject.path)")
            #expect(Set(begun).intersection(open).isSubset(of: Set(seen)), "\(subject.path) skips")
        }
    }

    @Test("a cursor is of its list, its filter and its key alone")
    func foreignCursors() async throws {
        try await TestServer.run { server in
            try await server.open("a1", limit: 50_000_000)
            try await server.open("a2")
            for number in 0..<3 { _ = try await server.place("h\(number)", amount: 10) }
            try await server.viewsCaughtUp()
            let page = try await server.get("/v1/holds?account=a1&limit=1")
            let cursor = try #require(page["next"].text)
            let same = try await server.get("/v1/holds?limit=2&cursor=\(cursor)&account=a1")
            #expect(same["holds.0.id"].text == "h1")
            for (path, key) in [
                ("/v1/holds?cursor=\(cursor)", server.lender),
                ("/v1/holds?account=a2&cursor=\(cursor)", server.lender),
                ("/v1/holds?account=a1&status=active&cursor=\(cursor)", server.lender),
                ("/v1/holds?account=a1&cursor=\(cursor)", server.shop),
                ("/v1/accounts?cursor=\(cursor)", server.lender),
                ("/v1/reviews?cursor=\(cursor)", server.lender),
                ("/v1/holds?account=a1&cursor=\(cursor)0", server.lender),
                ("/v1/holds?account=a1&cursor=", server.lender),
                ("/v1/holds?account=a1&cursor=s1", server.lender),
            ] {
                let answer = try await server.get(path, key: key)
                #expect(answer.status == 400, "\(path)")
                #expect(answer["field"].text == "cursor", "\(path)")
            }
        }
    }

    @Test("a cursor of keys or of endpoints is of that list, and of its caller")
    func cursorsOfFiles() async throws {
        try await TestServer.run { server in
            for audience in ["staff", "merchant", "merchant"] {
                let merchant = audience == "merchant" ? #","merchant":"shop""# : ""
                _ = try await server.post(
                    "/v1/webhooks",
                    #"{"url":"https://w.example/in","audience":"\#(audience)"\#(merchant)}"#)
            }
            let keys = try await server.get("/v1/keys?limit=3")
            let webhooks = try await server.get("/v1/webhooks?limit=1")
            #expect(keys["keys"].elements.count == 3 && webhooks["webhooks"].elements.count == 1)
            let (ofKeys, ofWebhooks) = (
                try #require(keys["next"].text), try #require(webhooks["next"].text)
            )
            let rest = try await server.get("/v1/webhooks?cursor=\(ofWebhooks)")
            #expect(rest["webhooks"].elements.count == 2 && rest["next"] == .null)
            for (path, key) in [
                ("/v1/keys?cursor=\(ofWebhooks)", server.lender),
                ("/v1/webhooks?cursor=\(ofKeys)", server.lender),
                ("/v1/webhooks?cursor=\(ofWebhooks)", server.shop),
                ("/v1/keys?cursor=\(ofKeys)0", server.lender),
            ] {
                let answer = try await server.get(path, key: key)
                #expect(answer.status == 400 && answer["field"].text == "cursor", "\(path)")
            }
            let own = try await server.get("/v1/webhooks?limit=1", key: server.shop)
            #expect(own["webhooks.0.merchant"].text == "shop" && own["next"].text != nil)
        }
    }

    @Test("filters of accounts and holds")
    func filters() async throws {
        try await TestServer.run { server in
            try await server.open("a1")
            try await server.open("a2", currency: "EUR")
            _ = try await server.post(
                "/v1/accounts/a2/restrictions", #"{"id":"r1","kind":"risk"}"#)
            _ = try await server.place("h1", amount: 10)
            server.clock.advance(ns: Span.hourNs)
            _ = try await server.place("h2", amount: 20, more: #","purpose":"deposit""#)
            _ = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            try await server.viewsCaughtUp()
            for (query, expected) in [
                ("currency=EUR", ["a2"]), ("restricted=true", ["a2"]), ("restricted=false", ["a1"]),
                ("overlimit=false", ["a1", "a2"]), ("overlimit=true", []),
            ] {
                let found = try await server.get("/v1/accounts?\(query)")
                #expect(
                    found["accounts"].elements.compactMap { $0["id"].text } == expected, "\(query)")
            }
            for (query, expected) in [
                ("open=true", ["h2"]), ("open=false", ["h1"]), ("purpose=deposit", ["h2"]),
                ("scenario=physical", ["h1", "h2"]), ("scenario=none", []),
                ("placed_from=2026-01-01T00:30:00Z", ["h2"]),
                ("placed_before=2026-01-01T00:30:00Z", ["h1"]),
            ] {
                let found = try await server.get("/v1/holds?\(query)")
                #expect(
                    found["holds"].elements.compactMap { $0["id"].text } == expected, "\(query)")
            }
            for (path, field) in [
                ("/v1/accounts?currency=eur", "currency"),
                ("/v1/accounts?restricted=1", "restricted"),
                ("/v1/holds?purpose=A%20B", "purpose"),
                ("/v1/holds?placed_from=now", "placed_from"),
            ] {
                let answer = try await server.get(path)
                #expect(answer.status == 400 && answer["field"].text == field, "\(path)")
            }
        }
    }
}
