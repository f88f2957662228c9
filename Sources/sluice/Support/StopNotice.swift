import ServiceLifecycle
import SluiceServer

/// Tells `/readyz` that the server ends, and lets it serve on for a while: whoever spreads requests over
/// servers looks there, and sends none after that.
struct StopNotice: Service {
    /// How long after that what has begun may take; then connections are cut.
    static let finishSeconds = 30

    let stopping: StopFlag
    let seconds: Int

    func run() async throws {
        try? await gracefulShutdown()
        stopping.set()
        try? await Task.sleep(for: .seconds(seconds))
    }
}
