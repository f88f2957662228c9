import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Who is let in to the pages, and until when.
@Suite struct ConsoleSessionTests {
    @Test(
        "the cookie of a session is read by no script, sent by no other site, and for TLS where asked"
    )
    func flags() async throws {
        try await TestServer.run { server in
            let visitor = ConsoleVisitor(server: server)
            let key = try #require(server.keyTexts[.support])
            let answer = try await visitor.post("/console/sign-in", "credential=\(key)&to=")
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"))
            #expect(cookie.contains("; Path=/console") && !cookie.contains("; Secure"))
            #expect(answer.headers[.location] == "/console")
        }
        #expect(Cookie.session(.staff, "x", isSecure: true).hasSuffix("; Secure; HttpOnly"))
    }

    @Test("who shows no good key, or is for no page, stays outside")
    func refused() async throws {
        try await TestServer.run { server in
            let visitor = ConsoleVisitor(server: server)
            for key in ["", "sk_x", server.keyTexts[.consumer] ?? ""] {
                let answer = try await visitor.post("/console/sign-in", "credential=\(key)&to=")
                #expect(answer.status == 401 && answer.headers[.setCookie] == nil, "\(key)")
            }
            for token in ["x", server.lender] {
                let answer = try await visitor.get("/me?token=\(token)")
                #expect(answer.status == 401 && answer.headers[.setCookie] == nil)
            }
            let away = try await visitor.get("/console/support")
            #expect(away.status == 303)
            #expect(away.headers[.location] == "/console/sign-in?to=%2Fconsole%2Fsupport")
            #expect(try await visitor.get("/me").status == 401)
        }
    }

