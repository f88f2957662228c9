import SluiceCore
import SluiceEngine

extension SQLiteJournal {
    /// An open connection with its prepared statements.
    struct Session {
        let connection: SQLiteConnection
        let head: JournalHead
        /// nil where the journal is open for reading only.
        let writer: Writer?
        private let reading: SQLiteStatement

        /// Opens the file, checks that it is a journal this binary knows, and for writing takes
        /// the next epoch.
        ///
        /// Committing the epoch also makes durable what a killed process wrote to the log without
        /// an fsync: no answer may rest on rows that a power failure could still take.
        init(
            path: String, mode: SQLiteConnection.Mode, version: String, epochMin: UInt64
        ) throws(JournalError) {
            do throws(SQLiteFault) {
                connection = try SQLiteConnection(path: path, mode: mode)
                connection.setBusyTimeout(milliseconds: StoreLimits.openTimeoutMs)
            } catch {
                throw JournalError(error, path)
            }
            try SQLiteJournal.checkIdentity(connection, path, mode)
            do throws(SQLiteFault) {
                if mode == .create {
                    try SQLiteJournal.configure(connection)
                    try SQLiteJournal.takeEpoch(
                        connection, version: version, above: epochMin)
                    writer = try Writer(connection)
                } else {
                    writer = nil
                }
                reading = try connection.prepare(
                    """
                    SELECT sequence, shard, epoch, time, first_event, count, hash, bytes
                    FROM journal WHERE sequence > ? ORDER BY sequence
                    """)
                // From here on waiting is the sequencer's to decide.
                if mode == .create { connection.setBusyTimeout(milliseconds: 0) }
            } catch {
                throw JournalError(error, path)
            }
            if mode == .create { try SQLiteJournal.checkSettings(connection, path) }
            head = try SQLiteJournal.readHead(connection, path)
        }

        func readHead(_ path: String) throws(JournalError) -> JournalHead {
            try SQLiteJournal.readHead(connection, path)
        }

        /// Rows of the database after a sequence; nil if it begins with a later one.
        func read(
            after sequence: UInt64, bytesMax: Int, rowsMax: Int, _ path: String
        ) throws(JournalError) -> [JournalRow]? {
            defer { reading.reset() }
            var rows: [JournalRow] = []
            var bytes = 0
            do throws(SQLiteFault) {
                try reading.bind(Int64(clamping: sequence), at: 1)
            } catch {
                throw JournalError(error, path)
            }
            while rows.isEmpty || bytes < bytesMax, rows.count < rowsMax {
                guard try step(path) else { break }
                let expected = sequence + UInt64(rows.count) + 1
                let row = try row(path)
                guard row.sequence == expected else {
                    if rows.isEmpty { return nil }
                    throw JournalError(
                        .damaged, "\(path): row \(expected) is missing before \(row.sequence)")
                }
                bytes += row.bytes.count
                rows.append(row)
            }
            return rows
        }

        private func step(_ path: String) throws(JournalError) -> Bool {
            do throws(SQLiteFault) {
                return try reading.step()
            } catch {
                throw JournalError(error, path)
            }
        }

        /// The row the statement stands on, checked as far as one row can be.
        private func row(_ path: String) throws(JournalError) -> JournalRow {
            let sequence = UInt64(bitPattern: reading.integer(0))
            let hash = reading.blob(6)
            guard let shard = UInt16(exactly: reading.integer(1)),
                let count = UInt32(exactly: reading.integer(5)), hash.count == 32
            else { throw JournalError(.damaged, "\(path): row \(sequence) is not a row") }
            return JournalRow(
                shard: Shard(number: shard), sequence: sequence,
                epoch: UInt64(bitPattern: reading.integer(2)),
                time: Instant(ns: reading.integer(3)),
                firstEvent: UInt64(bitPattern: reading.integer(4)), count: count,
                hash: RowHash(bytes: hash), bytes: reading.blob(7))
        }
    }
}

extension JournalError {
    /// The error of a store for what SQLite said of one of its files.
    init(_ fault: SQLiteFault, _ path: String) {
        self.init(fault.isDamage ? .damaged : .unavailable, "\(path): \(fault)")
    }
}
