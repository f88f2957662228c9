import Dispatch
import Synchronization

/// Does in one go what many ask for at once: while that is being done, the next gathers.
///
/// What is asked waits for no clock: alone it is done at once. Safe to use from any thread.
final class Gathering<Ask: Sendable, Answer: Sendable>: Sendable {
    private typealias Waiting = (ask: Ask, continuation: CheckedContinuation<Answer, any Error>)

    private struct State {
        var waiting: [Waiting] = []
        var isBusy = false
    }

    private let body: @Sendable ([Ask]) throws -> [Answer]
    private let worker: DispatchQueue
    private let state = Mutex(State())

    /// - Parameter body: has an answer for each, in their order; what it throws all of them are told.
    init(label: String, _ body: @escaping @Sendable ([Ask]) throws -> [Answer]) {
        worker = DispatchQueue(label: label)
        self.body = body
    }

    /// How many wait for the next go.
    var waiting: Int { state.withLock { $0.waiting.count } }

    func callAsFunction(_ ask: Ask) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let begins = state.withLock { state in
                state.waiting.append((ask, continuation))
                defer { state.isBusy = true }
                return !state.isBusy
            }
            if begins { worker.async { self.work() } }
        }
    }

    private func work() {
        while let gathered = next() {
            let answers = Result { try body(gathered.map(\.ask)) }
            for (place, waiting) in gathered.enumerated() {
                waiting.continuation.resume(with: answers.map { $0[place] })
            }
        }
    }

    /// What has gathered; nil, and the work is over, if that is nothing.
    private func next() -> [Waiting]? {
        state.withLock { state in
            state.isBusy = !state.waiting.isEmpty
            defer { state.waiting.removeAll() }
            return state.isBusy ? state.waiting : nil
        }
    }
}
