import Foundation
import Testing

/// Whether this machine lets a process be traced.
private let canTrace: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["strace", "-f", "-D", "-o", "/dev/null", "true"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}()

@Suite("Syncs to the disk", .blocking)
struct SyncCountTests {
    /// Syncs that belong to no commit of ours: the files' making, the epoch, the first row, the
    /// folding of the log at the end.
    static let othersMax = 10

    @Test(
        "every commit is one sync of the journal's log",
        .enabled(if: canTrace, "strace is missing or may not trace here"))
    func oneSyncACommit() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let trace = folder.file("trace")
        // The tracer is a grandchild, so that the child is the program itself.
        let tracer = [
            "/usr/bin/env", "strace", "-D", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o",
            trace.path,
        ]
        let server = try ServerProcess(
            SluiceProcess(["serve", "--data", data.path, "--port", "0"], under: tracer))
        let connection = try server.connect(key: try #require(server.firstKey))
        // One after the other on one connection: each answer waits for a commit of its own.
        let commits = 100
        for index in 0..<commits {
            let answer = try connection.send(
                "POST", "/v1/accounts", #"{"id":"A-\#(index)","currency":"CNY","limit":100}"#)
            try #require(answer.status == 201)
        }
        // Refusals without a trace and reads need none.
        for _ in 0..<commits {
            #expect(try connection.send("GET", "/v1/accounts/A-0").status == 200)
            #expect(try connection.send("GET", "/v1/accounts/B-0").status == 404)
        }
        try server.stop()
        var lines: [Substring] = []
        Waiting.until {
            let text = (try? String(contentsOf: trace, encoding: .utf8)) ?? ""
            lines = text.split(separator: "\n")
            return lines.contains {
                $0.hasPrefix("\(server.process.pid) ") && $0.contains("+++ exited")
            }
        }
        let syncs = lines.count { $0.contains("/journal.db-wal>") && !$0.contains("resumed") }
        #expect((commits...commits + Self.othersMax).contains(syncs))
        let failed = lines.filter { $0.contains(" = -1 ") }
        #expect(failed.isEmpty)
        print("syncs: \(syncs) of the journal's log for \(commits) commits")
    }
}
