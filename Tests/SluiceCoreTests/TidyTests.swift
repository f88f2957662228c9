import Foundation
import SluiceTestKit
import Testing

/// The core is pure: its sources name no clock, no randomness and no other module.
@Suite("tidy")
struct TidyTests {
    @Test("the core imports nothing and reads no clock, randomness or dictionary order")
    func purity() throws {
        let folder = Surroundings.packageRoot.appending(path: "Sources/SluiceCore")
        let files = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        let forbidden = [
            "import ", "Foundation", "Date()", "UUID()", "random", "Clock.now", "try!",
            "print(", "shuffled",
        ]
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            count += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            for (number, line) in text.components(separatedBy: "\n").enumerated() {
                let code = line.components(separatedBy: "//")[0]
                for word in forbidden where code.contains(word) {
                    Issue.record("\(file.lastPathComponent):\(number + 1): \(word)")
                }
            }
        }
        #expect(count > 20)
    }
}
