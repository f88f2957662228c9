import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization
import Testing

@testable import SluiceServer

/// Who guesses credentials is slowed, and nobody else.
@Suite struct GuessTests {
    /// What was logged, as `message key=value …`.
    private final class Log: LogHandler, Sendable {
        private let lines = Mutex<[String]>([])
        var metadata: Logger.Metadata {
            get { [:] }
            set {}
        }
        var logLevel: Logger.Level {
            get { .notice }
            set {}
        }
        var all: [String] { lines.withLock { $0 } }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { nil }
            set {}
        }

        func log(event: LogEvent) {
            let more = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted()
            lines.withLock {
                $0.append(([event.message.description] + more).joined(separator: " "))
            }
        }
    }

    private struct Ground {
        let authenticator: Authenticator
        let keys: KeyStore
        let clock: TestClock
        let log: Log
        let metrics: ServerMetrics

        /// The code of what a credential comes to; `good` for one that is believed.
        func code(_ text: String?, from address: String?) throws -> String {
            let peer = try address.map { PeerAddress(try #require(IPAddress($0))) }
            do throws(Problem) {
                _ = try authenticator.principal(
                    authorization: text.map { "Bearer \($0)" }, from: peer)
                return "good"
            } catch { return error.kind.code }
        }
    }

    private static let wrong = "sk_00000000_" + String(repeating: "0", count: 32)

    @Test(
        "thirty wrong credentials in a minute, and an address is not listened to until it is over")
    func slowed() throws {
        try withGround { ground in
            let good = try ground.keys.create(role: .lender, name: "first")
            for _ in 0..<30 {
                #expect(try ground.code(Self.wrong, from: "192.0.2.1") == "unauthenticated")
            }
            #expect(try ground.code(Self.wrong, from: "192.0.2.1") == "too_many_failures")
            #expect(try ground.code(good, from: "192.0.2.1") == "too_many_failures")
            #expect(try ground.code(good, from: "192.0.2.2") == "good")
            #expect(try ground.code(good, from: nil) == "good")
            ground.clock.advance(ns: 20 * Span.secondNs)
            do throws(Problem) {
                _ = try ground.authenticator.principal(
                    authorization: nil, from: PeerAddress(IPAddress("192.0.2.1")!))
                Issue.record("it was listened to")
            } catch { #expect(error.retryAfterSeconds == 40) }
            ground.clock.advance(ns: 40 * Span.secondNs)
            #expect(try ground.code(good, from: "192.0.2.1") == "good")
            #expect(ground.metrics.snapshot.failures == [.unknown: 30, .slowed: 3])
        }
    }

    @Test("who sends nothing, or what ended, does not guess")
    func honest() throws {
        try withGround { ground in
            let now = ground.clock.wall.now()
            let short = try ground.keys.make(
                KeyWish(role: .lender, name: "a", expiresAt: now.adding(spanNs: 1)))
            let gone = try ground.keys.make(KeyWish(role: .lender, name: "b"))
            try ground.keys.revoke(id: gone.record.id)
            ground.clock.advance(ns: 1)
            for _ in 0..<40 {
                #expect(try ground.code(nil, from: "192.0.2.1") == "unauthenticated")
                #expect(try ground.code(short.text, from: "192.0.2.1") == "credential_expired")
                #expect(try ground.code(gone.text, from: "192.0.2.1") == "unauthenticated")
            }
            let failures = ground.metrics.snapshot.failures
            #expect(failures == [.missing: 40, .expired: 40, .revoked: 40])
            #expect(ground.log.all.isEmpty)
        }
    }

    @Test("each kind of guess counts", arguments: ["x", "sk_x", "a.b.c", wrong, ""])
    func kinds(text: String) throws {
        try withGround { ground in
            for _ in 0..<30 { _ = try ground.code(text, from: "192.0.2.1") }
            #expect(try ground.code(text, from: "192.0.2.1") == "too_many_failures")
        }
    }

    @Test("the log tells of an address and of a key once a minute, of no secret, and not too often")
    func told() throws {
        try withGround { ground in
            let key = try ground.keys.make(KeyWish(role: .lender, name: "a")).record
            let guess = "sk_\(key.id)_" + String(repeating: "0", count: 32)
            // Guesses from many places at one key, each of them few.
            for place in 0..<40 { _ = try ground.code(guess, from: "192.0.2.\(place)") }
            #expect(
                ground.log.all == ["the secret of a key is guessed failures=30 key=\(key.id)"])
            for place in 0..<20 {
                for _ in 0..<40 { _ = try ground.code("x", from: "198.51.100.\(place)") }
            }
            let lines = ground.log.all
            #expect(lines.count == ServerLimits.guessLinesMax)
            #expect(
                lines.last?.hasSuffix("a minute address=198.51.100.8 failures=30") == true,
                "\(lines)")
            ground.clock.advance(ns: Span.minuteNs)
            for _ in 0..<40 { _ = try ground.code("x", from: "198.51.100.99") }
            #expect(ground.log.all.count == ServerLimits.guessLinesMax + 1)
        }
    }

    @Test("over a connection: 429 with Retry-After, and a key behind a proxy is heard")
    func door() async throws {
        try await TestServer.run(.live, proxies: ["127.0.0.1", "::1"]) { server in
            func send(_ key: String, from address: String?) async throws -> TestAnswer {
                try await server.send(
                    .get, "/v1/accounts", key: key,
                    headers: address.map { ["X-Forwarded-For": $0] } ?? [:])
            }
            for _ in 0..<30 {
                #expect(try await send("x", from: "203.0.113.1").status == 401)
            }
            let slowed = try await send(server.lender, from: "203.0.113.1")
            #expect(slowed.status == 429)
            #expect(slowed["code"].text == "too_many_failures")
            #expect(slowed.headers[.retryAfter] == "60")
            #expect(try await send(server.lender, from: "203.0.113.2").status == 200)
            #expect(try await send(server.lender, from: nil).status == 200)
            let page = try await server.get("/metrics").body
            #expect(
                page.contains("sluice_authentication_failures_total{reason=\"malformed\"} 30\n"))
            #expect(page.contains("sluice_authentication_failures_total{reason=\"slowed\"} 1\n"))
        }
    }

    private func withGround(_ body: (Ground) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sluice-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (clock, log, metrics) = (TestClock(), Log(), ServerMetrics())
        let keys = try KeyStore(directory: directory, clock: clock.wall)
        try body(
            Ground(
                authenticator: Authenticator(
                    keys: keys, tokens: nil, metrics: metrics,
                    logger: Logger(label: "test") { _ in log }),
                keys: keys, clock: clock, log: log, metrics: metrics))
    }
}
