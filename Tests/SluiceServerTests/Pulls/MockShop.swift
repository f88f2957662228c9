import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Synchronization

@testable import SluiceServer

/// A shop on loopback that knows what became of its orders, and shows them over HTTP – now and then.
final class MockShop: Sendable {
    /// What became of an order, with the times it happened.
    struct Order: Sendable {
        var createdAt: Instant
        var cancelledAt: Instant?
        var shippedAt: Instant?
    }

    struct Answers: Sendable {
        /// The chance that it fails, in hundredths.
        var failingPercent = 0
        /// A status and a Retry-After that it answers with instead, so many times.
        var throttled: (count: Int, seconds: Int)?
    }

    private struct State: Sendable {
        var orders: [String: Order] = [:]
        var answers = Answers()
        var random: RandomSource
        var asked: [String] = []
        var port = 0
    }

    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: RandomSource(seed: seed))) }

    /// The numbers it was asked for, in order.
    var asked: [String] { state.withLock(\.asked) }

    func set(_ number: String, _ order: Order) { state.withLock { $0.orders[number] = order } }

    func answer(_ change: @Sendable (inout Answers) -> Void) {
        state.withLock { change(&$0.answers) }
    }

    /// A connector of the merchant `shop` to it.
    func connector(perSecond: Int = 1_000, atOnce: Int = 8) -> Connector {
        func path(_ text: String) -> MemberPath { MemberPath(text)! }
        return Connector(
            name: "shop", version: 1, merchant: "shop",
            url: OrderURL("http://127.0.0.1:\(state.withLock(\.port))/orders/{order}")!,
            secret: Connector.Header(name: "Authorization", value: "Bearer secret"),
            limits: Connector.Limits(
                perSecond: perSecond, atOnce: atOnce, timeoutNs: Span.minuteNs),
            view: OrderViewMapping(rules: [
                OrderViewMapping.Rule(kind: .created, time: path("created_at")),
                OrderViewMapping.Rule(kind: .shipped, time: path("shipped_at")),
                OrderViewMapping.Rule(kind: .cancelled, time: path("cancelled_at")),
            ]))
    }

    /// Runs `body` while the shop listens.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        var logger = Logger(label: "shop")
        logger.logLevel = .critical
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.get("orders/:number") { request, context in
            let number = try context.parameters.require("number")
            return self.answer(number, request.headers[.authorization])
        }
        let app = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await app.run() }
            for await number in ports {
                self.state.withLock { $0.port = number }
                break
            }
            try await body()
            group.cancelAll()
        }
    }

    private func answer(_ number: String, _ authorization: String?) -> Response {
        state.withLock { state in
            state.asked.append(number)
            guard authorization == "Bearer secret" else { return Response(status: .unauthorized) }
            if let throttled = state.answers.throttled, throttled.count > 0 {
                state.answers.throttled?.count -= 1
                return Response(
                    status: .tooManyRequests,
                    headers: [.retryAfter: "\(throttled.seconds)"])
            }
            if state.random.chance(state.answers.failingPercent) {
                return Response(status: .internalServerError)
            }
            guard let order = state.orders[number] else { return Response(status: .notFound) }
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: order.document)))
        }
    }
}

extension MockShop.Order {
    fileprivate var document: [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.object { writer in
            writer.member("created_at", createdAt)
            if let shippedAt { writer.member("shipped_at", shippedAt) }
            if let cancelledAt { writer.member("cancelled_at", cancelledAt) }
        }
        return writer.bytes
    }
}
