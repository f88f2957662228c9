import Logging
import ServiceLifecycle
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Has told what comes with its time and no event brings, once the store has all that happened before.
struct MessageReminder: Service {
    let door: Door

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(ServerLimits.messageTickSeconds))
                do {
                    try await remind()
                } catch {
                    door.logger.warning(
                        "messages cannot be told", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// Does nothing while events may be on their way that are older: messages stand in the order of
    /// their times, however often they are made again.
    func remind() async throws {
        let status = door.engine.status.snapshot
        guard status.mode == .live, status.clockDoubt == nil, status.stalled == nil,
            door.engine.place(of: ReadStore.messages.rawValue).isThere
        else { return }
        let until = door.engine.status.believed(door.options.clock.now())
            .adding(spanNs: -ServerLimits.messageDelayNs)
        let messages = door.messages
        try await door.offThread { try messages.remind(until) }
    }
}
