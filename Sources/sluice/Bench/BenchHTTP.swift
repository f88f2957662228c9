import ArgumentParser
import AsyncHTTPClient
import Foundation
import Histogram
import NIOCore
import NIOHTTP1
import SluiceAPI

/// One JSON hold a request, against an echo of the same body by the same server.
struct BenchHTTP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Place holds over HTTP from a second process, beside a JSON echo.",
        discussion: """
            Closed loop: a connection sends its next request when it has the answer to the one before, and times \
            are taken from sending. `sluice bench overload` and `flood` are open loop.
            """)

    @Option(help: "Connections, each with one request at a time.")
    var connections = 32

    @Option(help: "Requests of each case.")
    var requests = 40_000

    @Option(help: "Rounds of both cases; the worst ratio counts.")
    var rounds = 3

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    private static let accounts = 1_000

    func validate() throws {
        guard connections > 0, requests >= connections, rounds > 0 else {
            throw ValidationError(
                "--connections and --rounds are at least 1, --requests as many as connections")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let acknowledged = try await measure(path)
        try AcknowledgedIDs(acknowledged).verify(path, bench: "http", json: json)
    }

    /// - Returns: the ids that were acknowledged; the server has ended.
    private func measure(_ path: String) async throws -> [String] {
        let server = try BenchServer(data: path)
        defer { server.stop() }
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let acknowledged = try await measure(
                BenchTarget(client: client, server: server), server)
            try await client.shutdown()
            return acknowledged
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func measure(
        _ target: BenchTarget, _ server: BenchServer
    ) async throws -> [String] {
        var acknowledged: [String] = []
        for index in 0..<Self.accounts {
            let body = #"{"id":"account-\#(index)","currency":"CNY","limit":9000000000000}"#
            try await target.post("/v1/accounts", body)
            acknowledged.append("account-\(index)")
        }
        let ran = "\(requests) requests, \(connections) connections, \(BenchMachine.text)"
        var worst = Double.infinity
        for round in 0..<rounds {
            let echo = try await drive(target, server, "/bench/echo", round: round)
            let hold = try await drive(target, server, "/v1/holds", round: round)
            worst = min(worst, hold.rate / echo.rate)
            acknowledged += hold.ids
            for (name, run) in [("echo", echo), ("hold", hold)] {
                tell("\(name)_rate", run.rate, "requests/s", ran: ran)
                tell("\(name)_p99", run.p99Ms, "ms", limit: name == "hold" ? 10 : nil, ran: ran)
                tell("\(name)_server_cpu", run.cpuMicroseconds, "µs/request", ran: ran)
            }
        }
        BenchResult(
            bench: "http", name: "hold_to_echo", value: worst, unit: "of the echo", limit: 0.7,
            ran: ran
        ).tell(json: json)
        return acknowledged
    }

    private func tell(
        _ name: String, _ value: Double, _ unit: String, limit: Double? = nil, ran: String
    ) {
        BenchResult(
            bench: "http", name: name, value: value, unit: unit, limit: limit,
            isLowerBetter: limit != nil, ran: ran
        ).tell(json: json)
    }

    private struct Case {
        var rate: Double
        var p99Ms: Double
        var cpuMicroseconds: Double
        /// What was acknowledged.
        var ids: [String]
    }

    private func drive(
        _ target: BenchTarget, _ server: BenchServer, _ path: String, round: Int
    ) async throws -> Case {
        let each = requests / connections
        let cpuBefore = server.cpuSeconds()
        let clock = ContinuousClock()
        let start = clock.now
        let answers = try await withThrowingTaskGroup(of: [(id: String, ns: UInt64)].self) {
            group in
            for connection in 0..<connections {
                group.addTask {
                    var answers: [(id: String, ns: UInt64)] = []
                    answers.reserveCapacity(each)
                    for request in 0..<each {
                        let id = "hold-\(path.count)-\(round)-\(connection)-\(request)"
                        let body = """
                            {"id":"\(id)","account":"account-\(request % Self.accounts)",\
                            "amount":19900,"currency":"CNY",\
                            "order":{"merchant":"bench","number":"order-\(id)"}}
                            """
                        let sent = clock.now
                        try await target.post(path, body)
                        let span = clock.now - sent
                        answers.append((id, UInt64(span / .nanoseconds(1))))
                    }
                    return answers
                }
            }
            var all: [(id: String, ns: UInt64)] = []
            for try await some in group { all += some }
            return all
        }
        let span = clock.now - start
        let seconds = Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
        var histogram = Histogram<UInt64>(
            highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        for answer in answers { histogram.record(answer.ns) }
        let count = Double(each * connections)
        return Case(
            rate: count / seconds, p99Ms: Double(histogram.valueAtPercentile(99)) / 1e6,
            cpuMicroseconds: (server.cpuSeconds() - cpuBefore) * 1e6 / count,
            ids: answers.map(\.id))
    }
}

/// Where requests of a bench go.
struct BenchTarget: Sendable {
    let client: HTTPClient
    let address: String
    let key: String

    init(client: HTTPClient, address: String, key: String) {
        self.client = client
        self.address = address
        self.key = key
    }

    init(client: HTTPClient, server: BenchServer) {
        self.init(client: client, address: server.address, key: server.key)
    }

    func get(_ path: String) async throws -> String {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        let response = try await client.execute(request, timeout: .seconds(30))
        guard response.status == .ok else {
            throw ValidationError("\(path): \(response.status)")
        }
        return String(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    @discardableResult
    func post(_ path: String, _ body: String) async throws -> String {
        try await send(.POST, path, body, expecting: 201)
    }

    func put(_ path: String, _ body: String) async throws {
        _ = try await send(.PUT, path, body, expecting: 200)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ body: String, expecting status: UInt
    ) async throws -> String {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await client.execute(request, timeout: .seconds(30))
        let answer = try await response.body.collect(upTo: 1 << 16)
        guard response.status.code == status else {
            throw ValidationError("\(path): \(response.status) \(String(buffer: answer))")
        }
        return String(buffer: answer)
    }
}

/// A server of this binary as a child process, on a free port.
final class BenchServer {
    let address: String
    let key: String
    private let process: Process

    /// This program.
    static var program: URL { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath() }

    var processIdentifier: Int32 { process.processIdentifier }
    var port: Int { address.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// - Parameter more: options beside those of every bench.
    init(data: String, _ more: [String] = []) throws {
        process = Process()
        process.executableURL = Self.program
        process.arguments = ["serve", "--data", data, "--port", "0", "--echo"] + more
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var text = ""
        while !text.contains("\ncurl") {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { throw ValidationError("the server did not start") }
            text += String(decoding: data, as: UTF8.self)
        }
        func value(_ label: String) -> String {
            text.split(separator: "\n").first { $0.hasPrefix(label) }
                .map { String($0.dropFirst(label.count)) } ?? ""
        }
        address = value("address: ")
        key = value("api key: ")
    }

    /// User and system time of the server so far.
    func cpuSeconds() -> Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let tail = text.split(separator: ")").last
        else { return 0 }
        let fields = tail.split(separator: " ")
        // Fields 14 and 15 of the line, in ticks of 10 ms.
        return fields.count > 12 ? ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / 100 : 0
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
