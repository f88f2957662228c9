import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceAPI
import SluiceClient
import SluiceCore
import SluiceServer

struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Try and show how merchants are asked for their orders.",
        discussion: """
            A connector says where a merchant shows its orders, as whom it is asked, how fast, and \
            what its answer means. It is a YAML file; `sluice connector show shop` prints one to \
            copy. `sluice serve --connectors` uses them.

            Example: sluice connector test shop-a.yaml --order O-1
            """,
        subcommands: [Test.self, Show.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what would be recorded of an order, and how long one may wait.",
            discussion: """
                Reads a document of the merchant, or asks its endpoint for an order, once. Records \
                nothing. Exit code 1 if the document means nothing, or nothing came.
                """)

        @Argument(help: "The connector file.")
        var connector: String

        @Option(help: "A document as the merchant shows an order; - reads standard input.")
        var document: String?

        @Option(help: "The number of an order to ask the merchant for.")
        var order: String?

        func validate() throws {
            guard (document == nil) != (order == nil) else {
                throw ValidationError("one of --document and --order is needed")
            }
        }

        func run() async throws {
            let connector = try ConnectorCommand.reporting { () throws(MappingError) -> Connector in
                try ConnectorFile.load(self.connector)
            }
            let answer: PullAnswer
            if let order {
                let http = ConnectorClient.http()
                answer = await ConnectorClient(http: http).ask(connector, for: order)
                try await http.shutdown()
            } else {
                answer = try read(document ?? "", by: connector)
            }
            switch answer {
            case .view(let view):
                tell(view)
                if let waits = PullWaits(connector) { tell(waits) }
            case .throttled(let seconds):
                Terminal.error("the endpoint wants to be left alone for \(seconds) s")
                throw ExitCode(1)
            case .failed(let failure):
                Terminal.error("\(failure.rawValue): \(failure.meaning)")
                throw ExitCode(1)
            }
        }

        private func read(
            _ document: String, by connector: Connector
        ) throws -> PullAnswer {
            let input =
                document == "-"
                ? FileHandle.standardInput.readDataToEndOfFile()
                : FileManager.default.contents(atPath: document)
            guard let input else {
                Terminal.error("\(document) cannot be read")
                throw ExitCode(1)
            }
            do {
                let value = try JSONReader.read(Array(input), numbers: .asWritten)
                return .view(try connector.view.view(of: value))
            } catch let error as FieldError {
                let place = error.field.isEmpty ? "" : " at \(error.field)"
                Terminal.error("\(error.code.rawValue)\(place): \(error.detail)")
                throw ExitCode(1)
            } catch {
                Terminal.error("\(document) is no JSON: \(error)")
                throw ExitCode(1)
            }
        }

        private func tell(_ view: OrderView) {
            Terminal.out(view.isKnown ? "known" : "unknown: the merchant has no such order")
            for fact in view.facts {
                var words = [fact.kind.code, RFC3339.format(fact.occurredAt.ns)]
                words += fact.lines.map { line in
                    "line \(line.line)" + (line.amount.map { " \($0.minor)" } ?? "")
                }
                if let amount = fact.amount { words.append("amount \(amount.minor)") }
                if fact.reason != .none { words.append(fact.reason.code) }
                Terminal.out(words.joined(separator: " "))
            }
            if view.isKnown, view.facts.isEmpty { Terminal.out("no fact stands") }
        }

        private func tell(_ waits: PullWaits) {
            for urgency in PullClass.allCases {
                let told =
                    waits.maxSeconds(of: urgency).map { "waits at most \($0) s" }
                    ?? "has no longest wait"
                Terminal.out("\(urgency.code) \(told)")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a connector as YAML: a shipped one, or one of a folder by its name.")

        @Argument(help: "The name of the connector.")
        var name: String

        @Option(help: "The folder `sluice serve --connectors` reads.")
        var connectors: String?

        func run() async throws {
            let text = try ConnectorCommand.reporting { () throws(MappingError) -> String in
                guard let connectors else {
                    return try MappingFile.text(
                        of: name, shipped: [ShippedConnector.name]
                    ) { $0 == ShippedConnector.name ? ShippedConnector.text : nil }
                }
                let path = URL(filePath: connectors).appending(path: name + ".yaml").path
                _ = try ConnectorFile.load(path)
                return try MappingFile.text(of: path, shipped: []) { _ in nil }
            }
            Terminal.out(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }

    private static func reporting<Value>(
        _ body: () throws(MappingError) -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }
}

extension PullFailure {
    /// What it means to who looks at one answer.
    fileprivate var meaning: String {
        switch self {
        case .unreachable: "no connection, or one that broke"
        case .timeout: "no answer within the connector's timeout"
        case .failing: "the endpoint answered with a status that is none of an order"
        case .denied: "the endpoint does not take the secret"
        case .refused: "the endpoint refused this order"
        case .unreadable: "the answer means nothing under this connector; try it with --document"
        case .unrecorded: "the ledger did not take it"
        }
    }
}
