import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore

struct MappingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping",
        abstract: "Try and show mappings of a merchant's own events.",
        discussion: """
            A mapping says where the fields of an event lie and which of the merchant's event \
            names is which fact. It is a YAML file; `sluice mapping show shop` prints one to copy. \
            `sluice serve --mappings` and `sluice ingest` use them.

            Example: sluice mapping test shop-a.yaml --events sample.jsonl
            """,
        subcommands: [Test.self, Show.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell line by line what each event of a file would become.",
            discussion: """
                Sends nothing. Exit code 1 if an event would be refused, or the mapping is wrong.
                """)

        @Argument(help: "The mapping file, or a shipped name.")
        var mapping: String

        @Option(help: "Events as the merchant tells them: .jsonl, .ndjson or .csv.")
        var events: String

        @Flag(help: "Print a JSON object an event.")
        var json = false

        func run() async throws {
            let trial = try MappingCommand.reporting {
                try MappingTrial(
                    mapping: EventMappingFile.load(mapping), file: URL(filePath: events))
            }
            for row in trial.rows {
                if json { Terminal.out(row.json) } else { Terminal.out(row.text) }
            }
            let counts = trial.counts
            if !json {
                Terminal.out(
                    "events \(trial.rows.count): facts \(counts.facts), ignored \(counts.ignored), "
                        + "refused \(counts.refused)")
            }
            if counts.refused > 0 || trial.rows.isEmpty { throw ExitCode(1) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a mapping as YAML: a shipped one, or one of a folder by its name.")

        @Argument(help: "The name of the mapping.")
        var name: String

        @Option(help: "The folder `sluice serve --mappings` reads.")
        var mappings: String?

        func run() async throws {
            let text = try MappingCommand.reporting { () throws(MappingError) -> String in
                let path = mappings.map {
                    URL(filePath: $0).appending(path: name + ".yaml").path
                }
                let text = try MappingFile.text(
                    of: path ?? name, shipped: ShippedEventMappings.names,
                    ShippedEventMappings.text(of:))
                _ = try EventMappingFile.parse(text, of: path ?? name)
                return text
            }
            Terminal.out(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }

    private static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as MappingError {
            Terminal.error("\(error)")
            throw ExitCode(1)
        } catch let error as ImportError {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }
}
