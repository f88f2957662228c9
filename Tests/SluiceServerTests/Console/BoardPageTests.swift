import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What the board shows beside its anomalies: what is locked, why and whose, and who is late to tell.
@Suite struct BoardPageTests {
    private static let staff = Principal(role: .lender, subject: "p-1", credential: 1)

    private static func page(_ server: TestServer, _ principal: Principal) async throws -> String {
        let figures = try await server.door.operationsFigures()
        return Templates.render(
            "operations", OperationsPage(figures, charts: nil, principal, server.door.words))
    }

    @Test("why locks last is told by currency, summed up, and whose they are")
    func lockTime() async throws {
        try await TestServer.run { server in
            try await server.open()
            try await server.open("u1", currency: "USD")
            _ = try await server.place("h1")
            let placed = try await server.post(
                "/v1/holds",
                """
                {"id":"h2","account":"u1","amount":70000,"currency":"USD",\
                "order":{"merchant":"rival","number":"h2"}}
                """)
            #expect(placed.status == 201, "\(placed.body)")
            server.clock.advance(ns: 2 * Span.dayNs + Span.secondNs)
            for (hold, merchant) in [("h1", "shop"), ("h2", "rival")] {
                let released = try await server.post(
                    "/v1/holds/\(hold)/releases?merchant=\(merchant)",
                    #"{"id":"r","reason":"MERCHANT_VOID"}"#)
                #expect(released.status == 201, "\(released.body)")
            }
            try await server.viewsCaughtUp()
            let figures = try await server.door.countedBoard().lockTime
            #expect(figures.holds == 2 && !figures.isCut)
            #expect(figures.currencies.map(\.currency.code) == ["CNY", "USD"])
            let table = LockTimeTable(figures, Self.staff, server.door.words)
            #expect(table.of.contains("of 2 locks"))
            #expect(
                table.causes.map { [$0.cause, $0.share, $0.upTo, $0.amountDays] } == [
                    ["Waiting for the order.", "100", "100", "¥600.00"],
                    ["Waiting for the order.", "100", "100", "USD 1,400.00"],
                ])
            #expect(
                table.merchants.map { [$0.merchant, $0.count, $0.mean, $0.amountDays, $0.share] }
                    == [
                        ["shop", "1", "2 d", "¥600.00", "100"],
                        ["rival", "1", "2 d", "USD 1,400.00", "100"],
                    ])
            #expect(table.merchants[0].href == "/console/levels?merchant=shop")
            let merchant = Principal(role: .merchant, subject: "m", credential: 2)
            #expect(
                LockTimeTable(figures, merchant, server.door.words).merchants[0].href == nil)
        }
    }

    @Test("an end is summed once and for a day; before the first count nothing is denied")
    func window() async throws {
        try await TestServer.run { server in
            try await server.open()
            for hold in ["h1", "h2"] { _ = try await server.place(hold) }
            func count(ending hold: String?) async throws -> LockTimeFigures {
                if let hold { _ = try await server.fact("c-\(hold)", "cancelled", order: hold) }
                try await server.viewsCaughtUp()
                return try await server.door.countedBoard().lockTime
            }
            #expect(try await count(ending: nil).holds == 0)
            #expect(try await count(ending: "h1").holds == 1)
            server.clock.advance(ns: 20 * Span.hourNs)
            #expect(try await count(ending: "h2").holds == 2)
            let again = try await count(ending: nil)
            #expect(again.holds == 2 && !again.isCut && again.items.map(\.sum.holds) == [2])
            #expect(server.door.board.lockTime.figures(at: server.door.boardTime).holds == 2)
            server.clock.advance(ns: 5 * Span.hourNs)
            #expect(try await count(ending: nil).holds == 1)
            server.clock.advance(ns: Span.dayNs)
            let none = try await count(ending: nil)
            #expect(none.holds == 0 && none.items.isEmpty)
            let words = server.door.words
            #expect(LockTimeTable(none, Self.staff, words).empty == words.text(.chartWhyNone))
            #expect(LockTimeTable(nil, Self.staff, words).empty == words.text(.boardCounting))
            // What was not looked at is not left out of the count unsaid.
            #expect(LockTimeWindow().figures(at: server.door.boardTime).isCut)
        }
    }

    /// A hold whose goods were shipped and then cancelled, which somebody is to look at.
    private static func doubt(_ hold: String, _ server: TestServer) async throws {
        _ = try await server.fact("s-\(hold)", "shipped", order: hold)
        _ = try await server.fact("c-\(hold)", "cancelled", order: hold)
        let judged = try await server.post(
            "/v1/reviews/\(hold)/verdict?merchant=shop",
            #"{"id":"v","tier":"high","score":900,"model":"m-1"}"#)
        #expect(judged.status == 201, "\(judged.body)")
    }

    @Test("causes stand in their order, each with those above it")
    func pareto() async throws {
        try await TestServer.run(policy: Policy.doubting()) { server in
            try await server.open()
            _ = try await server.place("h1")
            server.clock.advance(ns: 7 * Span.hourNs)
            try await Self.doubt("h1", server)
            server.clock.advance(ns: 3 * Span.hourNs + Span.secondNs)
            let decided = try await server.post(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d","decision":"release"}"#)
            #expect(decided.status == 201, "\(decided.body)")
            try await server.viewsCaughtUp()
            let figures = try await server.door.countedBoard().lockTime
            let table = LockTimeTable(figures, Self.staff, server.door.words)
            #expect(
                table.causes.prefix(2).map { [$0.cause, $0.share, $0.upTo] } == [
                    ["Waiting for the order.", "70", "70"], ["Unlock review.", "30", "100"],
                ])
            #expect(table.merchants.map(\.mean) == ["10 h"])
        }
    }

    @Test("merchants stand by how late they are, with what they have not told")
    func late() async throws {
        try await TestServer.run { server in
            let now = server.door.boardTime
            func named(_ name: String) -> Named<MerchantTag> {
                Named(key: server.door.merchant(name).key, name: name)
            }
            func anomaly(_ name: String, hours: Int64, _ minor: Int64? = nil) -> Anomaly {
                Anomaly(
                    merchant: named(name), currency: minor.map { _ in Currency("CNY")! },
                    amount: minor.map(Money.init(minor:)),
                    since: now.adding(spanNs: -hours * Span.hourNs), position: 1)
            }
            var board = BoardFigures(asOf: now)
            board.add(anomaly("gaps", hours: 3), .sequenceGap)
            board.add(anomaly("gaps", hours: 1), .sequenceGap)
            board.add(anomaly("untold", hours: 30, 12_300), .orderUntold)
            board.add(anomaly("silent", hours: 7), .feedLost)
            board.add(anomaly("silent", hours: 2, 500), .orderUntold)
            board.add(
                OpenAmount(
                    merchant: named("silent").key, currency: Currency("CNY")!,
                    amount: Money(minor: 90_000)))
            board.add(anomaly("fine", hours: 90, 100), .lateCapture)
            server.door.board.keep(board)
            let figures = try await server.door.operationsFigures()
            #expect(figures.lateCount == 3)
            let table = LateTable(figures, Self.staff, server.door.words)
            #expect(
                table.rows.map { [$0.delay, $0.what, $0.amounts, $0.tone] } == [
                    ["1 d 6 h", "untold orders: 1", "¥123.00", "watch"],
                    ["7 h", "feed silent · untold orders: 1", "¥900.00", "bad"],
                    ["3 h", "missing numbers: 2", "0", "watch"],
                ])
            #expect(table.of.hasPrefix("late to tell: 3"))
            let page = try await Self.page(server, Self.staff)
            #expect(page.contains("Merchants by sync delay") && page.contains("1 d 6 h"))
        }
    }

    @Test("what is locked is told with its age; the queue by tier with its oldest; each leads on")
    func tiles() async throws {
        try await TestServer.run(policy: Policy.doubting()) { server in
            try await server.open()
            for hold in ["h1", "h2"] {
                _ = try await server.place(hold)
                try await Self.doubt(hold, server)
                server.clock.advance(ns: 10 * Span.minuteNs + Span.secondNs)
            }
            try await server.viewsCaughtUp()
            server.door.board.keep(try await server.door.countedBoard())
            let page = try await Self.page(server, Self.staff)
            for text in [
                "low 0 · medium 0 · high 2 (oldest 20 min)", #"<a href="/console/reviews">2</a>"#,
                ##"<a href="#ages">¥600.00</a>"##, "2 open locks, 0 older than 30 days",
                #"<a href="/console/levels">"#,
            ] { #expect(page.contains(text), "\(text)") }
            // Who may not open a page is not led there.
            var principal = Principal(role: .operator, subject: "p-2", credential: 2)
            #expect(try await !Self.page(server, principal).contains("/console/reviews"))
            principal.scopes = [.repairAnomalies]
            #expect(try await !Self.page(server, principal).contains("/console/levels"))
        }
    }
}
