import Crypto
import SluiceCore

/// One batch as the journal keeps it.
public struct JournalRow: Hashable, Sendable {
    public var shard: Shard
    /// Rows are numbered from 1 without a gap.
    public var sequence: UInt64
    /// The epoch of the writer; never falls.
    public var epoch: UInt64
    /// The ledger time of the newest command in the batch; strictly rising.
    public var time: Instant
    /// The sequence of the batch's first event.
    public var firstEvent: UInt64
    /// Events in the batch.
    public var count: UInt32
    /// SHA-256 over the previous row's hash and all fields of this one.
    public var hash: RowHash
    /// The records, encoded by `BatchCodec`.
    public var bytes: [UInt8]

    public init(
        shard: Shard, sequence: UInt64, epoch: UInt64, time: Instant, firstEvent: UInt64,
        count: UInt32, hash: RowHash, bytes: [UInt8]
    ) {
        self.shard = shard
        self.sequence = sequence
        self.epoch = epoch
        self.time = time
        self.firstEvent = firstEvent
        self.count = count
        self.hash = hash
        self.bytes = bytes
    }

    /// The hash this row must have after a row with `previous`.
    public func chained(after previous: RowHash) -> RowHash {
        var hasher = SHA256()
        var header = ByteWriter()
        header.fixed16(shard.number)
        header.fixed64(sequence)
        header.fixed64(epoch)
        header.fixed64(UInt64(bitPattern: time.ns))
        header.fixed64(firstEvent)
        header.fixed32(count)
        hasher.update(data: previous.bytes)
        hasher.update(data: header.bytes)
        hasher.update(data: bytes)
        return RowHash(bytes: Array(hasher.finalize()))
    }
}

/// 32 bytes of SHA-256.
public struct RowHash: Hashable, Sendable, CustomStringConvertible {
    public var bytes: [UInt8]

    /// - Precondition: 32 bytes.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a row hash has 32 bytes")
        self.bytes = bytes
    }

    public static let zero = RowHash(bytes: Array(repeating: 0, count: 32))

    public var description: String {
        bytes.hexadecimal
    }
}
