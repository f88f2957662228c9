import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Tokens of the lender's sign-in, claim by claim.
@Suite struct AccessTokenTests {
    /// 2026-01-01, as the clock of the tests begins.
    private static let now: Int64 = 1_767_225_600

    /// A good token of a treasurer; a claim of nil is left out.
    private static func claims(_ changes: [String: String?] = [:]) -> String {
        var claims: [String: String?] = [
            "iss": "\"\(SignIn.issuer)\"", "aud": "\"sluice\"", "sub": "\"t-17\"",
            "iat": "\(now)", "exp": "\(now + 900)", "role": "\"treasury\"",
        ]
        claims.merge(changes) { $1 }
        let members = claims.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\"\(name)\":\($0)" }
        }
        return "{\(members.joined(separator: ","))}"
    }

    @Test("who a token speaks for")
    func good() async throws {
        try await withTokens { tokens, signIn in
            func principal(_ changes: [String: String?]) async throws -> Principal {
                try tokens.principal(
                    of: try await signIn.token(Self.claims(changes)),
                    at: Instant(ns: Self.now * Span.secondNs))
            }
            let staff = try await principal(["jti": "\"j1\"", "email": "\"x@example.com\""])
            #expect(
                staff
                    == Principal(
                        role: .treasury, subject: "t-17", isPerson: true,
                        credential: AccessTokens.credential("ec", "j1"),
                        expiresAt: Instant(ns: (Self.now + 960) * Span.secondNs)))
            #expect(staff.actor.isPerson)
            #expect(AccessTokens.isToken(credential: staff.credential))
            #expect(staff.has(.closeDays) && !staff.has(.placeHolds))
            let consumer = try await principal([
                "role": "\"consumer\"", "account": "\"a1\"", "aud": #"["other","sluice"]"#,
            ])
            #expect(consumer.account == "a1" && !consumer.isPerson)
            #expect(consumer.mayRead(account: "a1") && !consumer.mayRead(account: "a2"))
            let merchant = try await principal(["role": "\"merchant\"", "merchant": "\"shop\""])
            #expect(merchant.merchant == "shop" && !merchant.isPerson)
            let narrow = try await principal(["scope": "\"openid read_days  place_holds\""])
            #expect(narrow.scopes == [.readDays, .placeHolds])
            #expect(narrow.has(.readDays) && !narrow.has(.closeDays) && !narrow.has(.placeHolds))
            let empty = try await principal(["scope": "\"openid\""])
            #expect(Right.allCases.allSatisfy { !empty.has($0) })
        }
    }

    /// What is wrong, and the claim that is named.
    private static let refused: [(changes: [String: String?], claim: String)] = [
        (["iss": nil], "iss"), (["iss": "\"https://other.example\""], "iss"),
        (["iss": "1"], "iss"), (["aud": nil], "aud"), (["aud": "\"other\""], "aud"),
        (["aud": "[]"], "aud"), (["aud": "[1]"], "aud"), (["sub": nil], "sub"),
        (["sub": "\"\""], "sub"), (["sub": "\"13800138000\""], "sub"),
        (["sub": "\"someone@example.com\""], "sub"),
        (["sub": "\"\(String(repeating: "x", count: 65))\""], "sub"), (["iat": nil], "iat"),
        (["iat": "\"\(now)\""], "iat"), (["iat": "\(now).5"], "iat"),
        (["iat": "\(now + 61)", "exp": "\(now + 900)"], "iat"), (["iat": "-1"], "iat"),
        (["nbf": "\(now + 61)"], "iat"), (["exp": nil], "exp"), (["exp": "\(now)"], "exp"),
        (["exp": "\(now + 3_601)"], "exp"), (["exp": "9000000000"], "exp"),
        (["exp": "9223372036854775807"], "exp"), (["role": nil], "role"),
        (["role": "\"lender\""], "role"), (["role": "\"migration\""], "role"),
        (["role": "\"engine\""], "role"), (["role": "\"owner\""], "role"),
        (["role": "\"consumer\""], "account"), (["role": "\"merchant\""], "merchant"),
        (["account": "\"a1\""], "account"), (["merchant": "\"shop\""], "merchant"),
        (["role": "\"consumer\"", "account": "\"a1\"", "merchant": "\"shop\""], "merchant"),
        (["scope": "[]"], "scope"), (["jti": "1"], "jti"),
    ]

    @Test("claims that are wrong or missing")
    func bad() async throws {
        try await withTokens { tokens, signIn in
            for (changes, claim) in Self.refused {
                let token = try await signIn.token(Self.claims(changes))
                do throws(TokenFault) {
                    _ = try tokens.principal(of: token, at: Instant(ns: Self.now * Span.secondNs))
                    Issue.record("\(changes) was taken")
                } catch {
                    guard case .claim(let text) = error else {
                        Issue.record("\(changes): \(error)")
                        continue
                    }
                    #expect(text.hasPrefix(claim + ":"), "\(changes): \(text)")
                }
            }
        }
    }

    @Test("a token for something else is none of a caller")
    func type() async throws {
        try await withTokens { tokens, signIn in
            for (type, isTaken) in [
                ("JWT", true), ("at+jwt", true), ("application/at+JWT", true),
                ("consent+jwt", false), ("logout+jwt", false),
            ] {
                let header = #"{"alg":"ES256","kid":"ec","typ":"\#(type)"}"#
                let token = try await signIn.token(Self.claims(), header: header)
                let principal = try? tokens.principal(
                    of: token, at: Instant(ns: Self.now * Span.secondNs))
                #expect((principal != nil) == isTaken, "\(type)")
            }
        }
    }

    @Test("the life of a token, with a minute for clocks that differ")
    func life() async throws {
        try await withTokens { tokens, signIn in
            let token = try await signIn.token(Self.claims(["exp": "\(Self.now + 3_600)"]))
            for (second, isGood) in [
                (-61, false), (-60, true), (0, true), (3_600, true), (3_659, true), (3_660, false),
            ] as [(Int64, Bool)] {
                let now = Instant(ns: (Self.now + second) * Span.secondNs)
                let principal = try? tokens.principal(of: token, at: now)
                #expect((principal != nil) == isGood, "\(second)")
            }
            let end = Instant(ns: (Self.now + 3_600) * Span.secondNs)
            #expect(throws: TokenFault.expired(at: end)) {
                _ = try tokens.principal(of: token, at: end.adding(spanNs: Span.minuteNs))
            }
        }
    }

    @Test("numbers of tokens are told from those of keys")
    func credentials() {
        #expect(AccessTokens.credential("a", "b") != AccessTokens.credential("ab", nil))
        #expect(AccessTokens.credential("a", nil) == AccessTokens.credential("a", nil))
        for _ in 0..<1_000 {
            let id = APIKey.random().id
            #expect(!AccessTokens.isToken(credential: APIKey.number(of: id)))
            #expect(APIKey.id(of: APIKey.number(of: id)) == id)
        }
    }

    @Test("over HTTP: a token works until its time is over, and its actor is journalled")
    func door() async throws {
        try await withTokens { tokens, signIn in
            try await TestServer.run(tokens: tokens) { server in
                try await server.open()
                let token = try await signIn.token(
                    Self.claims(["role": "\"consumer\"", "account": "\"a1\"", "jti": "\"j\""]))
                #expect(try await server.get("/v1/accounts/a1", key: token).status == 200)
                #expect(try await server.get("/v1/accounts/a2", key: token).status == 404)
                #expect(try await server.get("/v1/accounts", key: token).status == 403)
                let staff = try await signIn.token(Self.claims(["scope": "\"read_days\""]))
                #expect(try await server.get("/v1/days/2025-12-31", key: staff).status == 404)
                let closed = try await server.post("/v1/days/2025-12-31/close", "", key: staff)
                #expect(closed.status == 403)
                #expect(closed["detail"].text?.contains("close_days") == true, "\(closed.body)")
                let row = server.engine.feed.newestRow
                let closer = try await signIn.token(Self.claims(["jti": "\"k\""]))
                let closing = try await server.post(
                    "/v1/days/2025-12-31/close", "", key: closer)
                try #require(closing.status == 201, "\(closing.body)")
                let batch = try #require(try await server.engine.batches(after: row).first)
                let actor = try #require(batch.records.first?.command.actor)
                #expect(actor.isPerson)
                #expect(actor.subject == KeyDerivation.subject("t-17"))
                #expect(actor.credential == AccessTokens.credential("ec", "k"))
                server.clock.advance(ns: 961 * Span.secondNs)
                let late = try await server.get("/v1/accounts/a1", key: token)
                #expect(late.status == 401)
                #expect(late["code"].text == "credential_expired")
                #expect(late["detail"].text?.contains("2026-01-01T00:15:00Z") == true)
            }
        }
    }

    @Test("an open stream ends with the life of its token")
    func stream() async throws {
        try await withTokens { tokens, signIn in
            try await TestServer.run(tokens: tokens) { server in
                try await server.open()
                let token = try await signIn.token(
                    Self.claims(["role": "\"consumer\"", "account": "\"a1\""]))
                async let events = server.get(
                    "/v1/accounts/a1/events?after=beginning", key: token)
                try await eventually("the stream is open") {
                    try await server.get("/metrics").body.contains("sluice_streams 1\n")
                }
                server.clock.advance(ns: 961 * Span.secondNs)
                #expect(try await events.body.contains("account.opened"))
            }
        }
    }

    private func withTokens(
        _ body: (AccessTokens, SignIn) async throws -> Void
    ) async throws {
        let signIn = try SignIn()
        let path = NSTemporaryDirectory() + "sluice-jwks-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try signIn.keySet().write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let keys = try await TokenKeys(file: path)
        try await body(
            AccessTokens(keys: keys, issuer: SignIn.issuer, audience: SignIn.audience), signIn)
    }
}
