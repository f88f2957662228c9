import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

@Suite struct HistoryTests {
    @Test("Steps stand by time, rank and id: accounts, placements, facts in their order")
    func sorts() throws {
        let history = History(
            mapping: try MappingFile.load("generic"),
            orders: [
                order("b", "u", at: 5, [(.delivered, 5), (.shipped, 5), (.paid, 9)]),
                order("a", "u", at: 5, [(.paid, 3), (.shipped, 5), (.cancelled, 5)]),
                order("a-b", "v", at: 4, [(.shipped, 5), (.created, 5)]),
            ])
        #expect(
            history.steps.map { "\($0.time.ns) \(history.id(of: $0))" } == [
                "3 a/paid",
                "4 v", "4 a-b",
                "5 u", "5 a", "5 b",
                "5 a-b/created",
                "5 a-b/shipped", "5 a/shipped", "5 b/shipped",
                "5 a/cancelled", "5 b/delivered",
                "9 b/paid",
            ])
        #expect(history.lastTime == Instant(ns: 9))
        for (until, count) in [(2, 0), (3, 1), (4, 3), (5, 12), (8, 12), (9, 13)] {
            #expect(history.count(until: Instant(ns: Int64(until))) == count)
        }
    }

    @Test("The order of rows in the files does not matter")
    func isStable() throws {
        let mapping = try MappingFile.load("generic")
        let orders = (0..<40).map { index in
            order("o\(index)", "u\(index % 7)", at: Int64(index % 3), [(.paid, 1), (.shipped, 1)])
        }
        let one = History(mapping: mapping, orders: orders)
        let other = History(mapping: mapping, orders: orders.reversed())
        #expect(one.steps.map(one.id) == other.steps.map(other.id))
        #expect(one.steps.count == 7 + 40 * 3)
    }

    @Test("Commands carry the names of their keys, which every run derives alike")
    func makesSubmissions() throws {
        var order = order("A1", "u", at: 86_400 * 1_000_000_000, [(.cancelled, 1)])
        order.lines = [
            ImportedLine(name: "1", amount: Money(minor: 60), seller: "s"),
            ImportedLine(name: "2", amount: Money(minor: 40), seller: "s"),
        ]
        let history = History(mapping: try MappingFile.load("generic"), orders: [order])
        let calendar = try #require(BusinessCalendar(zone: "UTC"))
        let submissions = history.steps.map {
            history.submission(of: $0, lender: "bank", calendar: calendar)
        }
        let merchant = KeyDerivation.merchant("shop")
        let key = KeyDerivation.order(merchant: merchant, name: "A1")
        let source = KeyDerivation.source("import:generic")
        let seller = KeyDerivation.merchant("s")
        #expect(
            submissions.map(\.command.body) == [
                .recordFact(
                    RecordFact(
                        fact: KeyDerivation.fact(source: source, name: "A1/cancelled"),
                        source: source, merchant: merchant, order: key, kind: .cancelled,
                        occurredAt: Instant(ns: 1), reason: .orderCancelled)),
                .openAccount(
                    OpenAccount(
                        account: KeyDerivation.account(lender: "bank", name: "u"),
                        currency: order.currency, limit: .maximum,
                        owner: KeyDerivation.subject("u"))),
                .place(
                    PlaceHold(
                        hold: KeyDerivation.hold(merchant: merchant, name: "A1"),
                        account: KeyDerivation.account(lender: "bank", name: "u"),
                        merchant: merchant, order: key, amount: Money(minor: 100),
                        currency: order.currency,
                        lines: [
                            PlaceLine(
                                line: KeyDerivation.line(order: key, name: "1"),
                                amount: Money(minor: 60), seller: seller),
                            PlaceLine(
                                line: KeyDerivation.line(order: key, name: "2"),
                                amount: Money(minor: 40), seller: seller),
                        ])),
            ])
        #expect(submissions.map(\.command.businessDate.day) == [0, 1, 1])
        #expect(
            submissions.map { $0.names.map(\.text) } == [
                ["shop", "import:generic", "A1/cancelled", "A1"], ["u"],
                ["shop", "A1", "A1", "1", "s", "2"],
            ])
    }

    @Test("A history has no command that may take two persons")
    func takesOnePerson() throws {
        var mapping = try MappingFile.load("generic")
        mapping.repaidAfterNs = 1
        mapping.policy.refundOnCancel = false
        let history = History(
            mapping: mapping,
            orders: [order("a", "u", at: 1, FactKind.allCases.map { ($0, 2) })])
        let calendar = try #require(BusinessCalendar(zone: "UTC"))
        var kinds: Set<String> = []
        for step in history.steps {
            // A step of a new kind does not compile until it is made above.
            switch step.kind {
            case .openAccount: kinds.insert("open")
            case .place: kinds.insert("place")
            case .fact: kinds.insert("fact")
            case .repay: kinds.insert("repay")
            }
            let body = history.submission(of: step, lender: "bank", calendar: calendar)
                .command.body
            #expect(!body.canNeedTwoPersons)
            #expect(!["propose", "approve"].contains(CommandKinds.word(body)))
        }
        #expect(kinds == ["open", "place", "fact", "repay"])
    }

    private func order(
        _ name: String, _ account: String, at ns: Int64, _ facts: [(FactKind, Int64)]
    ) -> ImportedOrder {
        ImportedOrder(
            name: name, account: account, merchant: "shop", currency: Currency("EUR")!,
            amount: Money(minor: 100), lines: [], placedAt: Instant(ns: ns), limit: .maximum,
            status: "",
            facts: facts.map { kind, ns in
                ImportedFact(
                    kind: kind, time: Instant(ns: ns),
                    reason: kind == .cancelled ? .orderCancelled : .none)
            })
    }
}
