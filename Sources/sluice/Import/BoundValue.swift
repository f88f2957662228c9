import SluiceCore

/// A value of a mapping with its column found and its lookup table read.
struct BoundValue {
    private let constant: String?
    /// Where the column stands; nil for a constant or a column that is missing.
    let position: Int?
    private let names: [String: String]?
    private let otherwise: String?

    /// Errors: the table has no such column, and it is not optional.
    init(
        _ value: MappedValue, in table: SourceTable, optional: Set<String>,
        lookups: [Lookup: [String: String]]
    ) throws(ImportError) {
        switch value {
        case .constant(let text):
            constant = text
            position = nil
            names = nil
            otherwise = nil
        case .column(let column, let lookup, let otherwise):
            constant = nil
            position = try table.position(
                of: column, isOptional: optional.contains(column.name) || otherwise != nil)
            names = lookup.flatMap { lookups[$0] }
            self.otherwise = otherwise
        }
    }

    /// The text for a row, empty if the cell is. Errors: the lookup table does not have the cell.
    func text(_ row: CSVRow) throws(RowFault) -> String {
        if let constant { return constant }
        let cell = row[position]
        if cell.isEmpty { return otherwise ?? "" }
        guard let names else { return cell }
        guard let found = names[cell] else { throw RowFault(.lookupMissing, at: position) }
        return found
    }

    /// The text as a currency with its decimals. Errors: it is no active ISO 4217 code.
    func currency(_ row: CSVRow) throws(RowFault) -> (Currency, exponent: Int) {
        let code = try text(row)
        guard let currency = Currency(code), let exponent = ISO4217.exponent(of: code) else {
            throw RowFault(.currencyUnknown, at: position)
        }
        return (currency, exponent)
    }

    /// The text as an identifier.
    func name(_ row: CSVRow, _ cells: CellReader) throws(RowFault) -> String {
        let text = try text(row)
        guard cells.isName(text) else { throw RowFault(.nameMalformed, at: position) }
        return text
    }
}
