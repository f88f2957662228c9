import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import SluiceClient
import SluiceCore
import SluiceEngine

/// Two-phase load through the batch door for a stated time, with everything following.
struct BenchSustained: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sustained",
        abstract: "Place, then capture or release, for a minute over HTTP, archive and views on.",
        discussion: """
            Starts `sluice serve` on a directory of its own. Holds are placed --cycle at a time and \
            ended in random order; the load is encoded meanwhile, on the same machine. How far the \
            views are behind is the age of the row they stand at when the time is over; memory is what \
            the server has resident after a tenth of the time and at the end. The directory is \
            verified afterwards.
            """)

    @Option(help: "Seconds of load.")
    var seconds = 60

    @Option(help: "Holds placed before they are ended.")
    var cycle = 65_536

    @Option(help: "Accounts they are spread over.")
    var accounts = 1_000

    /// A third would wait longer than what a server sheds load at.
    @Option(help: "Batches in flight.")
    var inFlight = 2

    @Option(help: "The seed of the order of the second phase.")
    var seed: UInt64 = 1

    @Option(help: "MiB of rows that stay in the server's journal.db.")
    var journalMib = 256

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    /// How much larger than after a tenth memory may be at the end and still be called flat.
    private static let memoryRatioMax = 1.25

    func validate() throws {
        guard seconds > 0, cycle > 0, accounts > 0, inFlight > 0, journalMib > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try BenchServer(data: path, ["--journal-mib", "\(journalMib)"])
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        let holds: Int
        do {
            defer { server.stop() }
            let target = BenchTarget(client: http, server: server)
            try await BatchLoad(accounts: accounts, holds: cycle, seed: seed).open(target)
            let samples = ServerSamples(target: target, server: server)
            holds = try await load(server, http, samples)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
        try AcknowledgedIDs(accounts: accounts, endedHolds: holds)
            .verify(path, bench: "sustained", json: json)
    }

    /// - Returns: how many holds were placed and ended.
    private func load(
        _ server: BenchServer, _ http: HTTPClient, _ samples: ServerSamples
    ) async throws -> Int {
        let sender = BatchSender(
            client: BatchClient(http: http, address: server.address, key: server.key),
            inFlight: inFlight)
        let began = ContinuousClock.now
        let end = began.advanced(by: .seconds(seconds))
        let sampling = Task {
            var bar = ProgressBar("loading", total: seconds * 10)
            while !Task.isCancelled {
                try await samples.take()
                bar.show(Int((ContinuousClock.now - began) / .milliseconds(100)))
                try await Task.sleep(for: .milliseconds(200))
            }
            bar.finish()
        }
        var acknowledged = 0
        var first = 0
        while ContinuousClock.now < end {
            let load = BatchLoad(accounts: accounts, holds: cycle, seed: seed, first: first)
            async let ending = load.ending()
            acknowledged += try await sender.send(load.placing())
            acknowledged += try await sender.send(await ending)
            first += cycle
        }
        let spent = (ContinuousClock.now - began) / .seconds(1)
        sampling.cancel()
        _ = try? await sampling.value
        try await samples.take()
        tell(samples, acknowledged: acknowledged, seconds: spent)
        return first
    }

    private func tell(_ samples: ServerSamples, acknowledged: Int, seconds spent: Double) {
        let ran =
            "\(Int(spent)) s, \(cycle) holds a cycle, \(accounts) accounts, batch "
            + "\(APILimits.batchCommandsMax), \(inFlight) in flight, second process, "
            + "archive and views on, " + BenchMachine.text
        let mib = Double(1 << 20)
        let early = Double(samples.memoryBytes(atShare: 0.1))
        let late = Double(samples.memoryBytes(atShare: 1))
        let results = [
            BenchResult(
                bench: "sustained", name: "two_phase", value: Double(acknowledged) / spent,
                unit: "operations/s", limit: 60_000, ran: ran),
            BenchResult(
                bench: "sustained", name: "views_behind", value: samples.viewsBehindSeconds,
                unit: "s", limit: 2, isLowerBetter: true, ran: ran),
            BenchResult(
                bench: "sustained", name: "memory_tenth", value: early / mib, unit: "MiB",
                ran: ran),
            BenchResult(
                bench: "sustained", name: "memory_end", value: late / mib, unit: "MiB", ran: ran),
            BenchResult(
                bench: "sustained", name: "memory_growth", value: late / max(1, early),
                unit: "end/tenth", limit: Self.memoryRatioMax, isLowerBetter: true, ran: ran),
            BenchResult(
                bench: "sustained", name: "forget_max", value: samples.forgetMaxMs, unit: "ms",
                ran: "the longest that deleting \(samples.filedRows) filed rows kept a commit"),
        ]
        for result in results { result.tell(json: json) }
    }
}

/// What a server says of itself while it is under load.
private final class ServerSamples: @unchecked Sendable {
    private struct Sample {
        var at: ContinuousClock.Instant
        var row: Int
        var viewsRow: Int
        var memoryBytes: Int
    }

    // Used by one task at a time: the sampling one, then the one that has awaited its end.
    private var samples: [Sample] = []
    private(set) var forgetMaxMs = 0.0
    private(set) var filedRows = 0
    private let target: BenchTarget
    private let server: BenchServer

    init(target: BenchTarget, server: BenchServer) {
        self.target = target
        self.server = server
    }

    func take() async throws {
        let page = try await target.get("/metrics")
        func value(_ name: String) -> Int {
            page.split(separator: "\n").first { $0.hasPrefix(name + " ") }
                .flatMap { Int($0.dropFirst(name.count + 1)) } ?? 0
        }
        forgetMaxMs = Double(value("sluice_journal_forget_max_nanoseconds")) / 1e6
        filedRows = value("sluice_journal_filed_rows_total")
        samples.append(
            Sample(
                at: .now, row: value("sluice_journal_row"),
                viewsRow: value("sluice_consumer_row{consumer=\"views\"}"),
                memoryBytes: ProcessMemory.residentBytes(of: server.processIdentifier)))
    }

    /// How long ago the row was the newest at which the views stand at the end; at most one sample
    /// too little.
    var viewsBehindSeconds: Double {
        guard let last = samples.last, last.viewsRow < last.row,
            let then = samples.first(where: { $0.row > last.viewsRow })
        else { return 0 }
        return (last.at - then.at) / .seconds(1)
    }

    /// Resident bytes after a share of the time.
    func memoryBytes(atShare share: Double) -> Int {
        guard let first = samples.first, let last = samples.last else { return 0 }
        let at = first.at.advanced(by: (last.at - first.at) * share)
        return samples.last { $0.at <= at }?.memoryBytes ?? first.memoryBytes
    }
}
