import SluiceCore
import SluiceEngine

/// Copies a file of rows into another folder: under another name, durably, checked, then named.
enum RowFileCopy {
    /// - Parameter isOurs: whether the copy has the rows that are known already.
    /// - Returns: the copy.
    /// - Throws: `JournalError` naming the file that was read: it does not follow what is there, or
    ///   its copy is not sound; then there is none.
    static func run(
        _ file: RowFile, to folder: RowFolder, isOurs: (RowFile) throws(JournalError) -> Bool
    ) throws(JournalError) -> RowFile {
        let end = try folder.end()
        guard file.header.before == end?.hash ?? .zero,
            end == nil || file.header.birth == end?.birth
        else { throw file.damage("it does not follow row \(file.header.first - 1) of the copy") }
        let path = folder.path + "/" + file.header.fileName
        try write(file, to: path)
        do throws(JournalError) {
            let copied = try RowFile(path: path)
            _ = try RowFileCheck.run(copied)
            guard try isOurs(copied) else {
                throw file.damage("its rows are others than those of the copy")
            }
            folder.look()
            return copied
        } catch {
            Files.remove(path)
            throw JournalError(
                error.code, "\(file.path) cannot be copied: \(error.detail)")
        }
    }

    private static func write(_ file: RowFile, to path: String) throws(JournalError) {
        do throws(SystemFault) {
            try Files.makeDirectory(Files.parent(of: path))
            let partial = try SystemFile(creating: path + ".new")
            var offset = 0
            while case let page = try file.file.read(
                at: offset, count: StoreLimits.copyPageBytesMax), !page.isEmpty
            {
                try partial.append(page)
                offset += page.count
            }
            try partial.synchronizeAndForget()
            try Files.rename(path + ".new", to: path)
        } catch {
            throw JournalError(.unavailable, "\(path): \(error)")
        }
    }
}
