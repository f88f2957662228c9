import SluiceCore
import Testing

@testable import sluice

/// Three books as tables: what each says of one order, and what is found.
@Suite("Three books held against each other")
struct ReconciliationTests {
    /// A case: `ledger | shop | settlement`, each empty where the book has no such order.
    ///
    /// Ledger: `authorised captured released expired refunded`; shop: `amount fact@day …`; settlement: the
    /// sum. Everything is in yuan and happened on day 0 unless a day is given; it is day 10, and one day is
    /// the grace.
    static let cases: [(books: String, found: [String])] = [
        ("100 0 0 0 0 | 100 |", []),
        ("100 100 0 0 0 | 100 shipped@2 | 100", []),
        ("100 0 100 0 0 | 100 cancelled@2 |", []),
        ("100 100 0 0 100 | 100 shipped@2 cancelled@4 |", []),
        ("100 60 40 0 0 | 100 shipped@2 | 60", []),
        // The merchant's orders.
        ("| 100 |", ["orders missing 0 100 no hold"]),
        ("100 0 0 0 0 | |", ["orders extra 100 0 no order"]),
        ("100 0 100 0 0 | |", []),
        ("100 0 0 0 0 | 90 |", ["orders amount 100 90 authorised"]),
        ("100 0 0 0 0 | USD 100 |", ["orders currency 100 0 CNY, not USD"]),
        ("100 0 0 0 0 | 100 cancelled@2 |", ["orders state 100 0 cancelled, still locked"]),
        ("100 0 0 0 0 | 100 cancelled@9.5 |", ["orders timing 100 0 cancelled, still locked"]),
        ("100 100 0 0 0 | 100 cancelled@2 | 100", ["orders state 100 0 cancelled, billed"]),
        ("100 0 0 0 0 | 100 shipped@2 |", ["orders state 100 0 shipped, not billed"]),
        ("100 0 0 100 0 | 100 shipped@2 |", ["orders state 100 0 shipped, given back"]),
        ("100 100 0 0 0 | 100 | 100", ["orders state 100 0 billed, not shipped"]),
        // The settlement.
        ("100 100 0 0 0 | 100 shipped@2 |", ["settlement missing 100 0 not settled"]),
        ("100 100 0 0 0 | 100 shipped@2 | 90", ["settlement amount 100 90 settled"]),
        ("100 100 0 0 30 | 100 shipped@2 | 70", []),
        ("| | 50", ["settlement extra 0 50 settled without a hold"]),
        (
            "100 0 100 0 0 | 100 cancelled@2 | 100",
            ["settlement extra 0 100 settled, nothing billed"]
        ),
        (
            "100 100 0 0 0 | 100 shipped@2 | USD 100",
            ["settlement currency 100 0 CNY, not USD"]
        ),
        (
            "100 0 0 0 0 | 90 | 40",
            ["settlement extra 0 40 settled, nothing billed", "orders amount 100 90 authorised"]
        ),
    ]

    private static func day(_ text: Substring) -> Instant {
        Instant(ns: Int64((Double(text) ?? 0) * Double(Span.dayNs)))
    }

    private static func reconciliation(_ text: String) -> Reconciliation {
        let books = text.split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.split(separator: " ") }
        let key = OrderKey(high: 1, low: 1)
        var ledger: [OrderKey: LedgerBook.Order] = [:]
        if !books[0].isEmpty {
            let sums = books[0].map { Money(minor: Int64($0)!) }
            ledger[key] = LedgerBook.Order(
                merchant: MerchantKey(high: 2, low: 2), currency: Currency("CNY")!,
                placedAt: .epoch, movedAt: .epoch, captureOn: .shipped,
                amounts: HoldAmounts(
                    authorised: sums[0], captured: sums[1], released: sums[2],
                    expired: sums[3], refunded: sums[4]))
        }
        func currency(_ words: inout [Substring]) -> Currency {
            guard let code = words.first, code == "USD" else { return Currency("CNY")! }
            words.removeFirst()
            return Currency("USD")!
        }
        var shop: [OrderKey: Reconciliation.ShopOrder] = [:]
        var words = books[1]
        if !words.isEmpty {
            let currency = currency(&words)
            var facts: [FactKind: Instant] = [:]
            for word in words.dropFirst() {
                let halves = word.split(separator: "@")
                facts[FactKind(code: String(halves[0]))!] = day(halves[1])
            }
            shop[key] = Reconciliation.ShopOrder(
                currency: currency, amount: Money(minor: Int64(words[0])!), placedAt: .epoch,
                facts: facts)
        }
        var settled: [OrderKey: Reconciliation.Settled] = [:]
        words = books[2]
        if !words.isEmpty {
            let currency = currency(&words)
            settled[key] = Reconciliation.Settled(
                currency: currency, amount: Money(minor: Int64(words[0])!), at: .epoch)
        }
        return Reconciliation(
            ledger: ledger, shop: shop, settled: settled,
            names: [key: Reconciliation.Name(merchant: "M", order: "O")], at: day("10"),
            graceNs: Span.dayNs)
    }

    @Test("what each says, and what is found", arguments: cases)
    func found(_ books: String, _ wanted: [String]) {
        let found = Self.reconciliation(books).breaks().map {
            "\($0.book) \($0.kind) \($0.ledger.minor) \($0.other.minor) \($0.detail)"
        }
        #expect(Set(found) == Set(wanted), "\(books)")
        #expect(found.count == wanted.count)
    }
}
