import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list, rotate and revoke API keys.",
        discussion: "A running engine sees a change within a second.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a key for ever.")

        @OptionGroup var data: DataOption

        @Argument(help: "The key's id, the part between the underscores.")
        var id: String

        func run() async throws {
            try Keys.reporting { try KeyStore(directory: data.path).revoke(id: id) }
        }
    }

    static func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as KeyStoreError {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }

    /// Prints a key that was made: its text alone, or all of it as a JSON object.
    static func tell(_ made: (record: KeyRecord, text: String), json: Bool) {
        guard json else { return Terminal.out(made.text) }
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            made.record.members(to: &writer, at: made.record.createdAt, usedAt: nil)
            writer.member("key", made.text)
        }
        Terminal.out(writer.bytes)
    }

    /// When what begins now ends after a span such as `90d`.
    static func end(after span: String?, option: String) throws -> Instant? {
        guard let span else { return nil }
        guard let spanNs = SpanCode.ns(span), spanNs > 0 else {
            throw ValidationError("\(option) \(span) is no span such as 90d or 12h")
        }
        return WallClock.system.now().adding(spanNs: spanNs)
    }
}
