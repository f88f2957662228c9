import SluiceCore
import SluiceEngine

/// What the files say, with the names they say it under.
struct ReconcileBooks {
    private var shop: [OrderKey: Reconciliation.ShopOrder] = [:]
    private var settled: [OrderKey: Reconciliation.Settled]?
    private var names: [OrderKey: Reconciliation.Name] = [:]

    /// Merchants that a file names.
    private(set) var merchants: Set<String> = []

    var merchantKeys: Set<MerchantKey> { Set(merchants.map(KeyDerivation.merchant)) }
    var orderCount: Int { shop.count }

    /// Adds an order of the merchant's book, with what had happened to it by a time.
    mutating func add(_ order: ImportedOrder, until: Instant) {
        let key = KeyDerivation.order(
            merchant: KeyDerivation.merchant(order.merchant), name: order.name)
        var facts: [FactKind: Instant] = [:]
        for fact in order.facts where fact.time <= until {
            facts[fact.kind] = max(fact.time, order.placedAt)
        }
        shop[key] = Reconciliation.ShopOrder(
            currency: order.currency, amount: order.amount, placedAt: order.placedAt,
            facts: facts)
        names[key] = Reconciliation.Name(merchant: order.merchant, order: order.name)
        merchants.insert(order.merchant)
    }

    mutating func add(_ found: SettlementReading.Found) {
        settled = found.settled
        names.merge(found.names) { known, _ in known }
        merchants.formUnion(found.names.values.map(\.merchant))
    }

    /// The comparison with a ledger, of whose orders a scan knows the names.
    func reconciliation(
        _ ledger: [OrderKey: LedgerBook.Order], named scan: JournalScan, at: Instant,
        graceNs: Int64
    ) -> Reconciliation {
        var names = names
        for (key, order) in ledger where names[key] == nil {
            guard let merchant = scan.merchants[order.merchant], merchants.contains(merchant),
                let number = scan.orders[key]
            else { continue }
            names[key] = Reconciliation.Name(merchant: merchant, order: number)
        }
        return Reconciliation(
            ledger: ledger, shop: shop, settled: settled, names: names, at: at,
            graceNs: graceNs)
    }
}
