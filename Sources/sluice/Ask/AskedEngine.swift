import ArgumentParser
import Foundation

/// Where the engine is that a command asks and in whose name, where no option says it.
enum AskedEngine {
    static let defaultURL = "http://127.0.0.1:8080"

    /// The address of an option, else of the environment, without a slash at its end.
    /// - Throws: a message if it is no address of HTTP.
    static func url(_ given: String?) throws -> String? {
        guard let url = given ?? ProcessInfo.processInfo.environment["SLUICE_URL"] else {
            return nil
        }
        guard ["http://", "https://"].contains(where: { url.hasPrefix($0) && url != $0 }) else {
            throw ValidationError("\(url) is no address such as \(defaultURL)")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// The key of an option, where `-` reads a line of standard input, else that of the environment.
    static func key(_ given: String?) -> String? {
        given == "-" ? readLine() ?? "" : given ?? ProcessInfo.processInfo.environment["SLUICE_KEY"]
    }
}
