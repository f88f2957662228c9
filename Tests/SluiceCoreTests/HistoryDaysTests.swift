import Testing

@testable import SluiceCore
@testable import SluiceTestKit

/// Days of a history, whose dates go to and fro.
@Suite("days of a history")
struct HistoryDaysTests {
    @Test("no day of a history ends below zero, and the days add up to what is held")
    func days() {
        for seed in UInt64(1)...60 {
            var generator = Generator(seed: seed)
            var ledger = Ledger()
            var reference = ReferenceLedger()
            func apply(_ command: Command, at now: Instant) {
                let outcome = ledger.apply(command, at: now)
                _ = reference.apply(command, at: now)
                reference.learn(outcome, of: command)
            }
            var isBorn = false
            for _ in 0..<250 {
                let (command, now) = generator.next(seeing: reference)
                switch command.body {
                case .createJournal where isBorn, .goLive: continue
                default: break
                }
                if !isBorn {
                    isBorn = true
                    let birth = CreateJournal(mode: .historical, lender: "lender", zone: "UTC")
                    apply(
                        Command(
                            actor: .engine, businessDate: command.businessDate,
                            body: .createJournal(birth)), at: now)
                    continue
                }
                apply(command, at: now)
                let found = Self.belowZero(ledger.book)
                #expect(found == nil, "seed \(seed): \(found!) after \(command.body)")
                if found != nil { return }
            }
        }
    }

    /// The first day, in order, that ends below zero.
    private static func belowZero(_ book: DayBook) -> DayTotals? {
        var held: [Currency: Int64] = [:]
        for totals in book.closing { held[totals.currency] = totals.closing }
        for var totals in book.open {
            totals.opening = held[totals.currency, default: 0]
            held[totals.currency] = totals.closing
            if totals.closing < 0 { return totals }
        }
        return nil
    }
}
