import Logging
import ServiceLifecycle
import SluiceServer
import UnixSignals

/// Reads the mappings and connectors of a server again at each SIGHUP.
struct MappingReloader: Service {
    let mappings: EventMappings
    let connectors: Connectors
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            reload(mappings)
            reload(connectors)
        }
    }

    private func reload<File>(_ files: MerchantFiles<File>) {
        do {
            try files.reload()
            logger.notice(
                "files of merchants read",
                metadata: ["kind": "\(File.word)", "count": "\(files.all.count)"])
        } catch {
            logger.error(
                "files of merchants stay as they were: one is wrong",
                metadata: ["kind": "\(File.word)", "error": "\(error)"])
        }
    }
}
