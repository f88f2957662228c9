import Logging
import SluiceEngine
import SluiceServer

extension ServeConfiguration {
    /// The logger of a server; every line of a request has its ids.
    func logger() -> Logger {
        let format = text(.logFormat)
        var logger = Logger(label: "sluice") { label -> any LogHandler in
            if format == "json" {
                return JSONLogHandler(
                    label: label, metadataProvider: RequestScope.metadata,
                    write: JSONLogHandler.standardError)
            }
            return StreamLogHandler.standardError(
                label: label, metadataProvider: RequestScope.metadata)
        }
        logger.logLevel = Logger.Level(rawValue: text(.logLevel)) ?? .notice
        return logger
    }

    /// Where warnings of the engine go: in JSON beside all else, else a line for people.
    func warnings() -> EngineWarning.Handler {
        guard text(.logFormat) == "json" else { return DataDirectory.warn }
        let logger = logger()
        return { warning in
            var metadata: Logger.Metadata = [:]
            for (name, value) in warning.values { metadata[name] = .string(value) }
            logger.warning("\(warning.message)", metadata: metadata)
        }
    }
}
