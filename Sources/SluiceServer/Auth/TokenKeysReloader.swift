import Logging
import ServiceLifecycle

/// Reads the file of keys again when it has changed, within a second.
struct TokenKeysReloader: Service {
    let keys: TokenKeys
    let logger: Logger

    func run() async throws {
        // The sleep ends early when the server stops.
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: .seconds(ServerLimits.keysCheckSeconds))
                if keys.hasChanged { await keys.reload(telling: logger) }
            }
        }
    }
}

extension TokenKeys {
    /// Reads the file again, and tells what came of it.
    public func reload(telling logger: Logger) async {
        do {
            try await reload()
            logger.notice("keys of tokens read", metadata: ["count": "\(count)"])
        } catch {
            logger.error(
                "keys of tokens stay as they were: the file is wrong",
                metadata: ["error": "\(error)"])
        }
    }
}
