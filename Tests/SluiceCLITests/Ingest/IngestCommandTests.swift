import Foundation
import SluiceTestKit
import Testing

/// The program that follows a folder, beside a server that runs.
@Suite("A folder that is followed, the program", .blocking)
struct IngestCommandTests {
    private final class Ground {
        let folder: ImportFolder
        let drop: URL
        let mapping: URL
        let server: ServerProcess
        let key: String

        init() throws {
            folder = try ImportFolder()
            drop = folder.file("drop")
            try FileManager.default.createDirectory(
                at: drop, withIntermediateDirectories: true)
            mapping = try folder.write("mine.yaml", EventMappingFileTests.sound)
            server = try ServerProcess(folder.file("data"))
            key = try #require(server.firstKey)
        }

        var arguments: [String] {
            [
                "ingest", "--follow", drop.path, "--mapping", mapping.path, "--url",
                server.address, "--key", key,
            ]
        }

        /// Drops a file as one that was renamed into place after it had been written.
        func drop(_ name: String, _ text: String) throws {
            let file = drop.appending(path: "." + name)
            try Data(text.utf8).write(to: file)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: file.path)
            try FileManager.default.moveItem(at: file, to: drop.appending(path: name))
        }

        func exists(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: drop.appending(path: name).path)
        }
    }

    private static func line(_ id: Int, _ what: String = "gone") -> String {
        #"{"id":"e\#(id)","what":"\#(what)","at":1767225600000,"order":"O-\#(id)"}"# + "\n"
    }

    @Test("--once takes what is there and ends, 1 where a line was refused")
    func once() throws {
        let ground = try Ground()
        try ground.drop("a.jsonl", Self.line(1) + Self.line(2, "note"))
        let clean = try SluiceProcess.run(ground.arguments + ["--once"])
        #expect(clean.status == 0, "\(clean.error)")
        #expect(
            clean.output.hasPrefix(
                "a.jsonl: events 2: applied 0, duplicate 0, parked 1, ignored 1, refused 0\n"))
        #expect(ground.exists("done/a.jsonl") && !ground.exists("a.jsonl"))
        try ground.drop("b.jsonl", Self.line(1) + Self.line(3, "lost"))
        let refused = try SluiceProcess.run(ground.arguments + ["--once", "--json"])
        #expect(refused.status == 1)
        let lines = refused.output.split(separator: "\n")
        try #require(lines.count == 2)
        #expect(lines[0].contains(#""file":"b.jsonl","events":2,"applied":0,"duplicate":1"#))
        #expect(lines[1].contains(#""files":1,"stay":0,"events":2"#))
        #expect(ground.exists("done/b.jsonl.rejects.csv"))
        // A key that is refused ends it, and the file stays.
        try ground.drop("c.jsonl", Self.line(4))
        var arguments = ground.arguments + ["--once"]
        arguments[arguments.count - 2] = "sk_00000000_00000000000000000000000000000000"
        let stranger = try SluiceProcess.run(arguments)
        #expect(stranger.status == 1 && stranger.error.contains("unauthenticated"))
        #expect(ground.exists("c.jsonl"))
    }

    @Test("a folder is followed until SIGTERM; a second process is told; killed, nothing is lost")
    func follow() throws {
        let ground = try Ground()
        let first = try SluiceProcess(ground.arguments)
        try ground.drop("a.jsonl", Self.line(1))
        #expect(Waiting.until { ground.exists("done/a.jsonl") })
        let second = try SluiceProcess.run(ground.arguments)
        #expect(second.status == 75 && second.error.contains("is followed already"))
        let count = 2_000
        try ground.drop("b.jsonl", (1...count).map { Self.line($0) }.joined())
        // Somewhere in the file, or after it: either way the next run ends the same.
        let connection = try ground.server.connect(key: ground.key)
        #expect(
            try Waiting.until {
                try connection.send("GET", "/v1/orders/M-1/O-2").status == 200
            })
        first.signal(SIGKILL)
        _ = try first.waitForEnd()
        let third = try SluiceProcess(ground.arguments)
        #expect(Waiting.until { ground.exists("done/b.jsonl") })
        third.signal(SIGTERM)
        #expect(try third.waitForEnd().status == 0)
        #expect(try connection.send("GET", "/v1/orders/M-1/O-\(count)").status == 200)
        let metrics = String(
            decoding: try connection.send("GET", "/metrics").body, as: UTF8.self)
        #expect(metrics.contains(#"sluice_order_events_total{result="parked"} \#(count)"#))
        #expect(try ground.server.stop().status == 0)
    }

    @Test("a mapping without an id is for webhooks alone")
    func noID() throws {
        let folder = try ImportFolder()
        let mapping = try folder.write(
            "mine.yaml", EventMappingFileTests.sound.replacing("  id: id\n", with: ""))
        let ending = try SluiceProcess.run(
            "ingest", "--follow", folder.file("drop").path, "--mapping", mapping.path, "--key",
            "k", "--once")
        #expect(ending.status == 1 && ending.error.contains("has no webhook-id"))
    }
}
