import Foundation
import Testing

@Suite(
    "No handle is left", .blocking,
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "no /proc here"))
struct HandleTests {
    private static func open(_ pid: Int32) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }

    @Test(
        "sockets take them all: who is connected is served, the rest when there is room, nothing is lost"
    )
    func manySockets() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let server = try ServerProcess(data, ["--snapshot-events", "25"])
        let key = try #require(server.firstKey)
        let client = try FaultClient(server, key: key)
        try client.openAccount()
        try client.place(10)
        #expect(try Waiting.until { try client.isReady() })
        let most = try Self.open(server.process.pid) + 8
        try limit(server.process.pid, handles: most)

        // The kernel takes them all; the server can take no more than there are handles.
        var sockets = try (0..<40).map { _ in try server.connect(key: key) }
        #expect(try Waiting.until { try Self.open(server.process.pid) >= most })
        for hold in client.acknowledged { try client.capture(hold) }
        try client.place(40)
        #expect(server.process.isRunning)
        #expect(try client.connection.send("GET", "/healthz").status == 200)

        sockets.removeAll()
        #expect(
            try Waiting.until {
                let late = try server.connect(key: key)
                return (try? late.send("GET", "/v1/accounts/A").status) == 200
            })
        try client.place(30)
        #expect(try Waiting.until { try client.isReady() })
        let ending = try server.stop()
        #expect(ending.status == 0, "\(ending.error)")
        let again = try ServerProcess(data)
        try client.check(on: again, key: key)
        #expect(try again.stop().status == 0)
        let found = try Verification.of(data)
        #expect(found.sound, "\(found.faults)")
    }

    @Test("a start with too few handles is refused, and leaves the directory as it was")
    func atAStart() throws {
        let live = try LiveDirectory()
        for handles in [10, 14, 18, 22, 26] {
            let start = try SluiceProcess(
                ["serve", "--data", live.data.path, "--port", "0"],
                under: ["/usr/bin/env", "prlimit", "--nofile=\(handles):\(handles)", "--"])
            let ended = Waiting.until { !start.isRunning || start.hasPrinted("address:") }
            #expect(ended)
            if start.isRunning { start.signal(SIGTERM) }
            _ = try start.waitForEnd()
            #expect(try Verification.of(live.data).digest == live.sound.digest, "\(handles)")
        }
        let server = try ServerProcess(live.data)
        #expect(try server.stop().status == 0)
    }

    private func limit(_ pid: Int32, handles: Int) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["prlimit", "--pid", "\(pid)", "--nofile=\(handles):\(handles)"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
