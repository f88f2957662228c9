import SluiceTestKit
import Testing

@testable import SluiceCore

@Suite("The table of holds")
struct HoldTableTests {
    private func ledger(placing count: Int) -> Ledger {
        var ledger = Ledger()
        var bodies: [Command.Body] = [
            .createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")),
            .adoptPolicy(.standard),
            .openAccount(
                OpenAccount(account: .named("A"), currency: .yuan, limit: Money(minor: 100))),
        ]
        for index in 0..<count {
            bodies.append(
                .place(
                    PlaceHold(
                        hold: .named("H\(index)"), account: .named("A"), merchant: .named("M"),
                        order: .named("O\(index)"), amount: Money(minor: 1), currency: .yuan)))
        }
        for (index, body) in bodies.enumerated() {
            let command = Command(
                actor: Actor(role: .lender, credential: 1),
                businessDate: BusinessDate(day: 19_675), body: body)
            let outcome = ledger.apply(command, at: Instant(ns: Int64(index) + 1))
            #expect(outcome.code.isSuccess, "\(body): \(outcome)")
        }
        return ledger
    }

    @Test("holds of a merchant that say the same share their terms, after a restart too")
    func shared() throws {
        let ledger = ledger(placing: 3)
        var restorer = try LedgerRestorer(head: ledger.head)
        var block = ByteWriter()
        ledger.forEachImage { key, bytes in
            block.byte(key.kind.rawValue)
            block.varint(UInt64(bytes.count))
            block.append(bytes)
        }
        try restorer.add(StateRecords(block.bytes, from: 0))
        for ledger in [ledger, try restorer.finish()] {
            let first = try #require(ledger.hold(.named("H0"))).terms
            for name in ["H1", "H2"] {
                #expect(try #require(ledger.hold(.named(name))).terms === first)
            }
        }
    }

    @Test("a copy keeps its hold, its lines and its operations when the original goes on")
    func copied() throws {
        var table = HoldTable()
        let record = try #require(ledger(placing: 1).hold(.named("H0")))
        let slot = table.insert(record)
        let copy = table
        table.append(
            HoldOperation(
                key: .named("R"), kind: .release, request: OperationRequest(), outcome: .applied,
                amount: Money(minor: 1)), to: slot)
        table[slot].amounts.released = Money(minor: 1)
        #expect(copy.record(at: slot) == record)
        #expect(table.record(at: slot).operations.map(\.key) == [.named("R")])
        table.remove(slot)
        #expect(table.record(of: record.key) == nil)
        #expect(copy.record(of: record.key) == record)
    }
}
