import ArgumentParser
import AsyncHTTPClient
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run an engine with a market that plays against it, and print the ways in.",
        discussion: """
            Shoppers, merchants and a desk live on it in true time, with locks of minutes. Staff are \
            let in by a link that is good once, for ten minutes; a consumer's page has a link of its \
            own. /console/demo has switches: the peak of a sale, a dead feed, a silent merchant. \
            Ctrl-C ends it.

            Without --data everything is in a temporary directory, which goes when it ends.

            Examples:
              sluice demo
              sluice demo --port 0 --for 10m
            """)

    @Option(help: "The directory, empty or not there yet; a temporary one by default.")
    var data: String?

    @Option(help: "The port on 127.0.0.1; 0 takes any free one.")
    var port = 8080

    @Option(name: .customLong("for"), help: "Ends by itself after a span such as 30s or 1h.")
    var life: String?

    @Option(help: "The same seed makes orders of the same kind.")
    var seed: UInt64 = 1

    func validate() throws {
        guard life.map({ SpanCode.ns($0) != nil }) ?? true else {
            throw ValidationError("--for \(life ?? "") is no span such as 30s or 1h")
        }
    }

    func run() async throws {
        let own = NSTemporaryDirectory() + "sluice-demo-\(UUID().uuidString)"
        let path = data ?? own
        defer { if data == nil { try? FileManager.default.removeItem(atPath: own) } }
        let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard found.isEmpty else {
            throw ValidationError("\(path) is not empty: a demonstration begins with nothing")
        }
        let shape = DemoShape.world(seed: seed)
        let state = DemoState(shape)
        let endpoint = WorldEndpoint(
            order: { state.order($0) },
            fails: { order, asked in
                var random = WorldRandom(seed: shape.seed, of: asked, for: 4)
                return state.isDead(order.merchant)
                    || random.chance(shape.faults(of: order.merchant).flapping)
            })
        let clock = WorldClock(
            epoch: WallClock.system.now(), startNs: WorldClock.machineNs, rate: 1)
        endpoint.begin(at: clock)
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { told.finish() }
                try await endpoint.serve(port: 0) { told.yield($0) }
            }
            for await port in ports {
                let demo = try play(WorldDirectory(path), shape, state, clock, endpoint: port)
                try await ServerStart(settings: demo.settings, demo: demo.part).run()
                group.cancelAll()
                while (try? await group.next()) != nil {}
                return
            }
            // It ended before it listened, and why ends the demonstration.
            try await group.waitForAll()
        }
    }

    /// Prepares the directory, and what plays on it once the server listens.
    private func play(
        _ place: WorldDirectory, _ shape: WorldShape, _ state: DemoState, _ clock: WorldClock,
        endpoint: Int
    ) throws -> (settings: ServeConfiguration, part: DemoPart) {
        try place.prepare(shape, port: endpoint)
        try Data(DemoShape.desk.utf8).write(to: URL(filePath: place.desk))
        let keys = try DemoKeys(KeyStore(directory: place.data))
        let stage = DemoStage(
            pass: EntryPass(to: keys.staff), outageOf: WorldShape.merchant(DemoShape.outageOf),
            silenceOf: WorldShape.merchant(DemoShape.silenceOf),
            consumer: "/me?token=" + keys.consumer,
            standing: { state.standing }, turn: { state.turn($0, $1) })
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let service = DemoService(ports: ports, lifeNs: life.flatMap { SpanCode.ns($0) }) { port in
            let http = HTTPClient.shared
            let address = "http://127.0.0.1:\(port)"
            let client = WorldClient(http: http, address: address, key: keys.market)
            return DemoMarket(
                state: state, shape: shape, clock: clock, client: client,
                reviewer: WorldClient(http: http, address: address, key: keys.reviewer),
                merchants: try place.merchants(shape, client))
        }
        let flags = try ServeFlags.parse(
            ["--data", place.data, "--port", String(port), "--drain-seconds", "0"]
                + place.settings + ["--desk", place.desk])
        return (
            try flags.resolve(),
            DemoPart(stage: stage, service: service) { port in
                DemoCommand.greet("http://127.0.0.1:\(port)", stage)
                told.yield(port)
            }
        )
    }

    private static func greet(_ address: String, _ stage: DemoStage) {
        Terminal.out("address: \(address)")
        Terminal.out("staff: \(address)\(stage.pass.path)")
        Terminal.out("  once, within ten minutes; switches: \(address)/console/demo")
        let merchant = "/merchant?merchant=" + WorldShape.merchant(0)
        Terminal.out("  a merchant's page, as staff see it: \(address)\(merchant)")
        Terminal.out("consumer: \(address)\(stage.consumer)")
        Terminal.out("Ctrl-C ends it.")
    }
}

/// The keys of a demonstration, each with its end: none of them outlives the day.
struct DemoKeys {
    let staff: String
    let market: String
    let reviewer: String
    let consumer: String

    /// - Throws: `KeyStoreError`.
    init(_ store: KeyStore) throws {
        let end = WallClock.system.now().adding(spanNs: Span.dayNs)
        func make(_ wish: KeyWish) throws -> String {
            var wish = wish
            wish.expiresAt = end
            return try store.make(wish).text
        }
        staff = try make(KeyWish(role: .lender, name: "demo staff", person: "demo"))
        market = try make(KeyWish(role: .lender, name: "demo market"))
        reviewer = try make(
            KeyWish(role: .reviewer, name: "demo desk", person: "demo reviewer"))
        consumer = try make(
            KeyWish(role: .consumer, account: WorldShape.account(0), name: "demo consumer"))
    }
}

/// What a demonstration adds to a server.
struct DemoPart: Sendable {
    let stage: DemoStage
    let service: DemoService
    /// Told the port once the server listens.
    let onListening: @Sendable (Int) -> Void
}
