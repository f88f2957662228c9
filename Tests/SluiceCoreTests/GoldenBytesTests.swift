import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of every format, for ever: journals and archives made by any release must be read by
/// every later one. A change that breaks this test needs a new format, not a new golden value.
@Suite("Golden bytes")
struct GoldenBytesTests {
    /// A short history with every command and every event in it.
    static let records: [CommandRecord] = {
        var ledger = Ledger()
        var records: [CommandRecord] = []
        var time: Int64 = 1_700_000_000 * Span.secondNs
        for (index, given) in history.enumerated() {
            var body = given
            if case .approve(var approval) = given {
                approval.sequence = ledger.proposal(approval.proposal)?.proposedSequence ?? 0
                body = .approve(approval)
            }
            time += Span.secondNs
            if case .settle = body { time += 40 * Span.dayNs }
            if case .settleOrder = body { time += 40 * Span.dayNs }
            if case .tick = body { time += 40 * Span.dayNs }
            let command = Command(
                actor: actor(of: body, index),
                businessDate: BusinessDate(day: 19_675),
                occurredAt: index % 3 == 0 ? Instant(ns: time - 7) : nil,
                trace: index % 5 == 0 ? TraceID(high: 1, low: UInt64(index)) : .none,
                body: body)
            let outcome = ledger.apply(command, at: Instant(ns: time))
            precondition(!ledger.emitted.isEmpty, "\(body) records nothing: \(outcome)")
            records.append(
                CommandRecord(
                    time: Instant(ns: time), policyVersion: ledger.policyVersion,
                    command: command, outcome: outcome.code,
                    names: [Name(NamedKey(.hold, HoldKey.named("H")), "名字-H")],
                    events: ledger.emitted))
        }
        return records
    }()

    private static func actor(of body: Command.Body, _ index: Int) -> Actor {
        switch body {
        case .propose:
            Actor(role: .support, subject: .named("person 1"), credential: 2, isPerson: true)
        case .approve, .setLimit:
            Actor(role: .operator, subject: .named("person 2"), credential: 3, isPerson: true)
        case .place(let place) where place.history != nil: Actor(role: .migration)
        case .openAccount(let account) where !account.payouts.isEmpty: Actor(role: .migration)
        case .recordFact(let fact) where fact.isPast: Actor(role: .migration)
        case .requestRelease: Actor(role: .merchant, credential: 4)
        default: index % 2 == 0 ? .engine : .tester
        }
    }

    static let account = AccountKey.named("A")
    static let merchant = MerchantKey.named("M")

    static func place(
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

    static func fact(
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

    private func unhex(_ text: String) -> [UInt8] {
        let digits = text.utf8.map { $0 < 0x61 ? $0 - 0x30 : $0 - 0x61 + 10 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test(
        "the history has every command and event but those of clock, feeds and late words"
    )
    func complete() {
        let bodies = Set(Self.records.map { Self.label($0.command.body) })
        #expect(bodies.count == 30, "\(bodies.sorted())")
        let events = Set(Self.records.flatMap(\.events).map { Self.label($0) })
        #expect(events.count == 20, "\(events.sorted())")
        let changes = Set(
            Self.records.flatMap(\.events).compactMap { event -> HoldChangeKind? in
                if case .holdChanged(let change) = event { change.kind } else { nil }
            })
        #expect(changes.count == HoldChangeKind.noticed.rawValue)
    }

    @Test("a batch has its golden bytes and decodes to what was encoded")
    func batch() throws {
        let bytes = BatchCodec.encode(Self.records)
        // Format 3 added events and rules of feeds, and changed nothing that was there.
        #expect(GoldenRun.hex(bytes) == "03" + GoldenFormat2.batch.dropFirst(2))
        let decoded = try BatchCodec.decode(bytes)
        #expect(decoded == Self.records)
    }

    @Test(
        "the state replayed from the golden bytes of a format has the golden images",
        arguments: [
            (GoldenFormat1.batch, GoldenFormat1.images),
            (GoldenFormat2.batch, GoldenFormat2.images),
        ])
    func images(_ batch: String, _ golden: [String]) throws {
        var ledger = Ledger()
        for record in try BatchCodec.decode(unhex(batch)) {
            for event in record.events {
                ledger.replay(event, at: record.time, on: record.command.businessDate)
            }
        }
        var images: [(StateKey, String)] = []
        ledger.forEachImage { images.append(($0, GoldenRun.hex($1))) }
        images.sort { $0.0 < $1.0 }
        let text = images.map { "\($0.0.kind) \($0.1)" }
        #expect(text == golden)
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

    /// Found by fuzzing: it was decoded, and could not be encoded again.
    @Test("a record of a time before the one before it is refused")
    func timeGoesBack() {
        let bytes = BatchCodec.encode([GoldenClockTests.record])
        // Format and count, then the step from the time before.
        let stepBytes = bytes[2...].prefix { $0 >= 0x80 }.count + 1
        let minusOne = Array(repeating: UInt8.max, count: 9) + [1]
        let back = bytes[..<2] + minusOne + bytes[(2 + stepBytes)...]
        #expect(throws: DecodeError(.invalidValue, offset: 12)) {
            try BatchCodec.decode(Array(back))
        }
    }

    /// The name of an enumeration's case without its values.
    private static func label(_ value: Any) -> String {
        String("\(value)".prefix { $0 != "(" })
    }
}
