import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What a merchant's page says, to whom, and what its forms do.
@Suite struct MerchantPageTests {
    /// The part of a page with an id, up to the next section.
    private static func part(_ id: String, of page: TestAnswer) -> String {
        let marker = #"id="\#(id)""#
        guard let start = page.body.firstRange(of: marker)?.upperBound else { return "" }
        let rest = page.body[start...]
        return String(rest[..<(rest.firstRange(of: "</section>")?.lowerBound ?? rest.endIndex)])
    }

    /// Orders in each list: `new` to ship, `old` about to end, `gone` cancelled, `back` to inspect, `sold`
    /// shipped.
    private static func world(_ server: TestServer) async throws {
        try await server.open(limit: 1_000_000)
        _ = try await server.place("old", amount: 20_000)
        server.clock.advance(ns: 29 * Span.dayNs)
        for name in ["new", "gone", "back", "sold"] {
            _ = try await server.place(name, amount: 10_000)
        }
        for (word, order) in [
            ("cancelled", "gone"), ("shipped", "sold"), ("shipped", "back"),
            ("return_requested", "back"), ("return_shipped", "back"),
        ] {
            let told = try await server.fact("\(word)-\(order)", word, order: order)
            try #require(told.status == 200, "\(told.body)")
        }
        try await server.viewsCaughtUp()
    }

    @Test("each list has its orders, each tile what it is of, in both languages")
    func lists() async throws {
        try await TestServer.run { server in
            try await Self.world(server)
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let page = try await visitor.get("/merchant")
            #expect(page.status == 200 && page.headers[.contentSecurity] == Console.policy)
            let orders = ["new", "old", "gone", "back", "sold"]
            for (list, order, texts) in [
                (
                    "ship", "new",
                    ["¥100.00", "29 d 23 h left", "Ship. Once you tell us it is billed."]
                ),
                ("ending", "old", ["¥200.00", "23 h 59 min left", "Extend…"]),
                ("over", "gone", ["¥100.00", "Do not ship.", "just now"]),
                (
                    "returns", "back",
                    ["¥100.00", "The goods are on their way", " left"]
                ),
            ] as [(String, String, [String])] {
                let part = Self.part(list, of: page)
                for other in orders {
                    #expect(
                        part.contains(">\(other)</a>") == (other == order), "\(list): \(other)")
                }
                for text in texts {
                    #expect(part.contains(text), "\(list): \(text) in \(part)")
                }
            }
            let owed = Self.part("owed", of: page)
            #expect(owed.contains("Fri 30 Jan") && owed.contains("¥200.00"), "\(owed)")
            #expect(owed.contains("still open"))
            for text in [
                "¥100.00 of ¥300.00 locked · 2 open in all",
                "¥200.00 of ¥300.00 locked · 2 open in all",
                "¥100.00 not billed · 3 ended or over in 7 days in all",
                "¥100.00 of ¥100.00 · 1 open in all", "Owed for Fri 30 Jan",
                "Messages of orders in 28 days: 5",
            ] { #expect(page.body.contains(text), "\(text)") }
            let chinese = try await visitor.get("/merchant", language: "zh-CN")
            for text in ["待发货", "48 小时内到期：发货或延长", "请勿发货。", "还有 23 小时 59 分", "应付"] {
                #expect(chinese.body.contains(text), "\(text)")
            }
            let fragment = try await visitor.get("/merchant?fragment=body")
            #expect(!fragment.body.contains("<html") && fragment.body.contains(">new</a>"))
        }
    }

    @Test("a page without anything says what would be there")
    func empty() async throws {
        try await TestServer.run { server in
            let page = try await ConsoleVisitor.merchant(at: server).get("/merchant")
            #expect(page.status == 200)
            for text in [
                "No message of an order has come yet.", "Nothing waits to be shipped.",
                "Nothing ends within 48 hours.", "Nothing ended in the last 7 days.",
                "No return waits for you.", "Nothing was billed yet.",
            ] { #expect(page.body.contains(text), "\(text)") }
        }
    }

    @Test("a lock whose promise is over and that did not end is not to be shipped")
    func promise() async throws {
        var policy = Policy.standard
        for index in policy.scenarios.indices {
            policy.scenarios[index].silentAfterNs = 10 * Span.dayNs
        }
        try await TestServer.run(policy: policy) { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 11 * Span.dayNs)
            _ = try await server.get("/v1/holds/h1", key: server.shop)
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let over = Self.part("over", of: try await visitor.get("/merchant"))
            #expect(over.contains("the promise is over") && over.contains(" ago<"), "\(over)")
            #expect(over.contains(#"href="/merchant/holds/h1#extend""#))
        }
    }

