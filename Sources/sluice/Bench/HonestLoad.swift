import AsyncHTTPClient
import Foundation
import Histogram
import NIOCore
import SluiceCore
import Synchronization

/// Clients that place holds and read them at a steady rate, whatever becomes of those before.
final class HonestLoad: Sendable {
    /// What they were told.
    struct Figures: Sendable {
        var sent = 0
        /// Answers that were not as they should be, and requests without one.
        var wrong = 0
        var p50Ms = 0.0
        var p99Ms = 0.0
    }

    private static let accounts = 100
    private let target: BenchTarget
    private let perSecond: Int
    private let next = Atomic(0)

    init(_ target: BenchTarget, perSecond: Int) {
        self.target = target
        self.perSecond = perSecond
    }

    func open() async throws {
        for index in 0..<Self.accounts {
            try await target.post(
                "/v1/accounts",
                #"{"id":"honest-\#(index)","currency":"CNY","limit":9000000000000}"#)
        }
    }

    /// Sends for so many seconds, and waits for the last answer.
    func run(seconds: Int) async -> Figures {
        let state = HonestTally()
        let began = ContinuousClock.now
        let count = seconds * perSecond
        await withDiscardingTaskGroup { group in
            for sent in 0..<count {
                let due = began.advanced(by: .nanoseconds(sent * 1_000_000_000 / perSecond))
                try? await Task.sleep(until: due, clock: .continuous)
                let index = next.add(1, ordering: .relaxed).oldValue
                group.addTask { await self.ask(index, due: due, state) }
            }
        }
        return state.figures(sent: count)
    }

    /// Every second request reads what the one before it placed, or is placing.
    private func ask(
        _ index: Int, due: ContinuousClock.Instant, _ tally: HonestTally
    ) async {
        do {
            if index % 2 == 0 {
                try await target.post(
                    "/v1/holds",
                    """
                    {"id":"honest-\(index)","account":"honest-\(index % Self.accounts)",\
                    "amount":19900,"currency":"CNY",\
                    "order":{"merchant":"honest","number":"honest-\(index)"}}
                    """)
            } else {
                let account = "honest-\(index % Self.accounts)"
                let text = try await target.get("/v1/accounts/\(account)")
                guard text.contains(#""id":"\#(account)""#) else { return tally.wasWrong() }
            }
            let span = (ContinuousClock.now - due).components
            tally.answered(
                after: UInt64(
                    max(0, span.seconds * 1_000_000_000 + span.attoseconds / 1_000_000_000)))
        } catch {
            tally.wasWrong()
        }
    }
}

/// Counts the answers to honest clients. Safe to use from any thread.
private final class HonestTally: Sendable {
    private struct State {
        var latencies = Histogram<UInt32>(
            highestTrackableValue: 600_000_000_000, numberOfSignificantValueDigits: .three)
        var wrong = 0
    }

    private let state = Mutex(State())

    func answered(after ns: UInt64) { state.withLock { _ = $0.latencies.record(ns) } }

    func wasWrong() { state.withLock { $0.wrong += 1 } }

    func figures(sent: Int) -> HonestLoad.Figures {
        state.withLock { state in
            HonestLoad.Figures(
                sent: sent, wrong: state.wrong,
                p50Ms: Double(state.latencies.valueAtPercentile(50)) / 1e6,
                p99Ms: Double(state.latencies.valueAtPercentile(99)) / 1e6)
        }
    }
}
