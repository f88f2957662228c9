import Logging
import ServiceLifecycle
import SluiceServer
import UnixSignals

/// Reads the files of a server again at each SIGHUP: mappings, connectors, keys of tokens, the
/// certificate.
struct FileReloader: Service {
    let mappings: EventMappings
    let connectors: Connectors
    /// nil where no tokens are taken.
    let tokenKeys: TokenKeys?
    /// nil where TLS is not spoken.
    let certificate: ServerCertificate?
    let logger: Logger

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            reload(mappings)
            reload(connectors)
            await tokenKeys?.reload(telling: logger)
            certificate?.reload(telling: logger)
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
