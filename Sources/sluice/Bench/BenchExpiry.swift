import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine
import Synchronization

/// Many holds that end in one second, while checkouts run.
struct BenchExpiry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expiry",
        abstract: "A million holds that end in one second, while checkouts run.",
        discussion: """
            In process, on the embedded journal alone. Holds of 24 h are placed by a clock that stands still \
            but for one second, which then moves to just before they end and goes on at its own pace. \
            Checkouts come open loop, first for --seconds with nothing due, then while all ends.
            """)

    @Option(help: "Holds that end.")
    var holds = 1_000_000

    @Option(help: "Checkouts a second.")
    var rate = 2_000

    @Option(help: "Seconds of checkouts before the ends, and from then on.")
    var seconds = 5

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    private static let chunk = 4_000

    func validate() throws {
        guard holds > 0, rate > 0, seconds > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let clock = MovedClock()
        let ends = EndCounter(clock: clock)
        let engine = try NoArchive.engine(
            path, options: EngineOptions(), consumers: [ends],
            clock: WallClock(now: { clock.now }))
        defer { engine.stop() }
        var load = OverloadLoad(accounts: 10_000)
        for chunk in load.opening(chunk: Self.chunk) { _ = try await engine.submit(chunk) }
        let chunks = load.unlockable(holds, chunk: Self.chunk)
        let began = clock.now
        for (index, chunk) in chunks.enumerated() {
            // The placements are spread over one second.
            clock.set(began.adding(spanNs: Span.secondNs * Int64(index) / Int64(chunks.count)))
            _ = try await engine.submit(chunk)
        }
        let due = began.adding(spanNs: Span.dayNs)
        let (count, chunk) = (Int64(chunks.count), Int64(Self.chunk))
        ends.expect { number in
            due.adding(spanNs: Span.secondNs * (Int64(number) / chunk) / count)
        }
        clock.set(due.adding(spanNs: -Int64(seconds + 1) * Span.secondNs))
        clock.run()
        try await measure(engine, load, clock, ends, due: due)
    }

    private func measure(
        _ engine: Engine, _ load: OverloadLoad, _ clock: MovedClock, _ ends: EndCounter,
        due: Instant
    ) async throws {
        let clients = OpenLoop(engine: engine, seconds: seconds)
        let before = await clients.run([.init(load.checkout, perSecond: rate)])[0]
        while clock.now < due { try await Task.sleep(for: .milliseconds(5)) }
        let during = await clients.run([.init(load.checkout, perSecond: rate)])[0]
        while ends.count < holds { try await Task.sleep(for: .milliseconds(20)) }
        let ran = "\(holds) holds, \(rate) checkouts/s, journal alone, \(BenchMachine.text)"
        func tell(_ name: String, _ value: Double, _ unit: String, limit: Double? = nil) {
            BenchResult(
                bench: "expiry", name: name, value: value, unit: unit, limit: limit,
                isLowerBetter: true, ran: ran
            ).tell(json: json)
        }
        tell("last_in_feed_after_due", ends.latestNs / 1e9, "s", limit: 2)
        tell("checkout_p99_baseline", before.p99Ms, "ms")
        tell("checkout_p99", during.p99Ms, "ms", limit: 2 * before.p99Ms)
        tell("checkouts_refused", Double(before.refused + during.refused), "requests")
    }
}

/// A clock that stands where it is put, until it runs.
private final class MovedClock: Sendable {
    private struct State {
        var time = WallClock.system.now()
        var runsSince: UInt64?
    }

    private let state = Mutex(State())

    var now: Instant {
        state.withLock { state in
            guard let since = state.runsSince else { return state.time }
            return state.time.adding(
                spanNs: Int64(DispatchTime.now().uptimeNanoseconds - since))
        }
    }

    func set(_ time: Instant) { state.withLock { $0.time = time } }
    func run() { state.withLock { $0.runsSince = DispatchTime.now().uptimeNanoseconds } }
}

/// Counts ends in the feed, and how late the latest was.
private final class EndCounter: FeedConsumer {
    let name = "ends"
    private let clock: MovedClock
    private struct State {
        var count = 0
        var row: UInt64 = 0
        var latestNs: Int64 = 0
        /// When the hold of a number ends.
        var due: @Sendable (UInt64) -> Instant = { _ in .never }
    }

    private let state = Mutex(State())

    init(clock: MovedClock) { self.clock = clock }

    var count: Int { state.withLock { $0.count } }
    var latestNs: Double { state.withLock { Double($0.latestNs) } }

    func expect(_ due: @escaping @Sendable (UInt64) -> Instant) {
        state.withLock { $0.due = due }
    }

    func checkpoint() throws -> UInt64 { state.withLock { $0.row } }

    func consume(_ batches: [CommittedBatch]) throws {
        let now = clock.now
        state.withLock { state in
            for batch in batches {
                for record in batch.records {
                    for case .holdMoved(let event) in record.events where event.kind == .expiry {
                        state.count += 1
                        let lateNs = now.ns - state.due(event.hold.low).ns
                        state.latestNs = max(state.latestNs, lateNs)
                    }
                }
                state.row = batch.row
            }
        }
    }
}
