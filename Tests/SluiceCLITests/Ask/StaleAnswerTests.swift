import Foundation
import SluiceAPI
import Testing

@testable import sluice

@Suite("Answers of views that are behind, on the command line", .blocking)
struct StaleAnswerTests {
    /// What is read from the views; the second prints times.
    private static let commands = [
        ["anomalies", "D4"], ["slo"], ["hold", "list"], ["account", "list", "--json"],
        ["hold", "timeline", "H-1", "--merchant", "M"],
    ]

    private static func run(
        _ command: [String], _ asking: AskingDirectory
    ) throws -> SluiceProcess.Ending {
        try SluiceProcess(
            command + ["--data", asking.data.path],
            under: ["/usr/bin/env", "SLUICE_KEY=\(asking.live.key)"]
        ).waitForEnd()
    }

    /// The `Sluice-Sequence` of a list once it is marked, or no longer marked.
    private static func list(
        _ server: ServerProcess, _ asking: AskingDirectory, isMarked: Bool
    ) throws -> String {
        let connection = try server.connect(key: asking.live.key)
        var sequence: String?
        try Waiting.until {
            let list = try connection.send("GET", "/v1/accounts")
            sequence = list.headers["sluice-sequence"]
            return (list.headers["sluice-stale"] == "true") == isMarked
        }
        return try #require(sequence)
    }

    @Test("each says so once, with what it is as of; what it prints and its exit code stay")
    func marked() throws {
        let asking = try AskingDirectory()
        let server = try ServerProcess(asking.data)
        let fresh = try Self.commands.map { try Self.run($0, asking) }
        for (command, ending) in zip(Self.commands, fresh) {
            #expect(ending.error.isEmpty, "\(command): \(ending.error)")
        }

        try asking.live.holdViews(true)
        let opened = try server.connect(key: asking.live.key).send(
            "POST", "/v1/accounts", #"{"id":"A-9","currency":"CNY","limit":1}"#)
        #expect(opened.status == 201)
        let asOf = try Self.list(server, asking, isMarked: true)
        let english = "sluice: \(StaleAnswer.text(asOf: asOf, in: .english))\n"
        for (command, before) in zip(Self.commands, fresh) {
            let ending = try Self.run(command, asking)
            #expect(ending.error == english, "\(command)")
            #expect(ending.status == before.status, "\(command)")
            if command != ["slo"] { #expect(ending.output == before.output, "\(command)") }
        }
        let chinese = try Self.run(["hold", "list", "--limit", "1", "--lang", "zh"], asking)
        #expect(
            chinese.error.contains("sluice: \(StaleAnswer.text(asOf: asOf, in: .chinese))\n"))
        // What the ledger itself answers is as of now.
        let account = try Self.run(["account", "show", "A-9"], asking)
        #expect(account.status == 0 && account.error.isEmpty, "\(account.error)")

        try asking.live.holdViews(false)
        _ = try Self.list(server, asking, isMarked: false)
        let whole = try Self.run(["account", "list"], asking)
        #expect(whole.error.isEmpty && whole.output.contains("A-9"), "\(whole.error)")
        #expect(try server.stop().status == 0)
    }
}
