import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What is told at the checkout, to whom, and what it leaves behind.
@Suite struct QuotePageTests {
    private static let purchase =
        "id=h1&amount=30000&currency=CNY&merchant=shop&order=o1&annual_rate=0&due_on=2026-03-10"

    @Test("the page says what locks, what remains, what ends it, when, and what it costs")
    func tells() async throws {
        try await TestServer.run { server in
            try await server.open()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let before = server.engine.status.sequence
            let page = try await visitor.post("/me/quote", Self.purchase)
            #expect(page.status == 200 && page.headers[.contentSecurity] == Console.policy)
            for text in [
                "¥300.00 of your credit will be locked", "¥700.00, of ¥1,000.00 now",
                "when the shop ships", "by itself if nothing has shipped by Sat 31 Jan 08:00",
                "Most likely ends by", "At the latest", "Tue 10 Mar", "0 %",
                "Nothing is locked yet.",
            ] { #expect(page.body.contains(text), "\(text)") }
            // It is journalled that it was told, and nothing moved.
            #expect(server.engine.status.sequence == before + 1)
            #expect(try await server.available() == 100_000)
            #expect(try await server.get("/v1/holds/h1?merchant=shop").status == 404)
            // The switch of the language leads to the same purchase, which is asked for again.
            #expect(
                page.body.contains("to=" + PercentEncoding.encode("/me/quote?id=h1&amount=30000")))
            let chinese = try await visitor.post(
                "/me/quote", Self.purchase, headers: ["Accept-Language": "zh-CN"])
            for text in ["将有 ¥300.00 因本订单锁定", "¥700.00（现为 ¥1,000.00）", "3月10日（周二）", "0%"] {
                #expect(chinese.body.contains(text), "\(text)")
            }
        }
    }

    @Test("a link shows the purchase and its button; whoever only fetches it is told nothing")
    func link() async throws {
        try await TestServer.run { server in
            try await server.open()
            let key = try #require(server.keyTexts[.consumer])
            let before = server.engine.status.sequence
            var visitor = ConsoleVisitor(server: server)
            let arrived = try await visitor.get("/me/quote?token=\(key)&\(Self.purchase)")
            #expect(arrived.status == 200 && arrived.headers[.referrerPolicy] == "no-referrer")
            #expect(arrived.body.contains("url=/me/quote?id=h1&amp;amount=30000"))
            #expect(!arrived.body.contains(key))
            visitor.cookie = try #require(arrived.cookie)
            let asked = try await visitor.get("/me/quote?\(Self.purchase)")
            #expect(asked.body.contains("¥300.00") && asked.body.contains("Order o1"))
            #expect(asked.body.contains(#"name="annual_rate" value="0""#))
            #expect(!asked.body.contains("¥700.00"))
            #expect(server.engine.status.sequence == before)
            #expect(try await ConsoleVisitor(server: server).get("/me/quote?x=1").status == 400)
            let stranger = try await ConsoleVisitor(server: server)
                .get("/me/quote?\(Self.purchase)")
            #expect(stranger.status == 401)
        }
    }

