import Logging
import ServiceLifecycle

/// Writes down now and then when keys were used last, and once more at the end.
struct KeyUseKeeper: Service {
    let keys: KeyStore
    let logger: Logger

    func run() async throws {
        // The sleep ends early when the server stops.
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(ServerLimits.keyUsesKeepSeconds))
                keep()
            }
        }
        keep()
    }

    private func keep() {
        do {
            try keys.uses.keep(of: keys.list())
        } catch {
            // Nothing but the look of a list suffers.
            logger.warning(
                "the last use of keys was not written down", metadata: ["error": "\(error)"])
        }
    }
}
