import SluiceCore
import SluiceEngine

/// The files of rows of a data directory: `journal/FIRST-LAST.rows`.
///
/// Knows which rows are in which file, and looks again where it does not. Used by one thread.
final class RowFolder {
    static let folderName = "journal"

    /// Rows that stand in one file, by its name.
    struct Entry: Hashable {
        var first: UInt64
        var last: UInt64
        var fileName: String { "\(first)-\(last).rows" }
    }

    let path: String
    /// Ascending.
    private(set) var entries: [Entry] = []
    private var opened: (entry: Entry, file: RowFile)?

    init(directory: String) {
        path = directory + "/" + RowFolder.folderName
        look()
    }

    /// The newest row in a file; 0 if there is none.
    var last: UInt64 { entries.last?.last ?? 0 }

    /// Looks which files there are.
    func look() {
        entries = Files.names(in: path).compactMap(Self.entry).sorted { $0.first < $1.first }
        if let open = opened?.entry, !entries.contains(open) { opened = nil }
    }

    func file(_ entry: Entry) -> String { path + "/" + entry.fileName }

    /// The file that has a row; nil if none has.
    func entry(of row: UInt64) -> Entry? {
        // The last one that does not begin after it.
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].first <= row { low = middle + 1 } else { high = middle }
        }
        guard low > 0, entries[low - 1].last >= row else { return nil }
        return entries[low - 1]
    }

    func open(_ entry: Entry) throws(JournalError) -> RowFile {
        if let opened, opened.entry == entry { return opened.file }
        let file = try RowFile(path: file(entry))
        opened = (entry, file)
        return file
    }

    /// Rows after a sequence until `bytesMax` is reached or the file ends; nil if no file has the next.
    /// - Throws: `JournalError` naming the file.
    func read(after sequence: UInt64, bytesMax: Int) throws(JournalError) -> [JournalRow]? {
        if entry(of: sequence + 1) == nil { look() }
        guard let entry = entry(of: sequence + 1) else { return nil }
        return try open(entry).read(after: sequence, bytesMax: bytesMax)
    }

    /// The end of the newest file; nil if there is none.
    func end() throws(JournalError) -> (last: UInt64, hash: RowHash, birth: RowHash)? {
        guard let newest = entries.last else { return nil }
        let file = try open(newest)
        return (newest.last, try file.lastHash(), file.header.birth)
    }

    /// Whether every one of some rows is in a file.
    func has(_ rows: ClosedRange<UInt64>) -> Bool {
        var next = rows.lowerBound
        while next <= rows.upperBound {
            guard let entry = entry(of: next) else { return false }
            next = entry.last + 1
        }
        return true
    }

    /// Rows that no file has though a later one is in one.
    var gaps: [ClosedRange<UInt64>] {
        var gaps: [ClosedRange<UInt64>] = []
        var next: UInt64 = 1
        for entry in entries {
            if entry.first > next { gaps.append(next...entry.first - 1) }
            next = max(next, entry.last + 1)
        }
        return gaps
    }

    /// Deletes what a killed process left half written.
    func tidy() {
        for name in Files.names(in: path) where name.hasSuffix(".new") {
            Files.remove(path + "/" + name)
        }
    }

    private static func entry(_ name: String) -> Entry? {
        guard name.hasSuffix(".rows") else { return nil }
        let numbers = name.dropLast(".rows".count).split(separator: "-")
        guard numbers.count == 2, let first = UInt64(numbers[0]), let last = UInt64(numbers[1]),
            first > 0, first <= last, case let entry = Entry(first: first, last: last),
            entry.fileName == name
        else { return nil }
        return entry
    }
}
