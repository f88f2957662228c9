import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine

/// What a command takes for a policy: `standard`, a file, a data directory, or a version of one.
enum PolicySource {
    /// The policy in force in a directory, or one of its versions.
    /// - Throws: `JournalError`, or a message if the journal has no such version.
    static func policy(
        in directory: String, version: UInt32?
    ) throws -> (policy: Policy, adoptedAt: Instant) {
        let all = try JournalPolicies.read(directory: directory)
        let index = version.map { Int($0) - 1 } ?? all.count - 1
        guard all.indices.contains(index) else {
            throw PolicyError(
                file: directory, line: 0,
                message: all.isEmpty
                    ? "the journal has no policy yet"
                    : "there is no version \(version ?? 0): known are 1 to \(all.count)")
        }
        return all[index]
    }

    /// The policy of `standard`, `FILE`, `DIR` or `DIR@VERSION`.
    static func load(_ text: String) throws -> Policy {
        if DataDirectory.hasJournal(text) { return try policy(in: text, version: nil).policy }
        if let mark = text.lastIndex(of: "@"),
            let version = UInt32(text[text.index(after: mark)...]),
            DataDirectory.hasJournal(String(text[..<mark]))
        {
            return try policy(in: String(text[..<mark]), version: version).policy
        }
        return try PolicyFile.load(text)
    }

    /// Runs a command's body, turning its errors into messages and exit codes.
    static func reporting<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await DataDirectory.reporting {
            do {
                return try await body()
            } catch let error as PolicyError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            }
        }
    }
}
