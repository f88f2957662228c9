import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine

/// How long a start takes, of every row and of the oldest snapshot the schedule allows, and what a
/// snapshot costs those who wait meanwhile.
struct BenchRecovery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery",
        abstract: "Start on live holds, without a snapshot and with one.",
        discussion: """
            Places holds, starts again by replaying every row, makes a snapshot under single commands, \
            places and ends more of them for as many events as the schedule allows, and starts with that \
            snapshot: recovery, from the first byte read to the ledger as it was. Then the same with archive, \
            views and messages, and a server that is started on it: from there until /readyz says that it is ready.
            """)

    @Option(help: "Live holds.")
    var holds = 1_000_000

    @Option(help: "Accounts they are spread over.")
    var accounts = 10_000

    @Option(help: "Events after the snapshot.")
    var events = EngineOptions().snapshotEventsMin

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard holds > 1, accounts > 0, events >= 0 else {
            throw ValidationError("--holds is at least 2, --accounts 1, --events 0")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        // Two events for each hold after the snapshot: it is placed, and it ends.
        let load = BenchLoad(accounts: accounts, holds: holds + events / 2, seed: 1)
        let placing = load.placing()
        let first = try engine(path, snapshotEventsMin: .max)
        try await submit(load.opening(), to: first)
        try await submit(Array(placing[..<holds]), to: first)
        first.stop()

        let second = try engine(path, after: first, snapshotEventsMin: 1)
        let replayed = second.status.snapshot.recovery
        let delays = try await snapshot(on: second, load)
        let snapshot = second.status.snapshot.snapshots
        second.stop()

        let third = try engine(path, after: second, snapshotEventsMin: .max)
        try await submit(Array(placing[holds...]), to: third)
        try await submit((holds..<load.holds).map { load.end(of: $0) }, to: third)
        third.stop()
        let fourth = try engine(path, after: third, snapshotEventsMin: .max)
        let ready = fourth.status.snapshot.recovery
        let live = fourth.status.snapshot.liveHolds
        fourth.stop()

        let ran = "\(live) live holds, \(accounts) accounts, journal alone, \(BenchMachine.text)"
        let results = [
            BenchResult(
                bench: "recovery", name: "replay",
                value: Double(replayed.events) / seconds(replayed.spentNs), unit: "events/s",
                limit: 2_000_000, ran: "\(replayed.events) events, no snapshot; \(ran)"),
            BenchResult(
                bench: "recovery", name: "ready", value: seconds(ready.spentNs), unit: "s",
                limit: 3,
                isLowerBetter: true, ran: "\(ready.events) events after the snapshot; \(ran)"),
            BenchResult(
                bench: "recovery", name: "commit_delay",
                value: (delays.max - delays.usual) * 1e3 * 1e6 / Double(holds), unit: "ms",
                limit: 30, isLowerBetter: true,
                ran:
                    "the longest of \(delays.count) answers beside a snapshot, less the usual one, "
                    + "for a million holds; \(holds) live"),
            BenchResult(
                bench: "recovery", name: "snapshot", value: seconds(snapshot.spentNs), unit: "s",
                ran: "\(snapshot.bytes) bytes, \(holds) live holds, \(BenchMachine.text)"),
        ]
        for result in results { result.tell(json: json) }
        try? FileManager.default.removeItem(atPath: path)
        try await server(path, load)
    }

    /// Sends single commands until a snapshot is made.
    private func snapshot(
        on engine: Engine, _ load: BenchLoad
    ) async throws -> (max: Double, usual: Double, count: Int) {
        var delays: [Double] = []
        let clock = ContinuousClock()
        while engine.status.snapshot.snapshots.written == 0 {
            let began = clock.now
            _ = try await engine.submit(load.opening(delays.count))
            delays.append((clock.now - began) / .seconds(1))
        }
        let sorted = delays.sorted()
        return (sorted[sorted.count - 1], sorted[sorted.count / 2], sorted.count)
    }

    /// An engine on what another left; its archive keeps nothing and has followed that one.
    private func engine(
        _ path: String, after last: Engine? = nil, snapshotEventsMin: Int
    ) throws -> Engine {
        var options = EngineOptions()
        options.snapshotEventsMin = snapshotEventsMin
        return try NoArchive.engine(
            path,
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "Asia/Shanghai"),
                policy: .standard),
            options: options, archiveRow: last?.status.snapshot.row ?? 0,
            snapshots: SnapshotFolder(directory: path))
    }

    private func submit(_ submissions: [Submission], to engine: Engine) async throws {
        for first in stride(from: 0, to: submissions.count, by: 8_192) {
            let slice = Array(submissions[first..<min(submissions.count, first + 8_192)])
            let refused = try await engine.submit(slice).count { !$0.outcome.code.isSuccess }
            guard refused == 0 else { throw ValidationError("\(refused) commands were refused") }
        }
    }

    private func seconds(_ ns: Int64) -> Double { Double(ns) / 1e9 }
}
