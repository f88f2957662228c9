import Foundation
import SluiceAPI

/// Reads a file line by line; a last line without an end is one too.
///
/// Limits: `APILimits.bodyBytesMax` a line; of a longer one nothing is kept.
struct LineReader {
    enum Line {
        case bytes([UInt8])
        case tooLong
    }

    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    private(set) var bytesRead = 0

    private static let chunkBytes = 1 << 16

    init(_ file: URL) throws(ImportError) {
        path = file.path
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw .unreadable(path: path, why: error.localizedDescription)
        }
    }

    /// The next line without its end; nil at the end of the file. Errors: it cannot be read.
    mutating func next() throws(ImportError) -> Line? {
        var line: [UInt8] = []
        var isTooLong = false
        var isAtEnd = true
        while try hasByte() {
            isAtEnd = false
            let end = buffer[position...].firstIndex(of: 0x0A)
            let part = buffer[position..<(end ?? buffer.endIndex)]
            isTooLong = isTooLong || line.count + part.count > APILimits.bodyBytesMax
            if !isTooLong { line += part }
            bytesRead += part.count + (end == nil ? 0 : 1)
            position = (end ?? buffer.endIndex - 1) + 1
            if end != nil { break }
        }
        guard !isAtEnd else { return nil }
        return isTooLong ? .tooLong : .bytes(line)
    }

    private mutating func hasByte() throws(ImportError) -> Bool {
        guard position == buffer.count else { return true }
        do {
            buffer = Array(try handle.read(upToCount: Self.chunkBytes) ?? Data())
        } catch {
            throw .unreadable(path: path, why: error.localizedDescription)
        }
        position = 0
        return !buffer.isEmpty
    }
}
