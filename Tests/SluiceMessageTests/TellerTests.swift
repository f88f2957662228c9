import SluiceAPI
import SluiceTestKit
import Testing

@testable import SluiceCore

/// Who is told what: against an oracle over random histories, and by hand.
@Suite("messages")
struct TellerTests {
    static let stepsPerSeed = 220
    static let seedsPerBlock: UInt64 = 150

    @Test("each person is told what the oracle says, in its order", arguments: 0..<UInt64(2))
    func oracle(block: UInt64) {
        var codes: Set<MessageCode> = []
        var wordings: Set<MessageWording> = []
        var causes: Set<Overtaken.Cause> = []
        for seed in block * Self.seedsPerBlock + 1...(block + 1) * Self.seedsPerBlock {
            var history = RandomHistory(seed: seed)
            var book = MessageBook()
            var facts: [NaiveMessages.Fact] = []
            var end = Instant.epoch
            for _ in 0..<Self.stepsPerSeed {
                let step = history.step()
                book.take(step.events, at: step.at, told: Told.random)
                facts += step.events.map { NaiveMessages.Fact(at: step.at, event: $0) }
                end = step.at
            }
            var told: [String: [String]] = [:]
            for message in book.messages {
                for person in message.persons { told[person, default: []].append(message.line) }
            }
            let wanted = NaiveMessages(facts: facts, end: end).sequences
            guard told == wanted else {
                let person = Set(told.keys).union(wanted.keys).sorted()
                    .first { told[$0] != wanted[$0] }!
                let pairs = zip(
                    (told[person] ?? []) + ["end"], (wanted[person] ?? []) + ["end"])
                let first = pairs.first { $0 != $1 }!
                Issue.record("seed \(seed), \(person):\n\(first.0)\n\(first.1)")
                return
            }
            let keys = book.messages.flatMap { message in
                message.audiences.all.map(message.dedupeKey)
            }
            #expect(Set(keys).count == keys.count, "seed \(seed)")
            #expect(book.isTheSameInBytes, "seed \(seed)")
            codes.formUnion(book.messages.map(\.code))
            wordings.formUnion(book.messages.map(MessageWording.init))
            causes.formUnion(book.messages.compactMap(\.overtaken?.cause))
        }
        // A breach is seldom: it has a test of its own.
        #expect(Set(MessageCode.allCases).subtracting(codes).isSubset(of: [.slaBreached]))
        #expect(wordings.contains(.returnedNotHigher) && wordings.contains(.refundedNotHigher))
        #expect(causes == [.ended, .moved])
    }

    @Test("nobody is told of a history, nor of what a migrated hold brings")
    func history() {
        for (mode, isMigrated, count) in [
            (JournalMode.historical, false, 0), (.live, true, 0), (.live, false, 1),
        ] {
            var ledger = Ledger()
            var book = MessageBook()
            let bodies: [Command.Body] = [
                .createJournal(CreateJournal(mode: mode, lender: "lender", zone: "UTC")),
                .adoptPolicy(.standard),
                .openAccount(
                    OpenAccount(
                        account: .named("A"), currency: .yuan, limit: Money(minor: 1_000),
                        owner: .named("person"))),
                .place(
                    PlaceHold(
                        hold: .named("H"), account: .named("A"), merchant: .named("M"),
                        order: .named("O"), amount: Money(minor: 300), currency: .yuan,
                        history: isMigrated
                            ? HoldHistory(placedAt: Instant(ns: 20 * Span.dayNs)) : nil)),
            ]
            for (index, body) in bodies.enumerated() {
                let now = Instant(ns: 20 * Span.dayNs + Int64(index) + 1)
                _ = ledger.apply(
                    Command(
                        actor: Actor(role: .migration), businessDate: BusinessDate(day: 20),
                        body: body),
                    at: now)
                book.take(ledger.emitted, at: now)
            }
            #expect(book.messages.count == count, "\(mode) \(isMigrated)")
        }
    }

