import AsyncHTTPClient
import HTTPTypes
import SluiceAPI
import SluiceClient
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Merchants are asked over real HTTP, in virtual time.
@Suite("puller") struct PullerTests {
    private let seed: UInt64 = 20_261_126

    /// A server whose puller asks a shop that listens.
    private func run(
        _ shop: MockShop, policy: Policy = .standard, perSecond: Int = 1_000, atOnce: Int = 8,
        _ body: @escaping @Sendable (TestServer, Puller) async throws -> Void
    ) async throws {
        let http = ConnectorClient.http()
        let client = ConnectorClient(http: http)
        do {
            try await shop.run {
                try await TestServer.run(
                    policy: policy,
                    connectors: [shop.connector(perSecond: perSecond, atOnce: atOnce)],
                    ask: { await client.ask($0, for: $1) }
                ) { server in
                    try await server.open(limit: 100_000_000)
                    let puller = try #require(server.door.puller)
                    try await body(server, puller)
                }
            }
        } catch {
            try await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }

    /// Lets virtual time pass, second by second, and the puller ask, until something is so.
    private func turn(
        _ server: TestServer, _ puller: Puller, secondsMax: Int,
        until isDone: () async throws -> Bool
    ) async throws {
        var reading = WishReading()
        for _ in 0..<secondsMax {
            try await server.viewsCaughtUp()
            try await reading.read(into: puller, at: puller.now)
            await withDiscardingTaskGroup { group in
                for (merchant, ask) in puller.due() {
                    group.addTask { await puller.work(merchant, ask) }
                }
            }
            if try await isDone() { return }
            server.clock.advance(ns: Span.secondNs)
        }
        Issue.record("not done within \(secondsMax) s of virtual time, seed \(seed)")
    }

    @Test(
        """
        a shop that loses 30 % of its messages, reorders 20 % and fails half the time: every cancelled \
        order is returned, none wrongly
        """)
    func lossy() async throws {
        let shop = MockShop(seed: seed)
        try await run(shop) { server, puller in
            var random = RandomSource(seed: seed)
            var truth: [String: MockShop.Order] = [:]
            var messages: [(order: String, type: String)] = []
            for number in 0..<120 {
                let name = "o\(number)"
                _ = try await server.place(name, amount: 100)
                let now = puller.now
                var order = MockShop.Order(createdAt: now)
                messages.append((name, "created"))
                switch random.below(3) {
                case 0:
                    order.cancelledAt = now
                    messages.append((name, "cancelled"))
                case 1:
                    order.shippedAt = now
                    messages.append((name, "shipped"))
                default: break
                }
                truth[name] = order
                shop.set(name, order)
            }
            // What has no number after it is missed by nobody: the feed goes on.
            messages.append(("last", "created"))
            var sent = messages.enumerated().filter { index, _ in
                index == messages.count - 1 || !random.chance(30)
            }
            for index in 0..<sent.count - 2 where random.chance(20) {
                sent.swapAt(index, index + 1)
            }
            for (number, message) in sent {
                server.clock.advance(ns: Span.secondNs)
                let answer = try await server.send(
                    .post, "/v1/order-events",
                    TestServer.event(
                        "m\(number)", message.type, order: message.order,
                        more: #","merchant_sequence":\#(number)"#),
                    key: server.shop, type: OrderEventRequest.mediaType)
                #expect(answer.status == 200, "\(answer.body)")
            }
            shop.answer { $0.failingPercent = 50 }
            let cancelled = truth.filter { $0.value.cancelledAt != nil }.keys
            let shipped = truth.filter { $0.value.shippedAt != nil }.keys
            #expect(cancelled.count > 20 && shipped.count > 20)
            var lost = 0
            for name in cancelled {
                let hold = try await server.get("/v1/holds/\(name)", key: server.shop)
                if hold["status"].text == "active" { lost += 1 }
            }
            #expect(lost > 5, "seed \(seed) loses too little")
            let merchant = KeyDerivation.merchant("shop")
            try await turn(server, puller, secondsMax: 4_000) {
                let gaps = try await server.door.view {
                    try $0.sequenceGaps(of: merchant, missingSince: .never, after: 0, limit: 1)
                }
                return gaps.value.items.isEmpty
            }
            for (name, order) in truth {
                let hold = try await server.get("/v1/holds/\(name)", key: server.shop)
                let wanted =
                    order.cancelledAt != nil
                    ? "released" : order.shippedAt != nil ? "captured" : "active"
                #expect(hold["status"].text == wanted, "\(name), seed \(seed)")
            }
            let metrics = try await server.get("/metrics").body
            #expect(metrics.contains("sluice_pulls_total{result=\"failing\"}"))
            #expect(metrics.contains("sluice_pulls_waiting{connector=\"shop\"} 0\n"))
        }
    }

    @Test("a person asks: 202 with when; it is done, and where nobody can be asked it is 409")
    func person() async throws {
        let shop = MockShop(seed: seed)
        try await run(shop) { server, puller in
            _ = try await server.place("h1")
            shop.set(
                "h1", MockShop.Order(createdAt: puller.now, cancelledAt: puller.now))
            let path = "/v1/orders/shop/h1/pull-requests"
            let asked = try await server.send(.post, path, key: server.lender)
            #expect(asked.status == 202)
            #expect(asked["next_at"].text?.hasPrefix("2026-01-01T00:00") == true)
            let planned = try await server.get("/v1/orders/shop/h1")
            #expect(planned["pull.next_at"].text != nil)
            try await turn(server, puller, secondsMax: 5) { puller.figures.counts["known"] == 1 }
            let hold = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(hold["status"].text == "released")
            let order = try await server.get("/v1/orders/shop/h1")
            #expect(order["pull.known"] == JSONValue.bool(true))
            #expect(order["pull.next_at"] == JSONValue.null)

            let unknown = try await server.send(
                .post, "/v1/orders/shop/nothing/pull-requests", key: server.lender)
            #expect(unknown.status == 404)
            _ = try await server.post(
                "/v1/holds",
                #"{"id":"r1","account":"a1","amount":1,"currency":"CNY","order":{"merchant":"rival","number":"o1"}}"#
            )
            let nobody = try await server.send(
                .post, "/v1/orders/rival/o1/pull-requests", key: server.lender)
            #expect(nobody.status == 409)
            #expect(nobody["code"].text == "no_connector")
        }
    }

    @Test("a Retry-After is obeyed by all orders of the connector")
    func retryAfter() async throws {
        let shop = MockShop(seed: seed)
        try await run(shop, atOnce: 1) { server, puller in
            for name in ["h1", "h2"] {
                _ = try await server.place(name)
                shop.set(name, MockShop.Order(createdAt: puller.now))
                _ = try await server.send(
                    .post, "/v1/orders/shop/\(name)/pull-requests", key: server.lender)
            }
            shop.answer { $0.throttled = (1, 30) }
            let start = puller.now
            try await turn(server, puller, secondsMax: 40) { shop.asked.count > 1 }
            #expect(puller.now.ns - start.ns >= 30 * Span.secondNs)
            #expect(puller.figures.counts["throttled"] == 1)
            try await turn(server, puller, secondsMax: 5) { puller.figures.counts["known"] == 2 }
        }
    }

    @Test("silence is asked about: what the merchant does not know is given back")
    func silence() async throws {
        let shop = MockShop(seed: seed)
        var policy = Policy.standard
        for index in policy.scenarios.indices {
            policy.scenarios[index].silentAfterNs = 10 * Span.dayNs
        }
        try await run(shop, policy: policy) { server, puller in
            _ = try await server.place("gone")
            _ = try await server.place("known")
            shop.set("known", MockShop.Order(createdAt: puller.now, shippedAt: puller.now))
            server.clock.advance(ns: 11 * Span.dayNs)
            try await turn(server, puller, secondsMax: 30) {
                puller.figures.counts["unknown"] == 1 && puller.figures.counts["known"] == 1
            }
            let gone = try await server.get("/v1/holds/gone", key: server.shop)
            #expect(gone["reason.code"].text == "ORPHAN_NO_ORDER")
            let known = try await server.get("/v1/holds/known", key: server.shop)
            #expect(known["status"].text == "captured")
        }
    }
}
