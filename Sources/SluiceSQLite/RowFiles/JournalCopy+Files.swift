import SluiceCore
import SluiceEngine

extension JournalCopy {
    /// Deletes from the database what is in files, and sees to it that it ends where they end at least.
    ///
    /// The newest row is always in the database: by it the journal ends. A kill before that is made good
    /// by the next copy.
    mutating func settle() throws(JournalError) {
        guard let end = try folder.end() else { return }
        do throws(SQLiteFault) {
            let last = min(end.last, max(1, head.sequence) - 1)
            while try writer.forget(through: last) {}
        } catch {
            throw JournalError(error, path)
        }
        guard end.last > head.sequence,
            let row = try folder.read(after: end.last - 1, bytesMax: 1)?.first
        else { return }
        do throws(SQLiteFault) {
            try writer.copy([row], epoch: row.epoch, filed: end.last)
        } catch {
            throw JournalError(error, path)
        }
        head = JournalHead(epoch: row.epoch, sequence: row.sequence, hash: row.hash)
    }

    /// Takes the next file of rows as it is, checks it, and deletes its rows from the database of the
    /// copy.
    /// - Returns: the bytes of the file; nil if the source has none that follows.
    /// - Throws: `JournalError`; `.damaged` naming the file of the source.
    mutating func copyFile() throws(JournalError) -> Int? {
        source.folder.look()
        let first = folder.last + 1
        guard let entry = source.folder.entry(of: first), entry.first == first,
            first <= head.sequence + 1
        else { return nil }
        let file = try source.folder.open(entry)
        let own = try hash(ofRow: min(head.sequence, entry.last), in: entry)
        _ = try RowFileCopy.run(file, to: folder) { copied throws(JournalError) in
            guard let own else { return true }
            let row = try copied.read(after: own.sequence - 1, bytesMax: 1).first
            return row?.hash.bytes == own.hash
        }
        try settle()
        return file.sizeBytes
    }

    /// The newest row of the copy that is in a file too; nil if it has none of its rows.
    private func hash(
        ofRow sequence: UInt64, in entry: RowFolder.Entry
    ) throws(JournalError) -> (sequence: UInt64, hash: [UInt8])? {
        guard sequence >= entry.first else { return nil }
        do throws(SQLiteFault) {
            let stored = try connection.prepare("SELECT hash FROM journal WHERE sequence = ?")
            try stored.bind(Int64(clamping: sequence), at: 1)
            return try stored.step() ? (sequence, stored.blob(0)) : nil
        } catch {
            throw JournalError(error, path)
        }
    }
}
