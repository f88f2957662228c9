import SluiceAPI
import SluiceCore

/// The meaning of cells: names, amounts, times.
struct CellReader {
    var csv: CSVFormat
    var zone: ImportZone

    /// An identifier as every door takes it.
    func name(_ row: CSVRow, _ position: Int?) throws(RowFault) -> String {
        let text = row[position]
        guard isName(text) else { throw RowFault(.nameMalformed, at: position) }
        return text
    }

    func isName(_ text: String) -> Bool { FieldRules.identifierFault(text) == nil }

    /// The sum of cells in minor units; an empty one counts nothing unless all are empty.
    ///
    /// Errors: no amount, or a sum of zero.
    func amount(
        _ row: CSVRow, _ positions: [Int], exponent: Int
    ) throws(RowFault) -> Money {
        var sum = Money.zero
        for position in positions where positions.count == 1 || !row[position].isEmpty {
            let minor = try minor(row[position], exponent: exponent, at: position)
            guard let next = sum.adding(Money(minor: minor)) else {
                throw RowFault(.amountOutOfRange, at: position)
            }
            sum = next
        }
        guard sum.isPositive else { throw RowFault(.amountZero, at: positions.first) }
        return sum
    }

    func minor(_ text: String, exponent: Int, at position: Int?) throws(RowFault) -> Int64 {
        guard csv.decimalMark != UInt8(ascii: ".") else {
            return try Self.minor(text, exponent: exponent, at: position)
        }
        // A point would be read as the decimal mark, while here it groups digits.
        guard !text.utf8.contains(UInt8(ascii: ".")) else {
            throw RowFault(.amountMalformed, at: position)
        }
        return try Self.minor(text.replacing(",", with: "."), exponent: exponent, at: position)
    }

    static func minor(
        _ text: String, exponent: Int, at position: Int?
    ) throws(RowFault) -> Int64 {
        do {
            return try DecimalText.minor(text, exponent: exponent)
        } catch .outOfRange {
            throw RowFault(.amountOutOfRange, at: position)
        } catch {
            throw RowFault(.amountMalformed, at: position)
        }
    }

    /// nil for an empty cell.
    func time(_ row: CSVRow, _ position: Int?) throws(RowFault) -> Instant? {
        let text = row[position]
        guard !text.isEmpty else { return nil }
        guard let instant = zone.instant(text) else {
            throw RowFault(.timeMalformed, at: position)
        }
        return instant
    }
}
