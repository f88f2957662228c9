import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore

struct AnomaliesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anomalies",
        abstract: "Show what is wrong with locked credit, and repair what is safe.",
        discussion: """
            Asks a running engine over HTTP. `sluice anomalies` counts, `sluice anomalies D1` lists; \
            docs/reference/anomalies.md has every detector with its condition.
            """,
        subcommands: [Show.self, Repair.self], defaultSubcommand: Show.self)

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count anomalies by detector, or list those of one.",
            discussion: """
                Exit codes: 0 nothing is open, 3 something is, 1 failed.

                Example: sluice anomalies D4 --merchant M-1
                """)

        @Argument(help: "A detector, such as D1, BREAK or PARKED.")
        var detector: String?

        @OptionGroup var door: EngineDoorOptions

        @Option(help: "Only those of this merchant.")
        var merchant: String?

        @Flag(help: "Print JSON: the board, or an anomaly a line.")
        var json = false

        func validate() throws {
            try AnomaliesCommand.check(detector, merchant)
        }

        func run() async throws {
            var isOpen = false
            try await door.run { engine in
                if let detector {
                    isOpen = try await list(detector, engine)
                } else {
                    isOpen = try await count(engine)
                }
            }
            if isOpen { throw ExitCode(3) }
        }

        private func count(_ engine: EngineDoor) async throws -> Bool {
            let board = try await engine.get(
                "/v1/anomalies" + (merchant.map { "?merchant=\(EngineDoor.part($0))" } ?? ""))
            if json {
                Terminal.out(board.bytes)
            } else {
                Terminal.out(AnomalyText(language: door.language).summary(board))
            }
            return board["detectors"].elements.contains { ($0["count"].number ?? 0) > 0 }
        }

        private func list(_ detector: String, _ engine: EngineDoor) async throws -> Bool {
            let items = try await AnomaliesCommand.items(detector, merchant, engine)
            if json {
                for item in items { Terminal.out(item.bytes) }
            } else if items.isEmpty {
                Terminal.out(door.language == .chinese ? "没有异常" : "nothing is open")
            } else {
                Terminal.out(AnomalyText(language: door.language).list(items))
            }
            return !items.isEmpty
        }
    }

    /// All that a detector finds, page by page.
    static func items(
        _ detector: String, _ merchant: String?, _ engine: EngineDoor
    ) async throws -> [JSONValue] {
        var items: [JSONValue] = []
        var cursor = ""
        while true {
            let own = merchant.map { "&merchant=\(EngineDoor.part($0))" } ?? ""
            let page = try await engine.get("/v1/anomalies/\(detector)?limit=1000\(cursor)\(own)")
            items += page["anomalies"].elements
            guard let next = page["next"].text else { return items }
            cursor = "&cursor=\(next)"
        }
    }

    static func check(_ detector: String?, _ merchant: String?) throws {
        if let detector, Detector(code: detector) == nil {
            let codes = Detector.allCases.map(\.code).joined(separator: ", ")
            throw ValidationError("\(detector) is no detector: \(codes)")
        }
        if let merchant, let fault = FieldRules.identifierFault(merchant) {
            throw ValidationError("--merchant: \(fault)")
        }
    }
}
