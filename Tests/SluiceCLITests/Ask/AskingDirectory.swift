import Foundation
import SluiceAPI
import Testing

@testable import sluice

/// Commands that ask, on one directory, with or without an engine that runs on it.
struct AskingDirectory {
    let live: LiveDirectory

    init() throws { live = try LiveDirectory() }

    var data: URL { live.data }

    /// Runs a command on the directory, with the lender's key in the environment or without any.
    func run(_ arguments: String..., withKey: Bool = true) throws -> SluiceProcess.Ending {
        try SluiceProcess(
            arguments + ["--data", data.path],
            under: ["/usr/bin/env"] + (withKey ? ["SLUICE_KEY=\(live.key)"] : ["-u", "SLUICE_KEY"])
        ).waitForEnd()
    }

    func document(_ arguments: String...) throws -> JSONValue {
        let ending = try SluiceProcess(
            arguments + ["--json", "--data", data.path],
            under: ["/usr/bin/env", "SLUICE_KEY=\(live.key)"]
        ).waitForEnd()
        try #require(ending.status == 0, "\(arguments): \(ending.error)")
        return try JSONReader.read(Array(ending.output.utf8))
    }
}
