import SluiceTestKit
import Testing

@testable import SluiceCore

/// Since when credit that comes back was due, and how soon it shall come.
@Suite struct UnlockTests {
    private static let terms = UnlockTerms(
        levels: .standard, verdictNs: 1, automaticNs: 20, personNs: 300)
    private static let now = Instant(ns: 1_000)

    private static func moved(
        _ kind: HoldOperationKind, _ reason: Reason, allocated: Int64 = 0
    ) -> HoldMoved {
        HoldMoved(
            hold: .named("h"), account: .named("a"), kind: kind, operation: .none,
            request: OperationRequest(), amount: Money(minor: 5), reason: reason,
            allocated: Money(minor: allocated),
            amounts: HoldAmounts(authorised: Money(minor: 5)), lines: [],
            balances: Balances(limit: .zero), postings: Postings())
    }

    private static func unlock(
        _ event: HoldMoved, _ body: Command.Body = .tick(dueMax: 1), _ role: Role = .engine,
        doubt: Overlay? = nil
    ) -> Unlock? {
        Unlock(
            event, of: body, by: role, at: now, placedAt: Instant(ns: 100),
            endsAt: Instant(ns: 900), promisedUntil: Instant(ns: 700), doubt: doubt, terms)
    }

    private static func fact(at ns: Int64) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named("f"), source: .named("s"), merchant: .named("m"), order: .named("o"),
                kind: .cancelled, occurredAt: Instant(ns: ns)))
    }

    @Test("each cause counts from when it was due")
    func causes() {
        let end = Self.unlock(Self.moved(.expiry, .ttlExpired))
        #expect(end?.cause == .end && end?.waitedNs == 100 && end?.levels == .standard)
        let silence = Self.unlock(Self.moved(.release, .orderSilent))
        #expect(silence?.cause == .silence && silence?.waitedNs == 300)
        let word = Self.unlock(Self.moved(.release, .orderCancelled), Self.fact(at: 400))
        #expect(word?.cause == .word && word?.waitedNs == 0 && word?.agedNs == 600)
        let refund = Self.unlock(
            Self.moved(.refund, .returnReceived, allocated: 5), Self.fact(at: 990))
        #expect(refund?.cause == .refund && refund?.agedNs == 10)
        let lender = Self.unlock(Self.moved(.release, .fraudConfirmed), .tick(dueMax: 1), .lender)
        #expect(lender?.cause == .lender && lender?.waitedNs == 0)
        #expect(
            Self.unlock(Self.moved(.release, .merchantVoid), .tick(dueMax: 1), .merchant)?.cause
                == .word)
        for kind in [HoldOperationKind.capture, .decline, .correction] {
            #expect(Self.unlock(Self.moved(kind, .none)) == nil)
        }
        #expect(Self.unlock(Self.moved(.refund, .refundGoodwill)) == nil, "all of it is paid out")
    }

    @Test("what happened before the lock counts from the lock, what lies ahead from now")
    func clocks() {
        for (ns, aged) in [(Int64(50), Int64(900)), (100, 900), (1_000, 0), (2_000, 0)] {
            let unlock = Self.unlock(Self.moved(.release, .orderCancelled), Self.fact(at: ns))
            #expect(unlock?.agedNs == aged, "\(ns)")
        }
    }

    @Test("what is in doubt is judged by the deadline of who looks")
    func doubts() {
        func doubt(_ kind: OverlayKind, isAutomatic: Bool?) -> Overlay {
            Overlay(
                kind: kind, key: .none, since: Instant(ns: 800), until: .never,
                judgement: isAutomatic.map {
                    Judgement(tier: .high, isMissing: false, isRandom: false, isAutomatic: $0)
                })
        }
        for (overlay, allowed, tier) in [
            (doubt(.releaseQueued, isAutomatic: nil), Int64(1), RiskTier?.none),
            (doubt(.unlockReview, isAutomatic: true), 20, .high),
            (doubt(.unlockReview, isAutomatic: false), 300, .high),
            (doubt(.unlockReview, isAutomatic: nil), 300, nil),
        ] {
            let unlock = Self.unlock(Self.moved(.release, .orderCancelled), doubt: overlay)
            #expect(unlock?.cause == .doubt && unlock?.tier == tier)
            #expect(unlock?.waitedNs == 200 && unlock?.levels == .each(allowed))
        }
    }

    @Test(
        "a purchase is spared a decline by what its own command gave back first, and by nothing else"
    )
    func prevented() {
        let lifeNs = Policy.standard.scenario(.physical)!.timeToLiveNs
        for (limit, second, isPrevented) in [
            (Int64(100), Int64(60), true), (160, 60, false), (160, 61, true), (100, 101, false),
        ] {
            var ledger = Ledger()
            func record(_ body: Command.Body, after spanNs: Int64 = 1) -> CommandRecord {
                let command = Command(
                    actor: .tester, businessDate: BusinessDate(day: 1), body: body)
                let outcome = ledger.apply(command, at: ledger.time.adding(spanNs: spanNs))
                return CommandRecord(
                    time: ledger.time, policyVersion: 1, command: command, outcome: outcome.code,
                    names: [], events: ledger.emitted)
            }
            func place(_ name: String, _ minor: Int64) -> Command.Body {
                .place(
                    PlaceHold(
                        hold: .named(name), account: .named("A"), merchant: .named("M"),
                        order: .named(name), amount: Money(minor: minor), currency: .yuan))
            }
            _ = record(.adoptPolicy(.standard))
            _ = record(
                .openAccount(
                    OpenAccount(
                        account: .named("A"), currency: .yuan, limit: Money(minor: limit))))
            let first = record(place("first", 100))
            #expect(first.outcome == .approved && !first.preventedDecline)
            let next = record(place("second", second), after: lifeNs + 1)
            #expect(next.preventedDecline == isPrevented, "\(limit), \(second)")
        }
    }
}
