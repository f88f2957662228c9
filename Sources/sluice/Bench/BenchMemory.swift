import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// Resident bytes of what the engine keeps in memory, indexes included.
struct BenchMemory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Bytes resident for each account, live hold, live order and ended hold.",
        discussion: """
            Each case in a process of its own: the engine on its embedded store, archive and views \
            caught up, names of 16 bytes. What is told is how much more is resident with twice as \
            many, so that what does not grow is left out: the first half fills what has a bound, the \
            events of the feed, the names that are kept, SQLite's pages. These pages, but for what the \
            allocator rounds each up by, and what it can give back are not counted. Of ended holds how \
            much more after the second half of them than after the first, all but the newest forgotten. The bar of ended \
            holds speaks of 20 million: with a smaller --ended the figure is a slope, and the \
            kernel's counting by pages is its error.
            """)

    enum Case: String, CaseIterable, ExpressibleByArgument {
        case account
        case liveHold = "live_hold"
        case liveOrder = "live_order"
        case endedHold = "ended_hold"
        case empty
    }

    @Option(help: "Accounts, live holds and live orders of the first half.")
    var count = 600_000

    @Option(help: "Holds that are placed and captured.")
    var ended = 1_000_000

    @Flag(
        help: """
            Ended holds beside an archive that keeps nothing, without views: 20 million in minutes, for \
            what memory keeps of them alone.
            """)
    var noArchive = false

    @Option(help: "One case: account, live_hold, live_order, ended_hold or empty; all if left out.")
    var `case`: Case?

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        // Fewer would leave room in the feed's ring and among the names.
        guard count >= 270_000, ended >= 10_000 else {
            throw ValidationError("--count is at least 270000, --ended at least 10000")
        }
    }

    func run() async throws {
        guard let `case` else { return try runEach() }
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        switch `case` {
        case .empty: try tellEmpty(path)
        case .endedHold: try await tellEnded(path)
        case .account, .liveHold, .liveOrder: try await tellLive(`case`, path)
        }
    }

    /// Nothing that one case leaves in the allocator is used by the next.
    private func runEach() throws {
        for one in Case.allCases {
            let process = Process()
            process.executableURL =
                URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments =
                [
                    "bench", "memory", "--case", one.rawValue, "--count", "\(count)", "--ended",
                    "\(ended)", "--directory", directory,
                ] + (noArchive ? ["--no-archive"] : []) + (json ? ["--json"] : [])
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw ExitCode(1) }
        }
    }

    private func tellEmpty(_ path: String) throws {
        let server = try BenchServer(data: path)
        defer { server.stop() }
        BenchResult(
            bench: "memory", name: "empty",
            value: Double(ProcessMemory.residentBytes(of: server.processIdentifier))
                / Double(1 << 20),
            unit: "MiB", limit: 64, isLowerBetter: true,
            ran: "a server that has just started, \(BenchMachine.text)"
        ).tell(json: json)
    }

    private func tellLive(_ one: Case, _ path: String) async throws {
        let engine = try DataDirectory.open(path, birth: .bench, options: .unshed).engine
        let load = MemoryLoad(accounts: 10_000)
        if one != .account { try await fill(engine, 10_000, 0, load.opening) }
        let made: (Int) -> Submission =
            switch one {
            case .account: load.opening
            case .liveHold: { load.placing($0, holdsOfOrder: MemoryLoad.holdsOfOrder) }
            default: load.placingLines
            }
        try await fill(engine, count, 0, made)
        let first = ProcessMemory.ownBytes()
        try await fill(engine, count, count, made)
        let second = ProcessMemory.ownBytes()
        engine.stop()
        let (bar, what) = Self.bar(of: one)
        BenchResult(
            bench: "memory", name: one.rawValue,
            value: Double(second - first) / Double(count), unit: "bytes", limit: bar,
            isLowerBetter: true,
            ran: "\(what); \(2 * count) beside \(count), \(BenchMachine.text)"
        ).tell(json: json)
    }

    private static func bar(of one: Case) -> (bytes: Double, what: String) {
        switch one {
        case .account: (192, "an account with a limit")
        case .liveHold: (256, "holds, \(MemoryLoad.holdsOfOrder) of an order")
        default: (512 + 256, "an order with one hold of three lines; the bars of both together")
        }
    }

    /// Ended holds are forgotten but for a few, so that what stays of the others is what grows.
    private func tellEnded(_ path: String) async throws {
        var options = EngineOptions.unshed
        options.residentEndedMax = 10_000
        let engine =
            noArchive
            ? try NoArchive.engine(path, options: options, endedMax: options.residentEndedMax)
            : try DataDirectory.open(path, birth: .bench, options: options).engine
        let load = MemoryLoad(accounts: 1_000)
        try await fill(engine, 1_000, 0, load.opening)
        // Each waits for the followers, and is small beside what is measured.
        let cycle = min(200_000, max(20_000, ended / 100))
        let half = max(cycle, ended / 2 / cycle * cycle)
        var bar = ProgressBar("ending", total: 2 * half)
        var sizes: [Int] = []
        for first in stride(from: 0, to: 2 * half, by: cycle) {
            if first == half { sizes.append(ProcessMemory.ownBytes()) }
            try await fill(engine, cycle, first) { load.placing($0, holdsOfOrder: 1) }
            try await fill(engine, cycle, first, load.capturing)
            bar.show(first)
        }
        bar.finish()
        sizes.append(ProcessMemory.ownBytes())
        engine.stop()
        BenchResult(
            bench: "memory", name: "ended_hold",
            value: Double(max(0, sizes[1] - sizes[0])) / Double(half), unit: "bytes", limit: 2,
            isLowerBetter: true,
            ran: "\(2 * half) ended beside \(half), a slope where the bar says 20000000; "
                + (noArchive ? "an archive that keeps nothing; " : "") + BenchMachine.text
        ).tell(json: json)
    }

    /// Submits so many, a batch at a time, and waits until all have followed and what was kept for
    /// followers is let go, which the next row brings about.
    private func fill(
        _ engine: Engine, _ count: Int, _ first: Int, _ made: (Int) -> Submission
    ) async throws {
        for start in stride(from: first, to: first + count, by: 8_192) {
            let end = min(first + count, start + 8_192)
            try await engine.submit((start..<end).map(made), batch: 8_192, inFlight: 1)
        }
        try await engine.followersCaughtUp()
        let pause = MemoryLoad(accounts: 1).opening(-1 - first - count)
        _ = try await engine.submit(pause)
        try await engine.followersCaughtUp()
    }
}
