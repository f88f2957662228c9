import SluiceCore
import SluiceEngine

/// The database and the files as one journal.
extension SQLiteJournal {
    func read(
        after sequence: UInt64, bytesMax: Int, rowsMax: Int
    ) throws(JournalError) -> [JournalRow] {
        guard let session else { throw JournalError(.unavailable, "\(path) is not open") }
        let rows = try session.read(
            after: sequence, bytesMax: bytesMax, rowsMax: rowsMax, path)
        if let rows, !rows.isEmpty || folder.last <= sequence { return rows }
        // Deleted meanwhile, or long ago.
        if let rows = try folder.read(after: sequence, bytesMax: bytesMax) {
            return Array(rows.prefix(rowsMax))
        }
        throw JournalError(
            .damaged,
            "row \(sequence + 1) is missing: it is neither in \(path) nor in a file of "
                + folder.path)
    }

    /// Refuses a database that is not the one which the rows in files were taken from: one that has no
    /// rows would be born again.
    ///
    /// A damaged file is refused by who needs a row of it; the scrub tells of the others.
    func checkFollowsFiles() throws(JournalError) {
        guard folder.last > 0 else { return }
        let reader: SQLiteJournal
        do {
            var opening = self
            _ = try opening.begin(Files.sizeBytes(path + "-wal") > 0 ? .readOnly : .immutable)
            reader = opening
        } catch  where error.code == .unavailable && Files.sizeBytes(path) == 0 {
            throw JournalError(
                .damaged,
                "\(path) is not there, and rows up to \(folder.last) are in \(folder.path): "
                    + "put it back")
        }
        let head = try reader.head().sequence
        guard head >= folder.last else {
            throw JournalError(
                .damaged,
                "\(path) ends at row \(head), and \(folder.path) has rows up to \(folder.last): "
                    + "the journal's tail is lost")
        }
        guard let hash = try? folder.end()?.hash else { return }
        let same = try reader.session?.read(
            after: folder.last - 1, bytesMax: 1, rowsMax: 1, path)
        let next = try reader.session?.read(after: folder.last, bytesMax: 1, rowsMax: 1, path)
        let isSame = same.map { $0.first?.hash == hash } ?? true
        let follows = next?.first.map { $0.chained(after: hash) == $0.hash } ?? true
        guard isSame && follows else {
            throw JournalError(
                .damaged,
                "\(path) is another journal than \(folder.path): it does not go on after row "
                    + "\(folder.last)")
        }
    }

    /// Refuses to delete what no file has, and the newest row.
    func checkIsInFiles(through row: UInt64) throws(JournalError) {
        if folder.last < row { folder.look() }
        let oldest = try oldest()?.sequence ?? .max
        let newest = try head().sequence
        guard oldest > row || folder.has(oldest...row) && row < newest else {
            throw JournalError(
                .unavailable, "row \(row) of \(path) is in no file, or is the newest: it stays")
        }
    }
}
