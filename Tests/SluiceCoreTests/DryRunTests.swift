import SluiceTestKit
import Testing

@testable import SluiceCore

/// A dry run of a placement foretells it and leaves everything as it is.
@Suite("dry runs")
struct DryRunTests {
    @Test("what a placement would come to is what it comes to, and nothing is left of the question")
    func foretells() {
        var seen: [OutcomeCode: Int] = [:]
        var aliases = 0
        for seed in UInt64(1)...150 {
            var generator = Generator(seed: seed)
            var ledger = Ledger()
            var reference = ReferenceLedger()
            for _ in 0..<150 {
                let (command, at) = generator.next(seeing: reference)
                if case .place(var body) = command.body, body.history == nil {
                    body.isDryRun = true
                    body.told = Told(p50: at, p80: at, p90: at, latest: at, billedBasisPoints: 7)
                    var asked = command
                    asked.body = .place(body)
                    var (trial, settled, placed) = (ledger, ledger, ledger)
                    let quote = trial.apply(asked, at: at)
                    let outcome = placed.apply(command, at: at)
                    seen[outcome.code, default: 0] += 1
                    expectSame(quote, outcome, trial.emitted, placed.emitted, "seed \(seed)")
                    // Nothing but what was due anyway has happened, and no id is bound to anything.
                    let left = trial.emitted.filter(\.isOfPlacement).map(\.name)
                    #expect(left.isEmpty, "seed \(seed)")
                    if placed.emitted.contains(where: \.isAlias) { aliases += 1 }
                    let due = trial.emitted.filter { !$0.isQuote }
                    settle(&settled, due, asked, at)
                    #expect(
                        trial.account(body.account)?.balances
                            == settled.account(body.account)?.balances, "seed \(seed)")
                    #expect(
                        (trial.hold(body.hold) == nil) == (ledger.hold(body.hold) == nil),
                        "seed \(seed)")
                    #expect(
                        trial.order(body.order)?.holds == settled.order(body.order)?.holds,
                        "seed \(seed)")
                    // Its id is as free as it was.
                    let after = Instant(ns: at.ns + 1)
                    let (now, then) = (
                        trial.apply(command, at: after), settled.apply(command, at: after)
                    )
                    #expect(now.code == then.code && now.isReplay == then.isReplay)
                    var other = reference
                    #expect(other.apply(asked, at: at) == Verdict(quote), "seed \(seed)")
                }
                let outcome = ledger.apply(command, at: at)
                _ = reference.apply(command, at: at)
                reference.learn(outcome, of: command)
            }
        }
        for code in [OutcomeCode.approved, .pending, .insufficientLimit, .accountRestricted] {
            #expect(seen[code, default: 0] > 10, "\(code): \(seen)")
        }
        #expect(aliases > 10, "\(aliases)")
    }

    private func expectSame(
        _ quote: Outcome, _ outcome: Outcome, _ asked: ShortList<Event>, _ done: ShortList<Event>,
        _ note: String
    ) {
        #expect(quote.code == outcome.code && quote.field == outcome.field, "\(note)")
        #expect(quote.hold == outcome.hold && quote.amount == outcome.amount, "\(note)")
        #expect(quote.isReplay == outcome.isReplay, "\(note)")
        let quoted = asked.compactMap { event -> HoldPlaced? in
            if case .holdQuoted(let placed) = event { return placed }
            return nil
        }
        let placed = done.compactMap { event -> HoldPlaced? in
            if case .holdPlaced(var placed) = event {
                placed.postings = Postings()
                return placed
            }
            return nil
        }
        #expect(quoted == placed.filter { $0.hold == quote.hold }, "\(note)")
    }

    /// Does what was due as the engine does.
    private func settle(
        _ ledger: inout Ledger, _ due: [Event], _ command: Command, _ at: Instant
    ) {
        guard !due.isEmpty else { return }
        guard case .place(let body) = command.body else { return }
        var own = command
        own.actor = .engine
        own.body = .settle(body.account)
        _ = ledger.apply(own, at: at)
    }

    @Test("command and event are read as they were written")
    func codec() throws {
        let at = Instant(ns: 1_700_000_000_123_456_789)
        let told = Told(
            p50: at, p80: at.adding(spanNs: Span.dayNs), p90: at.adding(spanNs: 3 * Span.dayNs),
            latest: at.adding(spanNs: 20 * Span.dayNs), billedBasisPoints: 9_999)
        #expect(told.p50.ns == 1_700_000_001_000_000_000)
        for isDryRun in [false, true] {
            for chance in [nil, UInt16(0), 10_000] {
                var ledger = Ledger()
                func apply(_ body: Command.Body, _ ns: Int64) -> CommandRecord {
                    let command = Command(
                        actor: .tester, businessDate: BusinessDate(day: 1), body: body)
                    let outcome = ledger.apply(command, at: Instant(ns: ns))
                    return CommandRecord(
                        time: Instant(ns: ns), policyVersion: 1, command: command,
                        outcome: outcome.code, names: [], events: ledger.emitted)
                }
                _ = apply(.adoptPolicy(.standard), 1)
                _ = apply(
                    .openAccount(
                        OpenAccount(
                            account: .named("A"), currency: .yuan, limit: Money(minor: 100))), 2)
                var body = PlaceHold(
                    hold: .named("H"), account: .named("A"), merchant: .named("M"),
                    order: .named("O"), amount: Money(minor: 40), currency: .yuan)
                body.isDryRun = isDryRun
                body.told = told
                body.told?.billedBasisPoints = chance
                let record = apply(.place(body), 3)
                #expect(record.outcome == .approved && record.events.count >= 1)
                #expect(try BatchCodec.decode(BatchCodec.encode([record])) == [record])
                #expect(ledger.account(.named("A"))?.balances.held.minor == (isDryRun ? 0 : 40))
            }
        }
    }
}

extension Event {
    fileprivate var isQuote: Bool {
        if case .holdQuoted = self { return true }
        return false
    }

    fileprivate var isAlias: Bool {
        if case .holdAliased = self { return true }
        return false
    }

    /// Whether a placement makes it, and nothing that is due.
    fileprivate var isOfPlacement: Bool {
        switch self {
        case .holdPlaced, .holdAliased, .merchantSeen, .orderSeen, .orderKnown: true
        default: false
        }
    }
}
