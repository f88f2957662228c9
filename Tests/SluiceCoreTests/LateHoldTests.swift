import SluiceTestKit
import Testing

@testable import SluiceCore

/// What a hold finds that comes after others of its order, or after other tries of its id.
@Suite("late holds")
struct LateHoldTests {
    private static let order = OrderKey.named("O")

    private func apply(_ ledger: inout Ledger, _ body: Command.Body) -> Outcome {
        ledger.apply(
            Command(actor: .tester, businessDate: BusinessDate(day: 1), body: body),
            at: Instant(ns: ledger.time.ns + 1))
    }

    private func ledger() -> Ledger {
        var ledger = Ledger()
        _ = apply(&ledger, .adoptPolicy(.standard))
        for account in ["A", "B"] {
            _ = apply(
                &ledger,
                .openAccount(
                    OpenAccount(
                        account: .named(account), currency: .yuan, limit: Money(minor: 100_000))))
        }
        return ledger
    }

    private func place(_ hold: String, _ account: String, purpose: String) -> Command.Body {
        .place(
            PlaceHold(
                hold: .named(hold), account: .named(account), merchant: .named("M"),
                order: Self.order, amount: Money(minor: 8_000), currency: .yuan,
                purpose: Code(purpose)!))
    }

    private let shipped = Command.Body.recordFact(
        RecordFact(
            fact: .named("e"), source: .named("feed"), merchant: .named("M"), order: order,
            kind: .lineShipped, occurredAt: Instant(ns: 1),
            lines: [LineAmount(line: .named("L"), amount: Money(minor: 5_000))]))

    @Test("a fact moves the amount it names once, whenever the holds of the order come")
    func oneFactOnce() {
        let first = place("H1", "A", purpose: "goods")
        let second = place("H2", "A", purpose: "shipping")
        for history in [
            [first, second, shipped], [first, shipped, second], [shipped, first, second],
        ] {
            var ledger = ledger()
            for body in history { #expect(apply(&ledger, body).code.isSuccess) }
            #expect(ledger.account(.named("A"))?.balances.owed == Money(minor: 5_000))
            #expect(ledger.hold(.named("H1"))?.amounts.captured == Money(minor: 5_000))
        }
    }

    @Test("a conflict shows a hold of another account as it is, not as it was before its end")
    func conflictAcrossAccounts() {
        var ledger = ledger()
        _ = apply(&ledger, place("H", "A", purpose: "goods"))
        let late = Instant(ns: ledger.time.ns + 31 * Span.dayNs)
        let outcome = ledger.apply(
            Command(
                actor: .tester, businessDate: BusinessDate(day: 32),
                body: place("H", "B", purpose: "goods")), at: late)
        #expect(outcome.code == .idConflict && outcome.field == .account)
        #expect(ledger.hold(.named("H"))?.status == .expired)
    }

    @Test("ends of holds that ended early do not pile up")
    func dueWorkStaysInBounds() {
        var ledger = ledger()
        for index in 0..<5_000 {
            let hold = HoldKey.named("H\(index)")
            _ = apply(
                &ledger,
                .place(
                    PlaceHold(
                        hold: hold, account: .named("A"), merchant: .named("M"),
                        order: .named("O\(index)"), amount: Money(minor: 1), currency: .yuan)))
            _ = apply(
                &ledger,
                .release(
                    ReleaseHold(hold: hold, operation: .named("R"), reason: .orderCancelled)))
        }
        #expect(ledger.liveHoldCount == 0)
        #expect(ledger.due.count <= 1_100)
    }
}
