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
        let lines = wholeTrace(trace, of: server)
        let syncs = lines.count { $0.contains("/journal.db-wal>") && !$0.contains("resumed") }
        #expect((commits...commits + Self.othersMax).contains(syncs))
        let failed = lines.filter { $0.contains(" = -1 ") }
        #expect(failed.isEmpty)
        print("syncs: \(syncs) of the journal's log for \(commits) commits")
    }

    /// What the tracer wrote, once it has seen the end of the program.
    private func wholeTrace(_ trace: URL, of server: ServerProcess) -> [Substring] {
        var lines: [Substring] = []
        Waiting.until {
            let text = (try? String(contentsOf: trace, encoding: .utf8)) ?? ""
            lines = text.split(separator: "\n")
            return lines.contains {
                $0.hasPrefix("\(server.process.pid) ") && $0.contains("+++ exited")
            }
        }
        return lines
    }

    @Test(
        "with a follower both logs are synced at the same time",
        .enabled(if: canTrace, "strace is missing or may not trace here"))
    func syncsOverlap() throws {
        let folder = try ImportFolder()
        let (data, follower) = (folder.file("data"), folder.file("follower"))
        let trace = folder.file("trace")
        let tracer = [
            "/usr/bin/env", "strace", "-D", "-f", "-y", "-ttt", "-e", "trace=fsync,fdatasync",
            "-o", trace.path,
        ]
        let server = try ServerProcess(
            SluiceProcess(
                [
                    "serve", "--data", data.path, "--port", "0", "--wait-for-follower",
                    follower.path,
                ], under: tracer))
        let connection = try server.connect(key: try #require(server.firstKey))
        let commits = 50
        for index in 0..<commits {
            let answer = try connection.send(
                "POST", "/v1/accounts", #"{"id":"A-\#(index)","currency":"CNY","limit":100}"#)
            try #require(answer.status == 201)
        }
        try server.stop()
        let syncs = SyncTrace(wholeTrace(trace, of: server))
        let own = syncs.spans(of: data.path + "/journal.db-wal")
        let other = syncs.spans(of: follower.path + "/journal.db-wal")
        #expect(own.count >= commits && own.count <= commits + Self.othersMax)
        #expect(other.count >= commits && other.count <= commits + Self.othersMax)
        let overlapping = own.count { span in other.contains { $0.overlaps(span) } }
        print("syncs: \(commits) commits, \(overlapping) with both logs at the same time")
        #expect(overlapping > commits / 2)
    }
}

/// When which file was synced, by what strace wrote with `-f -y -ttt`.
private struct SyncTrace {
    private var spans: [(path: Substring, span: Range<Double>)] = []

    init(_ lines: [Substring]) {
        var begun: [Substring: (path: Substring, at: Double)] = [:]
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, let time = Double(words[1]) else { continue }
            if words[2].contains("resumed>") {
                guard let start = begun.removeValue(forKey: words[0]) else { continue }
                spans.append((start.path, start.at..<max(start.at, time).nextUp))
            } else if let open = words[2].firstIndex(of: "<"),
                let close = words[2].firstIndex(of: ">")
            {
                // One that is told at once was over before anything else began.
                let path = words[2][words[2].index(after: open)..<close]
                if words[2].contains("unfinished") {
                    begun[words[0]] = (path, time)
                } else {
                    spans.append((path, time..<time.nextUp))
                }
            }
        }
    }

    func spans(of path: String) -> [Range<Double>] {
        spans.filter { $0.path.hasSuffix(path) }.map(\.span)
    }
}
