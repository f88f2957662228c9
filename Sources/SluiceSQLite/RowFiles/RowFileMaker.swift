import SluiceCore
import SluiceEngine

/// Moves the oldest rows of `journal.db` into a file, as far as it goes without deleting any.
///
/// Reads through a connection of its own, beside the engine. Used by one thread.
struct RowFileMaker {
    /// Where it can be interrupted.
    enum Step: CaseIterable {
        case began, written, durable, renamed, verified
    }

    private let journal: SQLiteJournal
    private let folder: RowFolder
    /// Told before the next step; what it throws ends the work there.
    private let at: (Step) throws -> Void

    init(
        directory: String, at: @escaping (Step) throws -> Void = { _ in }
    ) throws(JournalError) {
        journal = try SQLiteJournal.openReadOnly(directory: directory)
        folder = journal.folder
        self.at = at
    }

    /// The next rows that stand in a verified file and in the database too; nil if none are to move.
    /// - Throws: `JournalError`; nothing is to be deleted then.
    func next(
        through safe: UInt64, now: Instant, options: RowFilingOptions
    ) throws -> FiledRows? {
        folder.look()
        folder.tidy()
        guard let oldest = try journal.oldest() else { return nil }
        if let newest = folder.entries.last, newest.last >= oldest.sequence {
            // A copy ends with the last row of a file, which stays until another follows.
            guard try newest.last < journal.head().sequence else { return nil }
            if let filed = try unfinished(newest, oldest.sequence) { return filed }
        }
        guard
            let last = try journal.lastToFile(
                oldest, through: safe, now: now, options: options)
        else { return nil }
        return try make(oldest.sequence, last)
    }

    /// What a killed process left: a file whose rows are in the database too.
    /// - Returns: nil if the file is of no use and the database has all its rows: it is deleted.
    private func unfinished(
        _ entry: RowFolder.Entry, _ oldest: UInt64
    ) throws(JournalError) -> FiledRows? {
        do {
            return try verify(entry)
        } catch let error where error.code == .damaged && oldest <= entry.first {
            Files.remove(folder.file(entry))
            folder.look()
            return nil
        }
    }

    private func make(_ first: UInt64, _ last: UInt64) throws -> FiledRows {
        let (before, birth) = try end(before: first)
        let header = RowFileHeader(
            shard: .only, first: first, last: last, before: before, birth: birth)
        try at(.began)
        var writer = try RowFileWriter(header, in: folder)
        var next = first - 1
        while next < last {
            let rows = try journal.read(after: next, bytesMax: RowFileLimits.pageBytesMax)
            guard !rows.isEmpty else {
                throw JournalError(.damaged, "row \(next + 1) is missing")
            }
            for row in rows.prefix(while: { $0.sequence <= last }) { try writer.add(row) }
            next = rows[rows.count - 1].sequence
        }
        try at(.written)
        try writer.finish()
        try at(.durable)
        try writer.rename()
        try at(.renamed)
        folder.look()
        let entry = RowFolder.Entry(first: first, last: last)
        do {
            let filed = try verify(entry)
            try at(.verified)
            return filed
        } catch let error as JournalError where error.code == .damaged {
            // The database has all of it.
            Files.remove(folder.file(entry))
            throw error
        }
    }

    /// The hash before a row, and that of row 1.
    private func end(before first: UInt64) throws(JournalError) -> (RowHash, RowHash) {
        if first == 1 {
            guard let row = try journal.read(after: 0, bytesMax: 1).first else {
                throw JournalError(.damaged, "row 1 is missing")
            }
            return (.zero, row.hash)
        }
        guard let end = try folder.end(), end.last == first - 1 else {
            throw JournalError(
                .damaged,
                "\(folder.path): no file has row \(first - 1), with which the database goes on")
        }
        return (end.hash, end.birth)
    }

    /// Reads a file back: its sum, its chain, and that the database goes on where it ends.
    private func verify(_ entry: RowFolder.Entry) throws(JournalError) -> FiledRows {
        let file = try RowFile(path: folder.file(entry))
        let hash = try RowFileCheck.run(file)
        let rows = try journal.read(after: entry.last - 1, bytesMax: .max, rowsMax: 2)
        guard rows.count == 2, rows[0].hash == hash, rows[1].chained(after: hash) == rows[1].hash
        else { throw file.damage("the database does not go on where it ends") }
        return FiledRows(first: entry.first, last: entry.last, bytes: file.sizeBytes)
    }
}

extension SQLiteJournal {
    /// What moves the rows of a directory into files.
    public static func rowFiling(directory: String) -> RowFiling {
        RowFiling {
            let maker = try RowFileMaker(directory: directory)
            return { safe, now, options in
                try maker.next(through: safe, now: now, options: options)
            }
        }
    }
}
