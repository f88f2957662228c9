import ArgumentParser
import SluiceAPI
import SluiceServer

extension Keys {
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key that takes the place of another, and print it.",
            discussion: """
                It has the same role, binding, scopes, name and person. Both are good for the \
                overlap, then the other ends by itself. It lives as long as the other was to, \
                unless --expires-in says otherwise.
                """)

        @OptionGroup var data: DataOption

        @Argument(help: "The id of the key that ends, the part between the underscores.")
        var id: String

        @Option(help: "For how long both are good, such as 24h; 0s ends the other at once.")
        var overlap = "24h"

        @Option(help: "After how long the new one ends by itself, such as 90d.")
        var expiresIn: String?

        @Flag(help: "Print a JSON object with the key and all that is kept of it.")
        var json = false

        func run() async throws {
            guard let overlapNs = SpanCode.ns(overlap) else {
                throw ValidationError("--overlap \(overlap) is no span such as 24h")
            }
            let expiresAt = try Keys.end(after: expiresIn, option: "--expires-in")
            try Keys.reporting {
                let store = try KeyStore(directory: data.path)
                let made = try store.rotate(id: id, overlapNs: overlapNs, expiresAt: expiresAt)
                Keys.tell(made, json: json)
            }
        }
    }
}
