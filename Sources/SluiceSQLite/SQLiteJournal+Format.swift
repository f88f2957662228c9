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
        let session: Session
        do {
            session = try Session(path: path, mode: mode, version: "")
        } catch  where error.code == .unavailable {
            // Made and no more; if it is something else, the opening proper will tell.
            return
        }
        let last = session.head.sequence
        let rows = try session.read(after: last < 2 ? 0 : last - 2, bytesMax: .max, path)
        guard let newest = rows.last else { return }
        try Recovery.checkFormat(of: newest, after: rows.dropLast().last?.hash ?? .zero)
    }
}
