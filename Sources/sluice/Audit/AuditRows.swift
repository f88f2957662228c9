import Foundation
import SluiceCore

/// A file of an audit while it is read: its rows, the refused ones, and a bar.
///
/// The reject file has no whole rows, for they may hold personal data: it has the cell at fault.
struct AuditRows {
    private(set) var table: SourceTable
    /// The file as the caller names it.
    let name: String
    /// nil where the rows were refused in an earlier reading.
    private let rejects: RejectFile?
    private var bar: ProgressBar
    /// Columns whose cells are not to be shown.
    private let hidden: Set<Int>
    private(set) var rows = 0

    /// - Parameter hidden: columns whose cells no reject file shows.
    init(
        _ table: SourceTable, of file: URL, label: String, rejects: RejectFile?, hidden: Set<Int>
    ) {
        self.table = table
        name = file.relativePath
        self.rejects = rejects
        self.hidden = hidden
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        // A size that cannot be told is 0, and draws no bar.
        bar = ProgressBar(label, total: (attributes?[.size] as? NSNumber)?.intValue ?? 0)
    }

    /// Calls `body` for each sound row; one that it throws at goes to the reject file.
    mutating func each(
        _ body: (CSVRow) throws(RowFault) -> Void
    ) throws(ImportError) {
        while let row = try table.next() {
            rows += 1
            bar.show(table.bytesRead)
            if let fault = row.fault {
                try rejects?.add(fault, file: name, row: row, text: "")
                continue
            }
            do {
                try body(row)
            } catch {
                let isHidden = error.position.map(hidden.contains) ?? true
                try rejects?.add(
                    error.cause, file: name, row: row,
                    column: table.column(at: error.position),
                    text: isHidden ? "" : row[error.position])
            }
        }
        bar.finish()
    }
}
