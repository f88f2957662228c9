import ArgumentParser
import Foundation
import Histogram
import NIOCore
import SluiceClient
import SluiceCore
import Synchronization

/// The load of `sluice bench flood`.
final class FloodLoad: Sendable {
    /// What the others' cancellations took.
    struct Figures {
        var sent = 0
        var refused = 0
        var p50Ms = 0.0
        var p99Ms = 0.0
    }

    /// Beyond it the flood is not waited for with more load.
    static let floodSecondsMax = 60
    private static let accounts = 1_000
    private static let merchants = 50

    private let target: BenchTarget
    private let events: OrderEventClient
    private let perSecond: Int
    private let next = Atomic(0)

    init(target: BenchTarget, events: OrderEventClient, perSecond: Int) {
        self.target = target
        self.events = events
        self.perSecond = perSecond
    }

    private static func merchant(ofOther index: Int) -> String { "shop-\(index % merchants)" }

    // MARK: Holds

    /// Opens accounts, and places the holds that are cancelled later.
    func place(flood: Int, others: Int, _ sender: BatchSender) async throws {
        try await BatchLoad(accounts: Self.accounts, holds: 0, seed: 1).open(target)
        let all =
            (0..<flood).map { (MerchantFlood.merchant, MerchantFlood.order($0)) }
            + (0..<others).map { (Self.merchant(ofOther: $0), "o-\($0)") }
        let batches = stride(from: 0, to: all.count, by: APILimits.batchCommandsMax).map { first in
            let part = all[first..<min(all.count, first + APILimits.batchCommandsMax)]
            return ByteBuffer(
                bytes: BatchEncoder.encode(
                    part.enumerated().map { place, order in
                        .place(
                            PlaceHoldRequest(
                                id: "h-" + order.1,
                                account: BenchLoad.name("account", (first + place) % Self.accounts),
                                amount: Money(minor: 19_900), currency: Currency("CNY")!,
                                merchant: order.0, number: order.1))
                    }))
        }
        _ = try await sender.send(batches)
    }

    static func cancel(_ merchant: String, _ number: String) -> OrderEventRequest {
        OrderEventRequest(
            id: "c-" + number, source: "bench", kind: .cancelled,
            occurredAt: Instant(ns: Int64(Date().timeIntervalSince1970) * Span.secondNs),
            merchant: merchant, number: number)
    }

    // MARK: The others

    /// Cancels orders of other merchants, one after the other, at a steady rate, for so long or as long
    /// as `goesOn` says.
    func cancelSteadily(
        seconds: Int, while goesOn: @Sendable () -> Bool = { true }
    ) async throws -> Figures {
        let tally = FloodTally()
        let began = ContinuousClock.now
        var sent = 0
        try await withThrowingTaskGroup(of: Void.self) { group in
            while sent < seconds * perSecond, goesOn() {
                let due = began.advanced(by: .nanoseconds(sent * 1_000_000_000 / perSecond))
                try await Task.sleep(until: due, clock: .continuous)
                let index = next.add(1, ordering: .relaxed).oldValue
                group.addTask { try await self.cancel(index, due: due, tally) }
                sent += 1
            }
            try await group.waitForAll()
        }
        return tally.figures(sent: sent)
    }

    private func cancel(
        _ index: Int, due: ContinuousClock.Instant, _ tally: FloodTally
    ) async throws {
        let event = Self.cancel(Self.merchant(ofOther: index), "o-\(index)")
        while true {
            do {
                let result = try await events.send([event])[0]
                guard result.word == "applied" else {
                    throw ValidationError("a cancellation was \(result)")
                }
                let span = (ContinuousClock.now - due).components
                let ns = span.seconds * 1_000_000_000 + span.attoseconds / 1_000_000_000
                return tally.answered(after: UInt64(max(0, ns)))
            } catch let refusal as BatchRefusal where refusal.isRetryable {
                tally.wasRefused()
                try await Task.sleep(for: .seconds(refusal.retryAfterSeconds ?? 1))
            }
        }
    }
}

/// Counts the answers to the others. Safe to use from any thread.
private final class FloodTally: Sendable {
    private struct State {
        var latencies = Histogram<UInt32>(
            highestTrackableValue: 600_000_000_000, numberOfSignificantValueDigits: .three)
        var refused = 0
    }

    private let state = Mutex(State())

    func answered(after ns: UInt64) { state.withLock { _ = $0.latencies.record(ns) } }

    func wasRefused() { state.withLock { $0.refused += 1 } }

    func figures(sent: Int) -> FloodLoad.Figures {
        state.withLock { state in
            FloodLoad.Figures(
                sent: sent, refused: state.refused,
                p50Ms: Double(state.latencies.valueAtPercentile(50)) / 1e6,
                p99Ms: Double(state.latencies.valueAtPercentile(99)) / 1e6)
        }
    }
}
