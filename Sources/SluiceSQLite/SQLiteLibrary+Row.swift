import GRDB
import GRDBSQLite
import SluiceCore
import SluiceEngine

// The other file that calls the C library: rows go through GRDB's connection, and its values – boxes of
// any type, data for every key – cost followers more than SQLite itself. No pointer leaves this file.

/// A value of a column.
enum StoredValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case key(AnyKey)
    case bytes([UInt8])

    static func key<Tag>(_ key: Key<Tag>) -> StoredValue { .key(key.retagged()) }

    /// NULL for the key of nothing.
    static func optional<Tag>(_ key: Key<Tag>) -> StoredValue {
        key.isNone ? .null : .key(key.retagged())
    }

    static func number(_ value: some BinaryInteger) -> StoredValue {
        .integer(Int64(truncatingIfNeeded: value))
    }

    static func optional(_ value: Int64?) -> StoredValue { value.map { .integer($0) } ?? .null }

    static func optional(_ code: Code?) -> StoredValue { code.map { .text($0.text) } ?? .null }

    static func flag(_ isSet: Bool) -> StoredValue { .integer(isSet ? 1 : 0) }

    static func money(_ money: Money) -> StoredValue { .integer(money.minor) }
}

/// A cached statement of a GRDB connection, bound and run without GRDB's values.
///
/// Used within one transaction by the thread it runs on. Errors are GRDB's `DatabaseError`.
struct RowStatement {
    private let database: Database
    /// Keeps the statement; its arguments are never GRDB's.
    private let statement: Statement
    private let handle: OpaquePointer
    /// Tells SQLite to copy what is bound.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Runs to the end.
    /// - Returns: how many rows changed.
    @discardableResult
    func run(_ values: [StoredValue]) throws -> Int {
        try bind(values)
        try check(sqlite3_step(handle), expecting: SQLITE_DONE)
        sqlite3_reset(handle)
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    /// The integers of the first row, NULL as 0; nil without a row.
    func integers(_ values: [StoredValue]) throws -> [Int64]? {
        try first(values) { row in
            (0..<sqlite3_column_count(row.handle)).map { row.integer($0) }
        }
    }

    /// What is read of the first row; nil without a row.
    func first<Value>(
        _ values: [StoredValue], _ read: (borrowing FoundRow) throws -> Value
    ) throws -> Value? {
        try bind(values)
        let code = sqlite3_step(handle)
        guard code != SQLITE_DONE else {
            sqlite3_reset(handle)
            return nil
        }
        try check(code, expecting: SQLITE_ROW)
        defer { sqlite3_reset(handle) }
        return try read(FoundRow(handle: handle))
    }

    /// The row a statement stands on. Columns are counted from 0.
    struct FoundRow: ~Copyable {
        fileprivate let handle: OpaquePointer

        /// NULL as 0.
        func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

        /// NULL as none.
        func bytes(_ column: Int32) -> [UInt8] {
            // The count is that of what the first call may have made of the value.
            guard let start = sqlite3_column_blob(handle, column) else { return [] }
            return Array(
                UnsafeRawBufferPointer(
                    start: start, count: Int(sqlite3_column_bytes(handle, column))))
        }

        /// - Throws: `JournalError` `.damaged` unless there are 16 bytes.
        func key<Tag>(_ column: Int32) throws -> Key<Tag> {
            guard sqlite3_column_bytes(handle, column) == 16,
                let start = sqlite3_column_blob(handle, column)
            else { throw JournalError(.damaged, "a key that has not 16 bytes") }
            let words = start.loadUnaligned(as: (UInt64, UInt64).self)
            return Key(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
        }
    }

    private func bind(_ values: [StoredValue]) throws {
        var parameter: Int32 = 0
        for value in values {
            parameter += 1
            try check(bind(value, at: parameter), expecting: SQLITE_OK)
        }
    }

    private func bind(_ value: StoredValue, at parameter: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, parameter)
        case .integer(let value): return sqlite3_bind_int64(handle, parameter, value)
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty text may have no address, and a nil pointer would bind NULL.
                guard let start = bytes.baseAddress else {
                    return sqlite3_bind_text(handle, parameter, "", 0, Self.transient)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text(handle, parameter, $0, Int32(bytes.count), Self.transient)
                }
            }
        case .key(let key):
            // Big-endian, so that their order is the key's.
            return withUnsafeBytes(of: (key.high.bigEndian, key.low.bigEndian)) {
                sqlite3_bind_blob(handle, parameter, $0.baseAddress, 16, Self.transient)
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, parameter, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(
                    handle, parameter, $0.baseAddress, UInt64($0.count), Self.transient)
            }
        }
    }

    private func check(_ code: Int32, expecting expected: Int32) throws {
        guard code != expected else { return }
        let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
        let extended = sqlite3_extended_errcode(database.sqliteConnection)
        sqlite3_reset(handle)
        throw DatabaseError(
            resultCode: ResultCode(rawValue: extended == SQLITE_OK ? code : extended),
            message: message)
    }
}
