/// Why a source cannot be imported at all; a bad row is no error but a reject.
enum ImportError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, why: String)
    case unwritable(path: String, why: String)
    /// UTF-16 or another encoding than UTF-8.
    case notUTF8(path: String)
    case noHeader(path: String)
    case malformedHeader(path: String, why: String)
    case columnTwice(path: String, column: String)
    /// `line` is the line of the mapping that names the column.
    case noColumn(path: String, column: String, mapping: String, line: Int, nearest: String?)
    /// The source is a folder and the mapping names no file in it.
    case needsFile(path: String, mapping: String)
    /// The source is one file and the mapping joins several.
    case needsFolder(path: String, mapping: String)
    case tooManyOrders(path: String, max: Int)
    case tooManyHolds(path: String)
    /// A pipe, a device or a folder where a file is read twice.
    case notPlain(path: String)

    var description: String {
        switch self {
        case .unreadable(let path, let why): "cannot read \(path): \(why)"
        case .unwritable(let path, let why): "cannot write \(path): \(why)"
        case .notUTF8(let path): "\(path) is not UTF-8; convert it, e.g. with iconv"
        case .noHeader(let path): "\(path) is empty: its first row must name the columns"
        case .malformedHeader(let path, let why): "the first row of \(path) is malformed: \(why)"
        case .columnTwice(let path, let column): "\(path) has two columns `\(column)`"
        case .noColumn(let path, let column, let mapping, let line, let nearest):
            "\(path) has no column `\(column)`, which \(mapping) names in line \(line)"
                + (nearest.map { "; did you mean `\($0)`?" } ?? "")
        case .needsFile(let path, let mapping):
            "\(path) is a folder; mapping \(mapping) reads a single file"
        case .needsFolder(let path, let mapping):
            "\(path) is a file; mapping \(mapping) reads several files in a folder"
        case .tooManyOrders(let path, let max):
            "\(path) has more than \(max) orders; take it in parts"
        case .tooManyHolds(let path):
            "\(path) has more than \(AuditLimits.holdsMax) locks; audit it in parts"
        case .notPlain(let path):
            "\(path) is no plain file: locks are read twice, so write them to one first"
        }
    }
}
