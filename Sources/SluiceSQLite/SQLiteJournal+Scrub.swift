import SluiceCore
import SluiceEngine

extension SQLiteJournal {
    /// The rows of a directory's journal as stores that are read again: those in files, and those in
    /// the database after them.
    public static func scrubStores(directory: String) -> [ScrubStore] {
        [filesStore(directory: directory), databaseStore(directory: directory)]
    }

    /// Each file against its sum and its chain, and that no row between two is missing.
    private static func filesStore(directory: String) -> ScrubStore {
        ScrubStore(name: "journal_files") {
            let folder = RowFolder(directory: directory)
            var waiting = folder.entries[...]
            var check: RowFileCheck?
            var previous = RowHash.zero
            var gaps = folder.gaps[...]
            return { bytesMax in
                if let gap = gaps.popFirst() {
                    return ScrubPage(damages: [Self.missing(gap, folder)])
                }
                guard let entry = waiting.first else { return nil }
                do throws(JournalError) {
                    if check == nil {
                        let file = try RowFile(path: folder.file(entry))
                        check = try RowFileCheck(file)
                        let follows =
                            entry.first == 1 || waiting.startIndex == 0
                            || folder.entries[waiting.startIndex - 1].last + 1 != entry.first
                            || previous == .zero || file.header.before == previous
                        guard follows else {
                            throw file.damage("it does not follow the file before it")
                        }
                    }
                    if let bytes = try check?.next(bytesMax: bytesMax) {
                        return ScrubPage(bytes: bytes)
                    }
                    previous = check?.hash ?? .zero
                    (check, waiting) = (nil, waiting.dropFirst())
                    return ScrubPage()
                } catch {
                    previous = .zero
                    (check, waiting) = (nil, waiting.dropFirst())
                    guard error.code != .unavailable || !Files.exists(folder.file(entry)) else {
                        throw error
                    }
                    return ScrubPage(damages: [
                        ScrubDamage(place: entry.fileName, detail: error.detail)
                    ])
                }
            }
        }
    }

    private static func missing(_ rows: ClosedRange<UInt64>, _ folder: RowFolder) -> ScrubDamage {
        ScrubDamage(
            place: "rows \(rows.lowerBound) to \(rows.upperBound)",
            detail: "\(folder.path): no file has rows \(rows.lowerBound) to \(rows.upperBound)")
    }

    /// Every row's hash against the row before, through a connection of its own.
    private static func databaseStore(directory: String) -> ScrubStore {
        ScrubStore(name: "journal") {
            let journal = try SQLiteJournal.openReadOnly(directory: directory)
            var sequence = journal.folder.last
            // A damaged file is the other store's to tell.
            var previous = sequence == 0 ? RowHash.zero : (try? journal.folder.end())??.hash
            return { bytesMax in
                let rows = try journal.read(after: sequence, bytesMax: bytesMax)
                guard !rows.isEmpty else { return nil }
                var page = ScrubPage()
                for row in rows {
                    page.bytes += row.bytes.count
                    if let previous, row.chained(after: previous) != row.hash {
                        page.damages.append(
                            ScrubDamage(
                                place: "row \(row.sequence)",
                                detail: "\(journal.path): row \(row.sequence) does not follow row "
                                    + "\(sequence): its hash differs"))
                    }
                    sequence = row.sequence
                    previous = row.hash
                }
                return page
            }
        }
    }
}
