import SluiceCore
import SluiceEngine

/// A file of rows, open for reading.
struct RowFile {
    let header: RowFileHeader
    let file: SystemFile
    let sizeBytes: Int

    var path: String { file.path }
    /// Where the index begins, after the last row.
    var indexOffset: Int {
        sizeBytes - RowFileHeader.sumBytes - header.rowCount * RowFileHeader.offsetBytes
    }

    /// Rows whose offsets are read at once.
    private static let indexRowsMax = 4_096

    /// Opens a file and checks what it says of itself.
    /// - Throws: `JournalError` naming the file: `.damaged`, `.formatUnknown`, `.unavailable`.
    init(path: String) throws(JournalError) {
        let bytes: [UInt8]
        do throws(SystemFault) {
            file = try SystemFile(reading: path)
            sizeBytes = try file.sizeBytes()
            bytes = try file.read(at: 0, count: RowFileHeader.bytesCount)
        } catch {
            throw JournalError(.unavailable, "\(path): \(error)")
        }
        header = try RowFileHeader(bytes, path: path)
        let least = header.rowCount * (RowFileHeader.rowHeaderBytes + RowFileHeader.offsetBytes)
        guard sizeBytes >= RowFileHeader.bytesCount + least + RowFileHeader.sumBytes,
            path.hasSuffix("/" + header.fileName)
        else { throw damage("it is not as long, or not of the rows, as it says") }
    }

    /// The hash of the last row.
    func lastHash() throws(JournalError) -> RowHash { try hash(ofRow: header.last) }

    /// Rows after a sequence that is `first - 1` at least, until `bytesMax` is reached; each is checked
    /// against the one before it.
    /// - Throws: `JournalError(.damaged)` naming the file and row.
    func read(after sequence: UInt64, bytesMax: Int) throws(JournalError) -> [JournalRow] {
        guard sequence < header.last, sequence + 1 >= header.first else { return [] }
        let offsets = try self.offsets(from: sequence + 1)
        // Whole rows until enough bytes are reached, as many as the offsets tell of.
        var end = offsets.count - 1
        if let enough = (1..<offsets.count).first(where: {
            offsets[$0] - offsets[0] - $0 * RowFileHeader.rowHeaderBytes >= bytesMax
        }) {
            end = enough
        }
        let bytes = try self.bytes(at: offsets[0], count: offsets[end] - offsets[0])
        var previous = try sequence < header.first ? header.before : hash(ofRow: sequence)
        var rows: [JournalRow] = []
        for index in 0..<end {
            let number = sequence + 1 + UInt64(index)
            guard let row = JournalRow(shard: header.shard, bytes, at: offsets[index] - offsets[0]),
                row.sequence == number, row.chained(after: previous) == row.hash
            else { throw damage("row \(number) does not follow row \(number - 1)") }
            previous = row.hash
            rows.append(row)
        }
        return rows
    }

    func damage(_ what: String) -> JournalError { JournalError(.damaged, "\(path): \(what)") }

    func bytes(at offset: Int, count: Int) throws(JournalError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(SystemFault) {
            bytes = try file.read(at: offset, count: count)
        } catch {
            throw JournalError(.unavailable, "\(path): \(error)")
        }
        guard bytes.count == count else { throw damage("it ends too soon") }
        return bytes
    }

    private func hash(ofRow sequence: UInt64) throws(JournalError) -> RowHash {
        let offset = try offsets(from: sequence)[0]
        return RowHash(
            bytes: try bytes(at: offset + RowFileHeader.rowHashOffset, count: 32))
    }

    /// Offsets of rows from one on, and of the end of the last of them; rising, within the rows.
    private func offsets(from sequence: UInt64) throws(JournalError) -> [Int] {
        let skipped = Int(sequence - header.first)
        let left = header.rowCount - skipped
        let count = min(left, Self.indexRowsMax + 1)
        let index = try bytes(
            at: indexOffset + skipped * RowFileHeader.offsetBytes,
            count: count * RowFileHeader.offsetBytes)
        var offsets = (0..<count).map {
            Int(clamping: index.fixed64(at: $0 * RowFileHeader.offsetBytes))
        }
        if count == left { offsets.append(indexOffset) }
        var previous = RowFileHeader.bytesCount - RowFileHeader.rowHeaderBytes
        for offset in offsets {
            guard offset - previous >= RowFileHeader.rowHeaderBytes, offset <= indexOffset else {
                throw damage("its index is not one")
            }
            previous = offset
        }
        return offsets
    }
}
