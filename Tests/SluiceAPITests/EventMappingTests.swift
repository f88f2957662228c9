import SluiceAPI
import SluiceCore
import Testing

/// What a merchant's own events become under a mapping.
@Suite struct EventMappingTests {
    private static func path(_ text: String) -> MemberPath { MemberPath(text)! }

    private static let shop = EventMapping(
        name: "shop", version: 1, merchant: "M-1", id: path("event_id"), type: path("event"),
        time: path("at"), order: path("order.number"),
        lines: EventMapping.Lines(
            path: path("order.items"), line: path("sku"), amount: path("price")),
        amount: path("order.total"), merchantSequence: path("seq"),
        reason: EventMapping.Reasons(
            path: path("why"), words: ["sold out": .outOfStock], otherwise: nil),
        amountForm: .decimal(exponent: 2),
        facts: [
            "created": .fact(.created), "sent": .fact(.shipped), "part": .fact(.lineShipped),
            "gone": .fact(.cancelled), "back": .fact(.returnReceived),
            "price": .fact(.priceAdjusted), "note": .ignore,
        ])

    private func read(
        _ text: String, _ mapping: EventMapping = shop, delivery: String? = nil
    ) throws -> String {
        let value = try JSONReader.read(Array(text.utf8), numbers: .asWritten)
        do throws(FieldError) {
            return Self.words(try mapping.read(value, delivery: delivery))
        } catch {
            return "\(error.code.rawValue) \(error.field)"
        }
    }

    /// `shipped O-1 E-1 0s` and, in this order, lines, amount, sequence, reason.
    private static func words(_ read: EventMapping.Read) -> String {
        switch read {
        case .ignored(let id): return "ignored \(id ?? "-")"
        case .event(let event):
            var words = [
                event.kind.code, event.number, event.id,
                "\(event.occurredAt.ns / Span.secondNs)s",
            ]
            words += event.lines.map { "\($0.line):\($0.amount.map { "\($0.minor)" } ?? "-")" }
            if let amount = event.amount { words.append("=\(amount.minor)") }
            if let sequence = event.merchantSequence { words.append("#\(sequence)") }
            if event.kind.isCancellation { words.append(event.reason.code) }
            #expect(event.source == "mapping:shop" && event.merchant == "M-1")
            return words.joined(separator: " ")
        }
    }

