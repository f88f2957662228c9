import SluiceCore
import SluiceEngine

extension SQLiteJournal {
    /// The statements of an append.
    struct Writer {
        let connection: SQLiteConnection
        private let begin: SQLiteStatement
        private let state: SQLiteStatement
        private let insert: SQLiteStatement
        private let commit: SQLiteStatement

        init(_ connection: SQLiteConnection) throws(SQLiteFault) {
            self.connection = connection
            begin = try connection.prepare("BEGIN IMMEDIATE")
            state = try connection.prepare(
                """
                SELECT (SELECT value FROM meta WHERE key = 'epoch'),
                    (SELECT coalesce(max(sequence), 0) FROM journal)
                """)
            insert = try connection.prepare(
                """
                INSERT INTO journal
                    (sequence, shard, epoch, time, first_event, count, hash, bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
            commit = try connection.prepare("COMMIT")
        }

        /// One transaction: the epoch and the sequence are checked where the row is written.
        func append(_ row: JournalRow, epoch: UInt64) -> AppendResult {
            guard row.epoch == epoch, row.shard == .only else {
                return .failed("row \(row.sequence) is of another epoch or shard")
            }
            var step = AppendStep.write
            do throws(SQLiteFault) {
                try begin.run()
                guard try state.step() else { return rollback(.failed("no state")) }
                let stored = UInt64(bitPattern: state.integer(0))
                let newest = UInt64(bitPattern: state.integer(1))
                state.reset()
                guard stored == epoch else { return rollback(.fenced) }
                guard row.sequence == newest + 1 else {
                    return rollback(.failed("row \(row.sequence) does not follow row \(newest)"))
                }
                try write(row)
                step = .commit
                try commit.run()
                return .durable
            } catch {
                let result = AppendResult(error, in: step)
                return rollback(result)
            }
        }

        func write(_ row: JournalRow) throws(SQLiteFault) {
            try insert.bind(Int64(bitPattern: row.sequence), at: 1)
            try insert.bind(Int64(row.shard.number), at: 2)
            try insert.bind(Int64(bitPattern: row.epoch), at: 3)
            try insert.bind(row.time.ns, at: 4)
            try insert.bind(Int64(bitPattern: row.firstEvent), at: 5)
            try insert.bind(Int64(row.count), at: 6)
            try insert.bind(row.hash.bytes, at: 7)
            try insert.bind(row.bytes, at: 8)
            try insert.run()
        }

        /// Ends the transaction if SQLite has not. Where even that fails, this connection would go
        /// on to see a row that is not durable: nothing may be written after it.
        private func rollback(_ result: AppendResult) -> AppendResult {
            guard connection.isInTransaction else { return result }
            do throws(SQLiteFault) {
                try connection.execute("ROLLBACK")
                return result
            } catch {
                if case .failed = result { return result }
                return .failed("rollback failed: \(error)")
            }
        }
    }
}

/// Where in an append something went wrong.
enum AppendStep {
    case write
    case commit
}

extension AppendResult {
    /// What a fault means for the row.
    ///
    /// Disk full and busy leave nothing behind that is not rolled back. After an I/O error, a
    /// failed fsync above all, nobody can tell what is on the disk and trying again would tell
    /// nothing. Any other fault of the commit itself leaves the row in doubt; before the commit
    /// it is a fault of the program or the file.
    init(_ fault: SQLiteFault, in step: AppendStep) {
        if fault.isDiskFull {
            self = .notDurable(.diskFull)
        } else if fault.isBusy {
            self = .notDurable(.busy)
        } else if fault.isInputOutput || fault.isDamage || fault.isReadOnly || step == .write {
            self = .failed("\(fault)")
        } else {
            self = .unknown("\(fault)")
        }
    }
}
