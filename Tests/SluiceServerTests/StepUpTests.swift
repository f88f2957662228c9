import Crypto
import Foundation
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The consumer clears a check by confirming in the lender's app.
@Suite("step-up")
struct StepUpTests {
    private static let key = [UInt8](repeating: 7, count: 32)
    private static let other = [UInt8](repeating: 8, count: 32)
    private static func line(_ key: [UInt8]) -> String {
        "whsec_" + Data(key).base64EncodedString()
    }

    private static func stepUp(_ keys: [[UInt8]] = [key]) throws -> StepUp {
        try StepUp(lines: keys.map(line), "the file")
    }

    private static var policy: Policy {
        var policy = Policy.standard
        policy.reviews.stepUpNs = 5 * Span.minuteNs
        return policy
    }

    /// What the lender's app does, by the words of the guide.
    private static func signature(
        _ challenge: String, _ result: String, _ key: [UInt8] = key
    ) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(result).\(challenge)".utf8), using: SymmetricKey(data: key))
        return Data(code).base64EncodedString()
    }

    private func ask(
        _ server: TestServer, _ hold: String = "h1", key: String? = nil
    ) async throws -> TestAnswer {
        try await server.post("/v1/reviews/\(hold)/challenges?merchant=shop", "{}", key: key)
    }

    private func answer(
        _ server: TestServer, _ challenge: String, _ result: String = "passed",
        signature: String? = nil, hold: String = "h1", key: String? = nil
    ) async throws -> TestAnswer {
        try await server.post(
            "/v1/reviews/\(hold)/step-up?merchant=shop",
            """
            {"challenge":"\(challenge)","result":"\(result)",\
            "signature":"\(signature ?? Self.signature(challenge, result))"}
            """, key: key)
    }

    private func pending(_ server: TestServer, _ id: String = "h1") async throws {
        let placed = try await server.place(
            id, more: #","review":"person""#, key: server.lender)
        try #require(placed["status"].text == "pending", "\(placed.body)")
    }

    @Test("a purchase that is looked at is approved once the consumer confirmed, and once only")
    func purchase() async throws {
        try await TestServer.run(policy: Self.policy, stepUp: try Self.stepUp()) { server in
            try await server.open()
            try await pending(server)
            let own = server.keyTexts[.consumer]
            let explained = try await server.get(
                "/v1/holds/h1/explanation?merchant=shop", key: own)
            #expect(explained.body.contains("CONFIRM_IN_APP"), "\(explained.body)")
            let asked = try await ask(server, key: own)
            #expect(asked.status == 200, "\(asked.body)")
            #expect(asked["kind"].text == "placement_review")
            #expect(asked["amount"].number == 30_000)
            #expect(asked["account"].text == "a1")
            #expect(asked["expires_at"].text?.hasPrefix("2026-01-01T00:05:00") == true)
            let challenge = asked["challenge"].text ?? ""
            let done = try await answer(server, challenge, key: own)
            #expect(done.status == 201, "\(done.body)")
            #expect(done["hold.status"].text == "active")
            let told = try await server.events("?after=beginning&wait_s=0")
            let approved = try #require(told.last { $0.name == "hold.approved" })
            #expect(approved.json["reason"].text == "STEP_UP_PASSED", "\(approved.json)")
            #expect(try await answer(server, challenge, key: own).isReplay)
            let no = try await answer(server, challenge, "failed", key: own)
            #expect(no["code"].text == "ID_CONFLICT", "\(no.body)")
            #expect(try await ask(server)["code"].text == "REVIEW_NOT_OPEN")
            let after = try await server.get("/v1/holds/h1/explanation?merchant=shop", key: own)
            #expect(!after.body.contains("CONFIRM_IN_APP"))
        }
    }

    @Test("what was not confirmed is declined, by a rule, and the shop reads no more than that")
    func failed() async throws {
        try await TestServer.run(policy: Self.policy, stepUp: try Self.stepUp()) { server in
            try await server.open()
            try await pending(server)
            let challenge = try await ask(server)["challenge"].text ?? ""
            let done = try await answer(server, challenge, "failed")
            #expect(done["hold.status"].text == "declined", "\(done.body)")
            #expect(done["hold.decision.by"].text == "rule", "\(done.body)")
            #expect(try await server.available() == 100_000)
            let seen = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(seen["reason.code"].text == "DECLINED", "\(seen.body)")
        }
    }

    @Test("a release is made at once where the merchant's word bears it; else nothing is asked")
    func release() async throws {
        try await TestServer.run(policy: Self.policy, stepUp: try Self.stepUp()) { server in
            try await server.open()
            _ = try await server.place("h1")
            let path = "/v1/holds/h1/release-requests?merchant=shop"
            _ = try await server.post(path, #"{"id":"q1","reason":"CUSTOMER_REQUEST"}"#)
            // Before the end of the promise the shop has a word in it.
            #expect(try await ask(server)["code"].text == "REVIEW_NOT_OPEN")
            _ = try await server.place("h2")
            _ = try await server.post(
                "/v1/holds/h2/release-requests", #"{"id":"q2","reason":"CUSTOMER_REQUEST"}"#,
                key: server.shop)
            let asked = try await ask(server, "h2")
            #expect(asked["kind"].text == "unlock_review", "\(asked.body)")
            let done = try await answer(server, asked["challenge"].text ?? "", hold: "h2")
            #expect(done["operation.amount"].number == 30_000, "\(done.body)")
            #expect(done["hold.status"].text == "released")
        }
    }

    @Test("what was asked of one review decides no other")
    func otherReview() async throws {
        try await TestServer.run(policy: Self.policy, stepUp: try Self.stepUp()) { server in
            try await server.open()
            _ = try await server.place("h1")
            func request(_ id: String) async throws {
                let asked = try await server.post(
                    "/v1/holds/h1/release-requests",
                    #"{"id":"\#(id)","reason":"CUSTOMER_REQUEST"}"#,
                    key: server.shop)
                #expect(asked.status == 201, "\(asked.body)")
            }
            try await request("q1")
            let first = try await ask(server)["challenge"].text ?? ""
            _ = try await server.post(
                "/v1/reviews/h1/decision?merchant=shop", #"{"id":"d1","decision":"keep"}"#)
            #expect(try await answer(server, first)["code"].text == "REVIEW_NOT_OPEN")
            try await request("q2")
            #expect(try await answer(server, first)["code"].text == "REVIEW_NOT_OPEN")
            let second = try await ask(server)["challenge"].text ?? ""
            let done = try await answer(server, second)
            #expect(done["hold.status"].text == "released", "\(done.body)")
            #expect(try await answer(server, second).isReplay)
            #expect(try await answer(server, first)["code"].text == "HOLD_ENDED")
        }
    }

    @Test("nothing that was not signed with a shared secret is believed")
    func forgeries() async throws {
        try await TestServer.run(policy: Self.policy, stepUp: try Self.stepUp()) { server in
            try await server.open()
            try await server.open("a2")
            try await pending(server)
            _ = try await server.place("h9")
            let challenge = try await ask(server)["challenge"].text ?? ""
            let (body, code) = (challenge.prefix { $0 != "." }, challenge.drop { $0 != "." })
            let foreign = try Self.stepUp([Self.other]).challenge(
                StepUpChallenge(
                    merchant: "shop", hold: "h1", account: "a1", review: "step-up-purchase",
                    kind: .placementReview, amount: Money(minor: 1), currency: "CNY",
                    expiresAt: .never))
            let swapped = "\(body.dropLast())\(body.last == "A" ? "B" : "A")\(code)"
            let forged: [(String, String, String?, String)] = [
                (challenge, "passed", Self.signature(challenge, "failed"), "invalid_signature"),
                (challenge, "failed", Self.signature(challenge, "passed"), "invalid_signature"),
                (
                    challenge, "passed", Self.signature(challenge, "passed", Self.other),
                    "invalid_signature"
                ),
                (challenge, "passed", "", "invalid_signature"),
                (foreign, "passed", nil, "invalid_signature"),
                (swapped, "passed", nil, "invalid_signature"),
                (String(body), "passed", nil, "invalid_signature"),
                ("a.b.c", "passed", nil, "invalid_signature"),
                (challenge, "perhaps", nil, "invalid_field"),
            ]
            for (challenge, result, signature, code) in forged {
                let answer = try await answer(server, challenge, result, signature: signature)
                #expect(answer["code"].text == code, "\(challenge) \(result) \(answer.body)")
            }
            let elsewhere = try await answer(server, challenge, hold: "h9")
            #expect(elsewhere["field"].text == "challenge", "\(elsewhere.body)")
            #expect(try await server.get("/v1/holds/h1?merchant=shop")["status"].text == "pending")
            // One account's consumer knows nothing of another's holds.
            let stranger = try server.keys.create(role: .consumer, account: "a2", name: "other")
            #expect(try await ask(server, key: stranger).status == 404)
            #expect(try await answer(server, challenge, key: stranger).status == 404)
            #expect(try await ask(server, key: server.shop).status == 403)
            server.clock.advance(ns: 6 * Span.minuteNs)
            let late = try await answer(server, challenge)
            #expect(late["field"].text == "challenge", "\(late.body)")
            let again = try await ask(server)["challenge"].text ?? ""
            let done = try await answer(server, again)
            #expect(done.status == 201, "\(again) \(done.body)")
        }
    }

    @Test("without a secret or a policy nobody is asked; in a rotation both secrets count")
    func settings() async throws {
        try await TestServer.run(policy: Self.policy) { server in
            try await server.open()
            try await pending(server)
            #expect(try await ask(server)["code"].text == "no_step_up")
            #expect(try await answer(server, "a.b")["code"].text == "no_step_up")
            let told = try await server.get(
                "/v1/holds/h1/explanation?merchant=shop", key: server.keyTexts[.consumer])
            #expect(!told.body.contains("CONFIRM_IN_APP"))
        }
        try await TestServer.run(stepUp: try Self.stepUp()) { server in
            try await server.open()
            try await pending(server)
            #expect(try await ask(server)["code"].text == "REVIEW_NOT_OPEN")
        }
        try await TestServer.run(
            policy: Self.policy, stepUp: try Self.stepUp([Self.other, Self.key])
        ) { server in
            try await server.open()
            try await pending(server)
            let challenge = try await ask(server)["challenge"].text ?? ""
            #expect(try await answer(server, challenge).status == 201)
        }
    }

    @Test("the file of secrets is its owner's alone, and has one or two")
    func file() throws {
        let path = NSTemporaryDirectory() + "step-up-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        func write(_ text: String, mode: Int = 0o600) throws {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: path)
        }
        #expect(throws: KeyStoreError.self) { try StepUp(file: path) }
        let line = Self.line(Self.key) + "\n"
        try write(line)
        _ = try StepUp(file: path)
        try write(line + Self.line(Self.other))
        _ = try StepUp(file: path)
        for (text, mode) in [
            (line, 0o640), ("", 0o600), ("secret\n", 0o600), (line + "x\n", 0o600),
            (line + line + line, 0o600),
        ] {
            try write(text, mode: mode)
            #expect(throws: KeyStoreError.self) { try StepUp(file: path) }
        }
    }
}
