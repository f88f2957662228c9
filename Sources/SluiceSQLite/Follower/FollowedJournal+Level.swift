import SluiceCore
import SluiceEngine

extension FollowedJournal {
    /// Brings a journal and its follower to the same end, before either is opened for writing.
    ///
    /// The longer one wins: what only one of them has was never refused for ever and never answered,
    /// and it is there wholly. A directory without a journal is filled. Both directories must be held
    /// by a `DirectoryLock`.
    /// - Returns: how many rows the journal, and its follower, took from the other.
    /// - Throws: `JournalError`: `.unavailable` if neither continues the other, naming the row.
    public static func level(
        _ directory: String, follower: String
    ) throws(JournalError) -> (journal: UInt64, follower: UInt64) {
        try SQLiteJournal.checkFormat(directory: directory)
        try SQLiteJournal.checkFormat(directory: follower)
        let ends = (try end(of: directory), try end(of: follower))
        if ends.0 == 0, ends.1 == 0 { return (0, 0) }
        let isShorter = ends.0 < ends.1
        let (source, target) = isShorter ? (follower, directory) : (directory, follower)
        var copy = try JournalCopy(of: source, to: target)
        while try copy.advance() > 0 {}
        try copy.finish()
        return isShorter ? (ends.1 - ends.0, 0) : (0, ends.0 - ends.1)
    }

    private static func end(of directory: String) throws(JournalError) -> UInt64 {
        let path = directory + "/" + SQLiteJournal.fileName
        guard Files.sizeBytes(path) > 0 else { return 0 }
        do {
            let journal = try SQLiteJournal.openReadOnly(directory: directory)
            return try journal.head().sequence
        } catch  where error.code == .unavailable {
            // Made and no more; if it is something else, the opening proper will tell.
            return 0
        }
    }

    /// Moves the rows of both directories into files: the follower's are copies of the journal's.
    public static func rowFiling(directory: String, follower: String) -> RowFiling {
        RowFiling {
            let maker = try RowFileMaker(directory: directory)
            let source = RowFolder(directory: directory)
            let target = RowFolder(directory: follower)
            let reader = try SQLiteJournal.openReadOnly(directory: follower)
            return { safe, now, options in
                guard let filed = try maker.next(through: safe, now: now, options: options) else {
                    return nil
                }
                source.look()
                target.look()
                target.tidy()
                while target.last < filed.last, let entry = source.entry(of: target.last + 1) {
                    let file = try source.open(entry)
                    let own = try reader.read(after: entry.last - 1, bytesMax: 1).first?.hash
                    _ = try RowFileCopy.run(file, to: target) { copied throws(JournalError) in
                        try copied.lastHash() == own
                    }
                }
                return filed
            }
        }
    }
}
