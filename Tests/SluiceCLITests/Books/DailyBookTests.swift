import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

@Suite("the books of days")
struct DailyBookTests {
    private func daily(
        _ fixture: BookFixture, _ range: ClosedRange<BusinessDate> = DailyBook.always
    ) throws -> (lines: [DailyBook.Line], book: DailyBook) {
        var book = DailyBook(range)
        var scan = JournalScan()
        try scan.run(fixture) { book.add($0) }
        var lines: [DailyBook.Line] = []
        book.forEachLine(names: scan.merchants) { lines.append($0) }
        return (lines, book)
    }

    /// A campaign of its own, with closings between.
    private func campaign(seed: UInt64, days: Int) throws -> BookFixture {
        var random = RandomSource(seed: seed)
        var fixture = try BookFixture(on: "2026-11-01")
        for account in 0..<3 { fixture.open("A\(account)", limit: 200_000) }
        var holds: [HoldKey] = []
        let start = fixture.date
        for day in 0..<days {
            try fixture.go(to: start.adding(days: Int32(day)).text)
            for number in 0..<random.below(12) {
                let merchant = "shop \(random.below(3))"
                let name = "H\(day)-\(number)"
                if random.chance(50) {
                    fixture.place(
                        name, of: merchant, on: "A\(random.below(3))", random.within(1...9_000))
                    holds.append(BookFixture.hold(name, of: merchant))
                } else if !holds.isEmpty {
                    fixture.apply(operation(on: random.pick(holds), "\(name)", &random))
                }
            }
            if random.chance(40), day > 0 {
                fixture.apply(.closeDay(fixture.date.adding(days: -1)))
            }
        }
        return fixture
    }

    private func operation(
        on hold: HoldKey, _ id: String, _ random: inout RandomSource
    ) -> Command.Body {
        let amount = Money(minor: random.within(1...4_000))
        let operation = OperationKey.named(id)
        switch random.below(4) {
        case 0: return .capture(CaptureHold(hold: hold, operation: operation, amount: amount))
        case 1:
            return .release(
                ReleaseHold(
                    hold: hold, operation: operation, amount: amount, reason: .merchantVoid))
        case 2: return .increment(IncrementHold(hold: hold, operation: operation, amount: amount))
        default:
            return .refund(
                RefundHold(
                    hold: hold, operation: operation, amount: amount, reason: .refundGoodwill))
        }
    }

    @Test(
        "Closing is the next opening, what was frozen is what the journal says, held is Σ open",
        arguments: 1...20 as ClosedRange<UInt64>)
    func identity(seed: UInt64) throws {
        let fixture = try campaign(seed: seed, days: 60)
        let (lines, book) = try daily(fixture)
        var held: [MerchantKey?: Int64] = [:]
        for line in lines {
            #expect(line.totals.opening == held[line.merchant] ?? 0, "seed \(seed)")
            held[line.merchant] = line.totals.closing
        }
        var open: Int64 = 0
        fixture.ledger.forEachHold { open += $0.amounts.open.minor }
        #expect(held[.none] ?? 0 == open, "seed \(seed)")
        #expect(!book.closings.isEmpty)
        #expect(book.closings.allSatisfy { $0.differences.isEmpty }, "seed \(seed)")
        #expect(book.suspense.values.allSatisfy { $0 == 0 })
        for (_, group) in Dictionary(grouping: lines, by: \.totals.date) {
            var sum: Int64 = 0
            for line in group where line.merchant != nil { sum += line.totals.closing }
            #expect(sum == group.first { $0.merchant == nil }?.totals.closing)
        }
    }

    @Test("A range opens with what was held before it, and says the same of its days")
    func range() throws {
        let fixture = try campaign(seed: 7, days: 30)
        let all = try daily(fixture).lines
        let from = try #require(BusinessDate(text: "2026-11-10"))
        let range = from...from.adding(days: 5)
        #expect(try daily(fixture, range).lines == all.filter { range.contains($0.totals.date) })
    }

    @Test("Totals that were frozen otherwise are named")
    func differs() throws {
        var fixture = try BookFixture()
        fixture.open("A", limit: 10_000)
        fixture.place("H", of: "shop", on: "A", 4_000)
        try fixture.go(to: "2026-11-21")
        fixture.apply(.closeDay(fixture.date.adding(days: -1)))
        var book = DailyBook()
        for booked in try fixture.booked() {
            guard case .dayClosed(var closed) = booked.event else {
                book.add(booked)
                continue
            }
            closed.totals[0].placed += 1
            book.add(
                BookedEvent(
                    sequence: booked.sequence, time: booked.time, date: booked.date,
                    event: .dayClosed(closed), merchant: .none, merchantName: "", order: .none,
                    currency: nil))
        }
        #expect(
            book.closings.first?.differences == [
                "CNY placed: frozen 4001, the journal says 4000",
                "CNY closing: frozen 4001, the journal says 4000",
            ])
    }

    @Test("Each entry balances in either circle, and its books are the accounts' balances")
    func entries() throws {
        let fixture = try campaign(seed: 3, days: 30)
        var book = EntryBook()
        var names: [MerchantKey: String] = [:]
        for booked in try fixture.booked() {
            book.add(booked)
            names[booked.merchant] = booked.merchantName
        }
        var balance: [Book: Int64] = [:]
        let entries = book.entries(names: names)
        #expect(entries.count > 30)
        for (owner, lines) in entries {
            for isCommitment in [true, false] {
                let circle = lines.filter { $0.book.isCommitment == isCommitment }
                let debit = circle.reduce(0) { $0 + $1.debit }
                #expect(debit == circle.reduce(0) { $0 + $1.credit }, "\(owner)")
            }
            for line in lines { balance[line.book, default: 0] += line.debit - line.credit }
        }
        var held: Int64 = 0
        var owed: Int64 = 0
        fixture.ledger.forEachAccount { account in
            held += account.balances.held.minor
            owed += account.balances.owed.minor
        }
        #expect(balance[.held] == held && balance[.used] == owed && balance[.receivable] == owed)
    }

    @Test("Σ of the statements is what merchants are due by the books")
    func statements() throws {
        let fixture = try campaign(seed: 5, days: 30)
        let events = try fixture.booked()
        var payable: Int64 = 0
        for merchant in 0..<3 {
            let key = KeyDerivation.merchant("shop \(merchant)")
            var book = StatementBook(of: key, DailyBook.always)
            for event in events { book.add(event) }
            var own: Int64 = 0
            fixture.ledger.forEachHold { hold in
                guard hold.merchant == key else { return }
                own += hold.amounts.captured.minor - hold.amounts.refunded.minor
            }
            let total = book.statements.reduce(0) { $0 + $1.total.payable }
            #expect(total == own)
            payable += total
        }
        let due = events.reduce(0) { $0 - ($1.event.postings?[.merchantPayable] ?? 0) }
        #expect(payable == due && due != 0)
    }
}
