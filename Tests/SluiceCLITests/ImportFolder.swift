import Foundation
import Testing

@testable import sluice

/// A folder of its own for one test, gone with it.
final class ImportFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "sluice-import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> URL {
        try write(name, bytes: Array(text.utf8))
    }

    @discardableResult
    func write(_ name: String, bytes: [UInt8]) throws -> URL {
        try Data(bytes).write(to: file(name))
        return file(name)
    }

    var rejects: RejectFile { RejectFile(file("rejects.csv")) }

    /// The reject file's rows without its header; empty where there is no file.
    func rejectRows() throws -> [[String]] {
        guard FileManager.default.fileExists(atPath: file("rejects.csv").path) else { return [] }
        var reader = try CSVReader(file("rejects.csv"))
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.fields) }
        #expect(rows.first == ["file", "line", "cause", "column", "text"])
        return Array(rows.dropFirst())
    }
}
