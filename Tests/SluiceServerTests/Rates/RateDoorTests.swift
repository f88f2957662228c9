import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization
import Testing

@testable import SluiceServer

/// A clock that stands until it is moved, or somebody waits.
final class RateTestClock: Sendable {
    private let state = Mutex((nowNs: Int64(0), pausesNs: [Int64]()))

    var pausesNs: [Int64] { state.withLock { $0.pausesNs } }

    func advance(ns: Int64) { state.withLock { $0.nowNs += ns } }

    var clock: RateClock {
        RateClock(
            nowNs: { [self] in state.withLock { $0.nowNs } },
            pause: { [self] ns in
                state.withLock {
                    $0.nowNs += ns
                    $0.pausesNs.append(ns)
                }
            })
    }
}

/// What is refused for its rate over HTTP, who is told what, and who is not.
@Suite struct RateDoorTests {
    private func run(
        key: RateLimit? = nil, merchant: RateLimit? = nil, facts: RateLimit? = nil,
        _ body: @escaping @Sendable (TestServer, RateTestClock) async throws -> Void
    ) async throws {
        var limits = RateLimits.none
        (limits.key, limits.merchant, limits.facts) = (key, merchant, facts)
        let clock = RateTestClock()
        try await TestServer.run(rates: limits, rateClock: clock.clock) { server in
            try await server.open(limit: 10_000_000)
            try await body(server, clock)
        }
    }

    @Test("a key is refused beyond its burst with the exact time, and is let in then")
    func key() async throws {
        try await run(key: RateLimit(perSecond: 1, burst: 10)) { server, clock in
            // Placements leave a fifth of the burst.
            for number in 0..<8 {
                let placed = try await server.place("h\(number)", amount: 1)
                #expect(placed.status == 201)
                #expect(placed.headers[.rateLimitPolicy] == #""key";q=10;w=10"#)
                #expect(
                    placed.headers[.rateLimit] == #""key";r=\#(9 - number);t=\#(number + 1)"#)
            }
            let refused = try await server.place("h8", amount: 1)
            #expect(refused.status == 429)
            #expect(refused["code"].text == "rate_limited")
            #expect(refused["retryable"] == .bool(true))
            #expect(refused["retry_after_seconds"].number == 1)
            #expect(refused.headers[.retryAfter] == "1")
            #expect(refused["fallback"].text == "other_payment")
            #expect(refused.headers[.rateLimit] == #""key";r=2;t=8"#)
            clock.advance(ns: Span.secondNs - 1)
            #expect(try await server.place("h8", amount: 1).status == 429)
            clock.advance(ns: 1)
            #expect(try await server.place("h8", amount: 1).status == 201)
        }
    }

