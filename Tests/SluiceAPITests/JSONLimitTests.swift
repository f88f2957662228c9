import SluiceAPI
import Testing

/// Both sides of each limit of the reader.
@Suite struct JSONLimitTests {
    private func cause(of bytes: [UInt8]) -> JSONError.Cause? {
        do {
            _ = try JSONReader.read(bytes)
            return nil
        } catch {
            return error.cause
        }
    }

    private func cause(of text: String) -> JSONError.Cause? { cause(of: Array(text.utf8)) }

    @Test func nesting() {
        func nested(_ levels: Int, _ opening: String, _ closing: String) -> String {
            String(repeating: opening, count: levels) + "1"
                + String(repeating: closing, count: levels)
        }
        let levels = APILimits.nestingLevelsMax
        #expect(cause(of: nested(levels, "[", "]")) == nil)
        #expect(cause(of: nested(levels + 1, "[", "]")) == .nestingTooDeep)
        #expect(cause(of: nested(levels, #"{"a":"#, "}")) == nil)
        #expect(cause(of: nested(levels + 1, #"{"a":"#, "}")) == .nestingTooDeep)
        #expect(cause(of: nested(levels / 2, #"[{"a":"#, "}]")) == nil)
        #expect(cause(of: String(repeating: "[", count: 500_000)) == .nestingTooDeep)
        // A level that was closed counts no more.
        #expect(cause(of: "[" + String(repeating: "[],{},", count: 100) + "0]") == nil)
    }

    @Test func strings() {
        let bytes = APILimits.stringBytesMax
        let longest = String(repeating: "a", count: bytes)
        #expect(cause(of: "\"\(longest)\"") == nil)
        #expect(cause(of: "\"\(longest)a\"") == .stringTooLong)
        // What counts is the string, not its spelling.
        let escaped = String(repeating: #"\u0061"#, count: bytes)
        #expect(cause(of: "\"\(escaped)\"") == nil)
        #expect(cause(of: "\"\(escaped)a\"") == .stringTooLong)
        #expect(cause(of: "{\"\(longest)a\":1}") == .stringTooLong)
    }

    @Test func elements() {
        let count = APILimits.arrayElementsMax
        let most = Array(repeating: "1", count: count).joined(separator: ",")
        #expect(cause(of: "[\(most)]") == nil)
        #expect(cause(of: "[\(most),1]") == .arrayTooLong)
        #expect(cause(of: "[[\(most)],[\(most)]]") == nil)
    }

    @Test func members() {
        let most = (0..<APILimits.objectMembersMax).map { #""m\#($0)":0"# }.joined(separator: ",")
        #expect(cause(of: "{\(most)}") == nil)
        #expect(cause(of: "{\(most),\"x\":0}") == .objectTooLarge)
        #expect(cause(of: "{\(most.dropLast()){\(most)}}") == nil)
        #expect(cause(of: "{\(most.dropLast(9)),\"m0\":0}") == .duplicateName)
    }

    @Test func bytes() {
        let count = APILimits.bodyBytesMax
        #expect(cause(of: [0x31] + Array(repeating: 0x20, count: count - 1)) == nil)
        #expect(cause(of: [0x31] + Array(repeating: 0x20, count: count)) == .bodyTooLarge)
    }

    @Test func aFaultInTheLastOfManyElementsIsNamed() {
        let text = "[" + String(repeating: "0,", count: APILimits.arrayElementsMax - 1) + "0.5]"
        let error = #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(error?.path == "[\(APILimits.arrayElementsMax - 1)]")
    }

    /// Worst bodies for a reader that goes back, or compares all with all, end soon.
    @Test func hostileBodiesEnd() {
        let half = APILimits.bodyBytesMax / 2
        #expect(cause(of: "\"" + String(repeating: #"\""#, count: half - 1)) == .unexpectedEnd)
        #expect(cause(of: "-" + String(repeating: "9", count: half)) == .numberOutOfRange)
        #expect(cause(of: "1" + String(repeating: "0", count: half) + ".1") == .notAnInteger)
        let object = (0..<APILimits.objectMembersMax).map { #""\#($0)":0"# }
            .joined(separator: ",")
        let body = "[" + Array(repeating: "{\(object)}", count: 900).joined(separator: ",") + "]"
        #expect(cause(of: body) == nil)
    }

    @Test func tenMegabytesOfBodiesEnd() throws {
        let line = #"{"line":"SKU-000-锁","amount":188730,"seller":"s\n1"}"#
        let lines = Array(repeating: line, count: 8).joined(separator: ",")
        let body = Array(#"{"id":"h-1","dry_run":false,"lines":[\#(lines)]}"#.utf8)
        let first = try JSONReader.read(body)
        var bytes = 0
        while bytes < 10_000_000 {
            let value = try JSONReader.read(body)
            bytes += body.count
            if value != first { return #expect(Bool(false), "one body, two values") }
        }
        #expect(bytes >= 10_000_000)
    }
}