    @Test("a list goes on page by page, and a cursor is of its own list")
    func paging() async throws {
        try await TestServer.run { server in
            try await server.open(limit: 1_000_000)
            let count = ConsoleLimits.merchantRowsMax + 3
            for index in 0..<count { _ = try await server.place("h\(index)", amount: 100) }
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.merchant(at: server)
            func rows(_ page: TestAnswer) -> [String] {
                page.body.matches(of: /">(h\d+)<\/a>/).map { String($0.output.1) }
            }
            let first = try await visitor.get("/merchant")
            #expect(rows(first).count == ConsoleLimits.merchantRowsFirst)
            #expect(first.body.contains(#"href="/merchant?list=ship" aria-label="Show all"#))
            let whole = try await visitor.get("/merchant?list=ship")
            #expect(rows(whole).count == ConsoleLimits.merchantRowsMax)
            #expect(!whole.body.contains(#"id="ending""#))
            let next = try #require(whole.body.firstMatch(of: /cursor=([^"]+)"/)?.output.1)
            let last = try await visitor.get("/merchant?list=ship&cursor=\(next)")
            #expect(rows(whole) + rows(last) == (0..<count).map { "h\($0)" })
            #expect(
                whole.body.contains(#"id="ship-more""#) && !last.body.contains(#"id="ship-more""#))
            // The page's own fragment is the same page.
            let again = try await visitor.get(
                "/merchant?list=ship&cursor=\(next)&fragment=body")
            #expect(rows(again) == rows(last))
            #expect(try await visitor.get("/merchant?list=over&cursor=\(next)").status == 400)
            #expect(try await visitor.get("/merchant?list=none").status == 400)
        }
    }

    @Test("another merchant's is told as what is not there, and noted")
    func others() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("lock-1")
            try await server.viewsCaughtUp()
            let rival = try await ConsoleVisitor.merchant(server.rivalKey, at: server)
            func plain(_ answer: TestAnswer, _ name: String) -> String {
                answer.body.replacing(name, with: "?")
            }
            for path in ["", "/holds/lock-1", "/statement.csv", "/events"] {
                let query = path == "/statement.csv" ? "&date=2026-01-01" : ""
                let before = server.door.access.figures.records[.notYours] ?? 0
                let theirs = try await rival.get("/merchant\(path)?merchant=shop\(query)")
                let noted = server.door.access.figures.records[.notYours] ?? 0
                let nobodys = try await rival.get("/merchant\(path)?merchant=none\(query)")
                #expect(theirs.status == 404 && nobodys.status == 404, "\(path)")
                #expect(plain(theirs, "shop") == plain(nobodys, "none"), "\(path)")
                #expect(noted == before + 1, "\(path)")
            }
            // A hold of the same name is the rival's own, and there is none.
            let (theirs, nobodys) = (
                try await rival.get("/merchant/holds/lock-1"),
                try await rival.get("/merchant/holds/lock-9")
            )
            #expect(theirs.status == 404 && plain(theirs, "lock-1") == plain(nobodys, "lock-9"))
            let form = "id=o1&until=2026-02-05T00:00:00Z&reason=STOCK_DELAY"
            #expect(try await rival.post("/merchant/holds/lock-1/extend", form).status == 404)
            let hold = try await server.get("/v1/holds/lock-1", key: server.shop)
            #expect(hold["expires_at"].text?.hasPrefix("2026-01-31") == true)
        }
    }