    @Test("releases and captures go on where placements and reads are refused, and come last")
    func unlocksLast() async throws {
        try await run(key: RateLimit(perSecond: 1, burst: 10)) { server, _ in
            for number in 0..<8 { _ = try await server.place("h\(number)", amount: 1) }
            #expect(try await server.place("h9", amount: 1).status == 429)
            #expect(try await server.get("/v1/holds/h0", key: server.shop).status == 429)
            let capture = try await server.post(
                "/v1/holds/h0/captures", #"{"id":"c","final":true}"#, key: server.shop)
            #expect(capture.status == 201)
            let release = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            #expect(release.status == 201)
            let last = try await server.post(
                "/v1/holds/h2/releases", #"{"id":"r","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            #expect(last.status == 429)
            #expect(last["code"].text == "rate_limited")
        }
    }

    @Test("a merchant's keys count together; the lender's and other merchants' do not")
    func merchant() async throws {
        try await run(merchant: RateLimit(perSecond: 1, burst: 5)) { server, _ in
            let second = try server.keys.create(role: .merchant, merchant: "shop", name: "two")
            for number in 0..<4 {
                let key = number % 2 == 0 ? server.shop : second
                #expect(try await server.place("h\(number)", amount: 1, key: key).status == 201)
            }
            for key in [server.shop, second] {
                #expect(try await server.place("h4", amount: 1, key: key).status == 429)
            }
            for _ in 0..<10 {
                let read = try await server.get("/v1/accounts/a1")
                #expect(read.status == 200)
                #expect(read.headers[.rateLimit] == nil)
            }
            #expect(
                try await server.get("/v1/orders/rival/none", key: server.rivalKey).status == 404)
        }
    }

    @Test("a batch costs its commands")
    func batch() async throws {
        try await run(key: RateLimit(perSecond: 1, burst: 10)) { server, clock in
            let lines = (0..<13).map {
                """
                {"op":"place","id":"b\($0)","account":"a1","amount":1,"currency":"CNY",\
                "order":{"merchant":"shop","number":"b\($0)"}}
                """
            }.joined(separator: "\n")
            let batch = try await server.send(
                .post, "/v1/batch", lines, key: server.shop, type: Batch.linesMediaType)
            #expect(batch.status == 200, "\(batch.body)")
            #expect(batch.headers[.rateLimit] == #""key";r=0;t=13"#)
            // Three owed, the fifth that is left alone, and one.
            let refused = try await server.place("h1", amount: 1)
            #expect(refused["retry_after_seconds"].number == 6)
        }
    }

    // MARK: Facts

    private static func events(_ numbers: Range<Int>, merchant: String = "shop") -> String {
        let all = numbers.map {
            TestServer.event("e\($0)", "paid", order: "o\($0)", merchant: merchant)
        }
        return "[" + all.joined(separator: ",") + "]"
    }

    @Test("facts of a merchant wait for their turn, evenly, and are refused where that is long")
    func facts() async throws {
        try await run(facts: RateLimit(perSecond: 10, burst: 5)) { server, clock in
            func send(_ numbers: Range<Int>) async throws -> TestAnswer {
                try await server.send(
                    .post, "/v1/order-events", Self.events(numbers), key: server.shop,
                    type: OrderEventRequest.batchMediaType)
            }
            #expect(try await send(0..<10).status == 200)
            #expect(clock.pausesNs.isEmpty)
            // Five are owed, and one has to be there.
            #expect(try await send(10..<40).status == 200)
            #expect(clock.pausesNs == [600_000_000])
            // Thirty less one are owed: three seconds, of which one is waited for at most.
            let refused = try await send(40..<41)
            #expect(refused.status == 429)
            #expect(refused["code"].text == "rate_limited")
            #expect(refused["retry_after_seconds"].number == 2)
            clock.advance(ns: 2 * Span.secondNs)
            let taken = try await send(40..<41)
            #expect(taken.status == 200)
            #expect(taken.headers[.rateLimitPolicy] == #""facts";q=5;w=1"#)
            // Placements have a bucket of their own.
            #expect(try await server.place("h1", amount: 1).status == 201)
        }
    }

    @Test("where a lender tells of several merchants, only those too fast are refused")
    func mixed() async throws {
        try await run(facts: RateLimit(perSecond: 1, burst: 2)) { server, clock in
            let first = try await server.send(
                .post, "/v1/order-events", Self.events(0..<3), key: server.lender,
                type: OrderEventRequest.batchMediaType)
            #expect(first.status == 200)
            let both =
                Self.events(3..<4).dropLast() + ","
                + Self.events(4..<5, merchant: "rival").dropFirst()
            let mixed = try await server.send(
                .post, "/v1/order-events", String(both), key: server.lender,
                type: OrderEventRequest.batchMediaType)
            #expect(mixed.status == 200)
            #expect(mixed["results.0.result"].text == "refused")
            #expect(mixed["results.0.error.code"].text == "rate_limited")
            #expect(mixed["results.0.error.retryable"] == .bool(true))
            #expect(mixed["results.1.result"].text == "parked")
            #expect(clock.pausesNs.isEmpty)
        }
    }
}
