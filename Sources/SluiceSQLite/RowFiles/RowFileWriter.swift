import Crypto
import SluiceCore
import SluiceEngine

/// Writes a file of rows under another name, and gives it its own once all of it is durable.
struct RowFileWriter {
    let header: RowFileHeader
    private let folder: RowFolder
    private let file: SystemFile
    private var hasher = SHA256()
    private var offsets: [UInt64] = []
    private var offset = 0

    /// - Throws: `JournalError(.unavailable)` if the file cannot be made.
    init(_ header: RowFileHeader, in folder: RowFolder) throws(JournalError) {
        self.header = header
        self.folder = folder
        do throws(SystemFault) {
            try Files.makeDirectory(folder.path)
            file = try SystemFile(creating: folder.path + "/" + header.fileName + ".new")
        } catch {
            throw JournalError(.unavailable, "\(folder.path): \(error)")
        }
        try write(header.bytes)
    }

    mutating func add(_ row: JournalRow) throws(JournalError) {
        offsets.append(UInt64(offset))
        try write(row.fileHeader + row.bytes)
    }

    /// Adds index and sum, and makes the file durable under the other name still.
    mutating func finish() throws(JournalError) {
        try write(RowFileHeader.index(offsets))
        try write(Array(hasher.finalize()))
        do throws(SystemFault) {
            try file.synchronizeAndForget()
        } catch {
            throw fault(error)
        }
    }

    /// Gives the file its name, durably.
    func rename() throws(JournalError) {
        do throws(SystemFault) {
            try Files.rename(file.path, to: folder.path + "/" + header.fileName)
        } catch {
            throw fault(error)
        }
    }

    private mutating func write(_ bytes: [UInt8]) throws(JournalError) {
        do throws(SystemFault) {
            try file.append(bytes)
        } catch {
            throw fault(error)
        }
        hasher.update(data: bytes)
        offset += bytes.count
    }

    private func fault(_ error: SystemFault) -> JournalError {
        JournalError(.unavailable, "\(file.path): \(error)")
    }
}
