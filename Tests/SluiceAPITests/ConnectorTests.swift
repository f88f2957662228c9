import SluiceCore
import Testing

@testable import SluiceAPI

/// What a merchant's document of an order, and its answers, mean.
@Suite("connectors") struct ConnectorTests {
    private func path(_ text: String) -> MemberPath { MemberPath(text)! }

    private var mapping: OrderViewMapping {
        OrderViewMapping(
            rules: [
                OrderViewMapping.Rule(kind: .created, time: path("made.at")),
                OrderViewMapping.Rule(
                    kind: .lineShipped, list: path("items"), line: path("sku"),
                    time: path("shipped"), timeFormat: .unixSeconds, amount: path("price")),
                OrderViewMapping.Rule(
                    kind: .cancelled, time: path("cancelled"),
                    reason: EventMapping.Reasons(
                        path: path("why"), words: ["gone": .outOfStock], otherwise: nil)),
                OrderViewMapping.Rule(
                    kind: .priceAdjusted, time: path("cut"), amount: path("total")),
            ], amountForm: .decimal(exponent: 2))
    }

    private func view(_ json: String) throws -> OrderView {
        try mapping.view(of: JSONReader.read(Array(json.utf8), numbers: .asWritten))
    }

    @Test("a fact stands where its time is; lines of one time are one fact, a line counts once")
    func facts() throws {
        #expect(try view("{}") == OrderView(isKnown: true, covers: mapping.covers))
        let full = try view(
            """
            {"made":{"at":"2026-01-01T00:00:00Z"},"cancelled":null,"items":[
            {"sku":"a","shipped":100,"price":"1.50"},{"sku":7,"shipped":100,"price":2},
            {"sku":"b","shipped":null},{"sku":"a","shipped":90,"price":0.5}]}
            """)
        #expect(full.facts.map(\.kind) == [.created, .lineShipped])
        let lines = full.facts[1]
        #expect(lines.occurredAt == Instant(ns: 100 * Span.secondNs))
        #expect(
            lines.lines == [
                NamedLine(line: "a", amount: Money(minor: 200)),
                NamedLine(line: "7", amount: Money(minor: 200)),
            ])
        let gone = try view(
            #"{"cancelled":"2026-01-02T00:00:00Z","why":"gone","cut":"2026-01-02T00:00:00Z","total":9}"#
        )
        #expect(gone.facts[0].reason == .outOfStock)
        #expect(gone.facts[1].amount == Money(minor: 900))
    }

    @Test(
        "what cannot be read is told by its place",
        arguments: [
            ("[]", ""), (#"{"made":{"at":"yesterday"}}"#, "made.at"),
            (#"{"items":{}}"#, "items"), (#"{"items":[{"shipped":1}]}"#, "items[0].sku"),
            (#"{"items":[{"shipped":1,"sku":"a","price":"x"}]}"#, "items[0].price"),
            (#"{"cancelled":"2026-01-02T00:00:00Z","why":"?"}"#, "why"),
            (#"{"cut":"2026-01-02T00:00:00Z"}"#, "total"),
        ] as [(String, String)])
    func faults(json: String, field: String) throws {
        let error = #expect(throws: FieldError.self) { try view(json) }
        #expect(error?.field == field)
    }

    @Test("URLs are https or of this machine, and have the mark once beyond the host")
    func urls() {
        for text in [
            "http://shop.example/{order}", "https://{order}.example/", "https://shop.example/",
            "https://shop.example/{order}/{order}", "ftp://shop.example/{order}",
            "https://key@shop.example/{order}", "https:///{order}", "https://a b/{order}",
            "http://127.0.0.1.evil.example/{order}",
        ] {
            #expect(OrderURL(text) == nil, "\(text)")
        }
        for text in ["http://127.0.0.1:8080/{order}", "http://[::1]:1/o?id={order}&x=1"] {
            #expect(OrderURL(text) != nil, "\(text)")
        }
        let url = OrderURL("http://localhost/o/{order}/x")
        #expect(url?.url(of: "..") == "http://localhost/o/%2E%2E/x")
        #expect(url?.url(of: "A-1.b") == "http://localhost/o/A-1.b/x")
        #expect(url?.url(of: "a/?#%&") == "http://localhost/o/a%2F%3F%23%25%26/x")
    }

    @Test("statuses of an endpoint")
    func answers() {
        let connector = Connector(
            name: "c", version: 1, merchant: "m", url: OrderURL("https://a.example/{order}")!,
            view: mapping, unknownStatus: 410)
        func word(_ status: Int, retryAfter: String? = nil, _ body: String = "{}") -> String {
            PullAnswer(
                status: status, retryAfter: retryAfter, body: Array(body.utf8), of: connector
            ).word
        }
        #expect(word(200) == "known" && word(410) == "unknown")
        #expect(word(404) == "refused" && word(401) == "denied" && word(403) == "denied")
        #expect(word(500) == "failing" && word(301) == "failing" && word(204) == "failing")
        #expect(word(429) == "throttled" && word(503) == "failing")
        #expect(word(503, retryAfter: "7") == "throttled")
        #expect(word(200, "no json") == "unreadable" && word(200, "[]") == "unreadable")
        let dated = PullAnswer(
            status: 429, retryAfter: "Fri, 31 Dec 1999 23:59:59 GMT", body: [], of: connector)
        #expect(dated == .throttled(seconds: 60))
    }
}
