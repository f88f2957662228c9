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
            var reader = ByteReader(first.bytes, from: SnapshotBlock.start)
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
        let parts = ReadAhead("sluice.snapshot") { try Snapshot.part(&blocks) }
        defer { parts.stop() }
        do {
            var restorer = try LedgerRestorer(head: header.ledgerHead)
            while let part = try parts.next() {
                switch part {
                case .records(let records): try restorer.add(records)
                case .subjects(let keys): carried.subjects.formUnion(keys)
                case .notes(let keys): carried.notes += keys
                }
            }
            ledger = try restorer.finish()
        } catch let error as JournalError {
            throw error
        } catch {
            throw JournalError(.damaged, "\(path): a record: \(error)")
        }
    }

    /// Gives the ledger away, so that nobody else holds what is changed next.
    mutating func takeLedger() -> Ledger {
        defer { ledger = Ledger() }
        return ledger
    }

    /// What is in one block.
    private enum Part {
        case records(StateRecords)
        case subjects([SubjectKey])
        case notes([Key<NoteTag>])
    }

    private static func part(_ blocks: inout SnapshotBlockReader) throws -> Part? {
        guard let (kind, bytes) = try blocks.next() else { return nil }
        switch kind {
        case .header: throw DecodeError(.invalidValue, offset: 0)
        case .records: return .records(try StateRecords(bytes, from: SnapshotBlock.start))
        case .subjects: return .subjects(try keys(bytes))
        case .notes: return .notes(try keys(bytes))
        }
    }

    private static func keys<Tag>(_ bytes: [UInt8]) throws(DecodeError) -> [Key<Tag>] {
        var reader = ByteReader(bytes, from: SnapshotBlock.start)
        var keys: [Key<Tag>] = []
        while !reader.isAtEnd { keys.append(try reader.key()) }
        return keys
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
