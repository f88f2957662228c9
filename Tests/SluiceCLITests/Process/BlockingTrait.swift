import Dispatch
import Synchronization
import Testing

/// Runs tests that wait for processes each on a thread of its own, two at a time.
///
/// On the threads all tests share they would keep everybody else waiting; more of them at once, each
/// other's processes from the few cores there are. What such a test does between two waits goes on
/// at once, for no other is on its thread.
struct BlockingTrait: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let thread = await BlockingThreads.shared.take()
        defer { BlockingThreads.shared.giveBack(thread) }
        try await withTaskExecutorPreference(thread) { try await function() }
    }
}

extension Trait where Self == BlockingTrait {
    static var blocking: BlockingTrait { BlockingTrait() }
}

/// The threads there are; who finds none waits for one, in the order of coming.
private final class BlockingThreads: Sendable {
    static let shared = BlockingThreads(count: 2)

    private struct State {
        var free: [BlockingThread]
        var waiting: [CheckedContinuation<BlockingThread, Never>] = []
    }

    private let state: Mutex<State>

    private init(count: Int) {
        state = Mutex(State(free: (0..<count).map { _ in BlockingThread() }))
    }

    func take() async -> BlockingThread {
        await withCheckedContinuation { waiter in
            let thread = state.withLock { state -> BlockingThread? in
                if let thread = state.free.popLast() { return thread }
                state.waiting.append(waiter)
                return nil
            }
            if let thread { waiter.resume(returning: thread) }
        }
    }

    func giveBack(_ thread: BlockingThread) {
        let next = state.withLock { state -> CheckedContinuation<BlockingThread, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.free.append(thread)
            return nil
        }
        next?.resume(returning: thread)
    }
}

private final class BlockingThread: TaskExecutor {
    private let queue = DispatchQueue(label: "a test that blocks")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