    @Test("neither a consumer nor a narrowed key has the page, and no form without the secret")
    func rights() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            try await server.viewsCaughtUp()
            var consumer = try await ConsoleVisitor.consumer(at: server)
            consumer.cookie = consumer.cookie.replacing("sluice_me", with: "sluice_merchant")
            for path in [
                "", "?merchant=shop", "/holds/h1", "/statement.csv?date=2026-01-01", "/events",
            ] {
                #expect(try await consumer.get("/merchant" + path).status == 303, "\(path)")
            }
            let key = try server.keys.make(
                KeyWish(role: .merchant, merchant: "shop", name: "narrow", scopes: [.readHolds])
            ).text
            let narrowed = try await ConsoleVisitor(server: server).post(
                "/console/sign-in", "credential=\(key)&to=")
            #expect(narrowed.status == 401 && narrowed.cookie == nil)
            var visitor = try await ConsoleVisitor.merchant(at: server)
            let form = "id=o1&until=2026-02-05T00:00:00Z&reason=STOCK_DELAY"
            let foreign = try await visitor.post(
                "/merchant/holds/h1/extend", form, headers: ["Origin": "https://evil.example"])
            visitor.csrf = "wrong"
            let forged = try await visitor.post("/merchant/holds/h1/extend", form)
            #expect(foreign.status == 403 && forged.status == 403)
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["expires_at"].text?.hasPrefix("2026-01-31") == true)
        }
    }

    @Test("staff who may read all of it look at any merchant, and do nothing there")
    func staff() async throws {
        try await TestServer.run { server in
            try await Self.world(server)
            for role in [Role.lender, .treasury, .auditor] {
                var visitor = try await ConsoleVisitor.staff(role, at: server)
                let asked = try await visitor.get("/merchant")
                #expect(asked.status == 200 && asked.body.contains("Which merchant?"))
                let page = try await visitor.get("/merchant?merchant=shop")
                #expect(page.body.contains(">old</a>") && page.body.contains("eyes"), "\(role)")
                #expect(page.body.contains("/merchant/holds/old?merchant=shop"))
                #expect(!page.body.contains("#extend"))
                let hold = try await visitor.get("/merchant/holds/old?merchant=shop")
                #expect(hold.status == 200 && !hold.body.contains("/extend"), "\(role)")
                #expect(hold.body.contains("The merchant alone acts here"))
                visitor.csrf = try #require(hold.csrf)
                let acted = try await visitor.post(
                    "/merchant/holds/old/extend",
                    "id=o1&until=2026-02-05T00:00:00Z&reason=STOCK_DELAY")
                #expect(acted.status == 403, "\(role)")
                let none = try await visitor.get("/merchant?merchant=nobody")
                #expect(none.status == 404 && none.body.contains("Nothing is known"))
            }
            for role in [Role.support, .operator, .reviewer] {
                let visitor = try await ConsoleVisitor.staff(role, at: server)
                #expect(try await visitor.get("/merchant?merchant=shop").status == 303)
            }
        }
    }

    @Test("a lock is extended by its form, once a day, and every refusal is a sentence")
    func extend() async throws {
        try await TestServer.run { server in
            try await Self.world(server)
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let page = try await visitor.get("/merchant/holds/old")
            #expect(page.status == 200, "\(page.body)")
            for text in [
                "Order old", "Promised to you until", "Sat 31 Jan 08:00", "Once a day",
                #"value="2026-02-03T00:00:00"#, "Give ¥200.00 back",
            ] { #expect(page.body.contains(text), "\(text)") }
            // What a merchant is not told.
            for text in ["a1", "Limit", "risk"] { #expect(!page.body.contains(">\(text)<")) }
            let form = "until=2026-02-03T00:00:00Z&reason=STOCK_DELAY"
            let extended = try await visitor.post("/merchant/holds/old/extend", "id=o1&" + form)
            #expect(extended.headers[.location] == "/merchant/holds/old?done=extended")
            try await server.viewsCaughtUp()
            let after = try await visitor.get("/merchant/holds/old?done=extended")
            #expect(after.body.contains("Extended.") && after.body.contains("Tue 3 Feb 08:00"))
            let lists = try await visitor.get("/merchant")
            #expect(Self.part("ship", of: lists).contains(">old</a>"))
            let again = try await visitor.post(
                "/merchant/holds/old/extend",
                "id=o2&until=2026-02-05T00:00:00Z&reason=STOCK_DELAY")
            #expect(again.status == 409)
            #expect(again.body.contains("The lock was extended today."))
            for wrong in [
                "id=o3&until=soon&reason=STOCK_DELAY", "id=o3&until=2026-02-05T00:00:00Z",
                "id=&until=2026-02-05T00:00:00Z&reason=STOCK_DELAY",
                "id=o3&until=2026-02-05T00:00:00Z&reason=OPS_MANUAL",
            ] {
                let refused = try await visitor.post("/merchant/holds/old/extend", wrong)
                #expect(refused.status == 400, "\(wrong)")
            }
        }
    }

    @Test("what will not be shipped is given back by its form, and only by who is sure")
    func giveBack() async throws {
        try await TestServer.run { server in
            try await Self.world(server)
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let before = try await server.available()
            let asked = try await visitor.get("/merchant/holds/new")
            #expect(asked.body.contains("at once") && asked.body.contains("at your risk"))
            #expect(!asked.body.contains("looked at first"))
            // What an address says alone is not so.
            for (word, text) in [("released", "Your word is taken"), ("extended", "Extended.")] {
                let said = try await visitor.get("/merchant/holds/new?done=\(word)")
                #expect(said.status == 200 && !said.body.contains(text), "\(word)")
            }
            let form = "id=o1&reason=OUT_OF_STOCK"
            let unsure = try await visitor.post("/merchant/holds/new/release", form)
            #expect(unsure.status == 400)
            let sure = try await visitor.post("/merchant/holds/new/release", form + "&sure=1")
            #expect(sure.headers[.location] == "/merchant/holds/new?done=released")
            #expect(try await server.available() == (before ?? 0) + 10_000)
            try await server.viewsCaughtUp()
            let page = try await visitor.get("/merchant")
            #expect(Self.part("over", of: page).contains(">new</a>"))
            let ended = try await visitor.get("/merchant/holds/new?done=released")
            #expect(ended.body.contains("Your word is taken"))
            #expect(ended.body.contains("Nothing is to be done by you here."))
            let late = try await visitor.post(
                "/merchant/holds/new/release", "id=o2&reason=OUT_OF_STOCK&sure=1")
            #expect(late.status == 409, "\(late.body)")
        }
    }

    @Test("pages count to the limits of who asks, and forms that act come last")
    func rates() async throws {
        var limits = RateLimits.none
        limits.merchant = RateLimit(perSecond: 1, burst: 10)
        try await TestServer.run(rates: limits, rateClock: RateTestClock().clock) { server in
            try await server.open()
            _ = try await server.place("h1", key: server.lender)
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.merchant(at: server)
            var statuses: [Int] = []
            for _ in 0..<10 { statuses.append(try await visitor.get("/merchant").status) }
            // Signing in looked at it once; a fifth is kept.
            #expect(statuses == Array(repeating: 200, count: 7) + [429, 429, 429])
            for path in ["/holds/h1", "/statement.csv?date=2026-01-01", "/events"] {
                #expect(try await visitor.get("/merchant" + path).status == 429, "\(path)")
            }
            let form = "id=o1&reason=OUT_OF_STOCK&sure=1"
            #expect(try await visitor.post("/merchant/holds/h1/release", form).status == 303)
        }
    }

    @Test("a tile tells of the newest day whichever page of days is shown, by currency")
    func owedTile() async throws {
        try await TestServer.run { server in
            try await server.open(limit: 1_000_000)
            for day in 0...ConsoleLimits.merchantDaysMax {
                if day > 0 { server.clock.advance(ns: Span.dayNs) }
                _ = try await server.place("h\(day)", amount: 100)
                _ = try await server.fact("e\(day)", "shipped", order: "h\(day)")
            }
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let first = try await visitor.get("/merchant?list=owed")
            func tile(_ page: TestAnswer) -> Substring? {
                page.body.firstMatch(of: /Owed for [A-Z][a-z]+ [0-9]+ [A-Z][a-z]+/)?.output
            }
            let next = try #require(first.body.firstMatch(of: /cursor=([^"]+)"/)?.output.1)
            let second = try await visitor.get("/merchant?list=owed&cursor=\(next)")
            #expect(tile(first) != nil && tile(first) == tile(second))
            #expect(Self.part("owed", of: second).contains("¥1.00"))
        }
    }

    @Test("a count that is cut is told with a plus, and is nothing to be calm about")
    func cut() async throws {
        try await TestServer.run { server in
            var tallies = MerchantTallies()
            tallies.tasks[.ending] = AmountTally()
            tallies.tasks[.ending]?.add(10_001, 500, try #require(Currency("CNY")))
            tallies.tasks[.ending]?.isCut = true
            tallies.tasks[.ship] = AmountTally()
            tallies.tasks[.ship]?.isCut = true
            let figures = MerchantFigures(
                tallies: tallies, tasks: [:], returns: DuePage(items: [], next: nil), days: [],
                newestDays: [], hasMoreDays: false, sequence: 0,
                position: server.door.viewsPosition)
            let merchant = Keyed<MerchantTag>(
                .merchant, KeyDerivation.merchant("shop"), "shop")
            let tiles = MerchantTiles(
                figures: figures, place: MerchantPlace(merchant, .local),
                words: server.door.words
            ).tiles
            #expect(tiles.map(\.value) == ["0+", "10,000+", "0", "0", "0"])
            #expect(tiles.map(\.tone) == [.watch, .watch, .good, .good, .good].map(\Mark.tone))
        }
    }

    @Test("a day's rows are a file, of one's own orders")
    func rows() async throws {
        try await TestServer.run { server in
            try await Self.world(server)
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let file = try await visitor.get("/merchant/statement.csv?date=2026-01-30")
            #expect(file.headers[.contentType]?.hasPrefix("text/csv") == true)
            #expect(
                file.headers[.contentDisposition]
                    == #"attachment; filename="statement-2026-01-30.csv""#)
            let lines = file.body.split(separator: "\n").map(String.init)
            #expect(lines.first == "order,currency,captured,refunded,corrected,payable")
            #expect(
                Set(lines.dropFirst()) == [
                    "sold,CNY,10000,0,0,10000", "back,CNY,10000,0,0,10000",
                ])
            let wrong = try await visitor.get("/merchant/statement.csv?date=x")
            #expect(wrong.status == 400)
        }
    }

    @Test(
        "markup, text from right to left and signs of four bytes are shown as text",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=y>", "متجر الكتب", "\u{202E}evil",
            "書店𠮷🧧", "{{frame.csrf}}", "&lt;b&gt;", "a/b?c#d",
        ])
    func hostile(text: String) async throws {
        try await TestServer.run { server in
            try await server.open()
            let name = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
            let placed = try await server.post(
                "/v1/holds",
                """
                {"id":\(name),"account":"a1","amount":100,"currency":"CNY",\
                "order":{"merchant":\(name),"number":\(name)}}
                """)
            guard placed.status == 201 else {
                // What is no name of an order never comes so far.
                #expect(placed.status == 400, "\(placed.body)")
                return
            }
            let key = try server.keys.create(role: .merchant, merchant: text, name: "hostile")
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.merchant(key, at: server)
            let lender = try await ConsoleVisitor.staff(.lender, at: server)
            let path = PercentEncoding.encode(text)
            let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            for page in [
                try await visitor.get("/merchant"),
                try await visitor.get("/merchant/holds/\(path)"),
                try await lender.get("/merchant?merchant=\(path)"),
            ] {
                #expect(page.status == 200)
                #expect(
                    page.body.contains(escaped) || page.body.contains(escaped.isolated),
                    "\(text)")
                if escaped != text { #expect(!page.body.contains(text), "\(text)") }
            }
        }
    }

    @Test("the first page is small, however much there is")
    func size() async throws {
        try await TestServer.run { server in
            try await server.open(limit: 1_000_000)
            for index in 1...40 { _ = try await server.place("h\(index)", amount: 100) }
            server.clock.advance(ns: 29 * Span.dayNs)
            for index in 41...80 { _ = try await server.place("h\(index)", amount: 100) }
            for index in 81...100 {
                _ = try await server.place("h\(index)", amount: 100)
                _ = try await server.fact("e\(index)", "cancelled", order: "h\(index)")
            }
            try await server.viewsCaughtUp()
            let visitor = try await ConsoleVisitor.merchant(at: server)
            let page = try await visitor.get("/merchant")
            let files = [Asset.style, .live, .icon].reduce(0) { $0 + $1.bytes.count }
            // Not even compressed.
            #expect(page.body.utf8.count + files <= 100 << 10, "\(page.body.utf8.count)")
        }
    }
}
