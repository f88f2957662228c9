import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine
@testable import SluiceSQLite

/// Orders to be asked for and numbers that are missing, as the views keep them.
@Suite("views: pulls and gaps") final class PullViewsTests {
    private let directory: StoreDirectory
    private let views: SQLiteViews
    private var ledger = Ledger()
    private var check = PullsCheck()
    private var now = Instant(ns: 100 * Span.dayNs)
    private var head = JournalHead(epoch: 1, sequence: 0, hash: .zero)
    private let merchant = MerchantKey.named("M")

    init() throws {
        directory = try StoreDirectory()
        views = try SQLiteViews(directory: directory.path)
        var policy = Policy.standard
        for index in policy.scenarios.indices {
            policy.scenarios[index].silentAfterNs = 10 * Span.dayNs
        }
        policy.feeds.outages = false
        try give(
            .adoptPolicy(policy),
            .openAccount(
                OpenAccount(
                    account: .named("A"), currency: .yuan, limit: Money(minor: 1_000_000))))
    }

    /// Gives commands to the ledger, a batch, and the batch to the views.
    private func give(after spanNs: Int64 = 1, _ bodies: Command.Body...) throws {
        let firstEvent = ledger.sequence + 1
        var records: [CommandRecord] = []
        for body in bodies {
            now = now.adding(spanNs: spanNs)
            let command = Command(
                actor: .tester, businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)),
                body: body)
            let outcome = ledger.apply(command, at: now)
            #expect(outcome.code.isSuccess, "\(body): \(outcome)")
            if ledger.emitted.isEmpty { continue }
            records.append(
                CommandRecord(
                    time: now, policyVersion: 1, command: command, outcome: outcome.code,
                    names: [], events: ledger.emitted))
        }
        let row = JournalRow.sample(after: head, size: 1)
        head.sequence = row.sequence
        head.hash = row.hash
        try views.consume([
            CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: firstEvent, records: records,
                ended: [])
        ])
        check.follow(records, from: firstEvent)
        #expect(try check.compare(views) == [])
    }

    private func place(_ name: String) -> Command.Body {
        .place(
            PlaceHold(
                hold: .named("hold \(name)"), account: .named("A"), merchant: merchant,
                order: .named(name), amount: Money(minor: 100), currency: .yuan))
    }

    private func fact(
        _ id: String, _ kind: FactKind, _ order: String, number: Int64? = nil
    ) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named(id), source: .named("feed"), merchant: merchant,
                order: .named(order), kind: kind, occurredAt: now, merchantSequence: number,
                reason: kind == .cancelled ? .orderCancelled : .none))
    }

    private func pull(_ order: String, ago spanNs: Int64 = 0) -> Command.Body {
        .recordPull(
            RecordPull(
                merchant: merchant, order: .named(order), source: .named("pull"),
                askedAt: now.adding(spanNs: -spanNs)))
    }

    /// Orders and reasons, in the order of the list.
    private func wished() throws -> [String] {
        try views.pullWishes(after: 0, limit: 100).value.items.map { wish in
            let reasons = PullReason.allCases.filter(wish.reasons.contains).map(\.code)
            let name = ["O1", "O2", "O3"].first { OrderKey.named($0) == wish.order.key } ?? "?"
            return "\(name): \(reasons.joined(separator: ","))"
        }
    }

    @Test("each reason wishes for its order; a pull asked since ends it, and the last open hold")
    func wishes() throws {
        try give(place("O1"), place("O2"), place("O3"))
        #expect(try wished() == [])
        try give(
            .setOverlay(
                SetOverlay(
                    hold: .named("hold O1"), operation: .named("V"), kind: .resultUnknown,
                    reviewBy: now.adding(spanNs: Span.dayNs))))
        #expect(try wished() == ["O1: result_unknown"])
        try give(after: Span.hourNs, pull("O1", ago: 2 * Span.hourNs))
        #expect(try wished() == ["O1: result_unknown"])
        try give(after: Span.hourNs, pull("O1"))
        #expect(try wished() == [])
        #expect(ledger.hold(.named("hold O1"))?.overlays == [])

        try give(after: 8 * Span.dayNs, .tick(dueMax: 10))
        #expect(try wished() == ["O1: deadline", "O2: deadline", "O3: deadline"])
        try give(after: 2 * Span.dayNs, .tick(dueMax: 10))
        // The pull of O1 proved nothing of the end of its promise.
        #expect(try wished().first == "O1: deadline,silence")
        #expect(try views.pullWishes(after: 0, limit: 2).value.items.count == 2)
        try give(after: Span.hourNs, pull("O1"))
        try give(
            .release(
                ReleaseHold(
                    hold: .named("hold O2"), operation: .named("R"), reason: .merchantVoid)))
        #expect(try wished() == ["O3: deadline,silence"])
        try give(fact("e1", .shipped, "O3"))
        #expect(try wished() == [])
    }

    @Test("contradictions are asked for once, and not those that asking found")
    func contradictions() throws {
        try give(place("O1"), fact("e1", .paid, "O1"))
        try give(
            .recordFact(
                RecordFact(
                    fact: .named("e2"), source: .named("feed"), merchant: merchant,
                    order: .named("O1"), kind: .lineShipped, occurredAt: now,
                    lines: [LineAmount(line: .named("unknown"))])))
        #expect(try wished() == ["O1: contradiction"])
        try give(after: Span.hourNs, pull("O1"))
        #expect(ledger.order(.named("O1"))?.breaks.last?.kind == .pulledOtherwise)
        #expect(try wished() == [])
    }

    private func gaps(of merchant: MerchantKey? = nil) throws -> [String] {
        try views.sequenceGaps(of: merchant, missingSince: .never, after: 0, limit: 1_000).value
            .items.map { "\($0.first)-\($0.last)" }
    }

    @Test("numbers that are missing make gaps, what comes late fills them, a sweep ends them")
    func sequences() throws {
        var number = 0
        func say(_ numbers: Int64...) throws {
            for said in numbers {
                number += 1
                try give(fact("f\(number)", .created, "X\(number)", number: said))
            }
        }
        try say(10, 11, 12)
        #expect(try gaps() == [])
        try say(20)
        #expect(try gaps() == ["13-19"])
        try say(15)
        #expect(try gaps().sorted() == ["13-14", "16-19"])
        try say(13, 14, 15, 19, 22)
        #expect(try gaps().sorted() == ["16-18", "21-21"])
        #expect(try gaps(of: .named("other")) == [])
        let early = try views.sequenceGaps(
            of: merchant, missingSince: .epoch, after: 0, limit: 10)
        #expect(early.value.items.isEmpty)
        try give(.recordSweep(RecordSweep(merchant: merchant, askedAt: now.adding(spanNs: -1))))
        try say(17, 24)
        #expect(try gaps() == ["21-21", "23-23"] || gaps() == ["23-23"])
    }

    @Test("gaps of one merchant are bounded: the lowest become one")
    func bounded() throws {
        var bodies: [Command.Body] = []
        for number in 0..<Int64(StoreLimits.sequenceGapsMax + 3) {
            bodies.append(fact("f\(number)", .created, "X\(number)", number: 2 * number))
        }
        for body in bodies { try giveQuietly(body) }
        let newest = 2 * Int64(StoreLimits.sequenceGapsMax)
        try give(fact("last", .created, "last", number: newest + 7))
        #expect(try check.compare(views) == [])
        try give(fact("late", .created, "late", number: 3))
        var found: [SequenceGap] = []
        var cursor: UInt64? = 0
        while let after = cursor {
            let page = try views.sequenceGaps(
                of: merchant, missingSince: .never, after: after, limit: 900
            ).value
            found += page.items
            cursor = page.next
        }
        #expect(found.count <= StoreLimits.sequenceGapsMax)
        #expect(found.contains { $0.first == 1 && $0.last >= 5 })
    }

    /// The same without a look at the views after each.
    private func giveQuietly(_ body: Command.Body) throws {
        let firstEvent = ledger.sequence + 1
        now = now.adding(spanNs: 1)
        let command = Command(actor: .tester, businessDate: BusinessDate(day: 100), body: body)
        let outcome = ledger.apply(command, at: now)
        let record = CommandRecord(
            time: now, policyVersion: 1, command: command, outcome: outcome.code, names: [],
            events: ledger.emitted)
        let row = JournalRow.sample(after: head, size: 1)
        head.sequence = row.sequence
        head.hash = row.hash
        try views.consume([
            CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: firstEvent, records: [record],
                ended: [])
        ])
        check.follow([record], from: firstEvent)
    }
}
