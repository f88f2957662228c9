import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceEngine
import SluiceSQLite

/// The start of a whole server, on a directory as an engine with all its stores leaves it.
extension BenchRecovery {
    private static let readySecondsMax = 600

    func server(_ path: String, _ load: BenchLoad) async throws {
        var bar = ProgressBar("filling the stores", total: 4)
        let placing = load.placing()
        try await run(path, snapshotEventsMin: .max) { engine in
            try await engine.submit(load.opening(), batch: 8_192, inFlight: 2)
            try await engine.submit(Array(placing[..<holds]), batch: 8_192, inFlight: 2)
        }
        bar.show(1)
        try await run(path, snapshotEventsMin: 1) { engine in
            var index = 0
            while engine.status.snapshot.snapshots.written == 0 {
                _ = try await engine.submit(load.opening(index))
                index += 1
            }
        }
        bar.show(2)
        try await run(path, snapshotEventsMin: .max) { engine in
            try await engine.submit(Array(placing[holds...]), batch: 8_192, inFlight: 2)
            let ends = (holds..<load.holds).map { load.end(of: $0) }
            try await engine.submit(ends, batch: 8_192, inFlight: 2)
        }
        bar.show(3)
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        let clock = ContinuousClock()
        let began = clock.now
        let server = try BenchServer(data: path)
        defer { server.stop() }
        do {
            let target = BenchTarget(client: client, server: server)
            while (try? await target.get("/readyz")) == nil {
                guard clock.now - began < .seconds(Self.readySecondsMax) else {
                    throw ValidationError("the server is not ready")
                }
                try await Task.sleep(for: .milliseconds(1))
            }
            let seconds = (clock.now - began) / .seconds(1)
            bar.finish()
            BenchResult(
                bench: "recovery", name: "server_ready", value: seconds, unit: "s", limit: 3,
                isLowerBetter: true,
                ran: "from the start of the process to the first 200 of /readyz; \(events) events "
                    + "after the snapshot, \(holds) live holds, \(BenchMachine.text)"
            ).tell(json: json)
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// Runs an engine with archive and views until they have followed what was done.
    private func run(
        _ path: String, snapshotEventsMin: Int, _ body: (Engine) async throws -> Void
    ) async throws {
        var options = EngineOptions.unshed
        options.snapshotEventsMin = snapshotEventsMin
        let engine = try DataDirectory.open(
            path, birth: .bench, options: options,
            messagesKeepDays: StoreLimits.messagesKeepDays
        ).engine
        defer { engine.stop() }
        try await body(engine)
        try await engine.followersCaughtUp()
    }
}
