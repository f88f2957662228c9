import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceAPI
import SluiceEngine
import SluiceSQLite

/// Which engine a command asks, in whose name, and in which language: the same of every command.
struct EngineDoorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The address of a running engine. (default: SLUICE_URL)", valueName: "url"))
    var url: String?

    @Option(
        help: """
            An API key, or - to read it from standard input; SLUICE_KEY keeps it out of the list of \
            processes.
            """)
    var key: String?

    @Option(
        help: """
            A data directory: the engine that runs on it is asked, else the directory itself. \
            (default: ./data)
            """)
    var data: String?

    @Option(help: "The language of texts: en or zh.")
    var lang = "en"

    static let defaultDirectory = "./data"

    func validate() throws {
        guard Language(rawValue: lang) != nil else {
            throw ValidationError("--lang is en or zh")
        }
        guard url == nil || data == nil else {
            throw ValidationError("--url names a running engine, --data a directory: say one")
        }
    }

    var language: Language { Language(rawValue: lang) ?? .english }

    /// What a command does with the ledger.
    enum Aim {
        case reads
        /// A directory that no engine runs on is changed only in the name of a key.
        case changes
        /// Only a running engine can answer.
        case asks
    }

    /// Hands over a door, which closes after `body`. What the engine refuses ends the program with exit
    /// code 1, and with 69 where nobody answers.
    func run(_ aim: Aim = .reads, _ body: (EngineDoor) async throws -> Void) async throws {
        let given = AskedEngine.key(key)
        do {
            if data == nil, let url = try AskedEngine.url(url) {
                return try await overHTTP(url, given, body)
            }
            let directory = data ?? Self.defaultDirectory
            guard DataDirectory.hasJournal(directory) else {
                guard data == nil else { throw Self.nothing(in: directory) }
                return try await overHTTP(AskedEngine.defaultURL, given, body)
            }
            try await on(directory, given, aim, body)
        } catch let refusal as DoorRefusal {
            Terminal.error("\(refusal)")
            throw ExitCode(1)
        } catch let silence as DoorSilence {
            Terminal.error("\(silence)")
            throw ExitCode(69)
        }
    }

    private static func nothing(in directory: String) -> ValidationError {
        ValidationError(
            "no journal in \(directory): name another directory with --data, or a running engine "
                + "with --url")
    }

    private func overHTTP(
        _ url: String, _ key: String?, _ body: (EngineDoor) async throws -> Void
    ) async throws {
        guard let key else {
            throw ValidationError(
                "the engine at \(url) wants a key: put it into SLUICE_KEY, or say --key -")
        }
        // Where nobody listens, that is the answer: asking on would only make somebody wait.
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(EngineDoor(way: .http(http, url: url), key: key, language: language))
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    /// Asks the engine that runs on a directory; opens it where there is none.
    private func on(
        _ directory: String, _ key: String?, _ aim: Aim,
        _ body: (EngineDoor) async throws -> Void
    ) async throws {
        let opened: LocalDirectory
        do {
            if aim == .asks { throw try Self.unused(directory) }
            opened = try LocalDirectory(directory, standsStill: aim == .reads || key == nil)
        } catch let error as JournalError where error.code == .locked {
            guard let url = DirectoryLock.announcedAddress(directory: directory),
                error.detail.contains(url)
            else {
                Terminal.error("\(error)")
                throw ExitCode(75)
            }
            return try await overHTTP(url, key, body)
        } catch let error as JournalError {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
        defer { opened.close() }
        guard aim == .reads || key != nil else {
            throw ValidationError(
                "who changes something is journalled: put a key into SLUICE_KEY, or say --key -")
        }
        try await opened.followersCaughtUp()
        let way = EngineDoor.Way.directory(opened.door, path: directory)
        try await body(EngineDoor(way: way, key: key, language: language))
    }

    /// What to say where only a running engine can answer.
    /// - Throws: `JournalError.locked` where one runs.
    private static func unused(_ directory: String) throws -> ExitCode {
        let lock = try DirectoryLock(directory: directory, startedAt: WallClock.system.now())
        withExtendedLifetime(lock) {}
        Terminal.error("no engine runs on \(directory)")
        return ExitCode(1)
    }
}