    @Test("after signing in one is led to our own pages alone")
    func onward() async throws {
        #expect(ConsoleController.page("/console/support?q=a%2Fb") == "/console/support?q=a%2Fb")
        for text in [
            "//evil.example", "https://evil.example", "/meadow", "/console\\@evil", "/v1/holds",
            "/console/\r\nX: y", "",
        ] { #expect(ConsoleController.page(text) == nil, "\(text)") }
    }

    @Test("a form without the session's secret, or of another site, does nothing")
    func forgery() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            var visitor = try await ConsoleVisitor.consumer(at: server)
            let form = "ground=cancelled&evidence=x&id=o1"
            let foreign = try await visitor.post(
                "/me/holds/shop/h1/release", form,
                headers: ["Origin": "https://evil.example"])
            let good = visitor.csrf
            visitor.csrf = "wrong"
            let forged = try await visitor.post("/me/holds/shop/h1/release", form)
            #expect(foreign.status == 403 && forged.status == 403)
            #expect(try await server.get("/v1/holds/h1?merchant=shop")["overlays.0"] == .null)
            visitor.csrf = good
            let meant = try await visitor.post("/me/holds/shop/h1/release", form)
            #expect(meant.status == 303, "\(meant.body)")
            let overlay = try await server.get("/v1/holds/h1?merchant=shop")["overlays.0.kind"]
            #expect(overlay.text == "unlock_review")
        }
    }

    @Test("a consumer's session is none of staff, whatever its cookie is called")
    func renamed() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            var visitor = try await ConsoleVisitor.consumer(at: server)
            visitor.cookie = visitor.cookie.replacing("sluice_me", with: "sluice_staff")
            #expect(visitor.cookie.hasPrefix("sluice_staff="))
            let other = server.door.account("a2").key.hexadecimal
            for path in ["/console/support/events?account=\(other)", "/console/events"] {
                let answer = try await visitor.get(path)
                #expect(answer.status != 200, "\(path)")
            }
        }
    }

    @Test("a merchant's session is none of staff, whatever its cookie is called")
    func renamedMerchant() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            var visitor = try await ConsoleVisitor.merchant(at: server)
            #expect(!visitor.cookie.contains("sluice_staff"))
            visitor.cookie = visitor.cookie.replacing("sluice_merchant", with: "sluice_staff")
            // Routes whose right a merchant has, too.
            for path in ["/console/anomalies/D1", "/console/events", "/console/support"] {
                #expect(try await visitor.get(path).status != 200, "\(path)")
            }
            let form = "merchant=shop&hold=h1&id=o1&reason=OPS_MANUAL&evidence="
            let asked = try await visitor.post("/console/support/release", form)
            #expect(asked.headers[.location] == "/console/sign-in")
            let hold = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(hold["overlays.0"] == .null)
            visitor.cookie = visitor.cookie.replacing("sluice_staff", with: "sluice_me")
            #expect(try await visitor.get("/me").status == 401)
        }
    }

    @Test("a consumer's page shows what the credential may read, and all of it or nothing")
    func narrowed() async throws {
        try await TestServer.run { server in
            try await server.open()
            let key = try server.keys.make(
                KeyWish(
                    role: .consumer, account: "a1", name: "narrow", scopes: [.readMessages])
            ).text
            var visitor = ConsoleVisitor(server: server)
            visitor.cookie = try #require(try await visitor.get("/me?token=\(key)").cookie)
            let page = try await visitor.get("/me")
            #expect(page.status == 403 && !page.body.contains("1,000.00"))
        }
    }

    @Test("however many others come, staff get in")
    func room() throws {
        let table = SessionTable(nowNs: { 0 })
        let consumer = Principal(role: .consumer, account: "a1", subject: "c", credential: 1)
        var begun = 0
        while table.begin(consumer) != nil { begun += 1 }
        #expect(begun == ConsoleLimits.sessionsMax - ConsoleLimits.staffSessionsMin)
        let merchant = Principal(role: .merchant, merchant: "m", subject: "m", credential: 3)
        #expect(table.begin(merchant) == nil)
        #expect(table.begin(Principal(role: .support, subject: "s", credential: 2)) != nil)
    }

    @Test("a cookie opens no route of the JSON interface, and a key no page")
    func apart() async throws {
        try await TestServer.run { server in
            let visitor = try await ConsoleVisitor.staff(.lender, at: server)
            #expect(try await visitor.get("/v1/accounts").status == 401)
            #expect(try await server.get("/console/support").status == 303)
        }
    }

    @Test("a session ends by itself, when its key is revoked, and when one leaves")
    func ends() async throws {
        try await TestServer.run { server in
            try await server.open()
            let idle = try await ConsoleVisitor.staff(.support, at: server)
            #expect(try await idle.get("/console/support").status == 200)
            server.clock.advance(ns: ConsoleLimits.staffIdleNs)
            #expect(try await idle.get("/console/support").status == 303)
            let busy = try await ConsoleVisitor.staff(.support, at: server)
            for _ in 0..<23 {
                server.clock.advance(ns: 20 * Span.minuteNs)
                #expect(try await busy.get("/console/support").status == 200)
            }
            server.clock.advance(ns: 20 * Span.minuteNs)
            #expect(try await busy.get("/console/support").status == 303)
            let revoked = try await ConsoleVisitor.consumer(at: server)
            let text = try #require(server.keyTexts[.consumer])
            try server.keys.revoke(id: String(text.dropFirst(3).prefix(8)))
            #expect(try await revoked.get("/me").status == 401)
            var gone = try await ConsoleVisitor.staff(.support, at: server)
            gone.csrf = try #require(try await gone.get("/console/support").csrf)
            #expect(try await gone.post("/console/sign-out", "").status == 303)
            #expect(try await gone.get("/console/support").status == 303)
        }
    }

    @Test("sessions are bounded, and those that ended make room")
    func bounded() {
        let clock = TestClock()
        let table = SessionTable(nowNs: { clock.wall.risingNs })
        let somebody = Principal(role: .support, subject: "s", credential: 1)
        for _ in 0..<ConsoleLimits.sessionsMax { #expect(table.begin(somebody) != nil) }
        #expect(table.begin(somebody) == nil)
        clock.advance(ns: ConsoleLimits.staffIdleNs)
        #expect(table.begin(somebody) != nil)
    }

    @Test("each role is shown the pages it may open, and may open no other")
    func roles() async throws {
        try await TestServer.run { server in
            for (role, pages) in [
                .lender: ["operations", "support", "reviews", "levels", "merchant"],
                .operator: ["operations", "levels"], .support: ["support", "levels"],
                .reviewer: ["reviews", "levels"],
                .treasury: ["levels", "merchant"], .auditor: ["levels", "merchant"],
            ] as [Role: [String]] {
                let visitor = try await ConsoleVisitor.staff(role, at: server)
                let first = try #require(StaffBar.Page(rawValue: pages[0]))
                if first.room == .staff {
                    let home = try await visitor.get("/console")
                    #expect(home.headers[.location] == first.path)
                }
                for page in StaffBar.Page.allCases {
                    let answer = try await visitor.get(page.path)
                    let isOpen = pages.contains(page.rawValue)
                    // Who has no page of a room has no session there.
                    let isIn = pages.contains { StaffBar.Page(rawValue: $0)?.room == page.room }
                    #expect(
                        answer.status == (isOpen ? 200 : isIn ? 403 : 303), "\(role) \(page)")
                    guard isOpen else { continue }
                    for other in StaffBar.Page.allCases {
                        #expect(
                            answer.body.contains(#"href="\#(other.path)""#)
                                == pages.contains(other.rawValue), "\(role) on \(page): \(other)")
                    }
                }
            }
        }
    }

    @Test("whoever looks at a case is in the access trail, and so is who was refused a page")
    func trail() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            let support = try await ConsoleVisitor.staff(.support, at: server)
            _ = try await support.get("/console/support?q=shop%2Fh1")
            _ = try await support.get("/console/reviews")
            let records = server.door.access.figures.records
            #expect(records[.viewed] == 1 && records[.forbidden] == 1, "\(records)")
        }
    }
}
