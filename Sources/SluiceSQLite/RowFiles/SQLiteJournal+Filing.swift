import SluiceCore
import SluiceEngine

/// Rows that move from the database into files.
extension SQLiteJournal {
    /// The oldest row of the database.
    struct Oldest {
        var sequence: UInt64
        var time: Instant
    }

    func oldest() throws(JournalError) -> Oldest? {
        try withSession { session throws(SQLiteFault) in
            let statement = try session.connection.prepare(
                "SELECT sequence, time FROM journal ORDER BY sequence LIMIT 1")
            guard try statement.step() else { return nil }
            return Oldest(
                sequence: UInt64(bitPattern: statement.integer(0)),
                time: Instant(ns: statement.integer(1)))
        }
    }

    /// The last row of the next file; nil if it is not time for one.
    func lastToFile(
        _ oldest: Oldest, through safe: UInt64, now: Instant, options: RowFilingOptions
    ) throws(JournalError) -> UInt64? {
        // The newest row stays: it tells where the journal ends.
        let safe = min(safe, try head().sequence - 1)
        guard oldest.sequence <= safe else { return nil }
        let isAged = oldest.time.adding(spanNs: options.ageMaxNs) <= now
        if !isAged {
            guard try usedBytes() > options.bytesMax else { return nil }
        }
        let fileBytes = min(
            RowFileLimits.fileBytesMax, options.bytesMax / RowFileLimits.filesOfDatabase)
        return try withSession { session throws(SQLiteFault) in
            let statement = try session.connection.prepare(
                """
                SELECT sequence, time, length(bytes) FROM journal WHERE sequence <= ?
                ORDER BY sequence
                """)
            try statement.bind(Int64(clamping: safe), at: 1)
            var last: UInt64?
            var bytes: Int64 = 0
            while bytes < fileBytes, try statement.step() {
                let time = Instant(ns: statement.integer(1))
                if isAged, time.adding(spanNs: options.ageMaxNs / 2) > now { return last }
                last = UInt64(bitPattern: statement.integer(0))
                bytes += statement.integer(2) + Int64(RowFileHeader.rowHeaderBytes)
            }
            // What is over the size moves in whole files.
            return isAged || bytes >= fileBytes ? last : nil
        }
    }

    /// Bytes of the database's pages that are in use.
    func usedBytes() throws(JournalError) -> Int64 {
        try withSession { session throws(SQLiteFault) in
            let connection = session.connection
            let pages = try connection.integer("PRAGMA page_count") ?? 0
            let free = try connection.integer("PRAGMA freelist_count") ?? 0
            return (pages - free) * (try connection.integer("PRAGMA page_size") ?? 0)
        }
    }

    private func withSession<Result>(
        _ body: (Session) throws(SQLiteFault) -> Result
    ) throws(JournalError) -> Result {
        guard let session else { throw JournalError(.unavailable, "\(path) is not open") }
        do throws(SQLiteFault) {
            return try body(session)
        } catch {
            throw JournalError(error, path)
        }
    }
}

extension SQLiteJournal.Writer {
    /// Deletes rows up to one, the oldest first, as many as one transaction may; raises the format of
    /// the file with the first of them.
    /// - Returns: whether there are more.
    func forget(through row: UInt64) throws(SQLiteFault) -> Bool {
        let choice = try connection.prepare(
            """
            SELECT sequence, length(bytes) FROM journal WHERE sequence <= ?
            ORDER BY sequence LIMIT \(RowFileLimits.forgetRowsMax)
            """)
        try choice.bind(Int64(clamping: row), at: 1)
        var last: Int64 = 0
        var bytes: Int64 = 0
        while bytes < RowFileLimits.forgetBytesMax, try choice.step() {
            last = choice.integer(0)
            bytes += choice.integer(1)
        }
        choice.reset()
        guard last > 0 else { return false }
        do throws(SQLiteFault) {
            try connection.execute(
                """
                BEGIN IMMEDIATE;
                DELETE FROM journal WHERE sequence <= \(last);
                UPDATE meta SET value = \(SQLiteJournal.formatWithFiles) WHERE key = 'format';
                COMMIT
                """)
        } catch {
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
        return UInt64(last) < row
    }
}
