import SluiceCore
import SluiceEngine

/// A journal kept as a copy of another: takes its rows as they are, each checked against the one
/// before it, and makes them durable a page at a time.
///
/// The source may be written meanwhile by its engine. The target's directory must be held by a
/// `DirectoryLock`. What comes of it is a journal like any other. Used by one thread.
public struct JournalCopy {
    let source: SQLiteJournal
    let path: String
    /// The files of the copy.
    let folder: RowFolder
    let connection: SQLiteConnection
    let writer: SQLiteJournal.Writer
    /// The end of the copy; the epoch is that of its newest row.
    public internal(set) var head: JournalHead

    /// Opens both; makes an empty target if there is none.
    /// - Throws: `JournalError`; `.unavailable` if the target is no beginning of the source.
    public init(of source: String, to target: String) throws(JournalError) {
        self.source = try SQLiteJournal.openReadOnly(directory: source)
        path = target + "/" + SQLiteJournal.fileName
        folder = RowFolder(directory: target)
        do throws(SQLiteFault) {
            connection = try SQLiteConnection(path: path, mode: .create)
            connection.setBusyTimeout(milliseconds: StoreLimits.openTimeoutMs)
        } catch {
            throw JournalError(error, path)
        }
        try SQLiteJournal.checkIdentity(connection, path, .create)
        do throws(SQLiteFault) {
            try SQLiteJournal.configure(connection)
            writer = try SQLiteJournal.Writer(connection)
        } catch {
            throw JournalError(error, path)
        }
        try SQLiteJournal.checkSettings(connection, path)
        head = try SQLiteJournal.readHead(connection, path)
        head.epoch = 0
        folder.tidy()
        try settle()
        try checkIsBeginning()
    }

    /// The end of the source as it is now.
    public func sourceHead() throws(JournalError) -> JournalHead { try source.head() }

    /// Takes the next file of rows, or page of rows in one transaction.
    /// - Returns: the bytes of the rows; 0 if the source has none that the copy lacks.
    /// - Throws: `JournalError`; `.damaged` naming a row of the source that does not follow the one
    ///   before it. The copy is left at its newest sound row.
    public mutating func advance() throws(JournalError) -> Int {
        if let bytes = try copyFile() { return bytes }
        let rows = try source.read(after: head.sequence, bytesMax: StoreLimits.copyPageBytesMax)
        guard !rows.isEmpty else {
            try checkNotAhead(of: try source.head())
            return 0
        }
        var next = head
        var bytes = 0
        var damage: JournalError?
        var sound: [JournalRow] = []
        for row in rows {
            guard row.chained(after: next.hash) == row.hash, row.epoch >= next.epoch else {
                damage = JournalError(
                    .damaged,
                    "\(source.path): row \(row.sequence) does not follow row \(next.sequence): "
                        + "its hash or epoch differs")
                break
            }
            next = JournalHead(epoch: row.epoch, sequence: row.sequence, hash: row.hash)
            bytes += row.bytes.count
            sound.append(row)
        }
        do throws(SQLiteFault) {
            try writer.copy(sound, epoch: next.epoch, filed: folder.last)
            if connection.log.bytes >= StoreLimits.logBytesMax { try connection.foldLog() }
        } catch {
            throw JournalError(error, path)
        }
        head = next
        if let damage { throw damage }
        return bytes
    }

    /// Leaves the copy in one file.
    /// - Throws: `JournalError` if the log cannot be folded in.
    public func finish() throws(JournalError) {
        do throws(SQLiteFault) {
            try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        } catch {
            throw JournalError(error, path)
        }
        connection.close()
    }

    private func checkIsBeginning() throws(JournalError) {
        guard head.sequence > 0 else { return }
        try checkNotAhead(of: try source.head())
        let row = try source.read(after: head.sequence - 1, bytesMax: 1).first
        guard row?.hash == head.hash else {
            throw JournalError(
                .unavailable,
                "\(path) is another journal than \(source.path): row \(head.sequence) differs")
        }
    }

    private func checkNotAhead(of source: JournalHead) throws(JournalError) {
        guard head.sequence <= source.sequence else {
            throw JournalError(
                .unavailable,
                "\(path) is ahead of \(self.source.path): it ends at row \(head.sequence), "
                    + "the other at row \(source.sequence)")
        }
    }
}

extension SQLiteJournal.Writer {
    /// Adds rows of another journal in one transaction, with the epoch of their writer.
    ///
    /// Those before them that are in files, up to `filed`, are deleted.
    func copy(_ rows: [JournalRow], epoch: UInt64, filed: UInt64) throws(SQLiteFault) {
        guard let first = rows.first?.sequence else { return }
        do throws(SQLiteFault) {
            try connection.execute("BEGIN IMMEDIATE")
            if filed > 0 {
                try connection.execute(
                    """
                    DELETE FROM journal WHERE sequence <= \(min(filed, first - 1));
                    UPDATE meta SET value = \(SQLiteJournal.formatWithFiles) WHERE key = 'format'
                    """)
            }
            for row in rows { try write(row) }
            // Whoever serves the copy takes a higher one.
            try connection.execute(
                "UPDATE meta SET value = max(value, \(epoch)) WHERE key = 'epoch'")
            try connection.execute("COMMIT")
        } catch {
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
    }
}
