import Foundation
import Testing

@testable import SluiceEngine

@Suite("Threads have their names")
struct NamedThreadTests {
    #if os(Linux)
        @Test("as the machine shows them", arguments: ["sluice.journal", "sluice.sequencer"])
        func shown(_ name: String) async throws {
            let shown = await withCheckedContinuation { continuation in
                NamedThread.start(name) {
                    let file = URL(filePath: "/proc/thread-self/comm")
                    continuation.resume(returning: try? String(contentsOf: file, encoding: .utf8))
                }
            }
            #expect(shown == name.prefix(NamedThread.nameBytesMax) + "\n")
        }
    #endif
}
