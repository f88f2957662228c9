import ArgumentParser
import Foundation
import NIOCore
import SluiceAPI
import SluiceCore
import Synchronization

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show the events of the journal, and follow them as they come.",
        discussion: """
            Without --follow it shows what there is after --after, from the beginning by default, and \
            ends. With --follow it goes on, from now by default, makes a connection that ends again \
            where it stood, and ends on SIGINT or SIGTERM. --json prints {"id","event","data"} a line; \
            the id of the last line is what --after goes on from. \
            Exit codes: 0 done, 1 refused, 69 nobody answers, 75 the directory is in use.

            Examples:
              sluice events --account A-1
              sluice events --follow --json | jq -c .data
            """)

    @Flag(help: "Go on as events come.")
    var follow = false

    @Option(help: "Begin after this event: an id, or beginning.")
    var after: String?

    @Option(help: "How many at most; 0 for all.")
    var limit = 0

    @Option(help: "Only those of this account.")
    var account: String?

    @Option(help: "Only those of this hold of --merchant.")
    var hold: String?

    @Option(help: "The merchant of --hold.")
    var merchant: String?

    @OptionGroup var door: EngineDoorOptions
    @OptionGroup var output: JSONFlag

    func validate() throws {
        try IdentifierOption.check([
            ("--account", account), ("--hold", hold), ("--merchant", merchant),
        ])
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is below 0") }
        guard account == nil || hold == nil else {
            throw ValidationError("--account and --hold are two streams: say one")
        }
        guard merchant == nil || hold != nil else {
            throw ValidationError(
                "--merchant says whose --hold it is; a merchant's key sees its own")
        }
    }

    func run() async throws {
        // Nothing happens in a directory that no engine runs on.
        try await door.run(follow ? .asks : .reads) { engine in
            let words =
                output.json
                ? nil : Words(language: engine.language, clock: try await engine.localClock())
            let ending = SignalEnding()
            let listening = follow ? await ending.listen() : nil
            defer { listening?.cancel() }
            let reading = Task { try await read(engine, EventPrinter(words, limit: limit), ending) }
            if follow {
                // A stream that is silent is cut off when the end is wanted.
                let watching = Task {
                    while ending.isAwaited, !Task.isCancelled {
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    reading.cancel()
                }
                defer { watching.cancel() }
                do {
                    try await reading.value
                } catch  where !ending.isAwaited {
                    return
                }
            } else {
                try await reading.value
            }
        }
    }

    private var path: String {
        let base =
            if let account {
                "/v1/accounts/\(EngineDoor.part(account))/events?"
            } else if let hold {
                "/v1/holds/\(EngineDoor.part(hold))/events?"
                    + (merchant.map { "merchant=\(EngineDoor.part($0))&" } ?? "")
            } else {
                "/v1/events?"
            }
        return base
    }

    private func read(
        _ engine: EngineDoor, _ printer: EventPrinter, _ ending: SignalEnding
    ) async throws {
        var silentSeconds = 1
        while true {
            let start = printer.lastID ?? after ?? (follow ? nil : "beginning")
            var query = start.map { ["after=\(EngineDoor.part($0))"] } ?? []
            if !follow { query.append("wait_s=0") }
            do {
                try await once(engine, path + query.joined(separator: "&"), printer)
                silentSeconds = 1
            } catch let silence as DoorSilence where follow && printer.hasBegun {
                Terminal.error("\(silence); again in \(silentSeconds) s")
                try await ending.wait(silentSeconds)
                silentSeconds = min(2 * silentSeconds, IngestLimits.silentRetrySecondsMax)
            }
            if !follow || printer.isDone { return }
        }
    }

    private func once(
        _ engine: EngineDoor, _ path: String, _ printer: EventPrinter
    ) async throws {
        printer.reconnect()
        let refusal = Mutex<[UInt8]>([])
        do {
            let status = try await engine.stream(path, within: .hours(24)) { status, piece in
                guard status == 200 else { return refusal.withLock { $0 += piece } }
                try printer.take(piece)
            }
            guard status == 200 else {
                let bytes = refusal.withLock { $0 }
                throw DoorRefusal(engine, status, (try? JSONReader.read(bytes)) ?? .null)
            }
        } catch is EventPrinter.Done {
            return
        }
    }
}
