import Foundation
import Logging
import SluiceServer
import Synchronization
import Testing

@testable import sluice

/// What a handler wrote.
private final class WrittenLog: Sendable {
    private let written = Mutex<[[UInt8]]>([])

    func logger(_ provider: Logger.MetadataProvider? = nil) -> Logger {
        var handler = JSONLogHandler(label: "sluice", metadataProvider: provider) { bytes in
            self.written.withLock { $0.append(bytes) }
        }
        handler.logLevel = .info
        let made = handler
        return Logger(label: "sluice") { _ in made }
    }

    func lines() throws -> [[String: String]] {
        try written.withLock { $0 }.map { bytes in
            #expect(bytes.last == UInt8(ascii: "\n") && bytes.count(where: { $0 == 10 }) == 1)
            return try #require(
                JSONSerialization.jsonObject(with: Data(bytes)) as? [String: String])
        }
    }
}

@Suite("Logs in JSON") struct JSONLogTests {
    @Test("an object a line, what differs as members, no name twice")
    func line() throws {
        let provider = Logger.MetadataProvider { ["request_id": "r1"] }
        let log = WrittenLog()
        let logger = log.logger(provider)
        logger.debug("too low")
        logger.warning(
            "it \"failed\"\nat last", metadata: ["error": "a\nb", "level": "high", "n": "1"])
        let line = try #require(try log.lines().first)
        #expect(try log.lines().count == 1)
        #expect(line["level"] == "warning" && line["message"] == "it \"failed\"\nat last")
        #expect(line["request_id"] == "r1" && line["error"] == "a\nb")
        #expect(line["metadata.level"] == "high" && line["logger"] == "sluice")
        #expect(line["time"]?.hasSuffix("Z") == true)
    }
}

@Suite("Logs of a server", .blocking) struct ServerLogTests {
    @Test("each request is a line with its ids, in JSON if asked for")
    func requests() throws {
        let folder = try ImportFolder()
        let server = try ServerProcess(
            folder.file("data"), ["--log-format", "json", "--log-level", "info"])
        let connection = try server.connect(key: try #require(server.firstKey))
        #expect(try connection.send("GET", "/v1/accounts/nobody-1").status == 404)
        let ending = try server.stop()
        // What people are told before the log begins is no line of it.
        let log = ending.error.split(separator: "\n").filter { $0.hasPrefix("{") }
        let lines = try log.map { line in
            try #require(
                JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        }
        let line = try #require(lines.first { $0["message"] == "request answered" })
        #expect(line["route"] == "/v1/accounts/{id}" && line["status"] == "404")
        #expect(line["request_id"]?.isEmpty == false && line["method"] == "GET")
        #expect(!ending.error.contains("nobody-1"))
    }
}
