import SluiceAPI
import Testing

@Suite struct ObjectReaderTests {
    private func reader(_ text: String) throws(FieldError) -> ObjectReader {
        try ObjectReader(body: Array(text.utf8))
    }

    /// What `body` is refused with, as `code field`; nil if it is taken.
    private func fault(
        _ body: String, _ decode: (inout ObjectReader) throws(FieldError) -> Void
    ) -> String? {
        do throws(FieldError) {
            var reader = try reader(body)
            try decode(&reader)
            try reader.finish()
            return nil
        } catch {
            return "\(error.code.rawValue) \(error.field)"
        }
    }

    @Test func readsEveryKind() throws {
        var body = try reader(
            #"""
            {"id":"h-锁 1","purpose":"order","amount":9007199254740991,"delta":-5,"dry_run":true,
             "order":{"merchant":"m","number":"1"},"lines":[{"amount":1},{"amount":2}],
             "note":"","until":"2026-11-22T16:40:47Z"}
            """#)
        #expect(try body.identifier("id") == "h-锁 1")
        #expect(try body.code("purpose") == "order")
        #expect(try body.amount("amount") == (1 << 53) - 1)
        #expect(try body.integer("delta", in: -5...5) == -5)
        #expect(try body.bool("dry_run"))
        #expect(try body.string("note", maxBytes: 0) == "")
        #expect(try body.time("until") == 1_795_365_647_000_000_000)
        var order = try body.object("order")
        #expect(order.path == "order")
        #expect(try order.identifier("merchant") == "m")
        #expect(try order.identifier("number") == "1")
        try order.finish()
        var sum: Int64 = 0
        for var line in try body.array("lines", count: 1...2) {
            sum += try line.amount("amount")
            try line.finish()
        }
        #expect(sum == 3)
        try body.finish()
    }

    @Test func absentOptionalFieldsAreNil() throws {
        var body = try reader("{}")
        #expect(try body.optionalIdentifier("a") == nil)
        #expect(try body.optionalString("a", maxBytes: 1) == nil)
        #expect(try body.optionalCode("a") == nil)
        #expect(try body.optionalTime("a") == nil)
        #expect(try body.optionalAmount("a") == nil)
        #expect(try body.optionalInteger("a", in: 0...1) == nil)
        #expect(try body.optionalBool("a") == nil)
        #expect(try body.optionalObject("a") == nil)
        #expect(try body.optionalArray("a", count: 0...1) == nil)
        try body.finish()
    }

    @Test func everyAmountThatIsNoneNamesItsField() {
        let cases: [(String, String)] = [
            ("0", "number_out_of_range amount"), ("-1", "number_out_of_range amount"),
            ("10.005", "not_an_integer amount"), ("1e3", "not_an_integer amount"),
            ("1.0", "not_an_integer amount"), ("-0", "not_an_integer amount"),
            ("\"100\"", "invalid_field amount"), ("true", "invalid_field amount"),
            ("null", "invalid_field amount"), ("[]", "invalid_field amount"),
            ("9007199254740992", "number_out_of_range amount"),
            ("9223372036854775808", "number_out_of_range amount"),
        ]
        for (amount, expected) in cases {
            let found = fault("{\"amount\":\(amount)}") { reader throws(FieldError) in
                _ = try reader.amount("amount", in: 1...APILimits.amountMinorMax)
            }
            #expect(found == expected, "\(amount)")
        }
    }

    @Test func anAmountIsBoundedWhateverItsRange() {
        for (amount, expected) in [
            ("-9007199254740991", nil), ("9007199254740991", nil),
            ("-9007199254740992", "number_out_of_range a"),
            ("9007199254740992", "number_out_of_range a"),
        ] as [(String, String?)] {
            let found = fault("{\"a\":\(amount)}") { reader throws(FieldError) in
                _ = try reader.amount("a", in: .min ... .max)
            }
            #expect(found == expected, "\(amount)")
        }
    }

    @Test func identifiers() {
        let long = String(repeating: "a", count: 64)
        let taken = ["a", "h-1", "订单", "a b", "a\u{A0}b", "😀", long, "é"]
        let refused = [
            "", long + "a", String(repeating: "锁", count: 22), " a", "a ", "\u{3000}a", "a\u{2029}",
            "a\u{0}b", "\u{7F}", "a\u{85}b", "a\tb", "\n",
        ]
        for text in taken { #expect(FieldRules.identifierFault(text) == nil, "\(text)") }
        for text in refused {
            #expect(FieldRules.identifierFault(text) != nil, "\(text.debugDescription)")
        }
        let found = fault(#"{"id":" a"}"#) { reader throws(FieldError) in
            _ = try reader.identifier("id")
        }
        #expect(found == "invalid_field id")
    }

    @Test func codes() {
        let taken = ["a", "order", "a_b.c-9", String(repeating: "z", count: 32)]
        let refused = ["", String(repeating: "z", count: 33), "A", "a b", "é", "a/b", "a\n"]
        for text in taken { #expect(FieldRules.codeFault(text) == nil, "\(text)") }
        for text in refused { #expect(FieldRules.codeFault(text) != nil, "\(text)") }
        let found = fault(#"{"purpose":"A"}"#) { reader throws(FieldError) in
            _ = try reader.optionalCode("purpose")
        }
        #expect(found == "invalid_field purpose")
    }

    @Test func wrongKindsMissingFieldsAndLimits() {
        typealias Decode = (inout ObjectReader) throws(FieldError) -> Void
        let string: Decode = { reader throws(FieldError) in
            _ = try reader.string("a", maxBytes: 3)
        }
        let bool: Decode = { reader throws(FieldError) in _ = try reader.bool("a") }
        let time: Decode = { reader throws(FieldError) in _ = try reader.time("a") }
        let object: Decode = { reader throws(FieldError) in _ = try reader.object("a") }
        let array: Decode = { reader throws(FieldError) in
            for var element in try reader.array("a", count: 1...2) {
                _ = try element.bool("b")
                try element.finish()
            }
        }
        let cases: [(String, Decode, String?)] = [
            ("[]", string, "invalid_field "), ("null", string, "invalid_field "),
            ("{", string, "invalid_json "), (#"{"a":1,"a":2}"#, string, "invalid_json a"),
            ("{}", string, "missing_field a"), (#"{"a":1}"#, string, "invalid_field a"),
            (#"{"a":null}"#, string, "invalid_field a"), (#"{"a":"锁"}"#, string, nil),
            (#"{"a":"abcd"}"#, string, "invalid_field a"),
            ("{}", bool, "missing_field a"), (#"{"a":"true"}"#, bool, "invalid_field a"),
            (#"{"a":1}"#, bool, "invalid_field a"), (#"{"a":false}"#, bool, nil),
            (#"{"a":"2026-11-22"}"#, time, "invalid_field a"),
            (#"{"a":0}"#, time, "invalid_field a"),
            (#"{"a":[]}"#, object, "invalid_field a"), (#"{"a":{}}"#, object, nil),
            (#"{"a":{}}"#, array, "invalid_field a"), (#"{"a":[]}"#, array, "invalid_field a"),
            (#"{"a":[1]}"#, array, "invalid_field a[0]"),
            (#"{"a":[{"b":true},{}]}"#, array, "missing_field a[1].b"),
            (#"{"a":[{"b":true,"c":1}]}"#, array, "unknown_field a[0].c"),
            (#"{"a":[{"b":true},{"b":true},{"b":true}]}"#, array, "invalid_field a"),
            (#"{"a":[{"b":true},{"b":false}]}"#, array, nil),
            (#"{"a":"x","b":1}"#, string, "unknown_field b"),
        ]
        for (body, decode, expected) in cases {
            #expect(fault(body, decode) == expected, "\(body)")
        }
    }

    @Test func suggestsTheFieldPerhapsMeant() throws {
        func detail(_ body: String) -> String? {
            do throws(FieldError) {
                var reader = try reader(body)
                _ = try reader.amount("amount")
                _ = try reader.optionalIdentifier("retry_of")
                _ = try reader.optionalBool("dry_run")
                try reader.finish()
                return nil
            } catch {
                return error.detail
            }
        }
        let unknown = "There is no such field here."
        let cases: [(String, String)] = [
            (#"{"amount":1,"dryrun":true}"#, unknown + " Did you mean `dry_run`?"),
            (#"{"amount":1,"rtery_of":"x"}"#, unknown + " Did you mean `retry_of`?"),
            (#"{"amount":1,"mauont":1}"#, unknown + " Did you mean `amount`?"),
            (#"{"amount":1,"currency":"CNY"}"#, unknown),
            (#"{"amount":1,"x":1}"#, unknown),
            (#"{"ammount":1}"#, "The field is required. Found `ammount` instead."),
            (#"{"sum":1}"#, "The field is required."),
        ]
        for (body, expected) in cases { #expect(detail(body) == expected, "\(body)") }
    }

    @Test func aListIsAWholeBody() throws {
        let readers = try ObjectReader.list(body: Array(#"[{"a":1},{}]"#.utf8), count: 1...2)
        #expect(readers.map(\.path) == ["[0]", "[1]"])
        for body in ["{}", "[]", "[{},{},{}]", "[1]", "["] {
            #expect(throws: FieldError.self, "\(body)") {
                try ObjectReader.list(body: Array(body.utf8), count: 1...2)
            }
        }
    }
}
