import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer

struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Show who was refused what, and who saw what.",
        discussion: """
            Reads the access trail of a data directory; a server may be running on it, whose newest \
            second may be missing. Oldest first; filters go together.

            Example: sluice access --event not_yours --since 2026-11-27T00:00:00+08:00
            """)

    @OptionGroup var data: DataOption

    @Option(
        name: .customLong("event"),
        help: """
            not_yours, forbidden, unauthenticated, viewed, viewed_in_full, caller_verified, \
            call_ended, changed or erased; may be repeated.
            """)
    var events: [String] = []

    @Option(help: "Only of keys of this role.")
    var role: String?

    @Option(help: "Only of this person or key name.")
    var subject: String?

    @Option(help: "Only where an account, hold, order, merchant or person of this name was named.")
    var object: String?

    @Option(help: "Only of the request with this X-Request-Id.")
    var requestID: String?

    @Option(help: "Only from this time on, RFC 3339.")
    var since: String?

    @Option(help: "Only before this time, RFC 3339.")
    var until: String?

    @Option(help: "The newest so many.")
    var limit = 1_000

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit \(limit) is not above 0") }
        _ = try query()
    }

    func run() async throws {
        let path = data.path
        guard FileManager.default.fileExists(atPath: path) else {
            Terminal.error("there is no data directory \(path)")
            throw ExitCode(1)
        }
        let reading: AccessReading
        do {
            reading = try AccessReading(directory: path, try query())
        } catch let error as CocoaError {
            Terminal.error("the access trail of \(path) cannot be read: \(error)")
            throw ExitCode(1)
        }
        if reading.unreadable > 0 {
            Terminal.error("lines that cannot be read: \(reading.unreadable)")
        }
        if json {
            for line in reading.lines { Terminal.out(line) }
        } else if !reading.records.isEmpty {
            Terminal.out(TextTable.format(Self.rows(reading.records), textColumns: 8))
        }
    }

    private func query() throws -> AccessQuery {
        var query = AccessQuery()
        if !events.isEmpty {
            query.events = Set(
                try events.map { word in
                    guard let event = AccessRecord.Event(rawValue: word) else {
                        let known = AccessRecord.Event.allCases.map(\.rawValue)
                        throw ValidationError("--event is one of \(known.joined(separator: ", "))")
                    }
                    return event
                })
        }
        if let role {
            guard let known = Role(code: role) else {
                throw ValidationError("--role \(role) is no role")
            }
            query.role = known
        }
        query.subject = subject
        query.object = object
        query.requestID = requestID
        query.since = try Self.time(since, "since")
        query.until = try Self.time(until, "until")
        query.limit = limit
        return query
    }

    private static func time(_ text: String?, _ name: String) throws -> Instant? {
        guard let text else { return nil }
        guard let ns = RFC3339.parse(text) else {
            throw ValidationError("--\(name) is a time by RFC 3339, such as 2026-11-22T16:40:47Z")
        }
        return Instant(ns: ns)
    }

    private static func rows(_ records: [AccessRecord]) -> [[String]] {
        [["time", "event", "status", "role", "subject", "request", "objects", "request id"]]
            + records.map { record in
                [
                    RFC3339.format(record.time.ns), record.event.rawValue,
                    "\(record.status) \(record.code ?? "")", record.role?.code ?? "-",
                    record.subject ?? "-", "\(record.method) \(record.route)",
                    record.concerned.map { "\($0.kind)=\($0.name)" }.joined(separator: " "),
                    record.requestID,
                ]
            }
    }
}
