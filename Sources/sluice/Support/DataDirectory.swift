import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Synchronization

/// A data directory opened by this process alone, with the engine that runs on it.
struct DataDirectory {
    let engine: Engine
    let views: SQLiteViews
    /// nil where nobody is to be told anything.
    let messages: SQLiteMessages?
    /// nil where the stores are not cared for.
    let people: SQLitePeople?
    let forecasts: ForecastFollower
    let lock: DirectoryLock
    /// Held while rows wait for a follower.
    let followerLock: DirectoryLock?
    /// The texts that commands of the journal carry, as of the start.
    let notes: Set<Key<NoteTag>>

    /// A line for people on standard error.
    static let warn: EngineWarning.Handler = { warning in
        let values = warning.values.map { " \($0.name)=\($0.value)" }.joined()
        Terminal.error("warning: \(warning.message):\(values)")
    }

    /// Takes the directory and starts an engine on it; an empty one is born with `birth`.
    /// Where there is a follower, no row is durable before it is there too; both are brought to the same
    /// end first. `cares` moves old rows into files and reads the stores again while it runs.
    ///
    /// Views that cannot follow the journal are thrown away: they are made again from it.
    /// - Throws: `JournalError`.
    static func open(
        _ path: String, birth: Birth, options: EngineOptions = EngineOptions(),
        follower: FollowerChoice? = nil, cares: Bool = false, messagesKeepDays: Int? = nil,
        clock: WallClock = .system, onWarning: @escaping EngineWarning.Handler = DataDirectory.warn
    ) throws -> DataDirectory {
        // Files of the directory are the owner's alone, wherever it stands.
        umask(0o077)
        let lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        try SQLiteJournal.checkFormat(directory: path)
        let followerLock = try follower.map { try $0.lockAndLevel(with: path) }
        let archive = try SQLiteArchive(directory: path)
        let views = try SQLiteViews(directory: path)
        let messages = try messagesKeepDays.map {
            try SQLiteMessages(directory: path, keepDays: $0)
        }
        let people = cares ? try openPeople(path) : nil
        let forecasts = ForecastFollower(directory: path)
        if hasJournal(path), let journal = try openUnlessEmpty(path) {
            try check(archive.checkpoint(), archive.checkpointHash(), "archive.db", journal)
            if let messages {
                try check(
                    messages.checkpoint(), messages.checkpointHash(), "messages.db", journal)
            }
            do {
                try check(views.checkpoint(), views.checkpointHash(), "views.db", journal)
            } catch {
                try views.discard()
            }
            do {
                try check(
                    forecasts.checkpoint(), forecasts.checkpointHash, "forecasts.bin", journal)
            } catch {
                forecasts.discard()
            }
            var closing = journal
            closing.close()
        }
        var scrubs: [ScrubStore] = []
        if cares {
            scrubs = SQLiteJournal.scrubStores(directory: path)
            scrubs.append(archive.scrubStore)
            if let messages { scrubs.append(messages.scrubStore) }
            if let people { scrubs.append(people.scrubStore) }
        }
        let notes = CarriedNotes()
        let engine = try Engine(
            Engine.Parts(
                journal: follower?.journal(of: path)
                    ?? SQLiteJournal(directory: path, version: sluiceVersion),
                archive: archive,
                consumers: [views, forecasts] + (messages.map { [$0] } ?? []), clock: clock,
                snapshots: SnapshotFolder(directory: path),
                rowFiling: cares
                    ? follower?.rowFiling(of: path) ?? SQLiteJournal.rowFiling(directory: path)
                    : nil,
                scrubs: scrubs,
                options: options,
                onFatal: { detail in
                    Terminal.error("fatal: \(detail)")
                    exit(70)
                },
                onNote: { notes.insert($0) },
                onWarning: onWarning),
            birth: birth)
        return DataDirectory(
            engine: engine, views: views, messages: messages, people: people,
            forecasts: forecasts, lock: lock, followerLock: followerLock, notes: notes.all)
    }

    /// The store of people, with those erased again whom an older copy brought back.
    private static func openPeople(_ path: String) throws -> SQLitePeople {
        let people = try SQLitePeople(directory: path, clock: .system)
        let again = try people.applyErasures()
        if again > 0 {
            Terminal.error("persons erased again, brought back by an older copy: \(again)")
        }
        return people
    }

    static func hasJournal(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/journal.db")
    }

    /// The journal to check followers against; nil where its file was made and no more. A follower
    /// that is ahead of nothing is refused by recovery.
    private static func openUnlessEmpty(_ path: String) throws -> SQLiteJournal? {
        do {
            return try SQLiteJournal.openReadOnly(directory: path)
        } catch  where error.code == .unavailable {
            return nil
        }
    }

    /// Checks that a follower's checkpoint is a row of this journal.
    static func check(
        _ row: UInt64, _ hash: RowHash, _ name: String, _ journal: SQLiteJournal
    ) throws {
        guard row > 0 else { return }
        guard let stored = try journal.read(after: row - 1, bytesMax: 1).first else {
            throw JournalError(
                .damaged,
                "\(name) has followed the journal to row \(row), which is not there: "
                    + "the journal's tail is lost")
        }
        guard stored.hash == hash else {
            throw JournalError(.damaged, "\(name) followed another journal: row \(row) differs")
        }
    }

    /// Runs a command's body, turning errors of stores into messages and exit codes.
    static func reporting<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as JournalError {
            Terminal.error("\(error)")
            throw ExitCode(error.code == .locked ? 75 : 1)
        }
    }
}

/// Collects the keys of texts while a journal is replayed.
private final class CarriedNotes: Sendable {
    private let notes = Mutex(Set<Key<NoteTag>>())

    var all: Set<Key<NoteTag>> { notes.withLock { $0 } }

    func insert(_ note: Key<NoteTag>) { notes.withLock { _ = $0.insert(note) } }
}

/// The option every command on a directory has.
struct DataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "The data directory.")
    var path = "./data"

    /// - Throws: a message if there is no journal in the directory.
    func requireJournal() throws {
        guard DataDirectory.hasJournal(path) else {
            throw ValidationError(
                "no journal in \(path): name the directory with --data, or make one with "
                    + "`sluice serve` or `sluice import`")
        }
    }
}
