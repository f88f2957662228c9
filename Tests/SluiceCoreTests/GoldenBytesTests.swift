import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of format 1, for ever: journals and archives made by any release must be read by
/// every later one. A change that breaks this test needs a new format, not a new golden value.
@Suite("Golden bytes")
struct GoldenBytesTests {
    /// A short history with every command and every event in it.
    static let records: [CommandRecord] = {
        var ledger = Ledger()
        var records: [CommandRecord] = []
        var time: Int64 = 1_700_000_000 * Span.secondNs
        for (index, body) in history.enumerated() {
            time += Span.secondNs
            if case .settle = body { time += 40 * Span.dayNs }
            if case .tick = body { time += 40 * Span.dayNs }
            let command = Command(
                actor: index % 2 == 0 ? .engine : .tester,
                businessDate: BusinessDate(day: 19_675),
                occurredAt: index % 3 == 0 ? Instant(ns: time - 7) : nil,
                trace: index % 5 == 0 ? TraceID(high: 1, low: UInt64(index)) : .none,
                body: body)
            let outcome = ledger.apply(command, at: Instant(ns: time))
            precondition(!ledger.emitted.isEmpty, "\(body) records nothing: \(outcome)")
            records.append(
                CommandRecord(
                    time: Instant(ns: time), policyVersion: ledger.policy?.version ?? 0,
                    command: command, outcome: outcome.code,
                    names: [Name(NamedKey(.hold, HoldKey.named("H")), "名字-H")],
                    events: ledger.emitted))
        }
        return records
    }()

    private static let account = AccountKey.named("A")
    private static let merchant = MerchantKey.named("M")

    private static func place(
        _ hold: String, _ minor: Int64, order: String, lines: [PlaceLine] = [],
        retryOf: HoldKey = .none
    ) -> Command.Body {
        .place(
            PlaceHold(
                hold: .named(hold), account: account, merchant: merchant, order: .named(order),
                amount: Money(minor: minor), currency: .yuan,
                purpose: lines.isEmpty ? .order : Code("deposit")!,
                scenario: lines.isEmpty ? nil : .physical, lines: lines, retryOf: retryOf))
    }

    private static func fact(
        _ name: String, _ kind: FactKind, order: String, lines: [LineAmount] = [],
        reason: Reason = .none
    ) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named(name), source: .named("feed"), merchant: merchant,
                order: .named(order), kind: kind, occurredAt: Instant(ns: 1_699_999_999),
                lines: lines, merchantSequence: lines.isEmpty ? nil : 42,
                amount: lines.isEmpty ? nil : Money(minor: 5), reason: reason))
    }

    private static let history: [Command.Body] = [
        .createJournal(CreateJournal(mode: .historical, lender: "lender", zone: "Asia/Shanghai")),
        .adoptPolicy(.standard),
        .goLive,
        .openAccount(OpenAccount(account: account, currency: .yuan, limit: Money(minor: 100_000))),
        .setLimit(
            SetLimit(
                account: account, operation: .named("L1"), limit: Money(minor: 90_000),
                reason: .limitReview)),
        place("H", 30_000, order: "O"),
        .capture(
            CaptureHold(hold: .named("H"), operation: .named("C1"), amount: Money(minor: 1_000))),
        .increment(
            IncrementHold(hold: .named("H"), operation: .named("I1"), amount: Money(minor: 500))),
        .release(
            ReleaseHold(
                hold: .named("H"), operation: .named("R1"), amount: Money(minor: 200),
                reason: .priceAdjusted)),
        .capture(
            CaptureHold(
                hold: .named("H"), operation: .named("C2"), amount: Money(minor: 99_000),
                isFinal: true)),
        .capture(CaptureHold(hold: .named("H"), operation: .named("C3"), isFinal: true)),
        .repay(Repay(account: account, operation: .named("P1"), principal: Money(minor: 40_000))),
        .reverseRepayment(
            ReverseRepayment(account: account, operation: .named("P2"), repayment: .named("P1"))),
        .refund(
            RefundHold(
                hold: .named("H"), operation: .named("F1"), amount: Money(minor: 30_300),
                reason: .returnReceived)),
        place("H2", 9_999_999, order: "O2"),
        place("H3", 700, order: "O2", retryOf: .named("H2")),
        fact("e1", .shipped, order: "O3"),
        place(
            "H4", 300, order: "O3",
            lines: [
                PlaceLine(line: .named("1"), amount: Money(minor: 100)),
                PlaceLine(line: .named("2"), amount: Money(minor: 200), seller: .named("S")),
            ]),
        fact(
            "e2", .lineCancelled, order: "O3", lines: [LineAmount(line: .named("2"))],
            reason: .outOfStock),
        place("H5", 400, order: "O5"),
        .settle(account),
        place("H6", 450, order: "O6"),
        .tick(dueMax: 10),
        place("H7", 450, order: "O6"),
    ]

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    @Test("the history has every command and every event")
    func complete() {
        let bodies = Set(Self.records.map { Self.label($0.command.body) })
        #expect(bodies.count == 15)
        let events = Set(Self.records.flatMap(\.events).map { Self.label($0) })
        #expect(events.count == 15, "\(events.sorted())")
    }

    @Test("a batch has its golden bytes and decodes to what was encoded")
    func batch() throws {
        let bytes = BatchCodec.encode(Self.records)
        #expect(hex(bytes) == Golden.batch)
        let decoded = try BatchCodec.decode(bytes)
        #expect(decoded == Self.records)
    }

    @Test("the state replayed from the golden bytes has the golden images")
    func images() throws {
        var ledger = Ledger()
        for record in try BatchCodec.decode(BatchCodec.encode(Self.records)) {
            for event in record.events { ledger.replay(event, at: record.time, on: record.command.businessDate) }
        }
        var images: [(StateKey, String)] = []
        ledger.forEachImage { images.append(($0, hex($1))) }
        images.sort { $0.0 < $1.0 }
        let text = images.map { "\($0.0.kind) \($0.1)" }
        #expect(text == Golden.images)
    }

    @Test("any cut or changed golden bytes are refused or decode, and never trap")
    func damage() throws {
        let bytes = BatchCodec.encode(Self.records)
        for length in 0..<bytes.count {
            #expect(throws: DecodeError.self) { try BatchCodec.decode(Array(bytes[..<length])) }
        }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x81
            _ = try? BatchCodec.decode(damaged)
        }
    }

    /// The name of an enumeration's case without its values.
    private static func label(_ value: Any) -> String {
        String("\(value)".prefix { $0 != "(" })
    }
}
