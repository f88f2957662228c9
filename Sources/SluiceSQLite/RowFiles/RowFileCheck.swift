import Crypto
import SluiceCore
import SluiceEngine

/// Reads a file of rows from its first byte to its last: every row against the one before, the index
/// against the rows, all of it against the sum.
struct RowFileCheck {
    private let file: RowFile
    private var hasher = SHA256()
    private var offset = RowFileHeader.bytesCount
    private var offsets: [UInt64] = []
    private var sequence: UInt64
    private var isOver = false
    /// The hash of the newest row seen.
    private(set) var hash: RowHash

    /// - Throws: `JournalError` as `RowFile.init` does.
    init(_ file: RowFile) throws(JournalError) {
        self.file = file
        sequence = file.header.first - 1
        hash = file.header.before
        hasher.update(data: try file.bytes(at: 0, count: RowFileHeader.bytesCount))
    }

    /// Checks everything at once.
    /// - Returns: the hash of the last row.
    static func run(_ file: RowFile) throws(JournalError) -> RowHash {
        var check = try RowFileCheck(file)
        while try check.next(bytesMax: 1 << 20) != nil {}
        return check.hash
    }

    /// Checks the next bytes, about so many, whole rows; nil at the end.
    /// - Throws: `JournalError(.damaged)` naming the file and what is wrong with it.
    mutating func next(bytesMax: Int) throws(JournalError) -> Int? {
        if isOver { return nil }
        let began = offset
        while sequence < file.header.last, offset - began < bytesMax { try checkRow() }
        if sequence == file.header.last {
            try checkEnd()
            isOver = true
        }
        return offset - began
    }

    private mutating func checkRow() throws(JournalError) {
        let header = try file.bytes(at: offset, count: RowFileHeader.rowHeaderBytes)
        let length = Int(header.fixed32(at: 36))
        guard offset + RowFileHeader.rowHeaderBytes + length <= file.indexOffset else {
            throw file.damage("row \(sequence + 1) is longer than the file")
        }
        let body = try file.bytes(
            at: offset + RowFileHeader.rowHeaderBytes, count: length)
        guard let row = JournalRow(shard: file.header.shard, header + body, at: 0),
            row.sequence == sequence + 1, row.chained(after: hash) == row.hash
        else { throw file.damage("row \(sequence + 1) does not follow row \(sequence)") }
        hasher.update(data: header)
        hasher.update(data: body)
        offsets.append(UInt64(offset))
        offset += header.count + body.count
        sequence = row.sequence
        hash = row.hash
    }

    private mutating func checkEnd() throws(JournalError) {
        guard offset == file.indexOffset else { throw file.damage("more follows its last row") }
        let wanted = RowFileHeader.index(offsets)
        let index = try file.bytes(at: offset, count: wanted.count)
        guard index == wanted else { throw file.damage("its index is not one") }
        hasher.update(data: index)
        let sum = try file.bytes(at: offset + index.count, count: RowFileHeader.sumBytes)
        guard sum == Array(hasher.finalize()) else { throw file.damage("its sum differs") }
    }
}
