import SluiceCore

/// What a snapshot says of itself before its records.
struct SnapshotHeader: Hashable, Sendable {
    /// The newest format this binary reads and the one it writes.
    static let format: UInt8 = 2

    var row: UInt64
    /// The hash of the row, which ties the snapshot to its journal.
    var hash: RowHash
    /// The ledger's newest event and time after the row.
    var sequence: UInt64
    var time: Instant
    /// The row the archive has at least followed to.
    var archivedRow: UInt64
    /// `Ledger.head`.
    var ledgerHead: [UInt8]

    init(_ frozen: FrozenState, hash: RowHash) {
        row = frozen.row
        self.hash = hash
        sequence = frozen.ledger.sequence
        time = frozen.ledger.time
        archivedRow = frozen.archivedRow
        ledgerHead = frozen.ledger.head
    }

    func write(to writer: inout ByteWriter) {
        writer.byte(SnapshotHeader.format)
        writer.varint(row)
        writer.append(hash.bytes)
        writer.varint(sequence)
        writer.instant(time)
        writer.varint(archivedRow)
        writer.varint(UInt64(ledgerHead.count))
        writer.append(ledgerHead)
    }

    init(_ reader: inout ByteReader) throws(DecodeError) {
        guard try reader.byte() == SnapshotHeader.format else {
            throw DecodeError(.formatUnknown, offset: 0)
        }
        row = try reader.varint()
        hash = RowHash(bytes: try reader.bytes(32))
        sequence = try reader.varint()
        time = try reader.instant()
        archivedRow = try reader.varint()
        ledgerHead = try reader.bytes(try reader.count())
    }
}
