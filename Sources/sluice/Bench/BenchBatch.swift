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

    @OptionGroup var load: TwoPhaseOptions

    func run() async throws {
        let path = load.path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let batches = BatchLoad(accounts: load.accounts, holds: load.holds, seed: load.seed)
        // Encoded before the clock starts.
        let (placing, ending) = (batches.placing(), batches.ending())
        let server = try BenchServer(data: path)
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            defer { server.stop() }
            try await batches.open(BenchTarget(client: http, server: server))
            let sender = BatchSender(
                client: BatchClient(http: http, address: server.address, key: server.key),
                inFlight: load.inFlight)
            let began = server.cpuSeconds()
            let place = try await load.time { _ = try await sender.send(placing) }
            let end = try await load.time { _ = try await sender.send(ending) }
            let ran = load.ran(
                "batch \(APILimits.batchCommandsMax), \(load.inFlight) in flight, second process, "
                    + "archive and views on")
            load.tell("batch", limit: 400_000, place: place, end: end, ran: ran)
            BenchResult(
                bench: "batch", name: "server_cpu",
                value: (server.cpuSeconds() - began) * 1e6 / load.operations,
                unit: "µs/operation", ran: ran
            ).tell(json: load.json)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
        try AcknowledgedIDs(accounts: load.accounts, endedHolds: load.holds)
            .verify(path, bench: "batch", json: load.json)
    }
}
