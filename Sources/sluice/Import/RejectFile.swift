import Foundation
import SluiceAPI

/// Where refused rows are written, with the line they start on and the cause.
///
/// The file has the columns file, line, cause, column, text: `column` is the column at fault where
/// there is one, `text` the row as it stands, but for one refused as personal data. It replaces that of an earlier run when finished; a
/// run that refuses nothing leaves none.
final class RejectFile {
    let url: URL
    private(set) var counts: [RejectCause: Int] = [:]

    private let partial: URL
    private var handle: FileHandle?
    private var pending: [UInt8] = []

    private static let flushBytes = 1 << 16

    /// `SOURCE.rejects.csv` beside the data directory.
    static func url(source: URL, data: URL) -> URL {
        let name = source.standardizedFileURL.lastPathComponent + ".rejects.csv"
        return data.standardizedFileURL.deletingLastPathComponent().appending(path: name)
    }

    init(_ url: URL) {
        self.url = url
        partial = url.appendingPathExtension("partial")
    }

    var count: Int { counts.values.reduce(0, +) }

    /// Notes a row; `text` stands in the file in place of the row where it is given.
    func add(
        _ cause: RejectCause, file: String, row: CSVRow, column: String = "", text: String? = nil
    ) throws(ImportError) {
        counts[cause, default: 0] += 1
        if count == 1 { try start() }
        // A number or address that was refused is not to be copied into yet another file.
        let shown = cause == .idIsPersonalData ? "" : text ?? row.text
        append([file, String(row.line), cause.rawValue, column, shown])
        if pending.count >= Self.flushBytes { try flush() }
    }

    /// Puts the file in place. Call once, after the last row.
    func finish() throws(ImportError) {
        guard handle != nil else {
            try? FileManager.default.removeItem(at: url)
            return
        }
        try flush()
        try attempt {
            try handle?.close()
            if rename(partial.path, url.path) != 0 {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        handle = nil
    }

    private func start() throws(ImportError) {
        try attempt {
            try Data().write(to: partial)
            handle = try FileHandle(forWritingTo: partial)
        }
        append(["file", "line", "cause", "column", "text"])
    }

    private func append(_ fields: [String]) { CSVText.append(fields, to: &pending) }

    private func flush() throws(ImportError) {
        try attempt { try handle?.write(contentsOf: pending) }
        pending.removeAll(keepingCapacity: true)
    }

    private func attempt(_ body: () throws -> Void) throws(ImportError) {
        do {
            try body()
        } catch {
            throw .unwritable(path: url.path, why: error.localizedDescription)
        }
    }
}
