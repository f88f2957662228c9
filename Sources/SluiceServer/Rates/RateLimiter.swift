import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Refuses what comes faster than a key or a merchant may send, and spaces out the facts of one merchant.
///
/// Safe to use from any thread.
final class RateLimiter: Sendable {
    /// What was refused for the rate and what waited, since the start.
    struct Figures: Sendable {
        var refused: [String: Int] = [:]
        var pacedFacts = 0
        var subjects = 0
    }

    private struct State {
        var table = RateTable()
        var figures = Figures()
    }

    private let limits: RateLimits
    private let clock: RateClock
    private let state = Mutex(State())

    init(_ limits: RateLimits, clock: RateClock) {
        self.limits = limits
        self.clock = clock
    }

    var figures: Figures {
        state.withLock { state in
            var figures = state.figures
            figures.subjects = state.table.count
            return figures
        }
    }

    // MARK: Requests

    /// Lets a request in before its body is read: one command of it is counted.
    ///
    /// Errors: `rate_limited`.
    func admit(_ request: RatedRequest) throws(Problem) {
        let (nowNs, policies) = (clock.nowNs(), request.policies(limits))
        let refusal: (word: String, waitNs: Int64)? = state.withLock { state in
            for policy in policies {
                let bucket = state.table.bucket(of: policy.subject, policy.limit, at: nowNs)
                var waitNs = bucket.waitNs(keeping: request.reserve(of: policy.limit))
                if request.weight == .facts { waitNs -= RateRules.paceMaxNs }
                guard waitNs > 0 else { continue }
                state.figures.refused[policy.word, default: 0] += 1
                return (policy.word, waitNs)
            }
            // Facts are counted once it is known how many there are.
            guard request.weight != .facts else { return nil }
            for policy in policies {
                state.table.take(1, of: policy.subject, policy.limit, at: nowNs)
            }
            return nil
        }
        guard let refusal else { return }
        throw Self.problem(refusal.word, waitNs: refusal.waitNs)
    }

    /// Counts what a request brought beyond the one command it was let in with.
    func charge(_ request: RatedRequest, more commands: Int) {
        let (nowNs, policies) = (clock.nowNs(), request.policies(limits))
        state.withLock { state in
            for policy in policies {
                state.table.take(
                    Int64(commands), of: policy.subject, policy.limit, at: nowNs)
            }
        }
    }

    /// What the headers of the answer say of each limit.
    func standings(of request: RatedRequest) -> [RateStanding] {
        let (nowNs, policies) = (clock.nowNs(), request.policies(limits))
        guard !policies.isEmpty else { return [] }
        return state.withLock { state in
            policies.map { policy in
                RateStanding(
                    word: policy.word,
                    bucket: state.table.bucket(of: policy.subject, policy.limit, at: nowNs))
            }
        }
    }

    // MARK: Facts

    /// Gives facts their turn, by merchant, and waits for the last of them.
    ///
    /// Errors: `rate_limited` if any would wait longer than `RateRules.paceMaxNs`; none is counted then.
    func pace(_ counts: [MerchantKey: Int]) async throws {
        let waitNs = try turn(counts, paceMaxNs: RateRules.paceMaxNs)
        guard waitNs > 0 else { return }
        state.withLock { $0.figures.pacedFacts += counts.values.reduce(0, +) }
        try await clock.pause(waitNs)
    }

    /// Counts facts of a merchant that may not wait, for others' are in the same request.
    ///
    /// Errors: `rate_limited`; none of them is counted then.
    func takeNow(_ count: Int, of merchant: MerchantKey) throws(Problem) {
        _ = try turn([merchant: count], paceMaxNs: 0)
    }

    /// - Returns: how long the facts wait for their turn.
    private func turn(_ counts: [MerchantKey: Int], paceMaxNs: Int64) throws(Problem) -> Int64 {
        guard let limit = limits.facts, !counts.isEmpty else { return 0 }
        let nowNs = clock.nowNs()
        let (waitNs, isIn) = state.withLock { state -> (Int64, Bool) in
            let waitNs =
                counts.keys.map {
                    state.table.bucket(of: .facts($0), limit, at: nowNs).waitNs()
                }.max() ?? 0
            guard waitNs <= paceMaxNs else {
                state.figures.refused[RatePolicy.factsWord, default: 0] += 1
                return (waitNs - paceMaxNs, false)
            }
            for (merchant, count) in counts {
                state.table.take(Int64(count), of: .facts(merchant), limit, at: nowNs)
            }
            return (waitNs, true)
        }
        guard isIn else { throw Self.problem(RatePolicy.factsWord, waitNs: waitNs) }
        return waitNs
    }

    private static func problem(_ word: String, waitNs: Int64) -> Problem {
        let what =
            word == RatePolicy.factsWord ? "facts of the merchant" : "commands of the \(word)"
        let seconds = (waitNs + Span.secondNs - 1) / Span.secondNs
        return Problem(
            .rateLimited, detail: "More \(what) come than may, by the header RateLimit-Policy.",
            retryAfterSeconds: Int(max(1, seconds)))
    }
}

/// Tells how time passes, and waits.
public struct RateClock: Sendable {
    /// Nanoseconds that only rise.
    var nowNs: @Sendable () -> Int64
    /// Waits so many nanoseconds.
    var pause: @Sendable (Int64) async throws -> Void

    public static let system: RateClock = {
        let start = ContinuousClock.now
        return RateClock(
            nowNs: { Int64((ContinuousClock.now - start) / .nanoseconds(1)) },
            pause: { try await Task.sleep(for: .nanoseconds($0)) })
    }()
}
