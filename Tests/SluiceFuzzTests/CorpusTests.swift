import Foundation
import SluiceTestKit
import Testing

/// What libFuzzer found to reach something new, kept and read again without it.
@Suite("Corpora of the fuzz targets")
struct CorpusTests {
    private static let root = Surroundings.packageRoot
        .appending(path: "Tests/SluiceFuzzTests/Corpus")
    private static let totalBytesMax = 200 * 1_024

    @Test(
        "no input breaks a promise; some are taken and some refused", arguments: FuzzTarget.allCases
    )
    func replay(target: FuzzTarget) throws {
        var taken = 0
        var refused = 0
        var bytes = 0
        for file in try Self.inputs(of: target) {
            let input = try [UInt8](Data(contentsOf: file))
            bytes += input.count
            do throws(FuzzFinding) {
                if try target.check(input) { taken += 1 } else { refused += 1 }
            } catch {
                Issue.record("\(file.lastPathComponent): not so: \(error.promise)")
            }
        }
        #expect(taken > 0)
        #expect(refused > 0)
        #expect(bytes <= Self.totalBytesMax)
    }

    @Test("every corpus is one of a target")
    func folders() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
        #expect(Set(names) == Set(FuzzTarget.allCases.map(\.rawValue)))
    }

    private static func inputs(of target: FuzzTarget) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: target.rawValue), includingPropertiesForKeys: nil)
    }
}
