import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// The second directory that rows are made durable in before anybody is answered.
struct FollowerChoice {
    var path: String
    var waitNs: Int64

    /// Whether it is that directory, by whatever name.
    func isDirectory(_ other: String) -> Bool {
        let paths = [path, other].map {
            URL(fileURLWithPath: $0).standardizedFileURL.resolvingSymlinksInPath().path
        }
        return paths[0] == paths[1]
    }

    /// Takes the directory for this process, and brings both journals to the same end.
    /// - Throws: `JournalError`.
    func lockAndLevel(with data: String) throws -> DirectoryLock {
        let lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        let taken = try FollowedJournal.level(data, follower: path)
        if taken.journal > 0 {
            Terminal.error("the journal in \(data) took \(taken.journal) rows from its follower")
        }
        if taken.follower > 0 {
            Terminal.error("the follower in \(path) took \(taken.follower) rows")
        }
        return lock
    }

    func journal(of data: String) -> any Journal {
        FollowedJournal(
            directory: data, follower: path, version: sluiceVersion, waitNs: waitNs)
    }

    func rowFiling(of data: String) -> RowFiling {
        FollowedJournal.rowFiling(directory: data, follower: path)
    }
}
