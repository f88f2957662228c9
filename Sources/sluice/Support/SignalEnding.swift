import Synchronization
import UnixSignals

/// The end of a program that goes on until it is told: SIGTERM and SIGINT cut short what it waits for.
final class SignalEnding: Sendable {
    private let isWanted = Atomic(false)

    /// Whether nobody wants it to end.
    var isAwaited: Bool { !isWanted.load(ordering: .relaxed) }

    /// Listens for the signals until it is cancelled: from its return on none ends the process by itself.
    func listen() async -> Task<Void, Never> {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return Task {
            for await _ in signals { return isWanted.store(true, ordering: .relaxed) }
        }
    }

    /// Waits some seconds, or until the end is wanted.
    func pause(_ seconds: Int) async throws { try await pause(Double(seconds)) }

    func pause(_ seconds: Double) async throws {
        let end = ContinuousClock.now.advanced(by: .seconds(seconds))
        while ContinuousClock.now < end, isAwaited {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The same in the middle of work, which is given up when the end is wanted.
    func wait(_ seconds: Int) async throws {
        try await pause(seconds)
        if !isAwaited { throw CancellationError() }
    }
}
