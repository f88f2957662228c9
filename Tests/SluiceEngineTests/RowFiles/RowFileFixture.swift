import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit

@testable import SluiceSQLite

/// A journal of rows in a directory of its own, and what moves them into files.
struct RowFileFixture {
    let directory: StoreDirectory
    var journal: SQLiteJournal
    var head: JournalHead
    private(set) var rows: [JournalRow] = []

    init() throws {
        directory = try StoreDirectory()
        journal = SQLiteJournal(directory: directory.path, version: "0.1.0")
        head = try journal.open(shard: .only)
    }

    /// Appends rows of these sizes.
    mutating func append(_ sizes: [Int]) throws {
        for row in try journal.append(sizes: sizes, after: head) {
            head.sequence = row.sequence
            head.hash = row.hash
            rows.append(row)
        }
    }

    /// Moves rows up to one, all of which are old enough.
    @discardableResult
    mutating func file(
        through row: UInt64, at step: @escaping (RowFileMaker.Step) throws -> Void = { _ in }
    ) throws -> FiledRows? {
        let maker = try RowFileMaker(directory: directory.path, at: step)
        guard let filed = try maker.next(through: row, now: .later, options: .atOnce) else {
            return nil
        }
        while try journal.forget(through: filed.last) {}
        return filed
    }

    mutating func close() { journal.close() }

    /// All rows, a few bytes at a time.
    static func all(in directory: String, bytesMax: Int = .max) throws -> [JournalRow] {
        let journal = try SQLiteJournal.openReadOnly(directory: directory)
        var rows: [JournalRow] = []
        while case let page = try journal.read(after: UInt64(rows.count), bytesMax: bytesMax),
            !page.isEmpty
        {
            rows += page
        }
        return rows
    }

    static func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory + "/journal")) ?? [])
            .sorted()
    }

    /// Rows the database has.
    static func stored(in directory: String) throws -> ClosedRange<Int64> {
        let connection = try SQLiteConnection(path: directory + "/journal.db", mode: .readOnly)
        let first = try connection.integer("SELECT min(sequence) FROM journal") ?? 0
        return first...(try connection.integer("SELECT max(sequence) FROM journal") ?? 0)
    }
}

extension Instant {
    /// Long after every row of a test.
    static let later = Instant(ns: 1 << 60)
}

extension RowFilingOptions {
    /// Every row is old enough.
    static var atOnce: RowFilingOptions {
        var options = RowFilingOptions()
        options.ageMaxNs = 0
        return options
    }
}
