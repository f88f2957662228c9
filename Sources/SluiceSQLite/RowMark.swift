import Crypto
import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The mark of a stored row, which it is checked by: a row reads well even with a digit changed.
enum RowMark {
    /// The first 8 bytes of SHA-256 over columns, each with its kind and its length.
    static func of(_ values: some Sequence<StoredValue>) -> Int64 {
        var writer = ByteWriter()
        for value in values {
            switch value {
            case .null: writer.byte(0)
            case .integer(let value):
                writer.byte(1)
                writer.fixed64(UInt64(bitPattern: value))
            case .text(let text): write(Array(text.utf8), kind: 2, to: &writer)
            case .key(let key):
                writer.byte(3)
                writer.fixed64(16)
                writer.key(key)
            case .bytes(let bytes): write(bytes, kind: 3, to: &writer)
            }
        }
        return first8(of: SHA256.hash(data: writer.bytes))
    }

    static func first8(of digest: SHA256Digest) -> Int64 {
        digest.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    private static func write(_ bytes: [UInt8], kind: UInt8, to writer: inout ByteWriter) {
        writer.byte(kind)
        writer.fixed64(UInt64(bytes.count))
        writer.append(bytes)
    }
}

extension RowStatement {
    /// Runs with these values and, after them, their mark.
    func run(marked values: [StoredValue]) throws {
        try run(values + [.integer(RowMark.of(values))])
    }
}

extension Row {
    /// Checks the row against its mark, the last of its columns. A row from before there were marks has none,
    /// and passes.
    /// - Throws: `JournalError` `.damaged`.
    func checkMark() throws(JournalError) { try checkMark(of: 0..<count - 1) }

    /// The same of some columns, counted from 0 and in their order.
    func checkMark(
        _ name: String = "mark", of columns: some Sequence<Int>
    ) throws(JournalError) {
        let mark = try value(name)
        guard !mark.isNull else { return }
        // A damaged schema may have fewer.
        let values = columns.lazy.filter { $0 < self.count }.map {
            StoredValue(self[$0] as DatabaseValue)
        }
        guard Int64.fromDatabaseValue(mark) == RowMark.of(values) else {
            throw JournalError(.damaged, "its mark differs")
        }
    }
}

extension StoredValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(value)
        // No table of ours has such a column: it has no mark.
        case .double: self = .null
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes(Array(data))
        }
    }
}
