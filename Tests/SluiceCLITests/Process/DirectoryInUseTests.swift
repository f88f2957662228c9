import Foundation
import SluiceCore
import SluiceSQLite
import Testing

@Suite("One process on one directory", .blocking)
struct DirectoryInUseTests {
    @Test("scenario 57: a second process on one directory is refused, naming the first")
    func secondIsRefused() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let source = try folder.write(
            "orders.csv", "order_id,account,amount,currency,placed_at\n1,a,1,EUR,2026-01-01\n")
        let first = try ServerProcess(data)
        let others: [[String]] = [
            ["serve", "--data", data.path, "--port", "0"],
            ["verify", "--data", data.path],
            ["import", "--mapping", "generic", "--data", data.path, source.path],
        ]
        for arguments in others {
            let second = try SluiceProcess.run(arguments)
            #expect(second.status == 75, "\(arguments[0])")
            #expect(
                second.error.contains("is in use by process \(first.process.pid) on "),
                "\(arguments[0]): \(second.error)")
            #expect(second.error.contains("listening on \(first.address)"))
        }
        // The first one goes on as if nothing had been.
        let key = try #require(first.firstKey)
        #expect(try first.connect(key: key).send("GET", "/healthz").status == 200)
        let report = try SluiceProcess.run("report", "--data", data.path)
        #expect(report.status == 0 && report.output == "There is no order yet.\n")
        #expect(try first.stop().status == 0)
        #expect(try Verification.of(data).sound)
    }

    @Test("scenario 57: the lock ends with its process, however that ends")
    func lockEndsWithProcess() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        try ServerProcess(data).kill()
        let next = try ServerProcess(data)
        #expect(try next.stop().status == 0)
    }

    @Test("scenario 57: another program sees the lock, and one started meanwhile does not hold it")
    func lockIsSeenAndNotInherited() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        func otherProcessCanLock() throws -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["flock", "-n", data.appending(path: "sluice.lock").path, "true"]
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/cat")
        let input = Pipe()
        child.standardInput = input
        do {
            let lock = try DirectoryLock(directory: data.path, startedAt: .epoch)
            #expect(try !otherProcessCanLock())
            try child.run()
            withExtendedLifetime(lock) {}
        }
        #expect(try otherProcessCanLock())
        try input.fileHandleForWriting.close()
        child.waitUntilExit()
    }
}
