import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import SluiceClient
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// Two-phase load through the batch door, from a second process.
struct BenchBatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Place, then capture or release, in batches over HTTP from a second process.",
        discussion: """
            Starts `sluice serve` on a directory of its own with keys, archive and views on. What \
            is acknowledged is counted here, and the directory is verified afterwards.
            """)

    @Option(help: "Holds placed.")
    var holds = 500_000

    @Option(help: "Accounts they are spread over.")
    var accounts = 1_000

    @Option(help: "Batches in flight.")
    var inFlight = 3

    @Option(help: "The seed of the order of the second phase.")
    var seed: UInt64 = 1

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard holds > 0, accounts > 0, inFlight > 0 else {
            throw ValidationError("--holds, --accounts and --in-flight are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let load = BatchLoad(accounts: accounts, holds: holds, seed: seed)
        // Encoded before the clock starts.
        let (placing, ending) = (load.placing(), load.ending())
        let server = try BenchServer(data: path)
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        var acknowledged = accounts
        do {
            defer { server.stop() }
            try await load.open(BenchTarget(client: http, server: server))
            let sender = BatchSender(
                client: BatchClient(http: http, address: server.address, key: server.key),
                inFlight: inFlight)
            let began = server.cpuSeconds()
            let place = try await time { acknowledged += try await sender.send(placing) }
            let end = try await time { acknowledged += try await sender.send(ending) }
            tell(place: place, end: end, serverCPU: server.cpuSeconds() - began)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
        try BatchSender.verify(path, acknowledged: acknowledged, bench: "batch", json: json)
    }

    private func tell(place: Double, end: Double, serverCPU: Double) {
        let operations = Double(holds)
        let ran =
            "\(holds) holds, \(accounts) accounts, batch \(APILimits.batchCommandsMax), "
            + "\(inFlight) in flight, second process, archive and views on, " + BenchMachine.text
        let results = [
            BenchResult(
                bench: "batch", name: "two_phase", value: 2 * operations / (place + end),
                unit: "operations/s", limit: 400_000, ran: ran),
            BenchResult(
                bench: "batch", name: "place", value: operations / place,
                unit: "operations/s", ran: ran),
            BenchResult(
                bench: "batch", name: "capture_or_release", value: operations / end,
                unit: "operations/s", ran: ran),
            BenchResult(
                bench: "batch", name: "server_cpu", value: serverCPU * 1e6 / (2 * operations),
                unit: "µs/operation", ran: ran),
        ]
        for result in results { result.tell(json: json) }
    }

    private func time(_ body: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        let span = clock.now - start
        return Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
    }
}
