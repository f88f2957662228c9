import HTTPTypes
import SluiceCore
import Testing

@testable import SluiceServer

/// Pages of consumers within a page of the lender.
@Suite struct EmbedTests {
    private static let origins = ["https://app.lender.example", "https://m.lender.example:8443"]
        .compactMap { EmbedOrigin($0) }

    @Test(
        "an origin is exactly that; what is none is told with what was perhaps meant",
        arguments: [
            ("https://app.lender.example", nil), ("https://lender.example:8443", nil),
            ("https://app.lender.example/", "https://app.lender.example"),
            ("http://app.lender.example", "https://app.lender.example"),
            ("app.lender.example", "https://app.lender.example"),
            ("https://App.Lender.example:443/shop?a", "https://app.lender.example"),
            ("https://*.lender.example", ""), ("*", ""), ("null", "https://null"), ("", ""),
            ("https://a.example; script-src *", ""), ("https://a.example https://b.example", ""),
        ])
    func origins(_ text: String, _ meant: String?) {
        #expect((EmbedOrigin(text) == nil) == (meant != nil))
        if let meant { #expect(EmbedOrigin.meant(by: text)?.text == (meant.isEmpty ? nil : meant)) }
    }

    @Test("only pages of consumers may be framed, and only by the sites that are named")
    func headers() async throws {
        try await TestServer.run(embedOrigins: Self.origins) { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            let consumer = try await ConsoleVisitor.consumer(at: server)
            let staff = try await ConsoleVisitor.staff(.lender, at: server)
            let ancestors =
                "frame-ancestors https://app.lender.example https://m.lender.example:8443;"
            for path in ["/me", "/me/holds/shop/h1", "/me/quote", "/me/none"] {
                for visitor in [consumer, ConsoleVisitor(server: server)] {
                    let headers = try await visitor.get(path).headers
                    #expect(headers[.contentSecurity]?.contains(ancestors) == true, "\(path)")
                    #expect(headers[.frameOptions] == nil, "\(path)")
                }
            }
            for path in ["/console", "/console/operations", "/console/sign-in", Asset.style.path] {
                let headers = try await staff.get(path).headers
                #expect(headers[.contentSecurity] == Console.policy, "\(path)")
                #expect(headers[.frameOptions] == "DENY", "\(path)")
            }
            let headers = try await server.get("/v1/accounts/a1").headers
            #expect(headers[.contentSecurity]?.contains("frame-ancestors 'none'") == true)
            #expect(headers[.frameOptions] == "DENY")
        }
    }

    @Test("where none is named nothing may be framed, whatever a link says")
    func none() async throws {
        try await TestServer.run { server in
            try await server.open()
            let key = try #require(server.keyTexts[.consumer])
            let arrived = try await ConsoleVisitor(server: server)
                .get("/me?token=\(key)&embed=1")
            #expect(arrived.headers[.contentSecurity] == Console.policy)
            #expect(arrived.headers[.frameOptions] == "DENY")
            #expect(arrived.headers[.setCookie]?.contains("SameSite=Strict") == true)
        }
    }

    @Test(
        "within a page of the lender the visit has a cookie of its own, and neither head nor switches"
    )
    func framed() async throws {
        try await TestServer.run(embedOrigins: Self.origins) { server in
            try await server.open()
            let key = try #require(server.keyTexts[.consumer])
            var visitor = ConsoleVisitor(server: server)
            let arrived = try await visitor.get("/me?token=\(key)&embed=1")
            let cookie = try #require(arrived.headers[.setCookie])
            #expect(cookie.hasPrefix("sluice_me_framed="))
            for word in ["SameSite=None", "Secure", "Partitioned", "HttpOnly", "Path=/me"] {
                #expect(cookie.contains("; " + word), "\(word)")
            }
            visitor.cookie = try #require(arrived.cookie)
            let page = try await visitor.get("/me")
            #expect(page.status == 200 && page.body.contains("¥1,000.00"))
            #expect(!page.body.contains(#"class="looks""#) && !page.body.contains("/me/leave"))
            #expect(page.body.contains(#"<header class="top visually-hidden">"#))
            // A form still rests on the secret of the page, for the cookie comes along from anywhere.
            let purchase =
                "id=h1&amount=100&currency=CNY&merchant=shop&order=o1&annual_rate=0"
                + "&due_on=2026-03-10"
            #expect(try await visitor.post("/me/quote", purchase).status == 403)
            visitor.csrf = "wrong"
            #expect(try await visitor.post("/me/read", "").status == 403)
            visitor.csrf = try #require(try await visitor.get("/me/quote?" + purchase).csrf)
            let foreign = ["Origin": "https://app.lender.example"]
            #expect(try await visitor.post("/me/quote", purchase, headers: foreign).status == 403)
            #expect(try await visitor.post("/me/quote", purchase).status == 200)
            // Outside of frames it opens nothing that the other would not.
            let alone = try await ConsoleVisitor.consumer(at: server)
            #expect(try await alone.get("/me").body.contains(#"class="looks""#))
            let checkout = try await ConsoleVisitor(server: server).post(
                "/me/quote", purchase + "&embed=1&token=\(key)", headers: foreign)
            #expect(checkout.headers[.setCookie]?.contains("Partitioned") == true)
            #expect(!checkout.body.contains(#"class="looks""#))
        }
    }

    @Test("a cookie of frames that opens nothing any more shuts nobody out, and goes")
    func stale() async throws {
        try await TestServer.run(embedOrigins: Self.origins) { server in
            try await server.open()
            var visitor = try await ConsoleVisitor.consumer(at: server)
            visitor.cookie = "sluice_me_framed=x; " + visitor.cookie
            let page = try await visitor.get("/me")
            #expect(page.status == 200 && page.body.contains(#"class="looks""#))
            let key = try #require(server.keyTexts[.consumer])
            let framed = try await ConsoleVisitor(server: server).get("/me?token=\(key)&embed=1")
            #expect(framed.headers[values: .setCookie].count == 1)
            let arrived = try await visitor.get("/me?token=\(key)")
            visitor.cookie = try #require(arrived.cookie)
            visitor.csrf = try #require(try await visitor.get("/me").csrf)
            for answer in [arrived, try await visitor.post("/me/leave", "")] {
                let ended = answer.headers[values: .setCookie].filter {
                    $0.hasPrefix("sluice_me_framed=;") && $0.contains("Max-Age=0")
                        && $0.contains("Partitioned")
                }
                #expect(ended.count == 1)
            }
        }
    }
}
