import Foundation
import Testing

@testable import sluice

@Suite struct CSVReaderTests {
    @Test(
        "What RFC 4180 allows is read",
        arguments: [
            ("plain", "a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("CR LF, no break at the end", "a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
            ("byte order mark", "\u{FEFF}a,b\n", [["a", "b"]]),
            ("byte order mark and quotes", "\u{FEFF}\"a\",b\n", [["a", "b"]]),
            ("all in quotes", "\"x,\"\"y\"\"\r\nz\",2\n", [["x,\"y\"\r\nz", "2"]]),
            ("quotes before CR LF", "1,\"2\"\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
            ("empty fields", ",,\n\"\",,\n", [["", "", ""], ["", "", ""]]),
            ("blank lines", "a\n\n\r\nb\n", [["a"], ["b"]]),
            ("an empty quoted field is no blank line", "\"\"\n", [[""]]),
            ("spaces are kept", " a , b\n", [[" a ", " b"]]),
            ("a CR inside a field is kept", "a\rb,c\n", [["a\rb", "c"]]),
            ("beyond ASCII", "São Paulo,白条\n", [["São Paulo", "白条"]]),
            ("nothing", "", []),
        ] as [(String, String, [[String]])])
    func reads(what: String, text: String, fields: [[String]]) throws {
        let rows = try rows(Array(text.utf8))
        #expect(rows.map(\.fields) == fields, "\(what)")
        #expect(rows.allSatisfy { $0.fault == nil }, "\(what)")
    }

    @Test(
        "A bad record is refused and the next is read",
        arguments: [
            ("quote in a plain field", "a\"b,1\nc,2\n", .strayQuote, "a\"b,1"),
            ("text after a closing quote", "\"a\"b,1\nc,2\n", .strayQuote, "\"a\"b,1"),
            ("CR after a closing quote", "\"a\"\r,1\nc,2\n", .strayQuote, "\"a\"\r,1"),
            ("quote never closed", "\"a,1\nc,2\n", .unclosedQuote, "\"a,1"),
        ] as [(String, String, RejectCause, String)])
    func refuses(what: String, text: String, cause: RejectCause, raw: String) throws {
        let rows = try rows(Array(text.utf8))
        try #require(rows.count == 2, "\(what)")
        #expect(rows[0] == CSVRow(line: 1, fields: [], text: raw, fault: cause), "\(what)")
        #expect(rows[1] == CSVRow(line: 2, fields: ["c", "2"], text: "c,2"), "\(what)")
    }

    @Test("A record that is not UTF-8 is refused, and shown as far as it can be")
    func refusesOtherEncodings() throws {
        let rows = try rows([0x61, 0xE3, 0x0A, 0x62, 0x0A])
        #expect(rows.map(\.fault) == [.notUTF8, nil])
        #expect(rows[0].text == "a\u{FFFD}")
        #expect(throws: ImportError.self) { try self.rows([0xFF, 0xFE, 0x61, 0x00]) }
    }

    @Test("Lines are counted as an editor does, breaks in quotes included")
    func countsLines() throws {
        let rows = try rows(Array("a\n\"b\nb\nb\"\n\nc\n\"d\ne\nf\n".utf8))
        #expect(rows.map(\.line) == [1, 2, 6, 7, 8, 9])
        #expect(rows.map(\.fault) == [nil, nil, nil, .unclosedQuote, nil, nil])
    }

    @Test("Records longer than a chunk are read, and beyond the limit refused as one line")
    func readsLongRecords() throws {
        let long = String(repeating: "x", count: 200_000)
        let tooLong = String(repeating: "y", count: ImportLimits.recordBytesMax + 1)
        let rows = try rows(Array("\(long),1\n\(tooLong),2\nz,3\n".utf8))
        #expect(rows.map(\.line) == [1, 2, 3])
        #expect(rows.map(\.fault) == [nil, .rowTooLong, nil])
        #expect(rows[0].fields == [long, "1"])
        #expect(rows[1].text.utf8.count == ImportLimits.rejectTextBytesMax)
        #expect(rows[2].fields == ["z", "3"])
    }

    @Test("A quote left open in a long file costs its own line only")
    func survivesAnOpenQuote() throws {
        let tail = String(repeating: "b,2\n", count: ImportLimits.recordBytesMax / 4 + 10)
        let rows = try rows(Array("\"a,1\n\(tail)".utf8))
        #expect(rows[0].fault == .unclosedQuote)
        #expect(rows.dropFirst().allSatisfy { $0.fields == ["b", "2"] })
        #expect(rows.count == ImportLimits.recordBytesMax / 4 + 11)
    }

    @Test("Other delimiters")
    func readsOtherDelimiters() throws {
        let rows = try rows(Array("a;\"b;c\";1,5\n".utf8), delimiter: UInt8(ascii: ";"))
        #expect(rows.map(\.fields) == [["a", "b;c", "1,5"]])
    }

    private func rows(
        _ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")
    ) throws -> [CSVRow] {
        let folder = try ImportFolder()
        let file = try folder.write("file.csv", bytes: bytes)
        var reader = try CSVReader(file, delimiter: delimiter)
        var rows: [CSVRow] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }
}
