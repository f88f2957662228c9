import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// A merchant locks what the consumer agreed to, as the lender signed it, and nothing else.
@Suite("consent")
struct ConsentTests {
    /// 2026-01-01T00:00:00Z, where the clock of the tests stands.
    private static let now = 1_767_225_600

    /// What a token says unless a test wants it otherwise, each a JSON value.
    private static func claims(
        _ more: [String: String?] = [:], for purpose: String = "place", id: String = "h1"
    ) -> [String: String] {
        var claims: [String: String] = [
            "iss": #""https://sign-in.example""#, "aud": #""sluice-consent""#, "iat": "\(now)",
            "exp": "\(now + 600)", "for": "\"\(purpose)\"", "account": #""a1""#,
            "merchant": #""shop""#, "amount": "30000", "currency": #""CNY""#, "id": "\"\(id)\"",
        ]
        if purpose == "increment" { claims["hold"] = #""h1""# }
        for (name, value) in more { claims[name] = value }
        return claims
    }

    private static let lender = Result { try SignIn() }

    /// What the lender's server signs.
    private static func token(
        _ claims: [String: String], header: String? = nil, of lender: SignIn? = nil
    ) async throws -> String {
        let members = claims.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        let signer = try lender ?? Self.lender.get()
        return try await signer.token(
            "{" + members.joined(separator: ",") + "}", header: header)
    }

    /// Runs with the tokens a server takes; the file with their keys is there until it ends.
    private static func withTokens(_ body: (AccessTokens) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "sluice-consent-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try lender.get().keySet().write(toFile: path, atomically: true, encoding: .utf8)
        try await body(
            AccessTokens(
                keys: try await TokenKeys(file: path), issuer: SignIn.issuer,
                audience: SignIn.audience))
    }

    private func run(
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await Self.withTokens { tokens in
            try await TestServer.run(tokens: tokens, trustsMerchants: false) { server in
                try await server.open()
                try await body(server)
            }
        }
    }

    private func place(
        _ server: TestServer, _ consent: String?, id: String = "h1", amount: Int64 = 30_000,
        more: String = "", key: String? = nil
    ) async throws -> TestAnswer {
        let member = consent.map { #","consent":"\#($0)""# } ?? ""
        return try await server.place(id, amount: amount, more: member + more, key: key)
    }

    private func increment(
        _ server: TestServer, _ consent: String?, id: String = "i1", amount: Int64 = 100,
        key: String? = nil, path: String = "/v1/holds/h1/increments"
    ) async throws -> TestAnswer {
        let member = consent.map { #","consent":"\#($0)""# } ?? ""
        return try await server.post(
            path, #"{"id":"\#(id)","amount":\#(amount)\#(member)}"#, key: key ?? server.shop)
    }

    @Test("a consent permits its own placement, for ever, and no other")
    func singleUse() async throws {
        try await run { server in
            let consent = try await Self.token(Self.claims())
            let none = try await place(server, nil)
            #expect(none.status == 403 && none["code"].text == "consent_required")
            #expect(none["field"].text == "consent")
            let first = try await place(server, consent)
            #expect(first.status == 201, "\(first.body)")
            #expect(try await server.available() == 70_000)
            let second = try await place(server, consent, id: "h2")
            #expect(second.status == 403 && second["field"].text == "consent.id")
            // Sent again it is answered as ever, long after the consent has ended, or without it.
            server.clock.advance(ns: Span.dayNs)
            for again in [consent, nil, "x"] {
                let replay = try await place(server, again)
                #expect(replay.status == 201 && replay.isReplay, "\(replay.body)")
            }
            let late = try await place(server, Self.token(Self.claims(id: "h3")), id: "h3")
            #expect(late.status == 403 && late["field"].text == "consent.exp")
            #expect(try await server.available() == 70_000)
        }
    }

    @Test("the amount is a bound, and the id may come as a header")
    func bound() async throws {
        try await run { server in
            let consent = try await Self.token(Self.claims())
            let more = try await place(server, consent, amount: 30_001)
            #expect(more.status == 403 && more["field"].text == "consent.amount")
            let less = try await server.post(
                "/v1/holds",
                """
                {"account":"a1","amount":29000,"currency":"CNY","consent":"\(consent)",\
                "order":{"merchant":"shop","number":"o1"}}
                """, key: server.shop, headers: ["Idempotency-Key": "h1"])
            #expect(less.status == 201, "\(less.body)")
        }
    }

    /// A claim, the JSON it has instead, nil for none; the field that is named is `consent.CLAIM`.
    private static let altered: [(claim: String, value: String?)] = [
        ("iss", #""https://elsewhere.example""#), ("iss", nil),
        ("aud", #""sluice""#), ("aud", #"["sluice","x"]"#), ("aud", nil),
        ("iat", "\(now + 61)"), ("iat", #""now""#), ("iat", nil),
        ("exp", "\(now - 61)"), ("exp", "\(now + 3_601)"), ("exp", nil),
        ("for", #""increment""#), ("for", #""capture""#), ("for", nil),
        ("merchant", #""rival""#), ("merchant", nil),
        ("account", #""a2""#), ("account", nil),
        ("hold", #""h1""#),
        ("id", #""h2""#), ("id", nil),
        ("currency", #""USD""#), ("currency", nil),
        ("amount", "29999"), ("amount", #""30000""#), ("amount", "30000.0"), ("amount", nil),
        ("quote", #""0123456789abcdef0123456789abcdef""#),
    ]

    @Test("every claim that is not as it should be is refused, and named", arguments: altered)
    func claim(claim: String, value: String?) async throws {
        try await run { server in
            let refused = try await place(server, Self.token(Self.claims([claim: value])))
            let isQuote = claim == "quote"
            #expect(refused.status == (isQuote ? 409 : 403), "\(refused.body)")
            #expect(refused["code"].text == (isQuote ? "quote_changed" : "consent_refused"))
            #expect(refused["field"].text == "consent." + claim)
            #expect(refused["retryable"] == .bool(false))
            #expect(try await server.get("/v1/holds/h1", key: server.shop).status == 404)
        }
    }

    @Test("of an increment hold, id, account and currency are those of the hold")
    func increments() async throws {
        try await run { server in
            let placed = try await place(server, nil, key: server.lender)
            try #require(placed.status == 201)
            func token(_ more: [String: String?] = [:]) async throws -> String {
                try await Self.token(Self.claims(more, for: "increment", id: "i1"))
            }
            let none = try await increment(server, nil)
            #expect(none["code"].text == "consent_required")
            for (claim, value) in [
                ("for", #""place""#), ("hold", #""h2""#), ("hold", nil), ("id", #""i2""#),
                ("account", #""a2""#), ("currency", #""USD""#), ("merchant", #""rival""#),
                ("amount", "99"), ("quote", #""x""#),
            ] as [(String, String?)] {
                let refused = try await increment(server, token([claim: value]))
                let code = claim == "quote" ? "quote_changed" : "consent_refused"
                #expect(refused["code"].text == code, "\(claim): \(refused.body)")
                #expect(refused["field"].text == "consent.\(claim)")
            }
            let done = try await increment(server, token())
            #expect(done.status == 201, "\(done.body)")
            #expect(try await increment(server, nil).isReplay)
            let second = try await increment(server, token(), id: "i2")
            #expect(second["field"].text == "consent.id")
            let absent = try await increment(server, token(), path: "/v1/holds/h9/increments")
            #expect(absent.status == 404)
            #expect(try await server.available() == 69_900)
            // Names that Unicode calls equal are two.
            let other = try await Self.token(
                Self.claims(["account": "\"a\u{301}\""], for: "increment", id: "i3"))
            #expect(try await increment(server, other, id: "i3").status == 403)
        }
    }

    @Test("what no key of the lender signed is no consent")
    func signatures() async throws {
        try await run { server in
            let good = try await Self.token(Self.claims())
            let parts = good.split(separator: ".").map(String.init)
            let more = try await Self.token(Self.claims(["amount": "90000"])).split(separator: ".")
            let none = #"{"alg":"none","typ":"JWT","kid":"ec"}"#
            let unsigned = SignIn.text(Array(none.utf8)) + "." + parts[1] + "."
            for bad in [
                "", "x", "a.b.c", good + "x", "\(parts[0]).\(parts[1]).", unsigned,
                "\(parts[0]).\(more[1]).\(parts[2])",
                try await Self.token(Self.claims(), of: SignIn()),
                try await Self.token(
                    Self.claims(), header: #"{"alg":"ES256","typ":"JWT","kid":"ec-2"}"#),
            ] {
                let refused = try await place(server, bad)
                #expect(refused.status == 403, "\(bad): \(refused.body)")
                #expect(refused["code"].text == "consent_refused")
                #expect(refused["field"].text == "consent")
            }
            let access = try await Self.token(
                Self.claims(), header: #"{"alg":"ES256","typ":"at+jwt","kid":"ec"}"#)
            #expect(try await place(server, access)["field"].text == "consent.typ")
            let long = try await place(server, String(repeating: "x", count: 4_097))
            #expect(long.status == 400 && long["code"].text == "invalid_field")
        }
    }

    @Test("the lender asks the consumer itself, but what it sends is looked at")
    func lender() async throws {
        try await run { server in
            let bad = try await place(server, "x", key: server.lender)
            #expect(bad["code"].text == "consent_refused")
            #expect(try await place(server, nil, key: server.lender).status == 201)
            let raised = try await increment(
                server, nil, key: server.lender, path: "/v1/holds/h1/increments?merchant=shop")
            #expect(raised.status == 201, "\(raised.body)")
            let asked = try await place(server, nil, id: "h2", more: #","dry_run":true"#)
            #expect(asked.status == 200, "a merchant asks without a consent: \(asked.body)")
        }
    }

    @Test("without a way to verify merchants lock nothing, unless they are trusted")
    func unconfigured() async throws {
        try await TestServer.run(trustsMerchants: false) { server in
            try await server.open()
            for consent in [nil, try await Self.token(Self.claims())] {
                let refused = try await place(server, consent)
                #expect(refused.status == 403 && refused["code"].text == "consent_required")
                #expect(refused["detail"].text?.contains("--jwt-keys") == true)
            }
            #expect(try await place(server, nil, key: server.lender).status == 201)
        }
        try await TestServer.run(trustsMerchants: true) { server in
            try await server.open()
            #expect(try await place(server, nil).status == 201)
            #expect(try await increment(server, nil).status == 201)
            let sent = try await place(server, "x", id: "h2")
            #expect(sent.status == 403, "what is sent is looked at: \(sent.body)")
        }
    }

    @Test("a quote binds the terms: whoever asks is told the same, and other terms are refused")
    func quotes() async throws {
        try await run { server in
            let terms = #","dry_run":true,"lines":[{"line":"l1","amount":30000}]"#
            let own = try await place(server, nil, id: "q1", more: terms)
            let theirs = try await place(server, nil, id: "q2", more: terms, key: server.lender)
            // The order's number is part of the terms; the id of the hold is not.
            #expect(own["quote"].text != theirs["quote"].text)
            func quote(_ key: String, more: String = "") async throws -> String? {
                try await server.post("/v1/holds", Self.body("q", more: more), key: key)["quote"]
                    .text
            }
            let quote1 = try await quote(server.shop)
            #expect(quote1?.utf8.count == 32)
            #expect(try await quote(server.lender) == quote1)
            let consent = try await Self.token(Self.claims(["quote": "\"\(quote1 ?? "")\""]))
            for more in [
                #""scenario":"virtual","#, #""plan":"p3","#, #""overcapture_consent":true,"#,
                #""purpose":"tip","#, #""lines":[{"line":"l1","amount":30000}],"#,
                #""review":"person","#,
            ] {
                let changed = try await server.post(
                    "/v1/holds", Self.body("h1", isQuote: false, consent, more: more),
                    key: server.shop)
                #expect(changed.status == 409, "\(more): \(changed.body)")
                #expect(changed["code"].text == "quote_changed")
                #expect(changed["field"].text == "consent.quote")
            }
            // What more may be captured by stands in a quote alone.
            let open = try await Self.token(Self.claims())
            let over = try await server.post(
                "/v1/holds",
                Self.body("h1", isQuote: false, open, more: #""overcapture_consent":true,"#),
                key: server.shop)
            #expect(over.status == 403 && over["field"].text == "consent.quote", "\(over.body)")
            // Less than was agreed to is other terms too.
            let less = try await server.post(
                "/v1/holds",
                Self.body("h1", isQuote: false, consent).replacing("30000", with: "29999"),
                key: server.shop)
            #expect(less["code"].text == "quote_changed")
            let placed = try await server.post(
                "/v1/holds", Self.body("h1", isQuote: false, consent), key: server.shop)
            #expect(placed.status == 201, "\(placed.body)")
        }
    }

    @Test("another policy is other terms")
    func policy() async throws {
        var next = PolicyTests.alone
        next.reviews.stepUpNs = 5 * Span.minuteNs
        let changedPolicy = PolicyTests.body(next)
        try await Self.withTokens { tokens in
            try await TestServer.run(
                policy: PolicyTests.alone, tokens: tokens, trustsMerchants: false
            ) { server in
                try await server.open()
                let quote = try await server.post("/v1/holds", Self.body("q"), key: server.shop)
                let digest = quote["quote"].text ?? ""
                let consent = try await Self.token(Self.claims(["quote": "\"\(digest)\""]))
                let adopted = try await server.post("/v1/policy", changedPolicy)
                try #require(adopted.status == 201, "\(adopted.body)")
                let changed = try await server.post(
                    "/v1/holds", Self.body("h1", isQuote: false, consent), key: server.shop)
                #expect(changed["code"].text == "quote_changed", "\(changed.body)")
            }
        }
    }

    private static func body(
        _ id: String, isQuote: Bool = true, _ consent: String? = nil, more: String = ""
    ) -> String {
        """
        {"id":"\(id)","account":"a1","amount":30000,"currency":"CNY",\(more)\
        "order":{"merchant":"shop","number":"o1"},"dry_run":\(isQuote)\
        \(consent.map { #","consent":"\#($0)""# } ?? "")}
        """
    }

    // MARK: Batches

    @Test("a batch is no way round: each command has its consent, and the binary form none")
    func batches() async throws {
        try await run { server in
            func send(_ lines: [String], key: String? = nil) async throws -> TestAnswer {
                try await server.send(
                    .post, "/v1/batch", lines.joined(separator: "\n"), key: key ?? server.shop,
                    type: "application/x-ndjson")
            }
            func line(_ id: String, _ consent: String?) -> String {
                let member = consent.map { #","consent":"\#($0)""# } ?? ""
                return """
                    {"op":"place","id":"\(id)","account":"a1","amount":30000,"currency":"CNY",\
                    "order":{"merchant":"shop","number":"\(id)"}\(member)}
                    """
            }
            let raise = #"{"op":"increment","hold":"h1","id":"i1","amount":5"#
            let consent = try await Self.token(Self.claims())
            let refused = try await send([line("h1", consent), line("h2", consent)])
            #expect(refused.status == 403 && refused["field"].text == "commands[1].consent.id")
            let none = try await send([line("h1", consent), line("h2", nil)])
            #expect(none["code"].text == "consent_required")
            #expect(none["field"].text == "commands[1].consent")
            // An increment of a hold that comes with the same batch is nobody's yet.
            let early = try await send([line("h1", consent), raise + "}"])
            #expect(early.status == 404, "\(early.body)")
            #expect(try await server.available() == 100_000)
            #expect(try await send([line("h1", consent)]).status == 200)
            #expect(try await send([raise + "}"])["field"].text == "commands[0].consent")
            let own = try await Self.token(Self.claims(for: "increment", id: "i1"))
            #expect(try await send([raise + #","consent":"\#(own)"}"#]).status == 200)
            #expect(try await server.available() == 69_995)
            let binary = BatchEncoder.encode([
                .place(
                    PlaceHoldRequest(
                        id: "h9", account: "a1", amount: Money(minor: 1),
                        currency: Currency("CNY")!, merchant: "shop", number: "o9"))
            ])
            for (key, status) in [(server.shop, 403), (server.lender, 200)] {
                let answer = try await server.client.execute(
                    uri: "/v1/batch", method: .post,
                    headers: [
                        .authorization: "Bearer \(key)", .contentType: Batch.mediaType,
                    ], body: ByteBuffer(bytes: binary)
                ) { $0 }
                #expect(answer.status.code == status)
            }
        }
    }
}
