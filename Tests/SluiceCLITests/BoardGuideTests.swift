import Foundation
import SluiceTestKit
import Testing

/// The guide "Read the board", as it is followed against a running engine, and what else its commands say.
@Suite("Guide: read the board", .blocking)
struct BoardGuideTests {
    /// Without what differs from run to run: ages, times and the spaces they take.
    private static func plain(_ text: String) -> String {
        text.replacing(/\d+\.\d (s|min)/, with: "AGE").replacing(/\d+ s ago/, with: "AGO")
            .replacing(/\d{4}-\d\d-\d\dT[\d:.]+Z/, with: "TIME").replacing(/[ ]+/, with: " ")
            .split(separator: "\n").joined(separator: "\n")
    }

    @Test("its commands print what the page shows")
    func guide() throws {
        let folder = try ImportFolder()
        let blocks = try GuidePage("read-the-board.md").blocks
        let policy = try #require(blocks.first { $0.word == "policy" })
        let made = try GuidePage.bash(policy.text, in: folder, [:])
        try #require(made.status == 0, "\(made.error)")
        let server = try ServerProcess(
            folder.file("data"), ["--policy", folder.file("board.yaml").path])
        let environment = [
            "SLUICE_URL": server.address, "SLUICE_KEY": try #require(server.firstKey),
        ]
        let setup = try #require(blocks.first { $0.word == "setup" })
        let ready = try GuidePage.bash("set -e\n" + setup.text, in: folder, environment)
        try #require(ready.status == 0, "\(ready.error)")
        func run(_ command: String) throws -> SluiceProcess.Ending {
            try GuidePage.bash(command, in: folder, environment)
        }
        #expect(
            try Waiting.until {
                try run("sluice anomalies").output.contains("D4")
            }, "the board is counted within seconds")
        var commands = 0
        for block in blocks where Int(block.word) != nil {
            let lines = block.text.split(separator: "\n", maxSplits: 1).map(String.init)
            try #require(lines[0].hasPrefix("$ "))
            let command = String(lines[0].dropFirst(2))
            var ending = try run(command)
            // A list is of the views, which follow what a repair has done.
            if !command.contains("repair") {
                _ = try Waiting.until {
                    if Self.plain(ending.output) == Self.plain(lines[1]) { return true }
                    ending = try run(command)
                    return false
                }
            }
            #expect("\(ending.status)" == block.word, "\(lines[0]) \(ending.error)")
            #expect(Self.plain(ending.output) == Self.plain(lines[1]), "\(lines[0])")
            commands += 1
        }
        #expect(commands == 5)
        try others(run)
        #expect(try server.stop().status == 0)
    }

    /// Chinese, JSON, and what is refused.
    private func others(_ run: (String) throws -> SluiceProcess.Ending) throws {
        let chinese = try run("sluice anomalies D4 --lang zh")
        #expect(chinese.output == "没有异常\n" && chinese.status == 0)
        let json = try run("sluice anomalies --json")
        #expect(json.output.hasPrefix(#"{"as_of":""#), "\(json.output)")
        for (command, status, text) in [
            ("sluice anomalies D99", 64, "D99 is no detector"),
            ("sluice anomalies repair D5", 64, "has nothing to repair"),
            ("sluice anomalies --key sk_x", 1, "answered 401"),
            ("sluice anomalies --url http://127.0.0.1:1 --key x", 69, "nobody answers"),
            ("sluice anomalies --lang fr", 64, "--lang is en or zh"),
        ] {
            let ending = try run(command)
            #expect(Int(ending.status) == status, "\(command) \(ending.error)")
            #expect(ending.error.contains(text), "\(command) \(ending.error)")
        }
    }
}
