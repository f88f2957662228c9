import Logging
import ServiceLifecycle
import SluiceServer
import UnixSignals

/// Reads the mappings of a server again at each SIGHUP.
struct MappingReloader: Service {
    let mappings: EventMappings
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            do {
                try mappings.reload()
                logger.notice("mappings read", metadata: ["count": "\(mappings.all.count)"])
            } catch {
                logger.error(
                    "mappings stay as they were: one is wrong", metadata: ["error": "\(error)"])
            }
        }
    }
}
