import Foundation
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Writes a JSON object a line to standard error: `time`, `level`, `message`, `logger`, then metadata by
/// name. Messages are constant; what differs is metadata.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    /// Where lines go, each with its end.
    let write: @Sendable ([UInt8]) -> Void

    static func standardError(_ bytes: [UInt8]) {
        FileHandle.standardError.write(Data(bytes))
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("time", WallClock.system.now())
            writer.member("level", event.level.rawValue)
            writer.member("message", event.message.description)
            writer.member("logger", label)
            for (name, value) in all.sorted(by: { $0.key < $1.key }) {
                writer.member(Self.names.contains(name) ? "metadata.\(name)" : name, "\(value)")
            }
        }
        write(writer.bytes + [UInt8(ascii: "\n")])
    }

    /// No name stands twice.
    private static let names: Set = ["time", "level", "message", "logger"]
}
