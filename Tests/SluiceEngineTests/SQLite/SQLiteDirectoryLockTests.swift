import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Testing

@Suite struct SQLiteDirectoryLockTests {
    /// 2026-01-02T03:04:05Z.
    let start = Instant(ns: 1_767_323_045 * Span.secondNs)

    @Test func aSecondProcessIsRefusedNamingTheFirst() throws {
        let directory = try StoreDirectory()
        let first = try DirectoryLock(directory: directory.path, startedAt: start)
        first.announce(address: "127.0.0.1:8080")
        let error = try #require(throws: JournalError.self) {
            _ = try DirectoryLock(directory: directory.path, startedAt: start)
        }
        #expect(error.code == .locked)
        for part in [
            directory.path, "process \(ProcessInfo.processInfo.processIdentifier) on ",
            "since 2026-01-02T03:04:05Z", "127.0.0.1:8080",
        ] {
            #expect(error.detail.contains(part), "\(error.detail) lacks \(part)")
        }
    }

    @Test func theDirectoryIsMade() throws {
        let directory = try StoreDirectory()
        let path = directory.file("a/b/")
        let lock = try DirectoryLock(directory: path, startedAt: start)
        #expect(FileManager.default.fileExists(atPath: path + "sluice.lock"))
        withExtendedLifetime(lock) {}
    }

    @Test func whatCannotBeMadeIsUnavailable() throws {
        let error = try #require(throws: JournalError.self) {
            _ = try DirectoryLock(directory: "/dev/null/data", startedAt: start)
        }
        #expect(error.code == .unavailable)
    }
}
