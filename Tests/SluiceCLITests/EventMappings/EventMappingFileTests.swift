import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import sluice

/// Mappings of a merchant's events as files, and what the command tells of them.
@Suite struct EventMappingFileTests {
    static let sound = """
        mapping: mine
        version: 3
        merchant: M-1
        fields:
          id: id
          type: what
          time: {path: at, format: unix_ms}
          order: order
          lines: {path: items, line: sku, amount: price}
          reason: {path: why, words: {sold: OUT_OF_STOCK}, otherwise: ORDER_CANCELLED}
        amounts: {decimal: JPY}
        facts:
          part: line_shipped
          gone: cancelled
          note: ignore
        """

    @Test("a file says what its mapping is")
    func reads() throws {
        let mapping = try EventMappingFile.parse(Self.sound, of: "mine.yaml")
        #expect(mapping.name == "mine" && mapping.version == 3 && mapping.merchant == "M-1")
        #expect(mapping.source == "mapping:mine")
        #expect(mapping.timeFormat == .unixMilliseconds && mapping.time.text == "at")
        #expect(mapping.lines?.line.text == "sku" && mapping.lines?.path?.text == "items")
        #expect(mapping.amountForm == .decimal(exponent: 0))
        #expect(mapping.reason?.words == ["sold": .outOfStock])
        #expect(mapping.reason?.otherwise == .orderCancelled)
        #expect(
            mapping.facts == [
                "part": .fact(.lineShipped), "gone": .fact(.cancelled), "note": .ignore,
            ])
    }

    @Test("the shipped mapping is read, and has every fact")
    func shipped() throws {
        let mapping = try EventMappingFile.load("shop")
        #expect(mapping.name == "shop")
        for kind in FactKind.allCases {
            #expect(mapping.facts.values.contains(.fact(kind)), "\(kind)")
        }
    }

    @Test(
        "a fault is told with its line",
        arguments: [
            ("version: 3", "version: 0", 2, "`version` is a whole number from 1 on"),
            ("version: 3", "version: three", 2, "`version` is a whole number"),
            ("version: 3\n", "", 1, "`version` is missing"),
            ("merchant: M-1", "merchant: \" M\"", 3, "white space"),
            ("merchant: M-1", "shop: M-1", 3, "unknown key `shop`"),
            ("  order: order\n", "", 5, "`fields.order` is missing"),
            ("  order: order", "  ordre: order", 8, "did you mean `order`?"),
            ("  type: what", "  type: a..b", 6, "without an empty step"),
            ("format: unix_ms", "format: unix", 7, "`format` cannot be `unix`"),
            ("line: sku, ", "", 9, "`fields.lines.line` is missing"),
            ("OUT_OF_STOCK", "SOLD_OUT", 10, "`words` cannot be `SOLD_OUT`"),
            ("{decimal: JPY}", "{decimal: YEN}", 11, "`YEN` is no ISO 4217 currency"),
            ("{decimal: JPY}", "major", 11, "`amounts` cannot be `major`"),
            ("amounts: {decimal: JPY}\n", "", 1, "`amounts` is missing"),
            ("gone: cancelled", "gone: canceled", 14, "did you mean `cancelled`?"),
            ("part: line_shipped", "part: price_adjusted", 13, "`price_adjusted` needs"),
            (
                "  lines: {path: items, line: sku, amount: price}\n", "", 12,
                "`line_shipped` needs `fields.lines`"
            ),
            (
                "  part: line_shipped\n  gone: cancelled\n", "", 13,
                "`facts` has no event that is a fact"
            ),
            ("note: ignore", "note: ignore\n  note: paid", 0, "stands twice"),
        ])
    func refuses(sound: String, faulty: String, line: Int, message: String) throws {
        try #require(Self.sound.contains(sound))
        let text = Self.sound.replacing(sound, with: faulty)
        let error = #expect(throws: MappingError.self, "\(faulty)") {
            try EventMappingFile.parse(text, of: "mine")
        }
        let told = try #require(error)
        #expect(told.message.contains(message), "\(told)")
        #expect(line == 0 || told.line == line, "\(told)")
    }

    @Test("a folder has a file a mapping, called like it; other files are let be")
    func folder() throws {
        let folder = try ImportFolder()
        try folder.write("mine.yaml", Self.sound)
        try folder.write("README.md", "no mapping")
        try folder.write(".mine.yaml", "no mapping")
        let read = try MerchantFolder.read(folder.url.path, EventMappingFile.load)
        #expect(read.map(\.name) == ["mine"])
        try folder.write("yours.yaml", Self.sound)
        let error = #expect(throws: MappingError.self) {
            try MerchantFolder.read(folder.url.path, EventMappingFile.load)
        }
        #expect(error?.message.contains("its file is called mine.yaml") == true)
        #expect(throws: MappingError.self) {
            try MerchantFolder.read(folder.file("nowhere").path, EventMappingFile.load)
        }
    }

    @Test("a trial tells line by line, of JSON lines and of CSV")
    func trial() throws {
        let folder = try ImportFolder()
        let mapping = try EventMappingFile.parse(Self.sound, of: "mine")
        let lines = try folder.write(
            "events.jsonl",
            """
            {"id":1,"what":"part","at":0,"order":"O-1","items":[{"sku":"a","price":"150"}]}

            {"id":2,"what":"note"}
            [{"id":3,"what":"gone","at":60000,"order":"O-1","why":"sold"},{"id":4,"what":"lost"}]
            {"id":5,"what":"gone","at":60000,"order":"O-1"
            """)
        #expect(
            try MappingTrial(mapping: mapping, file: lines).rows.map(\.text).map {
                $0.prefix(while: { $0 != "(" }).prefix(74).description
            } == [
                "line 1: line_shipped, order O-1, event 1, 1970-01-01T00:00:00Z, line a 150",
                "line 3: ignored, event 2",
                "line 4: cancelled, order O-1, event 3, 1970-01-01T00:01:00Z, OUT_OF_STOCK",
                "line 4: REFUSED unknown_event at what: The mapping `mine` has no event of ",
                "line 5: REFUSED invalid_json: At byte 46: the document ends too soon.",
            ])
        var flat = mapping
        flat.lines?.path = nil
        let csv = try folder.write(
            "events.csv",
            """
            id,what,at,order,sku,price
            1,part,0,O-1,a,150
            2,part,0,O-1,"a
            b",150
            3,part,0

            """)
        let rows = try MappingTrial(mapping: flat, file: csv).rows
        #expect(rows.map(\.line) == [2, 3, 5])
        #expect(rows[0].text.hasSuffix("line a 150"))
        #expect(rows[1].text.contains("REFUSED invalid_field at sku"))
        #expect(rows[2].text.contains("REFUSED ragged_row"))
    }

    @Test("lines of any length and end are read; one that is too long is refused by itself")
    func lines() throws {
        let folder = try ImportFolder()
        let long = String(repeating: "x", count: APILimits.bodyBytesMax + 1)
        let wide = #"{"a":"\#(String(repeating: "y", count: 60_000))"}"#
        for end in ["", "\n"] {
            let file = try folder.write(
                "lines.jsonl", "{\r\n[1]\r\n\n\"\(long)\"\n\(wide)\n\(wide)\n{}" + end)
            var reader = try EventFile(file)
            var read: [String] = []
            while let line = try reader.next() {
                switch line.document {
                case .success(.object(let members)): read.append("\(line.line) \(members.count)")
                case .success(let value): read.append("\(line.line) \(value)")
                case .failure(let fault): read.append("\(line.line) \(fault.code)")
                }
            }
            #expect(
                read == [
                    "1 invalid_json", "2 array([SluiceAPI.JSONValue.integer(1)])",
                    "4 row_too_long", "5 1", "6 1", "7 0",
                ])
            #expect(reader.bytesRead == reader.bytes)
        }
    }

    @Test("`mapping test` ends with 1 if an event would be refused; `show` prints what is there")
    func command() throws {
        let folder = try ImportFolder()
        let mapping = try folder.write("mine.yaml", Self.sound)
        let good = try folder.write(
            "good.jsonl", #"{"id":1,"what":"gone","at":0,"order":"O-1"}"# + "\n")
        let test = ["mapping", "test", mapping.path, "--events"]
        let passed = try SluiceProcess.run(test + [good.path])
        #expect(passed.status == 0, "\(passed.error)")
        #expect(passed.output.hasSuffix("events 1: facts 1, ignored 0, refused 0\n"))
        let json = try SluiceProcess.run(test + [good.path, "--json"])
        #expect(json.output.contains(#""type":"sluice.order.cancelled""#))
        let bad = try folder.write("bad.jsonl", #"{"id":1,"what":"lost"}"#)
        let refused = try SluiceProcess.run(test + [bad.path])
        #expect(refused.status == 1 && refused.output.contains("REFUSED unknown_event at what"))
        let shown = try SluiceProcess.run(
            "mapping", "show", "mine", "--mappings", folder.url.path)
        #expect(shown.status == 0 && shown.output == Self.sound + "\n")
        let shipped = try SluiceProcess.run("mapping", "show", "shop")
        #expect(shipped.output.hasPrefix("# How a shop tells"))
        #expect(try SluiceProcess.run("mapping", "show", "none").status == 1)
    }
}
