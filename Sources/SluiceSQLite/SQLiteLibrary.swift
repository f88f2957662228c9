import GRDBSQLite
import Synchronization

// The C library is called here and in SQLiteLibrary+Row.swift alone. A connection and its statements are
// used by one thread at a time; no pointer leaves this file.

/// What SQLite says went wrong.
struct SQLiteFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The extended result code, as in `SQLITE_IOERR_FSYNC`.
    var extendedCode: Int32
    var message: String

    /// The primary result code, as in `SQLITE_IOERR`.
    var code: Int32 { extendedCode & 0xFF }

    var description: String { "SQLite \(extendedCode): \(message)" }
}

/// What SQLite has of the process as a whole.
public enum SQLiteMemory {
    /// Bytes it has taken: the pages of all connections above all, each of which has a bound.
    public static var bytes: Int { Int(sqlite3_memory_used()) }
}

/// How much of the write-ahead log of a database its one writer has filled. The file says so no more once
/// the log began anew: what lies beyond is written over, which is half the work of letting the file grow.
final class LogLength: Sendable {
    private let pages = Atomic(0)

    /// Beside each page its header.
    var bytes: Int64 { Int64(pages.load(ordering: .relaxed)) * (4_096 + 24) }

    /// Has a connection, which must not outlive this, leave the folding in to whoever asks for the length:
    /// SQLite would swallow what goes wrong. The file is cut, when the log begins anew, to four times what it
    /// is folded in at.
    /// - Returns: a result code.
    func follow(_ handle: OpaquePointer?, bytesMax: Int64) -> Int32 {
        // In this order: the one setting takes the listener away.
        let code = sqlite3_exec(
            handle,
            "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = \(4 * bytesMax)", nil, nil,
            nil)
        _ = sqlite3_wal_hook(
            handle,
            { this, _, _, pages in
                if let this {
                    Unmanaged<LogLength>.fromOpaque(this).takeUnretainedValue()
                        .pages.store(Int(pages), ordering: .relaxed)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
        return code
    }
}

/// One raw connection to a database file.
final class SQLiteConnection {
    enum Mode {
        /// Reads and writes; makes the file if there is none.
        case create
        /// Reads only; there must be a file.
        case readOnly
        /// Reads only the file itself, without locks, log or index: nobody may write it meanwhile.
        case immutable

        fileprivate var flags: Int32 {
            switch self {
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        }

        fileprivate func name(of path: String) -> String {
            guard case .immutable = self else { return path }
            let escapes: [Character: String] = ["%": "%25", "?": "%3f", "#": "%23"]
            return "file:" + path.map { escapes[$0] ?? String($0) }.joined() + "?immutable=1"
        }
    }

    fileprivate var handle: OpaquePointer?
    /// Of the log it writes, once it keeps that short itself.
    let log = LogLength()

    init(path: String, mode: Mode) throws(SQLiteFault) {
        // No mutex: one thread uses the connection, as the journal promises.
        let flags = mode.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(mode.name(of: path), &handle, flags, nil)
        guard code == SQLITE_OK else {
            let fault = fault(code)
            close()
            throw fault
        }
    }

    deinit { close() }

    /// Whether a transaction is open.
    var isInTransaction: Bool { handle != nil && sqlite3_get_autocommit(handle) == 0 }

    /// How long a lock of another connection is waited for.
    func setBusyTimeout(milliseconds: Int32) {
        sqlite3_busy_timeout(handle, milliseconds)
    }

    /// Leaves it to the caller to fold the log in.
    func keepLogShort(bytesMax: Int64) throws(SQLiteFault) {
        let code = log.follow(handle, bytesMax: bytesMax)
        guard code == SQLITE_OK else { throw fault(code) }
    }

    /// Folds the log in as far as no reader needs it, and waits for none: it begins anew with the next commit
    /// if that was all of it.
    func foldLog() throws(SQLiteFault) { try execute("PRAGMA wal_checkpoint(PASSIVE)") }

    /// Runs one or more statements that give no rows or whose rows do not matter.
    func execute(_ sql: String) throws(SQLiteFault) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw fault(code) }
    }

    func prepare(_ sql: String) throws(SQLiteFault) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw fault(code) }
        return SQLiteStatement(connection: self, handle: statement)
    }

    /// The integer a statement of one row and column gives; nil for no row.
    func integer(_ sql: String) throws(SQLiteFault) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The text a statement of one row and column gives; nil for no row.
    func text(_ sql: String) throws(SQLiteFault) -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    /// Gives the file back, at the latest when the last statement is gone.
    func close() {
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// Never gives the file back, so that closing cannot fold a write-ahead log whose fsync failed
    /// into the database. For a process that is about to end.
    func leakInsteadOfClosingAfterFailedSync() { handle = nil }

    fileprivate func fault(_ code: Int32) -> SQLiteFault {
        let message = handle.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        return SQLiteFault(
            extendedCode: code, message: message.map { String(cString: $0) } ?? "unknown")
    }
}

/// A prepared statement. Columns are counted from 0, parameters from 1.
final class SQLiteStatement {
    private let connection: SQLiteConnection
    private let handle: OpaquePointer
    /// Tells SQLite to copy what is bound.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    fileprivate init(connection: SQLiteConnection, handle: OpaquePointer) {
        self.connection = connection
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ value: Int64, at parameter: Int32) throws(SQLiteFault) {
        try check(sqlite3_bind_int64(handle, parameter, value))
    }

    func bind(_ value: String, at parameter: Int32) throws(SQLiteFault) {
        try check(sqlite3_bind_text(handle, parameter, value, -1, SQLiteStatement.transient))
    }

    func bind(_ value: [UInt8], at parameter: Int32) throws(SQLiteFault) {
        // An empty array has no address, and a nil pointer would bind NULL.
        guard !value.isEmpty else { return try check(sqlite3_bind_zeroblob(handle, parameter, 0)) }
        let code = value.withUnsafeBytes { bytes in
            sqlite3_bind_blob64(
                handle, parameter, bytes.baseAddress, UInt64(bytes.count),
                SQLiteStatement.transient)
        }
        try check(code)
    }

    /// Goes to the next row; false at the end.
    func step() throws(SQLiteFault) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let fault = connection.fault(code)
            reset()
            throw fault
        }
    }

    /// Runs to the end and makes the statement ready to be run again.
    func run() throws(SQLiteFault) {
        while try step() {}
        reset()
    }

    /// Makes the statement ready to be run again and gives up its locks.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) -> String {
        sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func check(_ code: Int32) throws(SQLiteFault) {
        guard code == SQLITE_OK else { throw connection.fault(code) }
    }
}

/// The result codes the journal tells apart.
extension SQLiteFault {
    var isDiskFull: Bool { code == SQLITE_FULL }
    var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }
    /// The operating system failed to read, write or make durable.
    var isInputOutput: Bool { code == SQLITE_IOERR }
    /// The file may not be written, or not any more.
    var isReadOnly: Bool { code == SQLITE_READONLY }
    var isDamage: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }
}
