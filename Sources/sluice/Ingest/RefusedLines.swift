import Foundation
import SluiceAPI

/// Lines of a file that were refused for good: `line,event,code,field,detail`.
struct RefusedLines {
    private var rows: [(line: Int, fields: [String])] = []

    var count: Int { rows.count }

    mutating func add(line: Int, event: String, _ fault: LineFault) {
        rows.append((line, ["\(line)", event, fault.code, fault.field, fault.detail]))
    }

    /// Writes `PLACE.rejects.csv` in one step; takes away that of a run that was cut short.
    func write(beside place: URL) throws(ImportError) {
        let file = Self.file(beside: place)
        do {
            guard !rows.isEmpty else {
                try? FileManager.default.removeItem(at: file)
                return
            }
            var bytes: [UInt8] = []
            CSVText.append(["line", "event", "code", "field", "detail"], to: &bytes)
            for row in rows.sorted(by: { $0.line < $1.line }) {
                CSVText.append(row.fields, to: &bytes)
            }
            try Data(bytes).write(to: file, options: .atomic)
        } catch {
            throw .unwritable(path: file.path, why: error.localizedDescription)
        }
    }

    static func file(beside place: URL) -> URL { place.appendingPathExtension("rejects.csv") }
}
