import Foundation
import Testing

/// `sluice clock accept` finds the engine of a directory and speaks to it.
@Suite("Clock of a running engine", .blocking)
struct ClockProcessTests {
    @Test("it asks the engine that announced itself, in the name of a key")
    func accept() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let none = try SluiceProcess.run("clock", "accept", "--data", data.path, "--key", "x")
        #expect(none.status == 64 && none.error.contains("no journal in"), "\(none.error)")
        let server = try ServerProcess(data, ["--accept-clock"])
        let key = try #require(server.firstKey)
        let accepted = try SluiceProcess.run("clock", "accept", "--data", data.path, "--key", key)
        #expect(accepted.status == 0, "\(accepted.error)")
        // Nothing was in doubt: a journal begins by the clock as it is.
        #expect(accepted.output.contains(#""accepted":false"#))
        let refused = try SluiceProcess.run("clock", "accept", "--data", data.path, "--key", "sk_x")
        #expect(refused.status == 1 && refused.error.contains("401"), "\(refused.error)")
        try server.stop()
        let gone = try SluiceProcess.run("clock", "accept", "--data", data.path, "--key", key)
        #expect(gone.status == 1 && gone.error.contains("no engine runs on"), "\(gone.error)")
        let silent = try SluiceProcess.run(
            "clock", "accept", "--url", server.address, "--key", key)
        #expect(silent.status == 69 && silent.error.contains("nobody answers"), "\(silent.error)")
    }
}
