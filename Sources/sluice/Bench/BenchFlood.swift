import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceClient
import SluiceCore

/// The cancellations of one merchant at once, and what the others' take meanwhile.
struct BenchFlood: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flood",
        abstract: "Cancel a merchant's orders all at once, and measure the others' unlocks.",
        discussion: """
            Starts `sluice serve` on a directory of its own. Other merchants cancel orders at a steady \
            rate, a request each, open loop: alone for some seconds, then while one merchant tells of \
            all its cancellations, 500 a request, each again when the server asks for that, \
            until all have taken effect. The one is a process that gives way to the server and to the \
            others, for its machine is another. Latencies run from when a request was meant to be \
            sent to the answer that the credit is free.
            """)

    @Option(help: "Cancellations of the one merchant.")
    var cancels = 100_000

    @Option(help: "Cancellations of the others, a second.")
    var others = 200

    @Option(help: "Seconds alone; during the flood as long as it takes.")
    var seconds = 10

    @Option(help: "Requests of the flood at once.")
    var inFlight = 8

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard cancels > 0, others > 0, seconds > 0, inFlight > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try BenchServer(data: path)
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            defer { server.stop() }
            try await measure(server, http)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    private func measure(_ server: BenchServer, _ http: HTTPClient) async throws {
        let load = FloodLoad(
            target: BenchTarget(client: http, server: server),
            events: OrderEventClient(http: http, address: server.address, key: server.key),
            perSecond: others)
        try await load.place(
            flood: cancels, others: others * (2 * seconds + FloodLoad.floodSecondsMax),
            BatchSender(
                client: BatchClient(http: http, address: server.address, key: server.key),
                inFlight: inFlight))
        _ = try await load.cancelSteadily(seconds: 2)
        let before = try await load.cancelSteadily(seconds: seconds)
        let began = ContinuousClock.now
        let peers = try BenchPeers(
            ["flood-peers", "--cancels", "\(cancels)", "--in-flight", "\(inFlight)"], of: server)
        defer { peers.stop() }
        let during = try await load.cancelSteadily(seconds: FloodLoad.floodSecondsMax) {
            peers.isRunning
        }
        let flood = try JSONDecoder().decode(
            MerchantFlood.Figures.self, from: Data(try peers.end().utf8))
        guard flood.applied == cancels else {
            throw ValidationError(
                "\(cancels) cancellations were sent, \(flood.applied) took effect")
        }
        let tookSeconds = (ContinuousClock.now - began).components.seconds
        let ran =
            "\(cancels) cancels at once, \(inFlight) requests of 500 in flight, beside \(others)/s, "
            + "second process, " + BenchMachine.text
        func tell(_ name: String, _ value: Double, _ unit: String, limit: Double? = nil) {
            BenchResult(
                bench: "flood", name: name, value: value, unit: unit, limit: limit,
                isLowerBetter: true, ran: ran
            ).tell(json: json)
        }
        tell("others_p99_before", before.p99Ms, "ms")
        tell("others_p99", during.p99Ms, "ms", limit: 2 * before.p99Ms)
        tell("others_p50_before", before.p50Ms, "ms")
        tell("others_p50", during.p50Ms, "ms")
        tell("others_refused", Double(during.refused), "requests", limit: 0)
        tell("others_sent", Double(during.sent), "requests")
        tell("flood_refused", Double(flood.refused), "requests")
        tell("flood", Double(cancels) / Double(max(1, tookSeconds)), "cancels/s")
    }
}
