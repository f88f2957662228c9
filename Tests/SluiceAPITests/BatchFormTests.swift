import SluiceCore
import Testing

@testable import SluiceAPI

/// The two forms of a batch, byte by byte.
@Suite("Batch forms")
struct BatchFormTests {
    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.filter { !$0.isWhitespace }
        return stride(from: 0, to: digits.count, by: 2).map { place in
            let start = digits.index(digits.startIndex, offsetBy: place)
            return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)!
        }
    }

    private static let golden: [(BatchCommand, String)] = [
        (
            .place(
                PlaceHoldRequest(
                    id: "H", account: "A", amount: Money(minor: 258), currency: Currency("CNY")!,
                    merchant: "shop", number: "O")),
            "01 00 01 48 01 41 04 73686f70 01 4f 0000000000000102 434e59"
        ),
        (
            .place(
                PlaceHoldRequest(
                    id: "H", account: "A", amount: Money(minor: 3), currency: Currency("JPY")!,
                    merchant: "s", number: "O", purpose: Code("fee")!,
                    lines: [.init(line: "1", amount: Money(minor: 3), seller: "t")],
                    scenario: .virtual, retryOf: "G", plan: Code("p3")!, hasConsent: true,
                    review: .person)),
            """
            01 bf 01 48 01 41 01 73 01 4f 0000000000000003 4a5059 03 666565 07 7669727475616c
            02 7033 01 47 0001 01 31 0000000000000003 01 74
            """
        ),
        (
            .capture(
                HoldReference(merchant: "s", hold: "H"),
                CaptureRequest(
                    id: "C", amount: Money(minor: 1), isFinal: true, isForced: true)),
            "02 07 01 73 01 48 01 43 0000000000000001"
        ),
        (
            .release(HoldReference(hold: "H"), ReleaseRequest(id: "R", reason: .orderCancelled)),
            "03 00 00 01 48 01 52 0019"
        ),
        (
            .increment(
                HoldReference(hold: "H"), IncrementRequest(id: "I", amount: Money(minor: 2))),
            "04 00 00 01 48 01 49 0000000000000002"
        ),
        (
            .refund(
                HoldReference(hold: "H"),
                RefundRequest(id: "F", amount: Money(minor: 2), reason: .chargeback)),
            "05 00 00 01 48 01 46 0000000000000002 004a"
        ),
        (
            .repay(account: "A", RepaymentRequest(id: "P", principal: Money(minor: 9))),
            "06 00 01 41 01 50 0000000000000009"
        ),
        (
            .recordFact(
                OrderEventRequest(
                    id: "e", source: "f", kind: .lineCancelled, occurredAt: Instant(ns: 1),
                    merchant: "s", number: "O", lines: [NamedLine(line: "1")],
                    merchantSequence: 7, reason: .outOfStock)),
            """
            07 0b 01 66 01 65 01 73 01 4f 05 0000000000000001 0001 01 31 0000000000000000
            0000000000000007 0015
            """
        ),
    ]

    @Test("golden bytes of every operation")
    func goldenBytes() throws {
        let commands = Self.golden.map(\.0)
        let header = "534c4243 0001 0000 0000000\(commands.count)"
        let bytes = Self.bytes(header + Self.golden.map(\.1).joined())
        #expect(BatchEncoder.encode(commands) == bytes)
        #expect(try BatchDecoder.decode(bytes) == commands)
    }

    @Test("golden bytes of results")
    func goldenResults() {
        let results = [
            BatchResult(code: 2, sequence: 5),
            BatchResult(code: 44, field: .amount, isReplay: true, sequence: 1 << 40),
        ]
        let bytes = Self.bytes(
            "534c4252 0001 0000 00000002 0002 00 00 0000000000000005"
                + "002c 03 01 0000010000000000")
        #expect(BatchResults.encode(results) == bytes)
        #expect(BatchResults.decode(bytes) == results)
        for count in 0..<bytes.count { #expect(BatchResults.decode(Array(bytes[..<count])) == nil) }
    }

    @Test("a place with names of 16 bytes is well below 128")
    func size() {
        let name = String(repeating: "n", count: 16)
        let place = BatchCommand.place(
            PlaceHoldRequest(
                id: name, account: name, amount: .maximum, currency: Currency("CNY")!,
                merchant: name, number: name, retryOf: name))
        #expect(BatchEncoder.encode([place]).count - Batch.headerBytes == 98)
    }

    @Test("random batches come back as they were", arguments: SeededGenerator.seeds("round trip"))
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let commands = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                BatchCommand.random(using: &random)
            }
            #expect(try BatchDecoder.decode(BatchEncoder.encode(commands)) == commands)
        }
    }

    /// What is refused names its command; what is not is a batch by itself.
    @Test(
        "every truncation and every changed byte is refused or read, never a trap",
        arguments: SeededGenerator.seeds("damage"))
    func damage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let commands =
            Self.golden.map(\.0) + (0..<12).map { _ in BatchCommand.random(using: &random) }
        let bytes = BatchEncoder.encode(commands)
        for count in bytes.indices {
            #expect(throws: FieldError.self) { try BatchDecoder.decode(Array(bytes[..<count])) }
        }
        #expect(throws: FieldError.self) { try BatchDecoder.decode(bytes + [0]) }
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= UInt8.random(in: 1...255, using: &random)
            guard let read = try? BatchDecoder.decode(changed) else { continue }
            #expect(try BatchDecoder.decode(BatchEncoder.encode(read)) == read, "byte \(place)")
        }
    }

    /// A command at fault, the field told, and the code.
    private static let faults: [(String, String, String)] = [
        ("09 00", "commands[0].op", "invalid_field"),
        ("04 01 00 01 48 01 49 0000000000000002", "commands[0].flags", "invalid_field"),
        ("04 00 00 00 01 49 0000000000000002", "commands[0].hold", "invalid_field"),
        ("04 00 00 01 48 01 49 0000000000000000", "commands[0].amount", "number_out_of_range"),
        ("04 00 00 01 48 01 49 0020000000000000", "commands[0].amount", "number_out_of_range"),
        ("04 00 00 01 48 01 49 ffffffffffffffff", "commands[0].amount", "number_out_of_range"),
        ("04 00 00 01 48 01 ff 0000000000000002", "commands[0].id", "invalid_field"),
        ("04 00 00 01 48 01 0a 0000000000000002", "commands[0].id", "invalid_field"),
        ("03 00 00 01 48 01 52 0001", "commands[0].reason", "invalid_field"),
        (
            "01 00 01 48 01 41 00 01 4f 0000000000000102 434e59", "commands[0].order.merchant",
            "missing_field"
        ),
        (
            "01 00 01 48 01 41 01 73 01 4f 0000000000000102 585858", "commands[0].currency",
            "invalid_field"
        ),
        (
            "01 c0 01 48 01 41 01 73 01 4f 0000000000000102 434e59", "commands[0].review",
            "invalid_field"
        ),
        (
            "07 00 01 66 01 65 01 73 01 4f 05 0000000000000001", "commands[0].data.lines",
            "invalid_field"
        ),
        (
            "07 00 01 66 01 65 01 73 01 4f 01 8000000000000001", "commands[0].time",
            "number_out_of_range"
        ),
    ]

    @Test("a fault names the command and the field")
    func faultsOfForm() {
        for (command, field, code) in Self.faults {
            let bytes = Self.bytes("534c4243 0001 0000 00000001" + command)
            let error = #expect(throws: FieldError.self, "\(command)") {
                try BatchDecoder.decode(bytes)
            }
            #expect(error?.field == field, "\(command)")
            #expect(error?.code.rawValue == code, "\(command)")
        }
        for header in [
            "", "534c4243", "534c4252 0001 0000 00000001", "534c4243 0002 0000 00000001",
            "534c4243 0001 0001 00000001", "534c4243 0001 0000 00000000",
            "534c4243 0001 0000 00002001", "534c4243 0001 0000 ffffffff",
        ] {
            let error = #expect(throws: FieldError.self, "\(header)") {
                try BatchDecoder.decode(Self.bytes(header) + Self.bytes(Self.golden[0].1))
            }
            #expect(error?.field.hasPrefix("commands") == false, "\(header)")
        }
    }

    @Test("JSON lines say the same")
    func lines() throws {
        let text = """
            {"op":"place","id":"H","account":"A","amount":258,"currency":"CNY",\
            "order":{"merchant":"shop","number":"O"}}
            {"op":"capture","merchant":"s","hold":"H","id":"C","amount":1,"final":true,"force":true}

            {"op":"release","hold":"H","id":"R","reason":"ORDER_CANCELLED"}
            {"op":"increment","hold":"H","id":"I","amount":2}
            {"op":"refund","hold":"H","id":"F","amount":2,"reason":"CHARGEBACK"}
            {"op":"repay","account":"A","id":"P","principal":9}
            {"op":"record_fact","specversion":"1.0","id":"e","source":"f",\
            "type":"sluice.order.line_cancelled","time":"1970-01-01T00:00:00.000000001Z",\
            "data":{"merchant":"s","order":"O","lines":[{"line":"1"}],"merchant_sequence":7,\
            "reason":"OUT_OF_STOCK"}}\r

            """
        let golden = Self.golden.map(\.0)
        #expect(try BatchLines.decode(Array(text.utf8)) == [golden[0]] + golden[2...])
    }

    @Test(
        "a fault of a line names its command and field",
        arguments: [
            (#"{"op":"repay","account":"A","id":"P"}"#, "commands[1].principal"),
            (#"{"op":"increment","hold":"H","amount":2}"#, "commands[1].id"),
            (#"{"op":"increment","id":"I","amount":2}"#, "commands[1].hold"),
            (#"{"op":"fly"}"#, "commands[1].op"), ("{", "commands[1]"), ("[]", "commands[1]"),
            (
                #"{"op":"capture","hold":"H","id":"C","lines":[{"line":"1"}]}"#,
                "commands[1].lines"
            ),
            (
                #"{"op":"place","id":"H","account":"A","amount":1,"currency":"CNY","#
                    + #""order":{"merchant":"s","number":"O"},"placed_at":"2026-01-01T00:00:00Z"}"#,
                "commands[1].placed_at"
            ),
        ])
    func faultsOfLines(line: String, field: String) {
        let good = #"{"op":"repay","account":"A","id":"P","principal":9}"#
        let error = #expect(throws: FieldError.self) {
            try BatchLines.decode(Array((good + "\n" + line + "\n").utf8))
        }
        #expect(error?.field == field)
    }

    @Test("8,192 commands are a batch, one more is none")
    func most() throws {
        let one = BatchCommand.repay(
            account: "A", RepaymentRequest(id: "P", principal: Money(minor: 9)))
        let line = Array((#"{"op":"repay","account":"A","id":"P","principal":9}"# + "\n").utf8)
        for (count, isTaken) in [(8_192, true), (8_193, false), (0, false)] {
            let bytes = BatchEncoder.encode(Array(repeating: one, count: count))
            #expect(((try? BatchDecoder.decode(bytes))?.count == count) == isTaken)
            let lines = Array([[UInt8]](repeating: line, count: count).joined())
            #expect(((try? BatchLines.decode(lines))?.count == count) == isTaken)
        }
    }

    @Test("every refusal has a number for every audience, and a merchant cannot tell causes apart")
    func numbers() {
        for code in OutcomeCode.allCases {
            let outcome = Outcome(code, field: .account)
            let own = BatchResult(code: code.rawValue, field: .account)
            #expect(BatchResult(outcome, to: .staff) == own)
            let told = BatchResult(outcome, to: .merchant)
            let word = code.problem(to: Addressee(.merchant, .english))?.code ?? code.code
            #expect(told.word == word, "\(code)")
            #expect(told.field == (word == code.code ? .account : .none), "\(code)")
            #expect(told.isSuccess == code.isSuccess)
        }
    }
}
