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
        var acknowledged = load.accounts
        do {
            defer { server.stop() }
            try await batches.open(BenchTarget(client: http, server: server))
            let client = BatchClient(http: http, address: server.address, key: server.key)
            let began = server.cpuSeconds()
            let place = try await load.time { acknowledged += try await send(placing, client) }
            let end = try await load.time { acknowledged += try await send(ending, client) }
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
        try verify(path, acknowledged: acknowledged)
    }

    /// Sends batches, several at once.
    /// - Returns: how many commands were acknowledged as taken.
    private func send(_ batches: [ByteBuffer], _ client: BatchClient) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var rest = batches[...]
            var acknowledged = 0
            for _ in 0..<load.inFlight {
                guard let batch = rest.popFirst() else { break }
                group.addTask { try await Self.sendPatiently(batch, client) }
            }
            while let count = try await group.next() {
                acknowledged += count
                guard let batch = rest.popFirst() else { continue }
                group.addTask { try await Self.sendPatiently(batch, client) }
            }
            return acknowledged
        }
    }

    /// Comes back as the server says while it sheds load: the time of that counts.
    private static func sendPatiently(
        _ batch: ByteBuffer, _ client: BatchClient
    ) async throws -> Int {
        while true {
            do {
                let results = try await client.send(encoded: batch)
                if let refused = results.first(where: { !$0.isSuccess }) {
                    throw ValidationError("a command was refused: \(refused.word)")
                }
                return results.count
            } catch let refusal as BatchRefusal where refusal.isRetryable {
                try await Task.sleep(for: .seconds(refusal.retryAfterSeconds ?? 1))
            }
        }
    }

    private func verify(_ path: String, acknowledged: Int) throws {
        let lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        let report = try withExtendedLifetime(lock) { try DirectoryCheck(path: path).run() }
        guard report.faults.isEmpty else {
            throw ValidationError("verify: \(report.faults.joined(separator: "; "))")
        }
        guard report.commands >= acknowledged else {
            throw ValidationError(
                "\(acknowledged) commands were acknowledged, \(report.commands) are journalled")
        }
        BenchResult(
            bench: "batch", name: "verified", value: Double(report.commands),
            unit: "commands sound", ran: "\(acknowledged) acknowledged"
        ).tell(json: load.json)
    }
}
