import Foundation
import SluiceAPI

/// A CSV file whose first row names the columns.
struct SourceTable {
    /// The file's name without its folder, as reject files and errors have it.
    let name: String
    private let path: String
    private let mapping: String
    private let positions: [String: Int]
    private var reader: CSVReader

    /// Errors: the file cannot be read, or its header is none.
    init(_ file: URL, csv: CSVFormat, mapping: String) throws(ImportError) {
        name = file.lastPathComponent
        path = file.path
        self.mapping = mapping
        reader = try CSVReader(file, delimiter: csv.delimiter)
        guard let header = try reader.next() else { throw .noHeader(path: path) }
        if let fault = header.fault {
            throw .malformedHeader(path: path, why: fault.rawValue)
        }
        guard header.fields.count <= ImportLimits.columnsMax else {
            throw .malformedHeader(
                path: path, why: "more than \(ImportLimits.columnsMax) columns")
        }
        var positions: [String: Int] = [:]
        for (index, column) in header.fields.enumerated() {
            guard positions.updateValue(index, forKey: column) == nil else {
                throw .columnTwice(path: path, column: column)
            }
        }
        self.positions = positions
    }

    /// Where a column stands; nil if it may be missing and is.
    func position(of column: Column, isOptional: Bool = false) throws(ImportError) -> Int? {
        if let position = positions[column.name] { return position }
        if isOptional { return nil }
        throw .noColumn(
            path: path, column: column.name, mapping: mapping, line: column.line,
            nearest: EditDistance.nearest(to: column.name, among: positions.keys.sorted()))
    }

    func positions(of columns: [Column]) throws(ImportError) -> [Int] {
        var found: [Int] = []
        for column in columns {
            if let position = try position(of: column) { found.append(position) }
        }
        return found
    }

    /// The bytes of the rows read so far.
    var bytesRead: Int { reader.bytesRead }

    /// The column at a position, for reject files.
    func column(at position: Int?) -> String {
        positions.first { $0.value == position }?.key ?? ""
    }

    /// The next row; one with more or fewer fields than the header has a fault.
    mutating func next() throws(ImportError) -> CSVRow? {
        guard var row = try reader.next() else { return nil }
        if row.fault == nil, row.fields.count != positions.count { row.fault = .raggedRow }
        return row
    }
}

extension CSVRow {
    /// The cell at a position; empty where the column is missing.
    subscript(position: Int?) -> String {
        guard let position else { return "" }
        return fields[position]
    }
}
