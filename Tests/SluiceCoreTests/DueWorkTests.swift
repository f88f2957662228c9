import SluiceTestKit
import Testing

@testable import SluiceCore

@Suite("What lies ahead")
struct DueWorkTests {
    private let account = AccountKey.named("A")
    private let day = BusinessDate(day: 19_675)

    private func limit(_ name: String, until: Instant) -> Command.Body {
        .setLimit(
            SetLimit(
                account: account, operation: .named(name), limit: Money(minor: 10), until: until,
                reason: .limitGranted))
    }

    private var opening: [Command.Body] {
        [
            .createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")),
            .adoptPolicy(.standard),
            .openAccount(
                OpenAccount(account: account, currency: .yuan, limit: Money(minor: 100))),
        ]
    }

    private var ending: Command.Body {
        .endLimit(EndLimit(account: account, operation: .named("E1"), limit: .named("L1")))
    }

    private func apply(_ body: Command.Body, to ledger: inout Ledger) {
        let command = Command(
            actor: Actor(role: .lender, credential: 1), businessDate: day, body: body)
        let outcome = ledger.apply(command, at: Instant(ns: ledger.time.ns + 1))
        #expect(outcome.code.isSuccess, "\(body): \(outcome)")
    }

    @Test("one of two limits of one end keeps it when the other was ended by hand")
    func equalEnds() {
        var ledger = Ledger()
        let until = Instant(ns: Span.dayNs)
        for body in opening + [limit("L1", until: until), limit("L2", until: until), ending] {
            apply(body, to: &ledger)
        }
        #expect(ledger.nextDue() == until)
        let tick = Command(actor: .engine, businessDate: day, body: .tick(dueMax: 10))
        _ = ledger.apply(tick, at: Instant(ns: until.ns + 1))
        #expect(ledger.account(account)?.temporaryLimits.isEmpty == true)
    }

    @Test("a limit that ends when one did that was ended by hand ends by itself")
    func sameEndAgain() {
        var ledger = Ledger()
        let until = Instant(ns: Span.dayNs)
        for body in opening + [limit("L1", until: until), ending] { apply(body, to: &ledger) }
        // Whoever waits for what is due looks here, and drops what has moved on.
        #expect(ledger.nextDue() == nil)
        apply(limit("L2", until: until), to: &ledger)
        #expect(ledger.nextDue() == until)
    }
}
