import SluiceEngine

extension SQLiteJournal {
    /// Refuses a journal that a later version of Sluice wrote, and changes no byte of it.
    ///
    /// Asked before anything of a directory is opened for writing: opening alone may fold a log in,
    /// bring tables up to date or throw views away. The directory must be held by a
    /// `DirectoryLock`.
    /// - Throws: `JournalError`; `.formatUnknown` for a later version's file or row.
    public static func checkFormat(directory: String) throws(JournalError) {
        try checkFormat(path: directory + "/" + fileName)
    }

    static func checkFormat(path: String) throws(JournalError) {
        // A process that was killed while it made the file leaves nothing that has a format.
        guard Files.sizeBytes(path) > 0, Files.sizeBytes(path + "-journal") == 0 else { return }
        // A reader of a log writes its index; without a log nothing at all needs to be written.
        let mode: SQLiteConnection.Mode =
            Files.sizeBytes(path + "-wal") > 0 ? .readOnly : .immutable
        var journal = SQLiteJournal(
            directory: String(path.dropLast(fileName.count + 1)), version: "")
        let last: UInt64
        do {
            last = try journal.begin(mode).sequence
        } catch  where error.code == .unavailable {
            // Made and no more; if it is something else, the opening proper will tell.
            return
        }
        guard last > 0, let newest = try journal.read(after: last - 1, bytesMax: 1).first else {
            return
        }
        let before = last < 2 ? nil : try? journal.read(after: last - 2, bytesMax: 1).first
        try Recovery.checkFormat(of: newest, after: before?.hash ?? .zero)
    }
}
