import SluiceAPI
import Testing

@Suite struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 1)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func writesEveryKindInOrder() {
        let text = written { writer in
            writer.object { writer in
                writer.member("z", "text")
                writer.member("a", -1)
                writer.member("flag", true)
                writer.name("nothing")
                writer.null()
                writer.name("list")
                writer.array { writer in
                    writer.integer(1)
                    writer.bool(false)
                    writer.array { _ in }
                    writer.object { _ in }
                    writer.string("")
                }
                writer.name("raw")
                writer.raw(Array(#"{"x":[1]}"#.utf8))
                writer.member("last", Int64.min)
            }
        }
        #expect(
            text == #"{"z":"text","a":-1,"flag":true,"nothing":null,"#
                + #""list":[1,false,[],{},""],"raw":{"x":[1]},"last":-9223372036854775808}"#)
    }

    @Test func escapesWhatMustBeAndNothingElse() {
        let cases: [(String, String)] = [
            ("plain", "\"plain\""), ("a\"b\\c/d", #""a\"b\\c/d""#),
            ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
            ("\0\u{1}\u{F}\u{10}\u{1A}\u{1F}", #""\u0000\u0001\u000f\u0010\u001a\u001f""#),
            ("\u{7F}é锁😀\u{2028}", "\"\u{7F}é锁😀\u{2028}\""),
        ]
        for (value, expected) in cases {
            #expect(written { $0.string(value) } == expected)
            #expect(written { $0.object { $0.member(value, 1) } } == "{\(expected):1}")
        }
    }

    @Test func anErrorInAClosureComesOut() {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) {
            try writer.array { (_: inout JSONWriter) throws(Stop) in throw Stop() }
        }
    }
}
