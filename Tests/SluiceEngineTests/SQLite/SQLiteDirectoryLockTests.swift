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

    /// Another process that tries the same lock, and one that is started while it is held.
    @Test func theLockHoldsBetweenProcessesAndIsNotInherited() throws {
        let directory = try StoreDirectory()
        func otherProcessCanLock() throws -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["flock", "-n", directory.file("sluice.lock"), "true"]
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/cat")
        let input = Pipe()
        child.standardInput = input
        do {
            let lock = try DirectoryLock(directory: directory.path, startedAt: start)
            #expect(try !otherProcessCanLock())
            try child.run()
            withExtendedLifetime(lock) {}
        }
        #expect(try otherProcessCanLock())
        try input.fileHandleForWriting.close()
        child.waitUntilExit()
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
