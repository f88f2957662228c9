import ArgumentParser
import Foundation
import Histogram
import SluiceCore
import SluiceEngine

/// Ten times the checkouts a slow journal can take, with unlocks beside them.
struct BenchOverload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overload",
        abstract: "Checkouts at ten times the rate of a slowed journal, unlocks beside them.",
        discussion: """
            In process, open loop. The journal takes --delay-ms for each batch, whatever is in it, and \
            a batch has at most --batch commands: that makes the rate. Stated capacity is 0.9 of the \
            peak that is measured first. Latencies run from when a request was meant to be sent.
            """)

    @Option(help: "What the journal takes for a batch.")
    var delayMs = 50

    @Option(help: "Commands of a batch.")
    var batch = 128

    @Option(help: "Unlocks a second, in all cases.")
    var unlocks = 200

    @Option(help: "Seconds of each case.")
    var seconds = 5

    @Option(help: "How often the peak the checkouts come in the overload.")
    var factor = 10

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    private static let accounts = 10_000

    func validate() throws {
        guard delayMs > 0, batch > 0, unlocks > 0, seconds > 0, factor > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let delay = SlowJournal.Delay()
        var options = EngineOptions()
        options.batchCommandsMax = batch
        let engine = try NoArchive.engine(path, options: options) {
            SlowJournal(inner: $0, delay: delay)
        }
        defer { engine.stop() }
        var load = OverloadLoad(accounts: Self.accounts)
        for chunk in load.opening(chunk: 2_000) { _ = try await engine.submit(chunk) }
        for chunk in load.unlockable(4 * unlocks * seconds, chunk: 2_000) {
            _ = try await engine.submit(chunk)
        }
        delay.ns = Int64(delayMs) * Span.millisecondNs
        try await measure(engine, delay, &load)
    }

    private func measure(
        _ engine: Engine, _ delay: SlowJournal.Delay, _ load: inout OverloadLoad
    ) async throws {
        let clients = OpenLoop(engine: engine, seconds: seconds)
        let quiet = await clients.run([.init(load.unlock, perSecond: unlocks)])[0]
        let peak = await clients.peak(load.checkout, inFlight: 8 * batch)
        let stated = await clients.run([
            .init(load.checkout, perSecond: Int(0.9 * peak)),
            .init(load.unlock, perSecond: unlocks),
        ])
        delay.reset()
        let flooded = await clients.run([
            .init(load.checkout, perSecond: factor * Int(peak)),
            .init(load.unlock, perSecond: unlocks),
        ])
        let commitMs = delay.p99Ms
        let ran =
            "\(delayMs) ms a batch of \(batch), \(unlocks) unlocks/s, \(seconds) s a case, "
            + BenchMachine.text
        func tell(
            _ name: String, _ value: Double, _ unit: String, limit: Double? = nil,
            isLowerBetter: Bool = true
        ) {
            BenchResult(
                bench: "overload", name: name, value: value, unit: unit, limit: limit,
                isLowerBetter: isLowerBetter, ran: ran
            ).tell(json: json)
        }
        let goodput = Double(flooded[0].served) / Double(seconds)
        tell("peak", peak, "checkouts/s")
        tell("offered", Double(flooded[0].sent) / Double(seconds), "checkouts/s")
        tell("commit_p99", commitMs, "ms")
        tell("unlock_p99_unloaded", quiet.p99Ms, "ms")
        tell("unlock_p99", flooded[1].p99Ms, "ms", limit: quiet.p99Ms + 3 * commitMs)
        tell("unlock_refused", Double(flooded[1].refused), "requests", limit: 0)
        tell("checkout_p99", flooded[0].p99Ms, "ms")
        tell(
            "checkout_goodput", goodput / peak, "of the peak", limit: 0.9, isLowerBetter: false)
        tell("refused_at_capacity", Double(stated[0].refused), "requests", limit: 0)
    }
}
