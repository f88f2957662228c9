import Foundation
import SluiceTestKit

/// A guide as it is followed: its fenced blocks, each named by the comment `run: word` before it.
struct GuidePage {
    struct Block {
        var word: String
        var text: String
    }

    let blocks: [Block]

    init(_ name: String) throws {
        let url = Surroundings.packageRoot.appending(path: "docs/guides/\(name)")
        let text = try String(contentsOf: url, encoding: .utf8)
        let pattern = /<!-- run: (\w+) -->\n```\w*\n([\s\S]*?)\n```/
        blocks = text.matches(of: pattern).map {
            Block(word: String($0.output.1), text: String($0.output.2))
        }
    }

    /// What a bash script prints, in a folder, with `sluice` at hand.
    static func bash(
        _ script: String, in folder: ImportFolder, _ environment: [String: String]
    ) throws -> SluiceProcess.Ending {
        let names = environment.sorted { $0.key < $1.key }.map { "export \($0.key)='\($0.value)'" }
        let head = "cd '\(folder.url.path)'\n" + names.joined(separator: "\n")
        let file = try folder.write(
            "script.sh", "sluice() { \"$SLUICE\" \"$@\"; }\n" + head + "\n" + script + "\n")
        return try SluiceProcess(
            [file.path], under: ["/bin/bash", "-c", "SLUICE=\"$0\" exec /bin/bash \"$1\""]
        ).waitForEnd()
    }
}
