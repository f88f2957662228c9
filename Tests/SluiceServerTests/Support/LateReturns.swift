import SluiceCore
import Testing

/// Credit that came back late, in two ways, and what was promised of it.
enum LateReturns {
    static let policy = Policy.doubting { $0.serviceLevels.p95Ns = 3 * Span.secondNs }

    /// A word 90 s after what it tells of, and a release that was looked at for an hour too long.
    static func play(_ server: TestServer) async throws {
        try await server.open()
        _ = try await server.place("h1")
        server.clock.advance(ns: 90 * Span.secondNs)
        _ = try await server.fact("c-h1", "cancelled", order: "h1")
        _ = try await server.place("h2")
        _ = try await server.fact("s-h2", "shipped", order: "h2")
        _ = try await server.fact("c-h2", "cancelled", order: "h2")
        let judged = try await server.post(
            "/v1/reviews/h2/verdict?merchant=shop",
            #"{"id":"v","tier":"high","score":900,"model":"m-1"}"#)
        #expect(judged.status == 201, "\(judged.body)")
        server.clock.advance(ns: 3 * Span.hourNs)
        let extended = try await server.post(
            "/v1/reviews/h2/decision?merchant=shop",
            #"{"id":"d1","decision":"extend","until":"2026-01-02T00:00:00Z"}"#)
        #expect(extended.status == 201, "\(extended.body)")
        server.clock.advance(ns: 2 * Span.hourNs)
        let decided = try await server.post(
            "/v1/reviews/h2/decision?merchant=shop", #"{"id":"d2","decision":"release"}"#)
        #expect(decided.status == 201, "\(decided.body)")
        try await server.viewsCaughtUp()
    }
}
