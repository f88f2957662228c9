import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceAPI
import SluiceClient

/// How fast what waits for an endpoint is delivered.
struct BenchWebhooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "Place holds, then let their messages go to an endpoint of this machine.",
        discussion: """
            Starts `sluice serve` on a directory of its own, with an endpoint that is off. Each hold \
            makes a message for its consumer; when all are there the endpoint is switched on, and the \
            time runs from the first request to the last. Every message must come. The endpoint is in \
            this process, on the same machine.
            """)

    @Option(help: "Holds placed, a message each.")
    var messages = 50_000

    @Option(help: "Accounts they are spread over: of one account one message is on its way.")
    var accounts = 1_000

    @Option(help: "Seconds after which what has not come is lost.")
    var patience = 120

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard messages > 0, accounts > 0, patience > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try BenchServer(data: path, ["--webhooks-to-private"])
        defer { server.stop() }
        let sink = WebhookSink()
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        let channel = try await sink.serve()
        defer { channel.close(promise: nil) }
        do {
            try await measure(
                server, http, sink, port: channel.localAddress?.port ?? 0)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    private func measure(
        _ server: BenchServer, _ http: HTTPClient, _ sink: WebhookSink, port: Int
    ) async throws {
        let target = BenchTarget(client: http, server: server)
        let off = Self.endpoint(port: port, isOn: false)
        let made = try JSONReader.read(Array(try await target.post("/v1/webhooks", off).utf8))
        guard case .object(let members) = made,
            case .string(let id)? = members.first(where: { $0.name == "id" })?.value
        else { throw ValidationError("the endpoint has no id") }
        let load = BatchLoad(accounts: accounts, holds: messages, seed: 1)
        try await load.open(target)
        let sender = BatchSender(
            client: BatchClient(http: http, address: server.address, key: server.key),
            inFlight: 2)
        _ = try await sender.send(load.placing())
        try await target.put("/v1/webhooks/\(id)", Self.endpoint(port: port, isOn: true))
        let before = server.cpuSeconds()
        let deadline = ContinuousClock.now.advanced(by: .seconds(patience))
        while sink.received < messages, .now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        let cpu = (server.cpuSeconds() - before) * 1e6 / Double(max(1, sink.requests))
        tell("delivered", Double(sink.received), "messages")
        tell("lost", Double(messages - sink.received), "messages")
        tell("repeated", Double(sink.requests - sink.received), "requests")
        tell("server_cpu", cpu, "µs/message")
        tell("rate", Double(sink.received) / max(sink.seconds, 1e-9), "messages/s", limit: 5_000)
        guard sink.received == messages else { throw ExitCode(1) }
    }

    private static func endpoint(port: Int, isOn: Bool) -> String {
        """
        {"url":"http://127.0.0.1:\(port)/","audience":"consumer","codes":["locked"],\
        "on":\(isOn)}
        """
    }

    private func tell(_ name: String, _ value: Double, _ unit: String, limit: Double? = nil) {
        BenchResult(
            bench: "webhooks", name: name, value: value, unit: unit, limit: limit,
            ran: "\(accounts) accounts, \(BenchMachine.text)"
        ).tell(json: json)
    }
}
