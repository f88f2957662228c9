import Foundation
import Histogram
import SluiceCore
import SluiceEngine
import Synchronization

/// Clients that send at a rate whatever becomes of what they sent before.
struct OpenLoop {
    let engine: Engine
    let seconds: Int

    /// What is sent, and how often a second.
    struct Stream {
        var next: @Sendable () -> Submission
        var perSecond: Int

        init(_ next: @escaping @Sendable () -> Submission, perSecond: Int) {
            self.next = next
            self.perSecond = perSecond
        }
    }

    /// What became of one stream.
    struct Result {
        var sent = 0
        /// Answered with success before the streams ended.
        var served = 0
        var refused = 0
        var failed = 0
        var p99Ms = 0.0
    }

    /// Runs streams beside one another, and waits for the last answer.
    func run(_ streams: [Stream]) async -> [Result] {
        let tallies = streams.map { _ in StreamTally() }
        let ends = DispatchTime.now().uptimeNanoseconds + UInt64(seconds) * 1_000_000_000
        await withTaskGroup(of: Void.self) { group in
            for (stream, tally) in zip(streams, tallies) {
                group.addTask { await send(stream, tally, until: ends) }
            }
        }
        for tally in tallies { await tally.settle() }
        return tallies.map(\.result)
    }

    /// Sends what is due each millisecond, all of it at the time it was meant for.
    private func send(_ stream: Stream, _ tally: StreamTally, until ends: UInt64) async {
        let began = DispatchTime.now().uptimeNanoseconds
        var sent = 0
        while true {
            let now = DispatchTime.now().uptimeNanoseconds
            guard now < ends else { return }
            let due = Int((now - began) * UInt64(stream.perSecond) / 1_000_000_000) + 1
            while sent < due {
                let meant = began + UInt64(sent) * 1_000_000_000 / UInt64(stream.perSecond)
                sent += 1
                send(stream.next(), meant: meant, ends: ends, tally)
            }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    private func send(
        _ submission: Submission, meant: UInt64, ends: UInt64, _ tally: StreamTally
    ) {
        tally.sends()
        Task {
            do {
                let answer = try await engine.submit(submission)
                let now = DispatchTime.now().uptimeNanoseconds
                tally.answered(
                    after: now - meant, isServed: answer.outcome.code.isSuccess, isIn: now <= ends)
            } catch EngineRefusal.overloaded {
                tally.wasRefused()
            } catch {
                tally.answered(after: 0, isServed: false, isIn: false)
            }
        }
    }

    /// Successes a second with so many requests always on their way.
    func peak(_ next: @escaping @Sendable () -> Submission, inFlight: Int) async -> Double {
        let ends = DispatchTime.now().uptimeNanoseconds + UInt64(seconds) * 1_000_000_000
        let served = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<inFlight {
                group.addTask {
                    var served = 0
                    while DispatchTime.now().uptimeNanoseconds < ends {
                        guard let answer = try? await engine.submit(next()) else { continue }
                        let isIn = DispatchTime.now().uptimeNanoseconds <= ends
                        if answer.outcome.code.isSuccess, isIn { served += 1 }
                    }
                    return served
                }
            }
            return await group.reduce(0, +)
        }
        return Double(served) / Double(seconds)
    }
}

/// Counts the answers to one stream.
private final class StreamTally: Sendable {
    private struct State {
        var result = OpenLoop.Result()
        var open = 0
        var latencies = Histogram<UInt32>()
    }

    private let state = Mutex(State())

    var result: OpenLoop.Result {
        state.withLock {
            var result = $0.result
            result.p99Ms = Double($0.latencies.valueAtPercentile(99)) / 1e6
            return result
        }
    }

    func sends() {
        state.withLock {
            $0.result.sent += 1
            $0.open += 1
        }
    }

    func answered(after ns: UInt64, isServed: Bool, isIn: Bool) {
        state.withLock {
            $0.open -= 1
            if isServed {
                _ = $0.latencies.record(ns)
                if isIn { $0.result.served += 1 }
            } else {
                $0.result.failed += 1
            }
        }
    }

    func wasRefused() {
        state.withLock {
            $0.open -= 1
            $0.result.refused += 1
        }
    }

    /// Waits until everything sent was answered.
    func settle() async {
        while state.withLock({ $0.open }) > 0 { try? await Task.sleep(for: .milliseconds(5)) }
    }
}