    @Test("the lender's own checkout sends a form with a token, which acts for nobody else")
    func checkout() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2", limit: 50_000)
            let key = try server.keys.create(role: .consumer, account: "a2", name: "other")
            let signedIn = try await ConsoleVisitor.consumer(at: server)
            let away = ["Origin": "https://lender.example"]
            let form = Self.purchase + "&token=\(key)"
            let page = try await signedIn.post("/me/quote", form, headers: away)
            #expect(page.status == 200 && page.body.contains("¥200.00, of ¥500.00 now"))
            #expect(page.cookie?.hasPrefix("sluice_me=") == true && !page.body.contains(key))
            // The visit goes on in its own name.
            var visitor = ConsoleVisitor(server: server)
            visitor.cookie = try #require(page.cookie)
            #expect(try await visitor.get("/me").body.contains("¥500.00"))
            for token in ["", "x", server.shop] {
                let refused = try await signedIn.post(
                    "/me/quote", Self.purchase + "&token=\(token)", headers: away)
                #expect(refused.status == (token.isEmpty ? 403 : 401), "\(token)")
                #expect(refused.cookie == nil)
            }
            var forged = try await ConsoleVisitor.consumer(at: server)
            forged.csrf = "wrong"
            #expect(try await forged.post("/me/quote", Self.purchase).status == 403)
        }
    }

    @Test("its twin for programs is the quote of the interface, with what it costs")
    func twin() async throws {
        try await TestServer.run { server in
            try await server.open()
            let key = try #require(server.keyTexts[.consumer])
            let nobody = ConsoleVisitor(server: server)
            let json = ["Accept": "application/json"]
            let form = Self.purchase.replacing("_rate=0", with: "_rate=14.6") + "&token=\(key)"
            let twin = try await nobody.post("/me/quote", form, headers: json)
            #expect(twin.status == 200 && twin.headers[.setCookie] == nil, "\(twin.body)")
            let asked = try await server.place("h1", order: "o1", more: #","dry_run":true"#)
            #expect(twin["quote.quote"] == asked["quote"] && asked["quote"].text != nil)
            #expect(twin["quote.available"].number == 70_000)
            #expect(twin["quote.explanation.audience"].text == "consumer")
            #expect(twin["annual_rate"].text == "14.6" && twin["due_on"].text == "2026-03-10")
            let wrong = try await nobody.post(
                "/me/quote", form.replacing("amount=30000", with: "amount=3.5"), headers: json)
            #expect(wrong.status == 400 && wrong["field"].text == "amount", "\(wrong.body)")
            #expect(wrong.headers[.contentType] == Problem.mediaType)
            let stranger = try await nobody.post(
                "/me/quote", Self.purchase + "&token=x", headers: json)
            #expect(stranger.status == 401 && stranger["code"].text == "unauthenticated")
            let nameless = try await nobody.post("/me/quote", Self.purchase, headers: json)
            #expect(nameless.status == 401 && nameless["code"].text == "unauthenticated")
        }
    }

    @Test("who would be declined is told why, and what would help")
    func declined() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h9", amount: 80_000)
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let page = try await visitor.post("/me/quote", Self.purchase)
            for text in [
                "This purchase would be declined.", "does not cover this purchase",
                "¥200.00 is available now.", "¥100.00 is missing.", "pay in another way",
            ] { #expect(page.body.contains(text), "\(text)") }
            #expect(!page.body.contains("will be locked"))
            _ = try await server.fact("e1", "cancelled", order: "o2")
            let ended = try await visitor.post(
                "/me/quote", Self.purchase.replacing("order=o1", with: "order=o2"))
            #expect(ended.body.contains("Order anew at the shop"))
        }
    }

    @Test("what was placed already is shown as it is")
    func placed() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", order: "o1")
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let page = try await visitor.post("/me/quote", Self.purchase)
            #expect(page.status == 200 && page.body.contains("url=/me/holds/shop/h1"))
            try await server.open("a2")
            let other = try server.keys.create(role: .consumer, account: "a2", name: "other")
            let refused = try await ConsoleVisitor(server: server).post(
                "/me/quote", Self.purchase + "&token=\(other)")
            #expect(refused.status == 400 && !refused.body.contains("300.00"))
            // Neither by the id nor by the order is it told that others have something.
            let form = Self.purchase + "&token=\(other)"
            let taken = try await ConsoleVisitor(server: server).post(
                "/me/quote", form, headers: ["Accept": "application/json"])
            #expect(taken.status == 400 && taken["code"].text == "invalid_field")
            #expect(taken["field"].text == "id", "\(taken.body)")
            let free = try await ConsoleVisitor(server: server).post(
                "/me/quote", form.replacing("id=h1", with: "id=h2"),
                headers: ["Accept": "application/json"])
            #expect(free.status == 200, "\(free.body)")
            #expect(free["quote.hold.account"].text == "a2")
        }
    }

    @Test("limits that are bound to other sales do not count in what is told")
    func bound() async throws {
        try await TestServer.run { server in
            try await server.open()
            let limit = try await server.post(
                "/v1/accounts/a1/limits",
                #"{"id":"t1","limit":5000,"until":"2026-01-02T00:00:00Z","scenario":"virtual","#
                    + #""reason":"LIMIT_GRANTED"}"#)
            #expect(limit.status == 201, "\(limit.body)")
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let declined = try await visitor.post(
                "/me/quote", Self.purchase.replacing("amount=30000", with: "amount=102000"))
            for text in ["¥1,000.00 is available now.", "¥20.00 is missing."] {
                #expect(declined.body.contains(text), "\(text)")
            }
            let page = try await visitor.post("/me/quote", Self.purchase)
            #expect(page.body.contains("¥700.00, of ¥1,000.00 now"))
            let virtual = try await visitor.post("/me/quote", Self.purchase + "&scenario=virtual")
            #expect(virtual.body.contains("¥750.00, of ¥1,050.00 now"))
        }
    }

    @Test("a purchase that is refused signs nobody out, and lets nobody in")
    func refused() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("a2")
            _ = try await server.place("h1", order: "o1")
            let other = try server.keys.create(role: .consumer, account: "a2", name: "other")
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let refused = try await visitor.post("/me/quote", Self.purchase + "&token=\(other)")
            #expect(refused.status == 400 && refused.cookie == nil)
            #expect(try await visitor.get("/me").status == 200)
            let told = try await visitor.post(
                "/me/quote",
                Self.purchase.replacing("h1", with: "h2").replacing("o1", with: "o2")
                    + "&token=\(other)")
            #expect(told.status == 200 && told.cookie != nil)
            #expect(try await visitor.get("/me").status == 401)
        }
    }

    @Test(
        "what is missing or wrong is named, for whoever built the checkout",
        arguments: [
            ("id=h1&", "", "id"), ("amount=30000", "amount=-1", "amount"),
            ("amount=30000", "amount=300.00", "amount"), ("currency=CNY", "currency=X", "currency"),
            ("merchant=shop", "merchant=", "merchant"), ("order=o1", "order=%20", "order"),
            ("annual_rate=0", "rate=0", "rate"), ("&annual_rate=0", "", "annual_rate"),
            ("annual_rate=0", "annual_rate=-1", "annual_rate"),
            ("due_on=2026-03-10", "due_on=2026-02-30", "due_on"),
            ("&due_on=2026-03-10", "", "due_on"),
            ("id=h1", "id=h1&purpose=A%20B", "purpose"), ("id=h1", "id=h1&lines=%5B", "lines"),
            ("id=h1", "id=h1&lines=%5B%7B%22line%22%3A%22l%22%7D%5D", "lines[0].amount"),
            ("id=h1", "id=h1&overcapture_consent=yes", "overcapture_consent"),
        ])
    func faults(_ part: String, _ other: String, _ field: String) async throws {
        try await TestServer.run { server in
            try await server.open()
            let visitor = try await ConsoleVisitor.consumer(at: server)
            let form = Self.purchase.replacing(part, with: other)
            let page = try await visitor.post("/me/quote", form)
            #expect(
                page.status == 400
                    && page.body.contains("For whoever built the checkout: \(field):"))
            let link = try await visitor.get("/me/quote?" + form)
            #expect(link.status == 400 && link.body.contains("checkout: \(field):"), "\(link.body)")
        }
    }
}
