import SluiceCore

/// A file of an audit while it is read: its rows, the refused ones, and a bar.
///
/// The reject file has no whole rows, for they may hold personal data: it has the cell at fault.
struct AuditRows {
    private(set) var table: SourceTable
    /// nil where the rows were refused in an earlier reading.
    private let rejects: RejectFile?
    private var bar: ProgressBar
    /// Columns whose cells are not to be shown.
    private let hidden: Set<Int>
    private(set) var rows = 0

    /// - Parameter hidden: columns whose cells no reject file shows.
    init(
        _ table: SourceTable, label: String, bytes: Int, rejects: RejectFile?, hidden: Set<Int>
    ) {
        self.table = table
        self.rejects = rejects
        self.hidden = hidden
        bar = ProgressBar(label, total: bytes)
    }

    /// Calls `body` for each sound row; one that it throws at goes to the reject file.
    mutating func each(
        _ body: (CSVRow) throws(RowFault) -> Void
    ) throws(ImportError) {
        while let row = try table.next() {
            rows += 1
            bar.show(table.bytesRead)
            if let fault = row.fault {
                try rejects?.add(fault, file: table.path, row: row, text: "")
                continue
            }
            do {
                try body(row)
            } catch {
                let isHidden = error.position.map(hidden.contains) ?? true
                try rejects?.add(
                    error.cause, file: table.path, row: row,
                    column: table.column(at: error.position),
                    text: isHidden ? "" : row[error.position])
            }
        }
        bar.finish()
    }
}
