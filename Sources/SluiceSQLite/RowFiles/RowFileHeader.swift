import SluiceCore
import SluiceEngine

/// What a file of rows says of itself.
///
/// ```
///    0  SLCR                          4 bytes
///    4  format                        2
///    6  shard                         2
///    8  first row                     8
///   16  last row                      8
///   24  hash before the first row    32
///   56  hash of row 1, the birth     32
///   88  rows, each:
///         sequence 8, epoch 8, time 8, first event 8, count 4, length 4, hash 32, bytes
///       index: the offset of each row, 8 bytes each
///       SHA-256 of all before it     32
/// ```
/// Numbers are big-endian.
struct RowFileHeader: Hashable {
    static let magic = Array("SLCR".utf8)
    /// The newest format this binary reads and the one it writes.
    static let format: UInt16 = 1
    static let bytesCount = 88
    /// Of a row, before its bytes.
    static let rowHeaderBytes = 72
    /// Of the hash within that.
    static let rowHashOffset = 40
    static let offsetBytes = 8
    static let sumBytes = 32

    var shard: Shard
    var first: UInt64
    var last: UInt64
    var before: RowHash
    var birth: RowHash

    var rowCount: Int { Int(last - first) + 1 }
    var fileName: String { "\(first)-\(last).rows" }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.fixed16(Self.format)
        writer.fixed16(shard.number)
        writer.fixed64(first)
        writer.fixed64(last)
        writer.append(before.bytes)
        writer.append(birth.bytes)
        return writer.bytes
    }

    /// The offsets of the rows, as they stand after them.
    static func index(_ offsets: [UInt64]) -> [UInt8] {
        var writer = ByteWriter(capacity: offsets.count * offsetBytes)
        for offset in offsets { writer.fixed64(offset) }
        return writer.bytes
    }

    init(shard: Shard, first: UInt64, last: UInt64, before: RowHash, birth: RowHash) {
        self.shard = shard
        self.first = first
        self.last = last
        self.before = before
        self.birth = birth
    }

    /// - Throws: `JournalError`: `.damaged`; `.formatUnknown` for a file of a later version.
    init(_ bytes: [UInt8], path: String) throws(JournalError) {
        guard bytes.count == Self.bytesCount, Array(bytes[..<4]) == Self.magic else {
            throw JournalError(.damaged, "\(path) is no file of rows")
        }
        let format = UInt16(bytes[4]) << 8 | UInt16(bytes[5])
        guard format == Self.format else {
            throw JournalError(
                .formatUnknown,
                "\(path) has format \(format), this binary reads \(Self.format): "
                    + "use the newer binary")
        }
        shard = Shard(number: UInt16(bytes[6]) << 8 | UInt16(bytes[7]))
        first = bytes.fixed64(at: 8)
        last = bytes.fixed64(at: 16)
        before = RowHash(bytes: Array(bytes[24..<56]))
        birth = RowHash(bytes: Array(bytes[56..<88]))
        guard first > 0, first <= last, last - first < UInt64(Int32.max) else {
            throw JournalError(.damaged, "\(path): its header is not one")
        }
    }
}

extension [UInt8] {
    /// Eight bytes from a place on, the highest first.
    func fixed64(at offset: Int) -> UInt64 {
        self[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    func fixed32(at offset: Int) -> UInt32 {
        self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

extension JournalRow {
    /// The bytes of a row before its own, as a file of rows has them.
    var fileHeader: [UInt8] {
        var writer = ByteWriter()
        writer.fixed64(sequence)
        writer.fixed64(epoch)
        writer.fixed64(UInt64(bitPattern: time.ns))
        writer.fixed64(firstEvent)
        writer.fixed32(count)
        writer.fixed32(UInt32(bytes.count))
        writer.append(hash.bytes)
        return writer.bytes
    }

    /// The row whose header begins at a place; its bytes follow.
    init?(shard: Shard, _ file: [UInt8], at offset: Int) {
        let start = offset + RowFileHeader.rowHeaderBytes
        guard start <= file.count else { return nil }
        let length = Int(file.fixed32(at: offset + 36))
        guard length <= file.count - start else { return nil }
        let hash = offset + RowFileHeader.rowHashOffset
        self.init(
            shard: shard, sequence: file.fixed64(at: offset),
            epoch: file.fixed64(at: offset + 8),
            time: Instant(ns: Int64(bitPattern: file.fixed64(at: offset + 16))),
            firstEvent: file.fixed64(at: offset + 24), count: file.fixed32(at: offset + 32),
            hash: RowHash(bytes: Array(file[hash..<hash + 32])),
            bytes: Array(file[start..<start + length]))
    }
}
