import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SluiceAPI
import SluiceCore
import Synchronization

/// Where merchants are asked for their own view of an order: `/{merchant}/orders/{order}`.
///
/// It shows what has truly happened by now, whatever was said of it, and fails as often as the faults of
/// the merchant say. Safe to use from any thread.
final class WorldEndpoint: Sendable {
    private struct State {
        var clock: WorldClock?
        var asked = 0
        var failed = 0
    }

    static let token = "world"

    private let order: @Sendable (Int) -> WorldOrder?
    private let fails: @Sendable (WorldOrder, Int) -> Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - order: the truth of an order; nil for one there is not.
    ///   - fails: whether a question about it, the how manieth of all, is not answered.
    init(
        order: @escaping @Sendable (Int) -> WorldOrder?,
        fails: @escaping @Sendable (WorldOrder, Int) -> Bool
    ) {
        self.order = order
        self.fails = fails
    }

    convenience init(_ world: World) {
        self.init(
            order: { world.orders.indices.contains($0) ? world.orders[$0] : nil },
            fails: { order, asked in
                var random = WorldRandom(seed: world.shape.seed, of: asked, for: 4)
                return random.chance(world.shape.faults(of: order.merchant).flapping)
            })
    }

    /// How often it was asked, and how often it did not answer.
    var counts: (asked: Int, failed: Int) { state.withLock { ($0.asked, $0.failed) } }

    /// From when on it knows the time; before, it fails.
    func begin(at clock: WorldClock) { state.withLock { $0.clock = clock } }

    /// Serves until it is cancelled.
    /// - Parameter onRunning: told the port once it listens.
    func serve(port: Int, onRunning: @escaping @Sendable (Int) -> Void) async throws {
        let router = Router()
        router.get("/{merchant}/orders/{order}") { request, context in
            self.answer(
                to: request.headers[.authorization], merchant: context.parameters.get("merchant"),
                order: context.parameters.get("order"))
        }
        var logger = Logger(label: "world")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { onRunning($0.localAddress?.port ?? port) }, logger: logger)
        try await application.run()
    }

    private func answer(to authorization: String?, merchant: String?, order: String?) -> Response {
        guard authorization == "Bearer " + Self.token else {
            return Response(status: .unauthorized)
        }
        guard let order = order.flatMap(WorldShape.number).flatMap(self.order),
            WorldShape.merchant(order.merchant) == merchant
        else { return Response(status: .notFound) }
        let now = state.withLock { state -> WorldClock? in
            state.asked += 1
            guard let clock = state.clock, !fails(order, state.asked) else {
                state.failed += 1
                return nil
            }
            return clock
        }
        guard let now else { return Response(status: .internalServerError) }
        let bytes = view(of: order, at: now)
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// What a merchant shows of an order: a time for each thing that has happened.
    private func view(of order: WorldOrder, at clock: WorldClock) -> [UInt8] {
        let nowNs = clock.nowNs
        var writer = JSONWriter()
        func time(_ name: String, _ atNs: Int64?, _ writer: inout JSONWriter) {
            guard let atNs, atNs <= nowNs else { return }
            writer.member(name, clock.instant(atNs))
        }
        writer.object { writer in
            for fact in order.facts where fact.lines.isEmpty {
                time(fact.kind.code + "_at", fact.atNs, &writer)
            }
            writer.name("items")
            writer.array { writer in
                for (index, line) in order.lines.enumerated() {
                    let facts = order.facts.filter { $0.lines.contains(index) }
                    writer.object { writer in
                        writer.member("sku", line.name)
                        for fact in facts { time(fact.kind.code + "_at", fact.atNs, &writer) }
                    }
                }
            }
        }
        return writer.bytes
    }

    /// How an engine asks a merchant here.
    static func connector(of index: Int, port: Int) -> String {
        let merchant = WorldShape.merchant(index)
        let whole: [FactKind] = [
            .created, .paid, .shipped, .cancelled, .delivered, .returnRequested, .returnShipped,
            .returnReceived,
        ]
        let rules =
            whole.map { "  \($0.code): {time: \($0.code)_at}\n" }
            + [FactKind.lineShipped, .lineCancelled].map {
                "  \($0.code): {list: items, line: sku, time: \($0.code)_at}\n"
            }
        return """
            connector: shop-\(index + 1)
            version: 1
            merchant: \(merchant)
            url: http://127.0.0.1:\(port)/\(merchant)/orders/{order}
            secret: {header: Authorization, prefix: "Bearer ", file: world.secret}
            limits: {per_second: 200, at_once: 8, timeout: 2s}
            order:

            """ + rules.joined()
    }
}
