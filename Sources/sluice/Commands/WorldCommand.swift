import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceAPI
import SluiceCore
import SluiceServer
import UnixSignals

struct WorldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world",
        abstract: "Simulate shoppers, merchants and carriers against an engine, and judge it.",
        discussion: """
            A seeded world knows the truth of every order, tells the engine of it as badly as its \
            merchants' feeds do, reads back what became of every lock, and prints what is wrong. \
            Without --url it starts an engine of its own on DIR, or on a temporary directory. \
            Time runs --speed times as fast, in the engine too.

            For an engine that runs already: `sluice world --prepare DIR` writes a policy, mappings \
            and webhook secrets, and prints how to start it; then `sluice world DIR --url URL \
            --key KEY`. The engine is for this world alone: its journal runs ahead of the clock.

            Exit code 1 if anything is wrong.

            Example: sluice world --faults heavy --seed 7
            """)

    @Argument(help: "The directory of the world; a temporary one by default.")
    var directory: String?

    @Flag(help: "Make the directory for an engine that you start yourself, and end.")
    var prepare = false

    @Option(help: "The address of an engine that runs on a prepared directory.")
    var url: String?

    @Option(help: "With --url, a key of role lender, or - to read it from standard input.")
    var key: String?

    @Option(help: "The same seed makes the same world.")
    var seed: UInt64 = 1

    @Option(help: "How many orders there are.")
    var orders = 1_000

    @Option(help: "How many merchants.")
    var merchants = 8

    @Option(help: "How many shoppers; the fewer, the more their limits bind.")
    var shoppers = 200

    @Option(help: "How feeds fail: none, mild, heavy, or a file.")
    var faults = "mild"

    @Option(help: "How many seconds pass in one.")
    var speed: Int64 = 14_400

    @Option(help: "How long an order may be silent; all else that takes time is a part of it.")
    var silentAfter = "5d"

    @Option(help: "How many persons look at a rush of releases in doubt; 0 for neither.")
    var reviewers = 0

    @Option(help: "The port of the merchants' endpoints; 8090 on a prepared directory, else any.")
    var endpoints: Int?

    @Flag(help: "Print a JSON object instead of the report.")
    var json = false

    func validate() throws {
        let ranges: [(String, Int, ClosedRange<Int>)] = [
            ("orders", orders, 1...WorldLimits.ordersMax),
            ("merchants", merchants, 1...WorldLimits.merchantsMax),
            ("shoppers", shoppers, 1...WorldLimits.shoppersMax),
            ("speed", Int(speed), 1...Int(WorldLimits.rateMax)),
            ("reviewers", reviewers, 0...WorldLimits.reviewersMax),
            ("endpoints", endpoints ?? 1, 1...65_535),
        ]
        for (name, value, range) in ranges where !range.contains(value) {
            throw ValidationError(
                "--\(name) \(value) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        guard reviewers == 0 || speed <= WorldLimits.reviewersRateMax else {
            throw ValidationError(
                "--speed \(speed) is too fast for persons: with --reviewers at most "
                    + "\(WorldLimits.reviewersRateMax)")
        }
        guard (SpanCode.ns(silentAfter) ?? 0) >= Span.hourNs else {
            throw ValidationError("--silent-after \(silentAfter) is no span such as 5d, from 1h on")
        }
        guard (url == nil) == (key == nil) else {
            throw ValidationError("--url and --key go together")
        }
        guard directory != nil || (url == nil && !prepare) else {
            throw ValidationError("name the directory of the world: sluice world DIR")
        }
    }

    func run() async throws {
        do {
            let shape = WorldShape(
                seed: seed, orders: orders, merchants: merchants, shoppers: shoppers,
                faults: try .load(faults), silentAfterNs: SpanCode.ns(silentAfter)!,
                reviewers: reviewers)
            if prepare { return try prepare(shape) }
            let report = try await Self.untilSignal { try await play(shape) }
            Terminal.out(json ? String(decoding: report.json, as: UTF8.self) : report.text)
            if !report.verdict.isSound { throw ExitCode(1) }
        } catch let error where Self.isTold(error) {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
    }

    private static let port = 8_090

    private static func isTold(_ error: any Error) -> Bool {
        error is WorldError || error is MappingError || error is KeyStoreError
    }

    private func prepare(_ shape: WorldShape) throws {
        let place = WorldDirectory(directory!)
        guard !place.isPrepared else {
            throw WorldError(description: "\(directory!) is prepared already")
        }
        try place.prepare(shape, port: endpoints ?? Self.port)
        let options = place.options(rate: speed).joined(separator: " ")
        Terminal.out("sluice serve --data \(place.data) \(options)")
    }

    // MARK: Playing

    /// Plays beside the merchants' endpoints, which are there before any engine asks.
    private func play(_ shape: WorldShape) async throws -> WorldReport {
        let world = World(shape)
        let endpoint = WorldEndpoint(world)
        let port = endpoints ?? (url == nil ? 0 : Self.port)
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: WorldReport?.self) { group in
            group.addTask {
                try await endpoint.serve(port: port) { told.yield($0) }
                return nil
            }
            group.addTask {
                for await port in ports { return try await play(world, endpoint, port: port) }
                return nil
            }
            defer { group.cancelAll() }
            guard let report = try await group.next().flatMap({ $0 }) else {
                throw WorldError(description: "the endpoints of merchants ended")
            }
            return report
        }
    }

    private func play(
        _ world: World, _ endpoint: WorldEndpoint, port: Int
    ) async throws -> WorldReport {
        if let url, let key {
            let given = key == "-" ? readLine() ?? "" : key
            return try await play(world, endpoint, WorldDirectory(directory!), url, given)
        }
        let own =
            NSTemporaryDirectory() + "sluice-world-\(ProcessInfo.processInfo.processIdentifier)"
        let path = directory ?? own
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: path) } }
        let place = WorldDirectory(path)
        guard !place.isPrepared else {
            throw WorldError(
                description: "\(path) is prepared for an engine of yours, or has had a world: "
                    + "begin with an empty directory")
        }
        try place.prepare(world.shape, port: port)
        let server = try BenchServer(data: place.data, place.options(rate: speed))
        defer { server.stop() }
        Terminal.error("address: \(server.address)")
        Terminal.error("api key: \(server.key)")
        return try await play(world, endpoint, place, server.address, server.key)
    }

    private func play(
        _ world: World, _ endpoint: WorldEndpoint, _ place: WorldDirectory, _ address: String,
        _ key: String
    ) async throws -> WorldReport {
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        let client = WorldClient(http: http, address: address, key: key)
        let began = ContinuousClock.now
        do {
            let bar = WorldBar(total: world.orders.count)
            var run = WorldRun(
                world: world, client: client,
                merchants: try place.merchants(world.shape, client), endpoint: endpoint,
                persons: try place.persons(world.shape, client))
            run.onProgress = { bar.show($0) }
            let reading = try await run.play(rate: speed)
            bar.finish()
            try await http.shutdown()
            return WorldReport(
                shape: world.shape, verdict: WorldJudge.verdict(on: reading, of: world),
                rate: speed, seconds: (ContinuousClock.now - began).components.seconds,
                statuses: client.statuses, pulls: endpoint.counts)
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    /// Runs to its end, or until SIGTERM or SIGINT, which end the engine of the world too.
    private static func untilSignal(
        _ body: @escaping @Sendable () async throws -> WorldReport
    ) async throws -> WorldReport {
        // Trapped before there is anything to end.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return try await withThrowingTaskGroup(of: WorldReport?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            let first = try await group.next()
            group.cancelAll()
            guard let report = first.flatMap({ $0 }) else {
                // What was begun is given up, its engine first.
                while (try? await group.next()) != nil {}
                throw WorldError(description: "ended before its end")
            }
            return report
        }
    }
}
