import SluiceCore
import SluiceTestKit
import Testing

/// Records do not grow for ever, and a full one still ends.
@Suite("limits of records")
struct LedgerLimitsTests {
    private var ledger = Ledger()

    private mutating func apply(_ body: Command.Body) -> OutcomeCode {
        ledger.apply(
            Command(
                actor: Actor(role: .merchant), businessDate: BusinessDate(day: 1), body: body),
            at: Instant(ns: ledger.time.ns + 1)
        ).code
    }

    init() {
        _ = apply(.adoptPolicy(.standard))
        _ = apply(
            .openAccount(
                OpenAccount(
                    account: .named("A"), currency: .yuan, limit: Money(minor: 1_000_000))))
    }

    private func fact(_ name: String, _ kind: FactKind, lines: Int = 0) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named(name), source: .named("feed"), merchant: .named("M"),
                order: .named("O"), kind: kind, occurredAt: Instant(ns: 1),
                lines: (0..<lines).map { LineAmount(line: .named("L\($0)")) },
                reason: kind.isCancellation ? .orderCancelled : .none))
    }

    private func place(_ name: String, amount: Int64, purpose: String = "order") -> Command.Body {
        .place(
            PlaceHold(
                hold: .named(name), account: .named("A"), merchant: .named("M"),
                order: .named("O"), amount: Money(minor: amount), currency: .yuan,
                purpose: Code(purpose)!))
    }

    @Test("an order takes so many facts and no more; one known already is a replay")
    mutating func facts() {
        for number in 1...LedgerLimits.factsPerOrderMax {
            #expect(apply(fact("F\(number)", .created)) == .applied)
        }
        #expect(apply(fact("one more", .cancelled)) == .orderFull)
        #expect(ledger.emitted.isEmpty)
        #expect(apply(fact("F7", .created)) == .applied)
        #expect(ledger.order(.named("O"))?.facts.count == LedgerLimits.factsPerOrderMax)
    }

    @Test("the lines that the facts of an order name are counted together")
    mutating func factLines() {
        _ = apply(fact("created", .created))
        let each = LedgerLimits.factLinesPerOrderMax / 10
        for number in 1...10 {
            #expect(apply(fact("F\(number)", .lineShipped, lines: each)) == .applied)
        }
        #expect(apply(fact("one more", .lineShipped, lines: 1)) == .orderFull)
        #expect(apply(fact("whole", .shipped)) == .applied)
    }

    @Test("an order takes so many holds and no more, declined ones counted")
    mutating func holds() {
        for number in 1...LedgerLimits.holdsPerOrderMax {
            let code = apply(place("H\(number)", amount: 2_000_000, purpose: "p\(number)"))
            #expect(code == .insufficientLimit)
        }
        #expect(apply(place("one more", amount: 1, purpose: "q")) == .orderFull)
        #expect(ledger.emitted.isEmpty)
        #expect(ledger.hold(.named("one more")) == nil)
    }

    @Test("a hold takes so many operations and no more; facts still end it")
    mutating func operations() {
        #expect(apply(place("H", amount: 1_000_000)) == .approved)
        for number in 1...LedgerLimits.operationsPerHoldMax {
            let body = CaptureHold(
                hold: .named("H"), operation: .named("C\(number)"), amount: Money(minor: 1))
            #expect(apply(.capture(body)) == .applied)
        }
        let hold = HoldKey.named("H")
        let operation = OperationKey.named("one more")
        #expect(apply(.capture(CaptureHold(hold: hold, operation: operation))) == .holdFull)
        let amount = Money(minor: 1)
        #expect(
            apply(.increment(IncrementHold(hold: hold, operation: operation, amount: amount)))
                == .holdFull)
        #expect(
            apply(
                .release(ReleaseHold(hold: hold, operation: operation, reason: .merchantVoid)))
                == .holdFull)
        #expect(
            apply(
                .refund(
                    RefundHold(
                        hold: hold, operation: operation, amount: amount,
                        reason: .returnReceived))) == .holdFull)
        #expect(ledger.emitted.isEmpty)
        #expect(
            apply(.capture(CaptureHold(hold: hold, operation: .named("C7"), amount: amount)))
                == .applied)
        #expect(apply(fact("cancelled", .cancelled)) == .applied)
        #expect(ledger.hold(hold)?.status == .closed)
    }

    @Test("an account takes so many temporary limits and restrictions and no more")
    mutating func accountFull() {
        for number in 1...21 {
            let limit = SetLimit(
                account: .named("A"), operation: .named("L\(number)"), limit: Money(minor: 1),
                until: Instant(ns: Span.dayNs), reason: .limitGranted)
            #expect(apply(.setLimit(limit)) == (number <= 20 ? .applied : .accountFull))
            let ban = Restrict(
                account: .named("A"), operation: .named("R\(number)"), kind: .user)
            #expect(apply(.restrict(ban)) == (number <= 20 ? .applied : .accountFull))
        }
        #expect(ledger.emitted.isEmpty)
        let end = EndLimit(account: .named("A"), operation: .named("E"), limit: .named("L7"))
        #expect(apply(.endLimit(end)) == .applied)
        let again = SetLimit(
            account: .named("A"), operation: .named("L21"), limit: Money(minor: 1),
            until: Instant(ns: Span.dayNs), reason: .limitGranted)
        #expect(apply(.setLimit(again)) == .applied)
    }

    @Test("a fact whose amount leaves the range of money moves nothing and records a break")
    mutating func factOutOfRange() {
        let most = Money.maximum
        _ = apply(
            .openAccount(OpenAccount(account: .named("B"), currency: .yuan, limit: most)))
        let place = { (name: String, amount: Money, order: String) in
            Command.Body.place(
                PlaceHold(
                    hold: .named(name), account: .named("B"), merchant: .named("M"),
                    order: .named(order), amount: amount, currency: .yuan))
        }
        #expect(apply(place("H1", most, "first")) == .approved)
        #expect(
            apply(.capture(CaptureHold(hold: .named("H1"), operation: .named("C")))) == .applied)
        let repaid = Repay(account: .named("B"), operation: .named("P"), principal: most)
        #expect(apply(.repay(repaid)) == .applied)
        #expect(apply(place("H2", Money(minor: 5), "O")) == .approved)
        #expect(
            apply(
                .reverseRepayment(
                    ReverseRepayment(
                        account: .named("B"), operation: .named("R"), repayment: .named("P"))))
                == .applied)
        #expect(apply(fact("shipped", .shipped)) == .applied)
        #expect(ledger.hold(.named("H2"))?.status == .active)
        #expect(ledger.order(.named("O"))?.breaks.map(\.kind) == [.amountOutOfRange])
    }

    @Test("cancelled after a capture that no fact explains is a break")
    mutating func cancelledAfterCapture() {
        #expect(apply(place("H", amount: 100)) == .approved)
        #expect(
            apply(.capture(CaptureHold(hold: .named("H"), operation: .named("C")))) == .applied)
        #expect(apply(fact("cancelled", .cancelled)) == .applied)
        #expect(ledger.order(.named("O"))?.breaks.map(\.kind) == [.cancelledAfterCapture])
    }
}
