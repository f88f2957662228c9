import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

/// A purchase of the Olist files with what became of it, as the expected time is measured on it.
struct EtaOrder {
    var name: String
    var purchasedAt: Instant
    var paidAt: Instant?
    var shippedAt: Instant?
    var deliveredAt: Instant?
    /// State of the consumer, and of the seller of the first item.
    var region = ""
    var origin = ""
    var seller = ""

    func fact(_ kind: FactKind) -> Instant? {
        switch kind {
        case .paid: paidAt
        case .shipped: shippedAt
        case .delivered: deliveredAt
        default: nil
        }
    }
}

/// Reads the Olist files: of each order only what was known when it was.
struct EtaFiles {
    let folder: URL
    private let zone = ImportZone("America/Sao_Paulo")

    /// In the order of purchase, then of name.
    /// - Throws: `ImportError`: a file or column is missing.
    func orders() throws -> [EtaOrder] {
        let regions = try names("customers", key: "customer_id", value: "customer_state")
        let origins = try names("sellers", key: "seller_id", value: "seller_state")
        let sellers = try sellers()
        var orders: [EtaOrder] = []
        try each("orders") { cell in
            guard let zone, let purchasedAt = zone.instant(cell("order_purchase_timestamp")) else {
                return
            }
            let seller = sellers[cell("order_id")] ?? ""
            orders.append(
                EtaOrder(
                    name: cell("order_id"), purchasedAt: purchasedAt,
                    paidAt: zone.instant(cell("order_approved_at")),
                    shippedAt: zone.instant(cell("order_delivered_carrier_date")),
                    deliveredAt: zone.instant(cell("order_delivered_customer_date")),
                    region: regions[cell("customer_id")] ?? "", origin: origins[seller] ?? "",
                    seller: seller))
        }
        return orders.sorted { ($0.purchasedAt, $0.name) < ($1.purchasedAt, $1.name) }
    }

    /// The seller of each order's first item.
    private func sellers() throws -> [String: String] {
        var found: [String: (item: Int, seller: String)] = [:]
        try each("order_items") { cell in
            let (order, item) = (cell("order_id"), Int(cell("order_item_id")) ?? .max)
            if let known = found[order], known.item <= item { return }
            found[order] = (item, cell("seller_id"))
        }
        return found.mapValues(\.seller)
    }

    private func names(_ file: String, key: String, value: String) throws -> [String: String] {
        var names: [String: String] = [:]
        try each(file) { cell in names[cell(key)] = cell(value) }
        return names
    }

    /// Calls `body` with a reader of the cells of each sound row.
    private func each(_ file: String, _ body: ((String) -> String) -> Void) throws {
        var table = try SourceTable(
            folder.appending(path: "olist_\(file)_dataset.csv"), csv: CSVFormat(),
            mapping: "bench eta")
        var places: [String: Int] = [:]
        let names = EtaFiles.columns[file] ?? []
        for name in names { places[name] = try table.position(of: Column(name: name, line: 0)) }
        while let row = try table.next() {
            guard row.fault == nil else { continue }
            body { name in row[places[name]] }
        }
    }

    private static let columns = [
        "customers": ["customer_id", "customer_state"],
        "sellers": ["seller_id", "seller_state"],
        "order_items": ["order_id", "order_item_id", "seller_id"],
        "orders": [
            "order_id", "customer_id", "order_purchase_timestamp", "order_approved_at",
            "order_delivered_carrier_date", "order_delivered_customer_date",
        ],
    ]
}
