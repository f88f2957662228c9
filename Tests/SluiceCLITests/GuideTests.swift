import Foundation
import SluiceTestKit
import Testing

/// The guides on merchants, as they are followed: their files are written, their commands run, and
/// what they print is what the page shows.
@Suite("Guides", .blocking)
struct GuideTests {
    /// A fenced block and the comment before it, such as `file: events.jsonl`.
    private struct Block {
        var note: String
        var text: String
    }

    private static func blocks(of page: String) throws -> [Block] {
        let url = Surroundings.packageRoot.appending(path: "docs/guides/\(page)")
        let text = try String(contentsOf: url, encoding: .utf8)
        let pattern = /<!-- ((?:file|run): [^>]+?) -->\n\s*```\w*\n([\s\S]*?)\n\s*```/
        return text.matches(of: pattern).map {
            Block(note: String($0.output.1), text: String($0.output.2))
        }
    }

    @Test("write a mapping")
    func writeAMapping() throws {
        let folder = try ImportFolder()
        var commands = 0
        for block in try Self.blocks(of: "write-a-mapping.md") {
            let parts = block.note.split(separator: ": ", maxSplits: 1).map(String.init)
            guard parts[0] == "run" else {
                try folder.write(parts[1], block.text + "\n")
                continue
            }
            let lines = block.text.split(separator: "\n", maxSplits: 1).map(String.init)
            let words = lines[0].split(separator: " ").map(String.init)
            try #require(words.starts(with: ["$", "sluice"]))
            let ending = try SluiceProcess(
                Array(words.dropFirst(2)),
                under: ["/bin/sh", "-c", "cd '\(folder.url.path)' && exec \"$0\" \"$@\""]
            ).waitForEnd()
            #expect(ending.output == lines[1] + "\n", "\(lines[0])")
            #expect("\(ending.status)" == parts[1], "\(lines[0]) \(ending.error)")
            commands += 1
        }
        #expect(commands == 2)
    }

    @Test("connect a merchant: the webhook signed by hand is believed")
    func connectAMerchant() throws {
        let folder = try ImportFolder()
        let (data, mappings) = (folder.file("data"), folder.file("mappings"))
        try FileManager.default.createDirectory(
            at: mappings, withIntermediateDirectories: true)
        let mapping = try #require(
            try Self.blocks(of: "write-a-mapping.md").first { $0.note == "file: shop-a.yaml" })
        try Data(mapping.text.utf8).write(to: mappings.appending(path: "shop-a.yaml"))
        let server = try ServerProcess(data, ["--mappings", mappings.path])
        let made = try SluiceProcess.run(
            "webhook-secrets", "create", "--data", data.path, "--merchant", "M-1")
        let secret = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let script = try #require(
            try Self.blocks(of: "connect-a-merchant.md").first { $0.note == "run: webhook" })
        let head = "set -euo pipefail\nSECRET='\(secret)'\nADDRESS='\(server.address)'\n"
        let file = try folder.write("webhook.sh", head + script.text + "\n")
        func answer() throws -> String {
            let output = folder.file("answer")
            _ = FileManager.default.createFile(atPath: output.path, contents: nil)
            let handle = try FileHandle(forWritingTo: output)
            defer { try? handle.close() }
            let bash = Process()
            bash.executableURL = URL(fileURLWithPath: "/bin/bash")
            bash.arguments = [file.path]
            bash.standardOutput = handle
            try bash.run()
            bash.waitUntilExit()
            return try String(contentsOf: output, encoding: .utf8)
        }
        // The secret is seen by the server within a second.
        #expect(
            try Waiting.until { try answer() == #"{"results":[{"id":"ev-1","result":"parked"}]}"# })
        #expect(try answer() == #"{"results":[{"id":"ev-1","result":"duplicate"}]}"#)
        #expect(try server.stop().status == 0)
    }
}
