import Foundation
import Logging
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceServer

/// A data directory that no engine runs on, with the routes of a server on it.
///
/// Whoever reads finds it as it was left: time stands at the newest row, so that nothing is due and no
/// row is written. Whoever changes something brings it up to now first, as a server would.
struct LocalDirectory {
    let door: LocalDoor
    private let opened: DataDirectory

    /// Messages are kept for as long as a server may be told to.
    private static let messagesDays = 3_660

    /// - Throws: `JournalError`; `.locked` where another process has the directory.
    init(_ path: String, standsStill: Bool) throws {
        let newest = standsStill ? try Self.newestTime(path) : nil
        let clock = newest.map { time in WallClock { time } } ?? .system
        opened = try DataDirectory.open(
            path,
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: Import.lender, zone: "UTC"),
                policy: .standard),
            messagesKeepDays: Self.messagesDays, clock: clock)
        guard let messages = opened.messages else {
            preconditionFailure("messages were asked for")
        }
        var logger = Logger(label: "sluice") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        do {
            door = try LocalDoor(
                engine: opened.engine, views: opened.views, messages: messages.messages,
                deliveries: messages.deliveries, forecasts: opened.forecasts, directory: path,
                breaks: .kept(in: URL(fileURLWithPath: path)), clock: clock, logger: logger)
        } catch {
            opened.engine.stop()
            throw JournalError(.unavailable, "\(error)")
        }
    }

    func close() { opened.engine.stop() }

    /// Waits until lists have what the journal has; views that were lost are made again, which a bar
    /// shows.
    func followersCaughtUp() async throws {
        let newest = opened.engine.feed.newestRow
        var bar = ProgressBar("reading", total: Int(newest))
        defer { bar.finish() }
        while true {
            let row = opened.engine.place(of: "views").row
            if row >= newest { return }
            if let failure = opened.engine.status.snapshot.failures["views"] {
                throw JournalError(.unavailable, "the views cannot follow the journal: \(failure)")
            }
            bar.show(Int(row))
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// The ledger time of the newest row; nil where there is none.
    private static func newestTime(_ path: String) throws -> Instant? {
        var journal = try SQLiteJournal.openReadOnly(directory: path)
        defer { journal.close() }
        let head = try journal.head()
        guard head.sequence > 0,
            let row = try journal.read(after: head.sequence - 1, bytesMax: 1).first
        else { return nil }
        return try Recovery.decode(row).last?.time
    }
}
