import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

/// What a settlement file says of each order: its rows added up.
struct SettlementReading {
    let mapping: Mapping
    let rejects: RejectFile

    /// What was found, by order, with the names it was found under.
    struct Found {
        var settled: [OrderKey: Reconciliation.Settled] = [:]
        var names: [OrderKey: Reconciliation.Name] = [:]
        var rows = 0
    }

    /// Errors: the file cannot be read or lacks a column.
    func read(_ file: URL) throws(ImportError) -> Found {
        let table = mapping.settlement
        var source = try SourceTable(file, csv: mapping.csv, mapping: mapping.name)
        let order = try source.position(of: table.order)
        let amount = try source.position(of: table.amount)
        let at = try source.position(of: table.at)
        let merchant = try BoundValue(table.merchant, in: source, optional: [], lookups: [:])
        let currency = try BoundValue(table.currency, in: source, optional: [], lookups: [:])
        let cells = CellReader(csv: mapping.csv, zone: mapping.zone)
        var found = Found()
        while let row = try source.next() {
            found.rows += 1
            do throws(RowFault) {
                if let fault = row.fault { throw RowFault(fault) }
                let name = Reconciliation.Name(
                    merchant: try merchant.name(row, cells), order: try cells.name(row, order))
                let (currency, exponent) = try currency.currency(row)
                guard let time = try cells.time(row, at) else {
                    throw RowFault(.timeMissing, at: at)
                }
                let paid = Reconciliation.Settled(
                    currency: currency,
                    amount: try Self.signed(row[amount], exponent, cells, at: amount), at: time)
                try Self.add(paid, of: name, to: &found, at: amount)
            } catch {
                try rejects.add(
                    error.cause, file: source.name, row: row,
                    column: source.column(at: error.position))
            }
        }
        try rejects.finish()
        return found
    }

    private static func add(
        _ paid: Reconciliation.Settled, of name: Reconciliation.Name, to found: inout Found,
        at position: Int?
    ) throws(RowFault) {
        let key = KeyDerivation.order(
            merchant: KeyDerivation.merchant(name.merchant), name: name.order)
        found.names[key] = name
        guard var sum = found.settled[key] else {
            found.settled[key] = paid
            return
        }
        guard sum.currency == paid.currency else { throw RowFault(.currencyDiffers, at: position) }
        guard let amount = sum.amount.adding(paid.amount) else {
            throw RowFault(.amountOutOfRange, at: position)
        }
        sum.amount = amount
        sum.at = max(sum.at, paid.at)
        found.settled[key] = sum
    }

    /// What is taken back has a minus.
    private static func signed(
        _ text: String, _ exponent: Int, _ cells: CellReader, at position: Int?
    ) throws(RowFault) -> Money {
        guard text.hasPrefix("-") else {
            return Money(minor: try cells.minor(text, exponent: exponent, at: position))
        }
        let minor = try cells.minor(String(text.dropFirst()), exponent: exponent, at: position)
        return Money(minor: -minor)
    }
}
