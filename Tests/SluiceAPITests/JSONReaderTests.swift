import SluiceAPI
import Testing

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws(JSONError) -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    private func object(_ members: (String, JSONValue)...) -> JSONValue {
        .object(members.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }

    @Test func takesWhatTheGrammarTakes() throws {
        let cases: [(String, JSONValue)] = [
            ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
            ("0", .integer(0)), ("-1", .integer(-1)), ("10", .integer(10)),
            ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)),
            (" \t\r\n1 \t\r\n", .integer(1)),
            ("\"\"", .string("")), ("\"锁定\"", .string("锁定")), ("\"😀\"", .string("😀")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u0000\u0041\u00e9\u00E9\u9501""#, .string("\0Aéé锁")),
            (#""\ud83d\ude00 \uD800\uDC00 \uDBFF\uDFFF""#, .string("😀 \u{10000} \u{10FFFF}")),
            (#""é\n锁\t😀""#, .string("é\n锁\t😀")),
            ("\"\u{7F}\u{2028}\u{FEFF}\"", .string("\u{7F}\u{2028}\u{FEFF}")),
            ("[]", .array([])), ("[ ]", .array([])),
            ("[[],[1]]", .array([.array([]), .array([.integer(1)])])),
            ("{}", object()), ("{ }", object()),
            (
                #"{ "a" : 1 , "b" : [ true , null ] }"#,
                object(("a", .integer(1)), ("b", .array([.bool(true), .null])))
            ),
            (#"{"":0," ":1}"#, object(("", .integer(0)), (" ", .integer(1)))),
            (
                #"{"z":1,"a":{"z":2}}"#,
                object(("z", .integer(1)), ("a", object(("z", .integer(2)))))
            ),
            (
                #"[{"a":1},{"a":2}]"#,
                .array([object(("a", .integer(1))), object(("a", .integer(2)))])
            ),
        ]
        for (text, value) in cases {
            #expect(try read(text) == value, "\(text)")
        }
    }

    @Test func namesThatUnicodeCallsEqualAreTwoNames() throws {
        let value = try read(#"{"é":1,"e\u0301":2}"#)
        guard case .object(let members) = value else { return #expect(Bool(false)) }
        #expect(members.count == 2)
    }

    @Test func refusesWhatIsNoJSON() {
        let cases: [(String, JSONError.Cause, Int)] = [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2),
            ("\u{FEFF}1", .unexpectedCharacter, 0), ("\u{A0}1", .unexpectedCharacter, 0),
            ("\u{C}1", .unexpectedCharacter, 0), ("'a'", .unexpectedCharacter, 0),
            ("nul", .unexpectedEnd, 3), ("nulL", .unexpectedCharacter, 3),
            ("True", .unexpectedCharacter, 0), ("truefalse", .trailingContent, 4),
            ("NaN", .unexpectedCharacter, 0), ("Infinity", .unexpectedCharacter, 0),
            ("-Infinity", .malformedNumber, 1), ("undefined", .unexpectedCharacter, 0),
            ("1 2", .trailingContent, 2), ("{}{}", .trailingContent, 2),
            ("[1]]", .trailingContent, 3), ("1\0", .trailingContent, 1),
            ("// x\n1", .unexpectedCharacter, 0), ("[1/*x*/]", .unexpectedCharacter, 2),
            ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3),
            ("[1,]", .unexpectedCharacter, 3), ("[,1]", .unexpectedCharacter, 1),
            ("[1 2]", .unexpectedCharacter, 3), ("[1}", .unexpectedCharacter, 2),
            ("]", .unexpectedCharacter, 0),
            ("{", .unexpectedEnd, 1), ("{a:1}", .unexpectedCharacter, 1),
            ("{1:1}", .unexpectedCharacter, 1), (#"{"a"}"#, .unexpectedCharacter, 4),
            (#"{"a":}"#, .unexpectedCharacter, 5), (#"{"a":1,}"#, .unexpectedCharacter, 7),
            (#"{"a":1"#, .unexpectedEnd, 6), (#"{"a":1]"#, .unexpectedCharacter, 6),
            (#"{"a" 1}"#, .unexpectedCharacter, 5), (#"{,"a":1}"#, .unexpectedCharacter, 1),
            (#"{"a":1 "b":2}"#, .unexpectedCharacter, 7), (#"{"a""#, .unexpectedEnd, 4),
            (#"{"a":"#, .unexpectedEnd, 5),
        ]
        for (text, cause, offset) in cases { refused(Array(text.utf8), cause, offset, text) }
    }

    @Test func refusesBadStrings() {
        let cases: [(String, JSONError.Cause, Int)] = [
            ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("\"\\", .unexpectedEnd, 2),
            ("\"\\\"", .unexpectedEnd, 3), (#""\u12"#, .unexpectedEnd, 5),
            (#""\x41""#, .invalidEscape, 1), (#""\U0041""#, .invalidEscape, 1),
            (#""a\u00g0""#, .invalidEscape, 2), (#""\u 041""#, .invalidEscape, 1),
            (#""\u+041""#, .invalidEscape, 1), (#""\'""#, .invalidEscape, 1),
            ("\"\\\n\"", .invalidEscape, 1),
            (#""\ud800""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1),
            (#""ab\ud800x""#, .loneSurrogate, 3), (#""\ud800\ud800""#, .loneSurrogate, 1),
            (#""\ud800\u0041""#, .loneSurrogate, 1), (#""\ud800\n""#, .loneSurrogate, 1),
            (#""\ude00\ud83d""#, .loneSurrogate, 1), (#""\ud800\u00""#, .invalidEscape, 7),
            ("\"\n\"", .controlCharacter, 1), ("\"\t\"", .controlCharacter, 1),
            ("\"a\0\"", .controlCharacter, 2), ("\"\\n\u{1F}\"", .controlCharacter, 3),
        ]
        for (text, cause, offset) in cases { refused(Array(text.utf8), cause, offset, text) }
    }

    @Test func refusesInvalidUTF8() {
        let cases: [[UInt8]] = [
            [0x80], [0xFF], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82],
            // A character cut in two by an escape stays cut.
            [0xE2, 0x82] + Array(#"\u00ac"#.utf8), Array(#"\u00e2"#.utf8) + [0x82, 0xAC],
        ]
        for bytes in cases {
            refused([0x22] + bytes + [0x22], .invalidUTF8, 0, "\(bytes)")
        }
        refused([0xFF], .unexpectedCharacter, 0, "no string at all")
        refused([0x5B, 0x31, 0x2C, 0x22, 0xFF, 0x22, 0x5D], .invalidUTF8, 3, "path", path: "[1]")
    }

    @Test func refusesNumbersThatAreNoPlainInteger() {
        let cases: [(String, JSONError.Cause, Int)] = [
            ("1.0", .notAnInteger, 0), ("10.005", .notAnInteger, 0), ("1e3", .notAnInteger, 0),
            ("1E3", .notAnInteger, 0), ("1e+3", .notAnInteger, 0), ("1e-3", .notAnInteger, 0),
            ("1.5e3", .notAnInteger, 0), ("0.0", .notAnInteger, 0), ("0e0", .notAnInteger, 0),
            ("-0", .notAnInteger, 0), ("-0.0", .notAnInteger, 0), ("-0e1", .notAnInteger, 0),
            ("1e999999", .notAnInteger, 0), (" -1.5", .notAnInteger, 1),
            ("99999999999999999999.5", .notAnInteger, 0),
            ("9223372036854775808", .numberOutOfRange, 0),
            ("-9223372036854775809", .numberOutOfRange, 0),
            ("18446744073709551616", .numberOutOfRange, 0),
            ("-18446744073709551616", .numberOutOfRange, 0),
            ("100000000000000000000000000000", .numberOutOfRange, 0),
            ("00", .leadingZero, 0), ("01", .leadingZero, 0), ("-01", .leadingZero, 1),
            ("007.5", .leadingZero, 0), ("-", .unexpectedEnd, 1), ("--1", .malformedNumber, 1),
            ("-a", .malformedNumber, 1), ("+1", .unexpectedCharacter, 0),
            (".5", .unexpectedCharacter, 0), ("-.5", .malformedNumber, 1),
            ("1.", .unexpectedEnd, 2), ("[1.]", .malformedNumber, 3), ("1.e1", .malformedNumber, 2),
            ("1e", .unexpectedEnd, 2), ("[1e]", .malformedNumber, 3), ("1e+", .unexpectedEnd, 3),
            ("1.5e", .unexpectedEnd, 4), ("0x10", .trailingContent, 1),
            ("1_000", .trailingContent, 1),
            ("1,000", .trailingContent, 1), ("１", .unexpectedCharacter, 0),
        ]
        for (text, cause, offset) in cases {
            let path = text.hasPrefix("[") ? "[0]" : ""
            refused(Array(text.utf8), cause, offset, text, path: path)
        }
    }

    @Test func namesTheField() {
        let long = String(repeating: "锁", count: 30)
        let cases: [(String, JSONError.Cause, String)] = [
            (#"{"amount":10.005}"#, .notAnInteger, "amount"),
            (
                #"{"lines":[{"line":"1","amount":1},{"amount":1e3}]}"#, .notAnInteger,
                "lines[1].amount"
            ),
            (#"{"a":{"b":[[0],[0,-0]]}}"#, .notAnInteger, "a.b[1][1]"),
            (#"[{"amount":9223372036854775808}]"#, .numberOutOfRange, "[0].amount"),
            (#"{"amount":1,"amount":1}"#, .duplicateName, "amount"),
            (#"{"order":{"number":"1","n\u0075mber":"2"}}"#, .duplicateName, "order.number"),
            (#"{"a":1,"b":{"a":1},"c":0,"a":2}"#, .duplicateName, "a"),
            (#"{"a":{"b":1,"c":2},"d":0,"d":1}"#, .duplicateName, "d"),
            (#"{"x":["\ud800"]}"#, .loneSurrogate, "x[0]"),
            (#"{"x":{"\q":1}}"#, .invalidEscape, "x"),
            ("{\"\(long)\":1.5}", .notAnInteger, String(repeating: "锁", count: 21) + "…"),
        ]
        for (text, cause, path) in cases {
            let error = #expect(throws: JSONError.self, "\(text)") { try read(text) }
            #expect(error?.cause == cause, "\(text)")
            #expect(error?.path == path, "\(text)")
        }
    }

    @Test func tellsTheOffsetOfADuplicate() {
        refused(Array(#"{"a":1, "a":2}"#.utf8), .duplicateName, 8, "duplicate", path: "a")
    }

    @Test func everyCauseHasACodeOfTheDoor() {
        let codes = Set(
            JSONError.Cause.allCases.map {
                JSONError(cause: $0, byteOffset: 7, path: "").code
            })
        #expect(
            codes == [
                .invalidJSON, .notAnInteger, .numberOutOfRange, .bodyTooLarge, .invalidField,
            ])
        let error = JSONError(cause: .duplicateName, byteOffset: 7, path: "a")
        #expect(error.detail == "At byte 7: the name occurs twice in one object.")
    }

    private func refused(
        _ bytes: [UInt8], _ cause: JSONError.Cause, _ offset: Int, _ label: String,
        path: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            let value = try JSONReader.read(bytes)
            Issue.record("\(label) was read as \(value)", sourceLocation: sourceLocation)
        } catch {
            #expect(error.cause == cause, "\(label)", sourceLocation: sourceLocation)
            #expect(error.byteOffset == offset, "\(label)", sourceLocation: sourceLocation)
            if let path { #expect(error.path == path, "\(label)", sourceLocation: sourceLocation) }
        }
    }
}