    @Test("what was overtaken within its time is suppressed, later it stays and says so")
    func suppression() {
        let second = Span.secondNs
        // A lock is told within a second, so its end a second later comes in time to stop it.
        for (after, isSuppressed) in [(second, true), (second + 1, false)] {
            let book = TellerTests.told { book, start in
                book.take([TellerTests.released(300)], at: start.adding(spanNs: after))
            }
            #expect(book.messages.map(\.code) == [.locked, .returned])
            #expect(book.messages[0].overtaken?.cause == .ended)
            #expect(book.messages[0].isSuppressed == isSuppressed, "\(after)")
            #expect(!book.messages[1].isSuppressed)
        }
    }

    @Test(
        "a hold that has not ended by the time told slips to the latest told, then to its own end")
    func slipped() {
        let day = Span.dayNs
        func book(told: Told, _ body: (inout MessageBook, Instant) -> Void) -> MessageBook {
            TellerTests.told(told) { body(&$0, $1) }
        }
        func told(_ start: Int64, _ p90: Int64, _ latest: Int64) -> Told {
            func after(_ days: Int64) -> Instant { Instant(ns: (start + days) * day) }
            return Told(
                p50: after(0), p80: after(1), p90: after(p90), latest: after(latest),
                billedBasisPoints: nil)
        }
        let twice = book(told: told(20, 5, 9)) { book, start in
            book.remind(until: start.adding(spanNs: 29 * day))
        }
        #expect(twice.messages.map(\.code) == [.locked, .slipped, .slipped])
        #expect(twice.messages[1].slots[.until] == 29 * day)
        #expect(twice.messages[1].slots[.previous] == 25 * day)
        #expect(twice.messages[2].slots[.until] == 50 * day)
        #expect(twice.messages[1].overtaken?.cause == .moved)
        #expect(twice.messages[2].audiences.all == [.consumer, .merchant, .staff])
        #expect(twice.messages[2].latest == Instant(ns: 29 * day + 15 * Span.minuteNs))
        // It ended before, and beyond its own end nothing is told.
        let ended = book(told: told(20, 5, 9)) { book, start in
            book.take([TellerTests.released(300)], at: start.adding(spanNs: 4 * day))
            book.remind(until: start.adding(spanNs: 29 * day))
        }
        #expect(ended.messages.map(\.code) == [.locked, .returned])
        let beyond = book(told: told(20, 30, 31)) { book, start in
            book.remind(until: start.adding(spanNs: 40 * day))
        }
        #expect(beyond.messages.map(\.code) == [.locked])
    }

