import Crypto
import Foundation
import SluiceAPI
import SluiceCore

/// The reading of the orders file: a row an order.
struct OrdersReading {
    private let loader: HistoryLoader
    private var table: SourceTable
    private let joined: [String: JoinedOrder]?
    /// Those of folded accounts, where the mapping has them in a file.
    private let limits: [Money]
    private let columns: Columns
    /// Orders taken, by id, or by merchant and id where nothing is joined by the id alone.
    private var taken: Set<[String]> = []
    /// The currency of each account: that of its first row.
    private var currencies: [String: Currency] = [:]

    /// Where the columns stand.
    private struct Columns {
        var id: Int?
        var placedAt: Int?
        var status: Int?
        var amount: [Int]
        var limit: Int?
        var account: BoundValue
        var merchant: BoundValue
        var currency: BoundValue
        var facts: [BoundRule]
    }

    /// Errors: the orders file cannot be read or lacks a column.
    init(
        loader: HistoryLoader, lookups: [Lookup: [String: String]],
        joined: [String: JoinedOrder]?, limits: [Money]
    ) throws(ImportError) {
        let mapping = loader.mapping
        let orders = mapping.orders
        let table = try loader.table(loader.ordersFile)
        func bound(_ value: MappedValue) throws(ImportError) -> BoundValue {
            try BoundValue(value, in: table, optional: orders.optional, lookups: lookups)
        }
        func position(_ column: Column?) throws(ImportError) -> Int? {
            guard let column else { return nil }
            return try table.position(
                of: column, isOptional: orders.optional.contains(column.name))
        }
        var limit: Column?
        if case .column(let column) = mapping.limit { limit = column }
        var facts: [BoundRule] = []
        for rule in mapping.facts { facts.append(try BoundRule(rule, position: position)) }
        columns = Columns(
            id: try position(orders.id), placedAt: try position(orders.placedAt),
            status: try position(orders.status), amount: try table.positions(of: orders.amount),
            limit: try position(limit), account: try bound(orders.account),
            merchant: try bound(mapping.merchant), currency: try bound(mapping.currency),
            facts: facts)
        self.loader = loader
        self.table = table
        self.joined = joined
        self.limits = limits
    }

    /// All sound orders in the order of the file.
    mutating func run() throws(ImportError) -> [ImportedOrder] {
        var orders: [ImportedOrder] = []
        var table = table
        let loader = loader
        try loader.each(&table) { (row) throws(RowFault) in
            // One more than the limit is enough to know.
            guard orders.count <= ImportLimits.ordersMax else { return }
            orders.append(try order(row))
        }
        guard orders.count <= ImportLimits.ordersMax else {
            throw .tooManyOrders(
                path: loader.ordersFile.path, max: ImportLimits.ordersMax)
        }
        return orders
    }

    private mutating func order(_ row: CSVRow) throws(RowFault) -> ImportedOrder {
        let cells = loader.cells
        let name = try cells.name(row, columns.id)
        let merchant = try columns.merchant.name(row, cells)
        let key = joined == nil ? [merchant, name] : [name]
        guard !taken.contains(key) else { throw RowFault(.orderTwice, at: columns.id) }
        let account = folded(try columns.account.name(row, cells))
        // An account's id is kept for ever in a chain nobody can edit.
        guard PersonalData.shape(of: account) == nil else {
            throw RowFault(.idIsPersonalData, at: columns.account.position)
        }
        let (currency, exponent) = try columns.currency.currency(row)
        if let first = currencies[account], first != currency {
            throw RowFault(.currencyDiffers, at: columns.currency.position)
        }
        guard let placedAt = try cells.time(row, columns.placedAt) else {
            throw RowFault(.timeMissing, at: columns.placedAt)
        }
        let (amount, lines) = try money(row, name: name, exponent: exponent)
        let status = row[columns.status]
        let order = ImportedOrder(
            name: name, account: account, merchant: merchant, currency: currency, amount: amount,
            lines: lines, placedAt: placedAt,
            limit: try limit(row, of: account, exponent: exponent),
            status: status, facts: try facts(row, status: status))
        taken.insert(key)
        currencies[account] = currency
        return order
    }

    /// The amount and the lines; no lines where they do not add up to the amount.
    private func money(
        _ row: CSVRow, name: String, exponent: Int
    ) throws(RowFault) -> (Money, [ImportedLine]) {
        let known = joined?[name]
        var amount = known?.amount ?? .zero
        if !columns.amount.isEmpty {
            amount = try loader.cells.amount(row, columns.amount, exponent: exponent)
        }
        guard amount.isPositive else { throw RowFault(.amountMissing) }
        guard let known, !known.hasTooManyLines else { return (amount, []) }
        let sum = Money.sum(of: known.lines.lazy.map(\.amount))
        return (amount, sum == amount ? known.lines : [])
    }

    /// The name of the account that somebody has, where accounts are folded: a number from 0 on.
    private func folded(_ name: String) -> String {
        guard let count = loader.mapping.orders.accountFold else { return name }
        let first = SHA256.hash(data: Data(name.utf8)).prefix(4)
        return String(first.reduce(0) { $0 << 8 | Int($1) } % count)
    }

    private func limit(
        _ row: CSVRow, of account: String, exponent: Int
    ) throws(RowFault) -> Money {
        switch loader.mapping.limit {
        case .neverBinds:
            return .maximum
        case .constant(let text):
            // The mapping's own spelling, whatever decimal mark the files have.
            let minor = try CellReader.minor(text, exponent: exponent, at: nil)
            return Money(minor: minor)
        case .column:
            let minor = try loader.cells.minor(
                row[columns.limit], exponent: exponent, at: columns.limit)
            return Money(minor: minor)
        case .rows:
            return Int(account).map { limits[$0] } ?? .zero
        }
    }

    private func facts(_ row: CSVRow, status: String) throws(RowFault) -> [ImportedFact] {
        var facts: [ImportedFact] = []
        for rule in columns.facts where !facts.contains(where: { $0.kind == rule.fact }) {
            if let fact = try rule.fact(row, status: status, loader.cells) { facts.append(fact) }
        }
        return facts
    }
}
