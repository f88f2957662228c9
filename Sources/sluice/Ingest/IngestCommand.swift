import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceAPI
import SluiceClient
import SluiceCore
import SluiceEngine
import SluiceSQLite

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Follow a folder of files of order events and tell them to a running engine.",
        discussion: """
            Takes files that end with .jsonl, .ndjson or .csv, do not begin with a dot and were left \
            alone for two seconds: write under another name and rename into place. A file whose \
            lines were all answered for good goes to done/, its refused lines to \
            done/NAME.rejects.csv. After a crash a file is sent again, and what was taken is a \
            duplicate. Ends on SIGTERM or SIGINT after the file it is at; with --once after the \
            files there are.

            Exit code 1 if a file stays, or with --once if a line was refused.

            Example: sluice ingest --follow ./drop --mapping shop --once
            """)

    @Option(help: "The folder; done/ is made in it.")
    var follow: String

    @OptionGroup var options: IngestOptions

    @Flag(help: "Take the files there are and end, for cron.")
    var once = false

    @Flag(help: "Print a JSON object a file, and one for all at the end.")
    var json = false

    func run() async throws {
        do {
            try await options.run(for: "file") { mapping, client in
                let folder = try DropFolder(follow)
                let lock = try DirectoryLock(
                    directory: folder.done.path, startedAt: WallClock.system.now())
                defer { withExtendedLifetime(lock) {} }
                try await follow(folder, mapping, client)
            }
        } catch let error as JournalError where error.code == .locked {
            Terminal.error("\(follow) is followed already: \(error.detail)")
            throw ExitCode(75)
        } catch let error where Self.isTold(error) {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }

    private static func isTold(_ error: any Error) -> Bool {
        error is MappingError || error is ImportError || error is IngestError
            || error is JournalError
    }

    private func follow(
        _ folder: DropFolder, _ mapping: EventMapping, _ client: OrderEventClient
    ) async throws {
        let ending = SignalEnding()
        let listening = await ending.listen()
        defer { listening.cancel() }
        var ingest = Ingest(
            folder: folder, mapping: mapping,
            sender: EventSender(
                send: { try await client.send($0) }, pause: { try await ending.wait($0) }))
        let bars = Bars()
        ingest.onProgress = { bars.show($0, $1, $2) }
        var total = IngestReport()
        var (files, stay) = (0, 0)
        var told: [URL: Ingest.Ending] = [:]
        do {
            repeat {
                stay = 0
                for file in try folder.ready(at: Date()) {
                    let result = try await ingest.take(file)
                    bars.finish()
                    // A file that stays is told of once a cause, not once a second.
                    if told.updateValue(result, forKey: file) != result { tell(file, result) }
                    switch result {
                    case .done(let report, _):
                        total.add(report)
                        files += 1
                        told[file] = nil
                    case .stays: stay += 1
                    }
                    if !ending.isAwaited { break }
                }
                if !once { try await ending.pause(IngestLimits.lookSeconds) }
            } while !once && ending.isAwaited
        } catch is CancellationError {
            // The file that was under way stays and is sent again by the next run.
        }
        tell(total, files: files, stay: stay)
        if stay > 0 || (once && total["refused"] > 0) { throw ExitCode(1) }
    }

    // MARK: What is told

    private func tell(_ file: URL, _ ending: Ingest.Ending) {
        let name = file.lastPathComponent
        if json { return Terminal.out(Self.json(name, ending)) }
        switch ending {
        case .done(let report, let rejects):
            let place = rejects.map { ", see \($0.path)" } ?? ""
            Terminal.out("\(name): \(report.text)\(place)")
        case .stays(_, let why): Terminal.error("\(name) stays: \(why)")
        }
    }

    private static func json(_ name: String, _ ending: Ingest.Ending) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("file", name)
            switch ending {
            case .done(let report, let rejects):
                report.members(to: &writer)
                if let rejects { writer.member("rejects", rejects.path) }
            case .stays(let report, let why):
                report.members(to: &writer)
                writer.member("stays", why)
            }
        }
        return writer.bytes
    }

    private func tell(_ total: IngestReport, files: Int, stay: Int) {
        guard json else {
            if once { Terminal.out("files \(files), \(total.text)") }
            return
        }
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.member("files", Int64(files))
            writer.member("stay", Int64(stay))
            total.members(to: &writer)
        }
        Terminal.out(writer.bytes)
    }

    /// A bar a file, where standard error is a terminal.
    private final class Bars {
        private var bar: ProgressBar?

        func show(_ file: URL, _ done: Int, _ total: Int) {
            if bar == nil { bar = ProgressBar(file.lastPathComponent, total: total) }
            bar?.show(done)
        }

        func finish() {
            bar?.finish()
            bar = nil
        }
    }
}