    @Test("a release that nobody decides: at risk, and breached when only the hard stop is left")
    func levels() {
        func changed(
            _ kind: HoldChangeKind, _ reason: Reason, hour: Int64, stop: Int64, _ start: Instant
        ) -> Event {
            let end = start.adding(spanNs: 30 * Span.dayNs)
            return .holdChanged(
                HoldChanged(
                    hold: .named("H"), account: .named("A"), operation: .none, kind: kind,
                    request: OperationRequest(), reason: reason, expiresAt: end,
                    guaranteedUntil: end,
                    overlay: Overlay(
                        kind: .unlockReview, key: .named("r"), since: start,
                        until: start.adding(spanNs: hour * Span.hourNs),
                        hardStop: start.adding(spanNs: stop * Span.hourNs)),
                    linked: .none, amount: .zero))
        }
        let book = TellerTests.told { book, start in
            func at(_ hour: Int64) -> Instant { start.adding(spanNs: hour * Span.hourNs) }
            book.take(
                [changed(.reviewOpened, .riskReviewStarted, hour: 5, stop: 72, start)], at: start)
            book.remind(until: at(4))
            book.take(
                [changed(.reviewMoved, .riskReviewEscalated, hour: 72, stop: 72, start)], at: at(5))
            book.take(
                [changed(.reviewMoved, .reviewExtended, hour: 90, stop: 90, start)], at: at(6))
            book.remind(until: at(90))
        }
        // What a machine has not cleared has all the time of a person: nothing is missed.
        let machine = TellerTests.told { book, start in
            book.take(
                [changed(.reviewOpened, .riskReviewStarted, hour: 1, stop: 72, start)], at: start)
            book.take(
                [changed(.reviewMoved, .riskReviewEscalated, hour: 5, stop: 72, start)],
                at: start.adding(spanNs: Span.hourNs))
        }
        #expect(!machine.messages.map(\.code).contains(.slaBreached))
        let staff = book.messages.filter { $0.audiences.all == [.staff] }
        #expect(staff.map(\.code) == [.slaAtRisk, .slaBreached, .slaAtRisk])
        #expect(staff[0].time.ns == 20 * Span.dayNs + 4 * Span.hourNs)
        #expect(staff[0].overtaken?.cause == .moved)
        #expect(staff[1].overtaken == nil)
        #expect(
            Catalogue.text(of: staff[1], to: .staff, in: .english, at: .utc).contains(
                "Nobody decided on a release of CNY 3.00"))
        // A person extended it: of 84 hours four fifths are over.
        #expect(staff[2].time.ns == 20 * Span.dayNs + 6 * Span.hourNs + 84 * Span.hourNs / 5 * 4)
    }

    @Test("credit that came back and did not raise available is told with the reason")
    func notHigher() {
        let book = TellerTests.told { book, start in
            book.take(
                [TellerTests.released(300, limit: 100, owed: 50)], at: start.adding(spanNs: 9))
        }
        let message = book.messages[1]
        #expect(MessageWording(message) == .returnedNotHigher)
        #expect(
            Catalogue.text(of: message, to: .consumer, in: .english, at: .utc)
                == "CNY 3.00 was returned. Available rose by CNY 0.50 to CNY 0.50: your limit is "
                + "CNY 1.00, and CNY 0.50 of it is in use.")
    }

    /// What is told after a hold of 3.00 of a limit of 10.00 was placed.
    private static func told(
        _ told: Told? = nil, _ body: (inout MessageBook, Instant) -> Void
    ) -> MessageBook {
        let start = Instant(ns: 20 * Span.dayNs)
        var book = MessageBook()
        book.take(
            [
                .journalCreated(CreateJournal(mode: .live, lender: "lender", zone: "UTC")),
                .holdPlaced(
                    HoldPlaced(
                        hold: .named("H"), account: .named("A"), order: .named("O"),
                        terms: Shared(
                            HoldTerms(
                                merchant: .named("M"), purpose: Code("order")!,
                                scenario: Code("physical")!, isScenarioNamed: false,
                                hasConsent: false, generation: 1, link: .none, linked: .none,
                                currency: .yuan, captureOn: .shipped, policyVersion: 1)),
                        opensOrder: true, amount: Money(minor: 300), decision: .approved,
                        expiresAt: start.adding(spanNs: 30 * Span.dayNs),
                        guaranteedUntil: start.adding(spanNs: 30 * Span.dayNs), lines: [],
                        balances: Balances(limit: Money(minor: 1_000), held: Money(minor: 300)),
                        postings: Postings())),
            ], at: start, told: { _, _ in told })
        body(&book, start)
        return book
    }

    private static func released(_ amount: Int64, limit: Int64 = 1_000, owed: Int64 = 0) -> Event {
        .holdMoved(
            HoldMoved(
                hold: .named("H"), account: .named("A"), kind: .release, operation: .named("r"),
                request: OperationRequest(), amount: Money(minor: amount),
                reason: .orderCancelled, allocated: .zero,
                amounts: HoldAmounts(
                    authorised: Money(minor: amount), released: Money(minor: amount)),
                lines: [], balances: Balances(limit: Money(minor: limit), owed: Money(minor: owed)),
                postings: Postings()))
    }
}
