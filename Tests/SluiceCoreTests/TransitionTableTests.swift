import Foundation
import SluiceTestKit
import Testing

/// The page of transitions is what the core does, cell by cell.
@Suite("transitions × states")
struct TransitionTableTests {
    @Test("transitions.md is the table the core gives, with no cell undefined")
    func table() throws {
        let wanted = TransitionTable.lines()
        for line in wanted { #expect(!line.contains("none"), "\(line)") }
        let page = try ReferencePage("reference/transitions.md")
        var lines = page.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        let first = try #require(lines.firstIndex { $0.hasPrefix("| | ") })
        let last = try #require(lines.lastIndex { $0.hasPrefix("| ") })
        if ProcessInfo.processInfo.environment["SLUICE_UPDATE_DOCS"] != nil {
            lines.replaceSubrange(first...last, with: wanted)
            try lines.joined(separator: "\n").write(
                to: page.url, atomically: true, encoding: .utf8)
            return
        }
        #expect(Array(lines[first...last]) == wanted, "SLUICE_UPDATE_DOCS=1 writes the page anew")
    }
}
