import Foundation
import SluiceTestKit
import Testing

@testable import SluiceClient

/// A stream of a real server of NATS, drained into a real engine.
@Suite("NATS JetStream, the program", .blocking)
struct NatsProcessTests {
    /// `nats-server` with JetStream in a folder of its own; ended with the value.
    private final class Server {
        let address: NatsAddress
        private let process = Process()
        private let folder: URL

        static let program = ["/usr/sbin/nats-server", "/usr/bin/nats-server"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }

        init(folder: URL) throws {
            self.folder = folder
            let ports = folder.appending(path: "ports")
            try FileManager.default.createDirectory(
                at: ports, withIntermediateDirectories: true)
            process.executableURL = URL(fileURLWithPath: try #require(Self.program))
            process.arguments = [
                "-a", "127.0.0.1", "-p", "-1", "-js", "-sd", folder.appending(path: "store").path,
                "--ports_file_dir", ports.path, "-l", folder.appending(path: "log").path,
            ]
            try process.run()
            var told: String?
            let pid = process.processIdentifier
            let isUp = Waiting.until {
                let file = ports.appending(path: "nats-server_\(pid).ports")
                let text = try? String(contentsOf: file, encoding: .utf8)
                told = text?.firstMatch(of: /nats:\/\/127\.0\.0\.1:\d+/).map {
                    String($0.output)
                }
                return told != nil
            }
            #expect(isUp)
            let text = try #require(told)
            address = try #require(NatsAddress(text))
        }

        func kill() {
            guard process.isRunning else { return }
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        deinit { kill() }
    }

    /// Skipped where there is no server, but not where everything has to be there.
    private static let isHere: Bool = {
        if Server.program != nil || ProcessInfo.processInfo.environment["CI"] == "true" {
            return true
        }
        print("SKIPPED: nats-server is not installed; `scripts/bootstrap nats-server` brings it")
        return false
    }()

    private static func event(_ id: Int, _ what: String = "gone") -> [UInt8] {
        Array(
            #"{"id":"e\#(id)","what":"\#(what)","at":1767225600000,"order":"O-\#(id)"}"#.utf8)
    }

    /// Makes the streams `orders` and `rejects`, and publishes messages to the first.
    private func publish(_ messages: [[UInt8]], to address: NatsAddress) async throws {
        try await NatsSession.with(address, answerSeconds: 3_600) { session in
            for name in ["orders", "rejects"] {
                let stream = #"{"name":"\#(name)","subjects":["\#(name).>"],"storage":"file"}"#
                _ = try await session.request(
                    Array(stream.utf8), to: "$JS.API.STREAM.CREATE.\(name)")
            }
            for message in messages {
                let answer = NatsAnswer(
                    try await session.request(message, to: "orders.mine"))
                #expect(answer.isStored)
            }
        }
    }

    /// `messages` of a stream, and of its consumer `sluice` what waits for delivery and for an answer.
    private func state(
        of stream: String, _ address: NatsAddress
    ) async throws -> (info: String, consumer: String) {
        try await NatsSession.with(address, answerSeconds: 3_600) { session in
            let info = try await session.request([], to: "$JS.API.STREAM.INFO.\(stream)")
            let consumer = try await session.request(
                [], to: "$JS.API.CONSUMER.INFO.\(stream).sluice")
            return (
                String(decoding: info, as: UTF8.self), String(decoding: consumer, as: UTF8.self)
            )
        }
    }

    @Test(
        "acknowledged after the answer, put aside when refused, nothing lost or doubled by a kill",
        .enabled(if: isHere))
    func drains() async throws {
        let folder = try ImportFolder()
        let mapping = try folder.write("mine.yaml", EventMappingFileTests.sound)
        let nats = try Server(folder: folder.file("nats"))
        let engine = try ServerProcess(folder.file("data"))
        let key = try #require(engine.firstKey)
        let arguments = [
            "ingest-nats", "--nats", "nats://127.0.0.1:\(nats.address.port)", "--stream", "orders",
            "--consumer", "sluice", "--rejects", "rejects.mine", "--mapping", mapping.path,
            "--url", engine.address, "--key", key,
        ]
        let early = try SluiceProcess.run(arguments + ["--once"])
        #expect(early.status == 1 && early.error.contains("stream"), "\(early.error)")

        try await publish(
            [Self.event(1), Self.event(2, "note"), Self.event(3, "lost"), Self.event(1)],
            to: nats.address)
        let once = try SluiceProcess.run(arguments + ["--once", "--json"])
        #expect(once.status == 1, "one was refused: \(once.error)")
        #expect(
            once.output.contains(
                #""events":4,"applied":0,"duplicate":1,"parked":1,"ignored":1,"refused":1"#),
            "\(once.output)")
        let after = try await state(of: "orders", nats.address)
        #expect(after.consumer.contains(#""num_ack_pending":0"#), "\(after.consumer)")
        #expect(after.consumer.contains(#""num_pending":0"#))
        #expect(try await state(of: "rejects", nats.address).info.contains(#""messages":1"#))

        // Killed anywhere, what was not acknowledged is delivered again, and is a duplicate. The
        // consumer is one that is there, which waits no minute for it.
        let count = 1_500
        try await NatsSession.with(nats.address, answerSeconds: 3_600) { session in
            let consumer = """
                {"stream_name":"orders","config":{"durable_name":"quick","ack_policy":"explicit",\
                "deliver_policy":"new","ack_wait":1000000000}}
                """
            _ = try await session.request(
                Array(consumer.utf8), to: "$JS.API.CONSUMER.DURABLE.CREATE.orders.quick")
        }
        let quick = arguments.map { $0 == "sluice" ? "quick" : $0 }
        let first = try SluiceProcess(quick)
        try await publish((10..<10 + count).map { Self.event($0) }, to: nats.address)
        let connection = try engine.connect(key: key)
        #expect(
            try Waiting.until {
                try connection.send("GET", "/v1/orders/M-1/O-10").status == 200
            })
        first.signal(SIGKILL)
        _ = try first.waitForEnd()
        let second = try SluiceProcess(quick)
        #expect(
            try Waiting.until {
                try (10..<10 + count).allSatisfy {
                    try connection.send("GET", "/v1/orders/M-1/O-\($0)").status == 200
                }
            })
        second.signal(SIGTERM)
        #expect(try second.waitForEnd().status == 0)
        let metrics = String(
            decoding: try connection.send("GET", "/metrics").body, as: UTF8.self)
        #expect(
            metrics.contains(#"sluice_order_events_total{result="parked"} \#(count + 1)"#))
        #expect(try engine.stop().status == 0)
    }

    @Test("who keeps what is put aside is asked before anything is taken", .enabled(if: isHere))
    func rejects() async throws {
        let folder = try ImportFolder()
        let mapping = try folder.write("mine.yaml", EventMappingFileTests.sound)
        let nats = try Server(folder: folder.file("nats"))
        try await publish([], to: nats.address)
        for (subject, message) in [
            ("orders.rejected", "would come again"), ("nowhere", "would be lost"),
        ] {
            let ending = try SluiceProcess.run(
                "ingest-nats", "--nats", "nats://127.0.0.1:\(nats.address.port)", "--stream",
                "orders", "--consumer", "sluice", "--rejects", subject, "--mapping", mapping.path,
                "--key", "k", "--once")
            #expect(ending.status == 1 && ending.error.contains(message), "\(ending.error)")
        }
    }

    @Test("a consumer that would lose a message is refused", .enabled(if: isHere))
    func consumers() async throws {
        let folder = try ImportFolder()
        let mapping = try folder.write("mine.yaml", EventMappingFileTests.sound)
        let nats = try Server(folder: folder.file("nats"))
        try await publish([], to: nats.address)
        for (config, message) in [
            (#""ack_policy":"none""#, "explicit acknowledgements"),
            (#""ack_policy":"explicit","max_deliver":5"#, "gives a message up after 5"),
            (#""ack_policy":"explicit","deliver_subject":"x""#, "pushes"),
        ] {
            let made = try await NatsSession.with(nats.address, answerSeconds: 3_600) { session in
                _ = try await session.request([], to: "$JS.API.CONSUMER.DELETE.orders.theirs")
                let consumer =
                    #"{"stream_name":"orders","config":{"durable_name":"theirs",\#(config)}}"#
                return try await session.request(
                    Array(consumer.utf8), to: "$JS.API.CONSUMER.DURABLE.CREATE.orders.theirs")
            }
            #expect(NatsAnswer(made).error == nil, "\(String(decoding: made, as: UTF8.self))")
            let ending = try SluiceProcess.run(
                "ingest-nats", "--nats", "nats://127.0.0.1:\(nats.address.port)", "--stream",
                "orders", "--consumer", "theirs", "--rejects", "rejects.mine", "--mapping",
                mapping.path, "--key", "k", "--once")
            #expect(ending.status == 1 && ending.error.contains(message), "\(ending.error)")
        }
    }
}
