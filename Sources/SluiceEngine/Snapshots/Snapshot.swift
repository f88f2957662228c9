import Foundation
import SluiceCore

/// A snapshot read from its file.
struct Snapshot: Sendable {
    var header: SnapshotHeader
    var ledger: Ledger
    var carried: CarriedKeys

    /// What a snapshot says of itself. Its sum is not checked.
    /// - Throws: `JournalError`: `.damaged` naming the file, `.unavailable`.
    static func header(path: String) throws(JournalError) -> SnapshotHeader {
        var blocks = try SnapshotBlockReader(path: path)
        return try header(&blocks)
    }

    private static func header(
        _ blocks: inout SnapshotBlockReader
    ) throws(JournalError) -> SnapshotHeader {
        guard let first = try blocks.next(), first.kind == .header else {
            throw blocks.damage("it does not begin with a header")
        }
        do throws(DecodeError) {
            var reader = ByteReader(first.bytes)
            return try SnapshotHeader(&reader)
        } catch {
            throw blocks.damage("header: \(error)")
        }
    }

    /// Reads a snapshot whole and checks its sum.
    /// - Throws: `JournalError`: `.damaged` naming the file, `.unavailable`.
    init(path: String) throws(JournalError) {
        var blocks = try SnapshotBlockReader(path: path)
        header = try Snapshot.header(&blocks)
        carried = CarriedKeys()
        do {
            var restorer = try LedgerRestorer(head: header.ledgerHead)
            while let block = try blocks.next() {
                try Snapshot.take(block, &restorer, &carried)
            }
            ledger = try restorer.finish()
        } catch let error as JournalError {
            throw error
        } catch {
            throw blocks.damage("a record: \(error)")
        }
    }

    /// Gives the ledger away, so that nobody else holds what is changed next.
    mutating func takeLedger() -> Ledger {
        defer { ledger = Ledger() }
        return ledger
    }

    private static func take(
        _ block: (kind: SnapshotBlock, bytes: [UInt8]), _ restorer: inout LedgerRestorer,
        _ carried: inout CarriedKeys
    ) throws(DecodeError) {
        var reader = ByteReader(block.bytes)
        while !reader.isAtEnd {
            switch block.kind {
            case .header: throw DecodeError(.invalidValue, offset: 0)
            case .records:
                let kind: StateKey.Kind = try reader.value()
                try restorer.add(kind, try reader.bytes(try reader.count()))
            case .subjects: carried.subjects.insert(try reader.key())
            case .notes: carried.notes.append(try reader.key())
            }
        }
    }
}

extension FrozenState {
    /// Writes the state to a file that is there and empty, durably.
    /// - Returns: the bytes written; nil where `isWanted` said no before the end.
    /// - Throws: what the file system said.
    func write(to file: FileHandle, hash: RowHash, isWanted: () -> Bool) throws -> Int? {
        var blocks = SnapshotBlockWriter(file)
        let header = SnapshotHeader(self, hash: hash)
        try blocks.add(.header) { header.write(to: &$0) }
        var records = 0
        do {
            try ledger.forEachImage { key, bytes in
                records += 1
                if records % 1_024 == 0, !isWanted() { throw CancellationError() }
                try blocks.add(.records) { writer in
                    writer.byte(key.kind.rawValue)
                    writer.varint(UInt64(bytes.count))
                    writer.append(bytes)
                }
            }
        } catch is CancellationError {
            return nil
        }
        for key in carried.subjects.sorted() { try blocks.add(.subjects) { $0.key(key) } }
        for key in carried.notes { try blocks.add(.notes) { $0.key(key) } }
        try blocks.finish()
        try file.synchronize()
        return blocks.bytes
    }
}
