import Synchronization

/// A bar of orders that have ended. Safe to use from any thread.
final class WorldBar: Sendable {
    private let bar: Mutex<ProgressBar>

    init(total: Int) { bar = Mutex(ProgressBar("world", total: total)) }

    func show(_ ended: Int) { bar.withLock { $0.show(ended) } }

    func finish() { bar.withLock { $0.finish() } }
}
