import Crypto
import Foundation
import SluiceCore

/// The file of a snapshot: blocks with their length before them, an empty one, and SHA-256 over all.
///
/// A block is a byte for what is in it, then its content. Blocks keep writing and reading in bounded
/// memory, and nothing in one refers to another.
enum SnapshotBlock: UInt8 {
    case header = 1
    /// Images: kind, length, bytes.
    case records = 2
    case subjects = 3
    case notes = 4

    /// Where the content of a block begins: behind its kind.
    static let start = 1

    /// Bytes after which a block is closed.
    static let bytesMax = 1 << 20
    /// Bytes after which what was written is synced.
    static let syncBytes = 8 << 20
    /// No block is longer, so that damage cannot ask for memory: one record at most is beyond.
    static let lengthMax = 64 << 20
}

/// Writes the blocks of a snapshot to a new file.
struct SnapshotBlockWriter: ~Copyable {
    private let file: FileHandle
    private var hasher = SHA256()
    private var block = ByteWriter()
    private var kind: SnapshotBlock?
    private(set) var bytes = 0
    private var syncedBytes = 0

    init(_ file: FileHandle) { self.file = file }

    /// Adds content of a kind; blocks are closed by themselves.
    mutating func add(_ kind: SnapshotBlock, _ write: (inout ByteWriter) -> Void) throws {
        if kind != self.kind || block.count >= SnapshotBlock.bytesMax {
            try flush()
            self.kind = kind
            block.byte(kind.rawValue)
        }
        write(&block)
    }

    /// Closes the last block and writes the sum.
    mutating func finish() throws {
        try flush()
        var end = ByteWriter()
        end.fixed32(0)
        try write(end.bytes)
        try file.write(contentsOf: Data(hasher.finalize()))
        bytes += 32
    }

    private mutating func flush() throws {
        guard block.count > 0 else { return }
        var length = ByteWriter()
        length.fixed32(UInt32(block.count))
        try write(length.bytes)
        try write(block.bytes)
        block.removeAll()
        // Much at once would stand before the journal in the queue of the disk.
        guard bytes - syncedBytes >= SnapshotBlock.syncBytes else { return }
        try file.synchronize()
        syncedBytes = bytes
    }

    private mutating func write(_ part: [UInt8]) throws {
        hasher.update(data: part)
        try file.write(contentsOf: Data(part))
        bytes += part.count
    }
}

/// Reads the blocks of a snapshot. What was read may be believed only once `next` has given nil.
struct SnapshotBlockReader {
    private let file: FileHandle
    private let path: String
    private var hasher = SHA256()

    /// - Throws: `JournalError(.unavailable)` if the file cannot be opened.
    init(path: String) throws(JournalError) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw JournalError(.unavailable, "\(path) cannot be opened")
        }
        self.file = file
        self.path = path
    }

    /// The next block, its kind before its content; nil at the end, once the sum was found right.
    /// - Throws: `JournalError(.damaged)`.
    mutating func next() throws(JournalError) -> (kind: SnapshotBlock, bytes: [UInt8])? {
        let lengthBytes = try read(4)
        hasher.update(data: lengthBytes)
        let length = lengthBytes.reduce(0) { $0 << 8 | Int($1) }
        if length == 0 {
            let sum = try read(32)
            guard Array(hasher.finalize()) == sum else { throw damage("its sum differs") }
            guard try isAtEnd() else { throw damage("bytes follow its sum") }
            return nil
        }
        guard length <= SnapshotBlock.lengthMax else { throw damage("a block has no length") }
        let block = try read(length)
        hasher.update(data: block)
        guard let kind = SnapshotBlock(rawValue: block[0]) else {
            throw damage("a block of unknown kind \(block[0])")
        }
        return (kind, block)
    }

    func damage(_ text: String) -> JournalError { JournalError(.damaged, "\(path): \(text)") }

    private func read(_ count: Int) throws(JournalError) -> [UInt8] {
        do {
            let bytes = try nextBytes(of: file, upToCount: count)
            guard bytes.count == count else { throw damage("it is cut short") }
            return bytes
        } catch let error as JournalError {
            throw error
        } catch {
            throw JournalError(.unavailable, "\(path) cannot be read: \(error)")
        }
    }

    private func isAtEnd() throws(JournalError) -> Bool {
        do {
            return try nextBytes(of: file, upToCount: 1).isEmpty
        } catch {
            throw JournalError(.unavailable, "\(path) cannot be read: \(error)")
        }
    }
}

/// The next bytes of a file, fewer at its end only; read to where they stay.
private func nextBytes(of file: FileHandle, upToCount count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            let got = read(file.fileDescriptor, buffer.baseAddress! + filled, count - filled)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            if got == 0 { return }
            filled += got
        }
    }
}
