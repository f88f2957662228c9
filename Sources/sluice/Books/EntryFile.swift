import Foundation
import SluiceAPI
import SluiceEngine

/// The file of journal entries: written beside its place, and put there when it is whole.
struct EntryFile {
    private(set) var entries = 0
    private(set) var lines = 0

    private let url: URL
    private let partial: URL
    private let handle: FileHandle
    private var pending: [UInt8] = []

    private static let flushBytes = 1 << 16

    /// - Throws: `JournalError` `.unavailable` if the file cannot be written.
    init(_ path: String) throws(JournalError) {
        url = URL(fileURLWithPath: path)
        partial = url.appendingPathExtension("partial")
        do {
            try Data().write(to: partial)
            handle = try FileHandle(forWritingTo: partial)
        } catch {
            throw JournalError(.unavailable, "\(path) cannot be written: \(error)")
        }
        CSVText.append(EntryBook.columns, to: &pending)
    }

    mutating func add(
        _ lines: [EntryBook.Line], entry: String, event: String, of owner: EntryBook.Owner,
        merchant: String
    ) throws(JournalError) {
        entries += 1
        for line in lines {
            self.lines += 1
            CSVText.append(
                EntryBook.fields(
                    line, entry: entry, event: event, of: owner, merchant: merchant),
                to: &pending)
        }
        if pending.count >= Self.flushBytes { try flush() }
    }

    /// Puts the file in its place. Call once, after the last entry.
    mutating func finish() throws(JournalError) {
        try flush()
        do {
            try handle.close()
        } catch {
            throw JournalError(.unavailable, "\(url.path) cannot be written: \(error)")
        }
        guard rename(partial.path, url.path) == 0 else {
            throw JournalError(.unavailable, "\(url.path) cannot be written")
        }
    }

    private mutating func flush() throws(JournalError) {
        do {
            try handle.write(contentsOf: pending)
        } catch {
            throw JournalError(.unavailable, "\(url.path) cannot be written: \(error)")
        }
        pending.removeAll(keepingCapacity: true)
    }
}
