import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import SluiceAPI

/// What a thousand followers cost, and how soon they see what happened.
struct BenchFeed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Place holds while a client for each account follows its events.",
        discussion: """
            Starts `sluice serve` on a directory of its own. Holds are placed as fast as they are \
            answered, without and with the followers, in turns; the worst share that is left counts. \
            Then they are placed at half that rate, and the followers tell how late they saw each. \
            Followers and load are this one process, on the same machine.
            """)

    @Option(help: "Clients, each following an account of its own.")
    var clients = 1_000

    @Option(help: "Connections that place holds.")
    var connections = 32

    @Option(help: "Seconds of each case.")
    var seconds = 10

    @Option(help: "Rounds without and with followers; the worst counts.")
    var rounds = 3

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard clients > 0, connections > 0, seconds > 0, rounds > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        // All of them come from this address, and as many again while answers are late.
        let most = 2 * (clients + connections)
        let server = try BenchServer(
            data: path, ["--max-connections-per-address", "\(most)"])
        defer { server.stop() }
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            clients + connections
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await measure(
                BenchTarget(client: client, server: server), port: server.port)
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func measure(_ target: BenchTarget, port: Int) async throws {
        for index in 0..<clients {
            let body = #"{"id":"account-\#(index)","currency":"CNY","limit":9000000000000}"#
            try await target.post("/v1/accounts", body)
        }
        let followers = FeedClients(port: port, key: target.key)
        var worst = Double.infinity
        var rate = 0.0
        for round in 0..<rounds {
            let alone = try await peak(target, "a\(round)")
            let (beside, late) = try await following(followers) {
                let beside = try await peak(target, "b\(round)")
                followers.forget()
                try await half(target, "h\(round)", perSecond: beside / 2)
                return (
                    beside, (ms: followers.latencyMs(percentile: 99), events: followers.events)
                )
            }
            tell("alone", alone, "holds/s")
            tell("followed", beside, "holds/s")
            tell("seen_p99", late.ms, "ms", limit: 50, isLowerBetter: true)
            tell("seen", Double(late.events), "events")
            worst = min(worst, beside / alone)
            rate = beside
        }
        tell("followed_to_alone", worst, "of what it is alone", limit: 0.8)
        tell("half_load", rate / 2, "holds/s")
    }

    /// Runs something while every client follows its account.
    private func following<Value: Sendable>(
        _ followers: FeedClients, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (opened, continuation) = AsyncStream.makeStream(of: Void.self)
            for index in 0..<clients {
                group.addTask {
                    try await followers.follow("account-\(index)") { continuation.yield() }
                }
            }
            var open = 0
            for await _ in opened {
                open += 1
                if open == clients { break }
            }
            let value = try await body()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error as FeedClientsError) = result { throw error }
            }
            return value
        }
    }

    private func hold(_ target: BenchTarget, _ id: String, _ index: Int) async throws {
        try await target.post(
            "/v1/holds",
            """
            {"id":"hold-\(id)-\(index)","account":"account-\(index % clients)","amount":19900,\
            "currency":"CNY","order":{"merchant":"bench","number":"order-\(id)-\(index)"}}
            """)
    }

    /// Holds a second with a request always on its way on each connection.
    private func peak(_ target: BenchTarget, _ id: String) async throws -> Double {
        let ends = ContinuousClock.now.advanced(by: .seconds(seconds))
        let placed = try await withThrowingTaskGroup(of: Int.self) { group in
            for connection in 0..<connections {
                group.addTask {
                    var placed = 0
                    while ContinuousClock.now < ends {
                        try await hold(
                            target, "\(id)-\(connection)", placed * connections + connection)
                        placed += 1
                    }
                    return placed
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(placed) / Double(seconds)
    }

    /// Places at a rate, whatever becomes of what was sent before.
    private func half(
        _ target: BenchTarget, _ id: String, perSecond: Double
    ) async throws {
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            var sent = 0
            while true {
                let passed = (ContinuousClock.now - began) / .seconds(1)
                guard passed < Double(seconds) else { break }
                while Double(sent) < passed * perSecond {
                    let index = sent
                    group.addTask { try await hold(target, id, index) }
                    sent += 1
                }
                try await Task.sleep(for: .milliseconds(2))
            }
            try await group.waitForAll()
        }
    }

    private func tell(
        _ name: String, _ value: Double, _ unit: String, limit: Double? = nil,
        isLowerBetter: Bool = false
    ) {
        BenchResult(
            bench: "feed", name: name, value: value, unit: unit, limit: limit,
            isLowerBetter: isLowerBetter,
            ran: "\(clients) followers, \(connections) connections, \(BenchMachine.text)"
        ).tell(json: json)
    }
}
