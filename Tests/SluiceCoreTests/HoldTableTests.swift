import SluiceTestKit
import Testing

@testable import SluiceCore

@Suite("The table of holds")
struct HoldTableTests {
    private func ledger(placing count: Int, purposes: [Code] = [.order]) -> Ledger {
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
                        order: .named("O\(index)"), amount: Money(minor: 1), currency: .yuan,
                        purpose: purposes[index % purposes.count])))
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

    @Test(
        "holds that say the same share their terms though others came between, for as long as one is left"
    )
    func sharedInTurns() throws {
        let purposes = ["a", "b", "c"].map { Code($0)! }
        let ledger = ledger(placing: 9, purposes: purposes)
        let records = try (0..<9).map { try #require(ledger.hold(.named("H\($0)"))) }
        for (index, record) in records.enumerated() {
            #expect(record.purpose == purposes[index % 3])
            #expect(record.terms === records[index % 3].terms)
        }
        var table = HoldTable()
        // As from an image: terms of its own.
        func insert(_ index: Int) -> Slot {
            var record = records[index]
            record.terms = Shared(record.terms.value)
            return table.insert(record)
        }
        let slots = (0..<9).map { insert($0) }
        let first = table.terms(of: slots[0])
        #expect(table.terms(of: slots[3]) === first && table.terms(of: slots[6]) === first)
        for index in [0, 3, 6] { table.remove(slots[index]) }
        let again = [0, 3].map { insert($0) }
        #expect(table.terms(of: again[0]) !== first)
        #expect(table.terms(of: again[0]) == first)
        #expect(table.terms(of: again[1]) === table.terms(of: again[0]))
        #expect(table.terms(of: slots[1]) === table.terms(of: slots[7]))
        #expect(table.terms(of: slots[1]) !== table.terms(of: slots[2]))
    }

    @Test(
        "what a hold waits for is told while an overlay stands over it, and when it ended once none does"
    )
    func moment() throws {
        var table = HoldTable()
        let slot = table.insert(try #require(ledger(placing: 1).hold(.named("H0"))))
        #expect(table[slot].reviewUntil == .never && table[slot].endedAt == .never)
        let (until, later) = (Instant(ns: 7), Instant(ns: 9))
        let overlays = [OverlayKind.releaseQueued, .placementReview].map {
            Overlay(
                kind: $0, key: .none, since: .epoch, until: $0 == .releaseQueued ? later : until,
                sequence: 1)
        }
        table.set(overlays, of: slot)
        #expect(table[slot].reviewUntil == until && table[slot].endedAt == .never)
        table.set(Array(overlays.prefix(1)), of: slot)
        #expect(table[slot].reviewUntil == later)
        table.set([] as [Overlay], of: slot)
        #expect(table[slot].reviewUntil == .never && table[slot].endedAt == .never)
        table[slot].endedAt = later
        table.set([] as [Overlay], of: slot)
        #expect(table[slot].reviewUntil == .never && table[slot].endedAt == later)
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