    /// An event with everything; members are replaced by `change`, or taken away by nil.
    private static func event(_ change: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "event_id": #""E-1""#, "event": #""sent""#, "at": #""1970-01-01T00:01:00Z""#,
            "order": #"{"number":"O-1","total":188.73,"items":[{"sku":"a","price":"1.50"}]}"#,
            "weight": "1.5e3", "seq": "7", "why": "null",
        ]
        for (name, value) in change { members[name] = value }
        let texts = members.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { #""\#(name)":\#($0)"# }
        }
        return "{\(texts.joined(separator: ","))}"
    }

    @Test(
        "an event becomes its fact, with what the fact has to say and no more",
        arguments: [
            ([:], "shipped O-1 E-1 60s #7"),
            (["event": #""created""#], "created O-1 E-1 60s #7"),
            (["event": #""part""#], "line_shipped O-1 E-1 60s a:150 #7"),
            (["event": #""back""#], "return_received O-1 E-1 60s a:150 #7"),
            (["event": #""price""#], "price_adjusted O-1 E-1 60s =18873 #7"),
            (["event": #""gone""#], "cancelled O-1 E-1 60s #7 ORDER_CANCELLED"),
            (
                ["event": #""gone""#, "why": #""sold out""#],
                "cancelled O-1 E-1 60s #7 OUT_OF_STOCK"
            ),
            (
                ["event": #""gone""#, "why": #""CUSTOMER_REQUEST""#],
                "cancelled O-1 E-1 60s #7 CUSTOMER_REQUEST"
            ),
            (["event": #""note""#], "ignored E-1"),
            (["event": #""note""#, "at": #""whenever""#], "ignored E-1"),
            (
                ["event_id": "12345678901234567890", "seq": nil],
                "shipped O-1 12345678901234567890 60s"
            ),
            (["event_id": "42", "seq": #""8""#], "shipped O-1 42 60s #8"),
        ] as [([String: String?], String)])
    func becomes(change: [String: String?], words: String) throws {
        #expect(try read(Self.event(change)) == words)
    }

    @Test(
        "what is refused is refused by the merchant's own field",
        arguments: [
            (["event": #""lost""#], "unknown_event event"),
            (["event": #""Sent""#], "unknown_event event"),
            (["event": nil], "missing_field event"),
            (["event": "{}"], "invalid_field event"),
            (["event_id": nil], "missing_field event_id"),
            (["event_id": #""""#], "missing_field event_id"),
            (["event_id": #"" x""#], "invalid_field event_id"),
            (["at": "null"], "missing_field at"),
            (["at": "60"], "invalid_field at"),
            (["at": #""1969-12-31T23:59:59Z""#], "number_out_of_range at"),
            (["order": "{}"], "missing_field order.number"),
            (["order": #""O-1""#], "missing_field order.number"),
            (["seq": "-1"], "invalid_field seq"),
            (["seq": "1.5"], "invalid_field seq"),
            (["event": #""part""#, "order": #"{"number":"O-1"}"#], "invalid_field order.items"),
            (
                ["event": #""part""#, "order": #"{"number":"O-1","items":[{"sku":"a"},{}]}"#],
                "missing_field order.items[1].sku"
            ),
            (
                [
                    "event": #""part""#,
                    "order": #"{"number":"O-1","items":[{"sku":"a","price":1.505}]}"#,
                ],
                "invalid_field order.items[0].price"
            ),
            (
                [
                    "event": #""part""#,
                    "order": #"{"number":"O-1","items":[{"sku":"a","price":0}]}"#,
                ],
                "invalid_field order.items[0].price"
            ),
            (["event": #""price""#, "order": #"{"number":"O-1"}"#], "missing_field order.total"),
            (
                ["event": #""price""#, "order": #"{"number":"O-1","total":-1}"#],
                "invalid_field order.total"
            ),
            (
                ["event": #""price""#, "order": #"{"number":"O-1","total":1e3}"#],
                "invalid_field order.total"
            ),
            (
                ["event": #""price""#, "order": #"{"number":"O-1","total":90071992547409.92}"#],
                "number_out_of_range order.total"
            ),
            (["event": #""gone""#, "why": #""moon""#], "invalid_field why"),
        ] as [([String: String?], String)])
    func refused(change: [String: String?], words: String) throws {
        #expect(try read(Self.event(change)) == words)
    }

    @Test(
        "times as a merchant writes them",
        arguments: [
            (EventMapping.TimeFormat.unixSeconds, "1700000000", "1700000000s"),
            (.unixSeconds, #""1700000000""#, "1700000000s"),
            (.unixMilliseconds, "1700000000123", "1700000000s"),
            (.unixSeconds, "1700000000.5", "invalid_field at"),
            (.unixSeconds, "99999999999", "invalid_field at"),
            (.unixMilliseconds, #""2026-01-01T00:00:00Z""#, "invalid_field at"),
            (.rfc3339, #""2026-01-01T08:00:00+08:00""#, "1767225600s"),
        ])
    func times(format: EventMapping.TimeFormat, text: String, words: String) throws {
        var mapping = Self.shop
        mapping.timeFormat = format
        #expect(try read(Self.event(["at": text]), mapping).contains(words))
    }

    @Test("minor units are digits alone: 188.00 would be a hundredth")
    func minorUnits() throws {
        var mapping = Self.shop
        mapping.amountForm = .minor
        let read = { (total: String) in
            try self.read(
                Self.event(["event": #""price""#, "order": #"{"number":"O-1","total":\#(total)}"#]),
                mapping)
        }
        #expect(try read("18873") == "price_adjusted O-1 E-1 60s =18873 #7")
        #expect(try read(#""18873""#) == "price_adjusted O-1 E-1 60s =18873 #7")
        #expect(try read("188.00") == "invalid_field order.total")
        #expect(try read(#""188.00""#) == "invalid_field order.total")
    }

    @Test("an event without an id of its own has that of its webhook")
    func delivery() throws {
        var mapping = Self.shop
        mapping.id = nil
        #expect(try read(Self.event(), mapping, delivery: "msg_1") == "shipped O-1 msg_1 60s #7")
        #expect(try read(Self.event(), mapping) == "missing_field id")
    }

    @Test("the event itself may be its one line, as a row of a file is")
    func rowIsLine() throws {
        var mapping = Self.shop
        mapping.lines = EventMapping.Lines(
            path: nil, line: Self.path("item.sku"), amount: Self.path("price"))
        let row = #"{"event_id":"E","event":"part","at":"1970-01-01T00:00:00Z","#
        #expect(
            try read(row + #""order.number":"O","item.sku":"a","price":"2"}"#, mapping)
                == "line_shipped O E 0s a:200")
        #expect(try read(row + #""order.number":"O"}"#, mapping) == "invalid_field item.sku")
    }

    @Test(
        "the events of a document",
        arguments: [
            (nil, #"{"a":1}"#, "1"), (nil, #"[{},{}]"#, "2"), (nil, "[]", "invalid_field "),
            ("data.list", #"{"data":{"list":[1,2,3]}}"#, "3"),
            ("data.list", #"{"data":{}}"#, "missing_field data.list"),
            ("data.list", #"{"data":{"list":5}}"#, "missing_field data.list"),
        ])
    func events(list: String?, text: String, count: String) throws {
        var mapping = Self.shop
        mapping.events = list.flatMap { MemberPath($0) }
        let value = try JSONReader.read(Array(text.utf8))
        do throws(FieldError) {
            #expect("\(try mapping.events(in: value).count)" == count)
        } catch {
            #expect("\(error.code.rawValue) \(error.field)" == count)
        }
    }

    @Test("a path is steps, or a name with dots in it, or an index")
    func paths() throws {
        let value = try JSONReader.read(
            Array(#"{"a":{"b":"1","c":[{"d":"2"}]},"a.b.x":"3","e":null,"f":""}"#.utf8))
        for (path, found) in [
            ("a.b", "1"), ("a.c.0.d", "2"), ("a.b.x", "3"), ("a.c.1.d", nil), ("a.x", nil),
            ("e", nil), ("f", nil), ("a.b.c", nil),
        ] {
            let text = MemberPath(path)?.value(in: value)
            #expect(text == found.map { .string($0) }, "\(path)")
        }
        for none in ["", ".", "a.", ".a", "a..b"] { #expect(MemberPath(none) == nil) }
    }

    @Test("numbers of others are kept as they are written, where they are asked for so")
    func numbers() throws {
        for text in ["1.50", "1e3", "-0", "9223372036854775808", "0.1"] {
            #expect(
                try JSONReader.read(Array(text.utf8), numbers: .asWritten) == .string(text))
            #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
        }
        for text in ["01", "1.", ".5", "1e", "+1", "NaN"] {
            #expect(throws: JSONError.self, "\(text)") {
                try JSONReader.read(Array(text.utf8), numbers: .asWritten)
            }
        }
    }

    @Test("an event is the same after it was written as a CloudEvent")
    func written() throws {
        for change in [
            [:], ["event": #""part""#], ["event": #""gone""#], ["event": #""price""#],
        ] as [[String: String?]] {
            let value = try JSONReader.read(
                Array(Self.event(change).utf8), numbers: .asWritten)
            guard case .event(let event) = try Self.shop.read(value) else {
                Issue.record("no event")
                return
            }
            var writer = JSONWriter()
            event.write(to: &writer)
            #expect(try OrderEventRequest(body: writer.bytes) == event)
        }
    }
}
