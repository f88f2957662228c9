import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of what came with format 3: rules of feeds, silent orders, feeds that are lost, pulls.
@Suite("Golden bytes of silence")
struct GoldenSilenceTests {
    private static let start: Int64 = 1_700_000_000 * Span.secondNs
    private static let merchant = MerchantKey.named("M")

    private static var policy: Policy {
        var policy = Policy.standard
        policy.scenarios = policy.scenarios.map { scenario in
            var scenario = scenario
            if scenario.name == .physical { scenario.silentAfterNs = 10 * Span.dayNs }
            return scenario
        }
        policy.feeds = FeedPolicy(
            outages: true, outagePauseNs: Span.hourNs, proofFacts: 2, proofLeadNs: Span.dayNs)
        policy.repairs = RepairPolicy(
            isOn: true, merchantDailyMax: Money(minor: 50_000), dailyMax: nil)
        return policy
    }

    /// Commands with the days that pass before them.
    private static let history: [(days: Int64, body: Command.Body)] =
        birth + alive + lost + asked + late

    private static let birth: [(days: Int64, body: Command.Body)] = [
        (0, .createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC"))),
        (0, .adoptPolicy(policy)),
        (
            0,
            .openAccount(
                OpenAccount(account: .named("A"), currency: .yuan, limit: Money(minor: 100_000)))
        ),
        (0, place("H", order: "O")), (1, fact("e", of: "O", afterDays: 1)),
        (14, .tick(dueMax: 10)),
    ]

    private static let alive: [(days: Int64, body: Command.Body)] =
        (0..<30).map { number in (0, fact("f\(number)", of: "O2", afterDays: 15)) }

    private static let lost: [(days: Int64, body: Command.Body)] =
        [
            (0, .tick(dueMax: 10)), (0, place("H2", order: "O3")), (40, .tick(dueMax: 10)),
        ] + back

    private static let back: [(days: Int64, body: Command.Body)] =
        (0..<9).map { number in (0, fact("g\(number)", of: "O3", afterDays: 55)) }

    /// A purchase that the limit does not cover, and the word that came too late.
    private static let late: [(days: Int64, body: Command.Body)] = [
        (1, place("H3", order: "O4")), (1, place("H4", order: "O5", amountMinor: 99_700)),
        (1, fact("late", of: "O4", .cancelled, afterDays: 57)),
    ]

    private static let asked: [(days: Int64, body: Command.Body)] = [
        (
            0,
            .recordPull(
                RecordPull(
                    merchant: merchant, order: .named("O3"), source: .named("pull"),
                    askedAt: Instant(ns: start + 55 * Span.dayNs),
                    covers: FactKinds([.created, .paid, .shipped, .lineCancelled]),
                    facts: [
                        PulledFact(
                            fact: .named("p1"), kind: .shipped,
                            occurredAt: Instant(ns: start + 54 * Span.dayNs)),
                        PulledFact(
                            fact: .named("p2"), kind: .lineCancelled,
                            occurredAt: Instant(ns: start + 53 * Span.dayNs),
                            lines: [LineAmount(line: .named("1"), amount: Money(minor: 100))],
                            amount: Money(minor: 100), reason: .outOfStock),
                    ]))
        ),
        (
            0,
            .recordPull(
                RecordPull(
                    merchant: merchant, order: .named("O9"), source: .named("pull"),
                    askedAt: Instant(ns: start + 55 * Span.dayNs), isKnown: false))
        ),
        (
            0,
            .recordSweep(
                RecordSweep(
                    merchant: merchant, askedAt: Instant(ns: start + 55 * Span.dayNs)))
        ),
    ]

    private static func place(
        _ hold: String, order: String, amountMinor: Int64 = 300
    ) -> Command.Body {
        .place(
            PlaceHold(
                hold: .named(hold), account: .named("A"), merchant: merchant,
                order: .named(order), amount: Money(minor: amountMinor), currency: .yuan))
    }

    private static func fact(
        _ name: String, of order: String, _ kind: FactKind = .paid, afterDays: Int64
    ) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named(name), source: .named("feed"), merchant: merchant,
                order: .named(order), kind: kind,
                occurredAt: Instant(ns: start + afterDays * Span.dayNs),
                reason: kind.isCancellation ? .orderCancelled : .none))
    }

    static func run() -> (records: [CommandRecord], ledger: Ledger) {
        var ledger = Ledger()
        var records: [CommandRecord] = []
        var time = start
        for (days, body) in history {
            time += days * Span.dayNs + 1
            let command = Command(
                actor: .engine, businessDate: BusinessDate(day: 19_675), body: body)
            let outcome = ledger.apply(command, at: Instant(ns: time))
            if ledger.emitted.isEmpty { continue }
            records.append(
                CommandRecord(
                    time: Instant(ns: time), policyVersion: 1, command: command,
                    outcome: outcome.code, names: [], events: ledger.emitted))
        }
        return (records, ledger)
    }

    @Test("the history has every event and every change that came with the format")
    func complete() {
        let events = Self.run().records.flatMap(\.events)
        let names = Set(events.map(\.name))
        let wanted = [
            "hold.heard", "hold.silenced", "hold.paused", "hold.released", "merchant.feed_lost",
            "merchant.feed_back", "order.pulled", "merchant.swept", "hold.decline_avoidable",
        ]
        #expect(names.isSuperset(of: wanted), "\(names.sorted())")
    }

    @Test("it has its golden bytes and decodes to what was encoded")
    func batch() throws {
        let records = Self.run().records
        let bytes = BatchCodec.encode(records)
        #expect(GoldenRun.hex(bytes) == GoldenFormat3.batch)
        #expect(try BatchCodec.decode(bytes) == records)
    }

    @Test("the replayed merchant and policy have their golden images, and come back from them")
    func images() throws {
        let (records, ledger) = Self.run()
        let replayed = try GoldenRun.replayed(records)
        let merchant = try #require(replayed.merchant(Self.merchant))
        #expect(merchant == ledger.merchant(Self.merchant))
        #expect(merchant.feed.counts.count > 20 && merchant.repairs.date.day == 19_675)
        let image = RecordCodec.encode(merchant)
        #expect(GoldenRun.hex(image) == GoldenFormat3.merchant)
        #expect(try Self.merchant(of: image) == merchant)
        let order = try #require(replayed.order(.named("O3")))
        #expect(order == ledger.order(.named("O3")) && order.pull != nil)
        let orderImage = RecordCodec.encode(order)
        #expect(GoldenRun.hex(orderImage) == GoldenFormat3.order)
        #expect(try Self.order(of: orderImage) == order)
        let policy = RecordCodec.encode(Self.policy)
        #expect(GoldenRun.hex(policy) == GoldenFormat3.policy)
        #expect(try Self.policy(of: policy) == Self.policy)
    }

    private static func merchant(of image: [UInt8]) throws -> MerchantRecord {
        try RecordCodec.read(image) { reader throws(DecodeError) in try reader.merchantRecord() }
    }

    private static func order(of image: [UInt8]) throws -> OrderRecord {
        try RecordCodec.read(image) { reader throws(DecodeError) in try reader.orderRecord() }
    }

    private static func policy(of image: [UInt8]) throws -> Policy {
        try RecordCodec.read(image) { reader throws(DecodeError) in try reader.policy() }
    }
}
