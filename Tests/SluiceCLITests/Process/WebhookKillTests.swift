import Foundation
import SluiceTestKit
import Testing

/// Messages on their way to an endpoint while either side is killed.
@Suite("Webhooks: both sides killed", .blocking)
struct WebhookKillTests {
    private static let accounts = 20
    private static let rounds = 12

    private struct Made: Decodable {
        var id: String
    }

    private struct Standing: Decodable {
        var waiting: Int
        var dead: Int
        var sent: Int
    }

    private struct Page: Decodable {
        struct Message: Decodable {
            var id: String
        }

        var messages: [Message]
        var next: String?
    }

    @Test("no message is lost, whichever side dies at whatever moment")
    func killed() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        // Ten seconds pass in one: the pauses after failures are the shipped ones.
        let options = ["--clock-rate", "10", "--webhooks-to-private"]
        var random = RandomSource(seed: 2_026)
        let sink = try SinkProcess(folder, port: 0)
        var server = try ServerProcess(data, options)
        let key = try #require(server.firstKey)
        let endpoint = try open(server, key: key, port: sink.port)
        var living: SinkProcess? = sink
        var placed = 0
        for round in 0..<Self.rounds {
            let connection = try server.connect(key: key)
            for _ in 0..<(5 + random.below(20)) {
                let body = """
                    {"id":"h\(placed)","account":"a\(placed % Self.accounts)","amount":100,\
                    "currency":"CNY","order":{"merchant":"shop","number":"o\(placed)"}}
                    """
                #expect(try connection.send("POST", "/v1/holds", body).status == 201)
                placed += 1
            }
            usleep(UInt32(random.below(30_000)))
            if round % 3 == 1 {
                try living?.kill()
                living = nil
            } else {
                try server.kill()
                server = try ServerProcess(data, options)
            }
            if living == nil, round % 3 == 2 {
                living = try SinkProcess(folder, port: sink.port)
            }
        }
        if living == nil { living = try SinkProcess(folder, port: sink.port) }
        let last = try server.connect(key: key)
        var standing: Standing?
        let isDone = try Waiting.until {
            standing = try last.send("GET", "/v1/webhooks/\(endpoint)").json(Standing.self)
            return standing?.waiting == 0 && (standing?.sent ?? 0) >= placed
        }
        #expect(isDone, "\(String(describing: standing))")
        #expect(standing?.dead == 0)
        let told = try messages(last)
        #expect(told.count == placed)
        let received = try SinkProcess.received(folder)
        #expect(Set(told.map { "msg_" + $0 }).subtracting(received).isEmpty)
        try server.stop()
    }

    /// Accounts, and an endpoint for what their consumers are told of placements.
    private func open(_ server: ServerProcess, key: String, port: Int) throws -> String {
        let connection = try server.connect(key: key)
        for index in 0..<Self.accounts {
            let body = #"{"id":"a\#(index)","currency":"CNY","limit":1000000}"#
            #expect(try connection.send("POST", "/v1/accounts", body).status == 201)
        }
        let body = """
            {"url":"http://127.0.0.1:\(port)/","audience":"consumer","codes":["locked"]}
            """
        return try connection.send("POST", "/v1/webhooks", body).json(Made.self).id
    }

    private func messages(_ connection: HTTPConnection) throws -> [String] {
        var ids: [String] = []
        for index in 0..<Self.accounts {
            let path = "/v1/messages?audience=consumer&account=a\(index)&limit=1000"
            var after = ""
            while true {
                let page = try connection.send("GET", path + after).json(Page.self)
                ids += page.messages.map(\.id)
                guard let next = page.next else { break }
                after = "&after=\(next)"
            }
        }
        return ids
    }
}

/// A receiver that can be killed: it notes each id on the disk before it answers.
private final class SinkProcess {
    let port: Int
    private let process = Process()

    private static let program = """
        import http.server, os, sys
        notes = open(sys.argv[2], 'ab', buffering=0)
        class Sink(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def do_POST(self):
                self.rfile.read(int(self.headers['content-length']))
                notes.write((self.headers['webhook-id'] + '\\n').encode())
                self.send_response(204)
                self.end_headers()
            def log_message(self, *rest): pass
        server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Sink)
        with open(sys.argv[3] + '.new', 'w') as file: file.write(str(server.server_port))
        os.rename(sys.argv[3] + '.new', sys.argv[3])
        server.serve_forever()
        """

    init(_ folder: ImportFolder, port: Int) throws {
        let told = folder.file("sink-port-\(UUID().uuidString)")
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c", Self.program, "\(port)", folder.file("sink-ids").path, told.path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        let sink = process
        var text: String?
        Waiting.until {
            text = try? String(contentsOf: told, encoding: .utf8)
            return text != nil || !sink.isRunning
        }
        self.port = try #require(text.flatMap { Int($0) }, "the sink does not listen")
    }

    deinit { Foundation.kill(process.processIdentifier, SIGKILL) }

    func kill() throws {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    static func received(_ folder: ImportFolder) throws -> Set<String> {
        let text = try String(contentsOf: folder.file("sink-ids"), encoding: .utf8)
        return Set(text.split(separator: "\n").map(String.init))
    }
}
