import SluiceCore

/// What payments and items say of an order.
struct JoinedOrder {
    /// The decimals of the order's currency; nil if the order's row tells none.
    var exponent: Int?
    var amount = Money.zero
    var lines: [ImportedLine] = []
    /// Whether there were more lines than an order may have; it is then one line.
    var hasTooManyLines = false
}

/// Payments and items, added up by order.
extension HistoryLoader {
    /// What the joined files say, by order; nil if there are none.
    func join(
        _ lookups: [Lookup: [String: String]]
    ) throws(ImportError) -> [String: JoinedOrder]? {
        guard mapping.payments != nil || mapping.items != nil else { return nil }
        var joined = try ids(lookups)
        if let payments = mapping.payments { try add(payments, to: &joined) }
        if let items = mapping.items { try add(items, to: &joined) }
        return joined
    }

    /// The ids of the orders; bad rows are judged when they are read again.
    private func ids(
        _ lookups: [Lookup: [String: String]]
    ) throws(ImportError) -> [String: JoinedOrder] {
        var table = try table(ordersFile)
        let id = try table.position(of: mapping.orders.id)
        let currency = try BoundValue(
            mapping.currency, in: table, optional: mapping.orders.optional, lookups: lookups)
        var joined: [String: JoinedOrder] = [:]
        while let row = try table.next() {
            guard row.fault == nil, joined[row[id]] == nil else { continue }
            let code = try? currency.text(row)
            joined[row[id]] = JoinedOrder(exponent: code.flatMap(ISO4217.exponent))
        }
        return joined
    }

    private func add(
        _ payments: PaymentsTable, to joined: inout [String: JoinedOrder]
    ) throws(ImportError) {
        var table = try table(file(payments.file))
        let order = try table.position(of: payments.order)
        let columns = try table.positions(of: payments.amount)
        try each(&table) { (row) throws(RowFault) in
            let known = try Self.known(row, order, in: joined)
            guard let exponent = known.exponent else { return }
            let amount = try cells.amount(row, columns, exponent: exponent)
            guard let sum = known.amount.adding(amount) else {
                throw RowFault(.amountOutOfRange, at: columns.first)
            }
            joined[row[order]]?.amount = sum
        }
    }

    private func add(
        _ items: ItemsTable, to joined: inout [String: JoinedOrder]
    ) throws(ImportError) {
        var table = try table(file(items.file))
        let order = try table.position(of: items.order)
        let name = try table.position(of: items.line)
        let columns = try table.positions(of: items.amount)
        let seller = try items.seller.flatMap { (column) throws(ImportError) in
            try table.position(of: column)
        }
        try each(&table) { (row) throws(RowFault) in
            let known = try Self.known(row, order, in: joined)
            guard let exponent = known.exponent else { return }
            let line = ImportedLine(
                name: try cells.name(row, name),
                amount: try cells.amount(row, columns, exponent: exponent),
                seller: row[seller].isEmpty ? "" : try cells.name(row, seller))
            guard !known.lines.contains(where: { $0.name == line.name }) else {
                throw RowFault(.lineTwice, at: name)
            }
            if known.lines.count < ImportLimits.linesPerOrderMax {
                joined[row[order]]?.lines.append(line)
            } else {
                joined[row[order]]?.hasTooManyLines = true
            }
        }
    }

    private static func known(
        _ row: CSVRow, _ order: Int?, in joined: [String: JoinedOrder]
    ) throws(RowFault) -> JoinedOrder {
        guard let known = joined[row[order]] else { throw RowFault(.orderUnknown, at: order) }
        return known
    }
}
