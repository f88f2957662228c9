import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// The policy over HTTP.
@Suite struct PolicyTests {
    /// The standard policy without two persons for the next one.
    static let alone = policy { $0.twoPersons.policyAdoption = false }

    private static func policy(_ change: (inout Policy) -> Void) -> Policy {
        var policy = Policy.standard
        change(&policy)
        return policy
    }

    static func body(_ policy: Policy) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("policy")
            policy.write(to: &writer)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("the policy in force and its versions are read, as JSON of the same keys")
    func reads() async throws {
        try await TestServer.run { server in
            for role in [Role.lender, .operator, .auditor] {
                let answer = try await server.get("/v1/policy", key: server.keyTexts[role])
                #expect(answer.status == 200)
                #expect(answer["version"].number == 1)
                #expect(answer["policy.default_scenario"].text == "physical")
                #expect(answer["policy.scenarios.0.time_to_live"].text == "30d")
                #expect(answer["policy.scenarios.0.tolerance_basis_points"].number == 0)
                #expect(answer["policy.reviews.unlock_cap"].number == 500_000)
                #expect(answer["policy.two_persons.corrections"] == .bool(true))
                #expect(answer["policy.two_persons.limit_raise_max"] == .null)
            }
            let now = try await server.get("/v1/policy").body
            #expect(try await server.get("/v1/policy/versions/1").body == now)
            for version in ["0", "2", "01", "+1", "x", "-1", "4294967296"] {
                let answer = try await server.get("/v1/policy/versions/\(version)")
                #expect(answer.status == 404, "\(version)")
            }
        }
    }

    @Test("an adoption that takes two persons is refused and leaves no trace")
    func twoPersons() async throws {
        try await TestServer.run { server in
            let answer = try await server.post("/v1/policy", PolicyTests.body(PolicyTests.alone))
            #expect(answer.status == 403)
            #expect(answer["code"].text == "APPROVAL_NEEDED")
            #expect(answer["detail"].text?.contains("/v1/proposals") == true)
            #expect(try await server.get("/v1/policy")["version"].number == 1)
        }
    }

    @Test("a dry run tells what would change, key by key, and changes nothing")
    func dryRun() async throws {
        try await TestServer.run { server in
            func compare(
                _ policy: Policy, _ headers: [String: String] = [:]
            ) async throws -> TestAnswer {
                let body = String(PolicyTests.body(policy).dropLast()) + #","dry_run":true}"#
                return try await server.post(
                    "/v1/policy", body, key: server.keyTexts[.operator], headers: headers)
            }
            let sequence = server.engine.status.snapshot.sequence
            let answer = try await compare(PolicyTests.alone)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer["version"].number == 1 && answer["needs_approval"] == .bool(true))
            #expect(answer["changes"].elements.count == 1)
            #expect(answer["changes.0.key"].text == "two_persons.policy_adoption")
            #expect(answer["changes.0.old"].text != answer["changes.0.new"].text)
            let same = try await compare(.standard)
            #expect(same["changes"].elements.isEmpty && same["needs_approval"] == .bool(false))
            let other = try await compare(.standard, ["If-Match": "\"x\""])
            #expect(other.status == 412)
            let tag = try #require(answer["tag"].text)
            #expect(try await compare(.standard, ["If-Match": tag]).status == 200)
            #expect(try await server.get("/v1/policy").headers[.eTag] == tag)
            let wrong = try await compare(PolicyTests.policy { $0.reviews.unlockHardStopNs = 1 })
            #expect(wrong.status == 400 && wrong["field"].text == "policy.reviews.unlock_hard_stop")
            #expect(server.engine.status.snapshot.sequence == sequence)
        }
    }

    @Test("a policy that was proposed is adopted when another person approves it")
    func proposal() async throws {
        try await TestServer.run { server in
            let keys = try ["P-1", "P-2"].map {
                try server.keys.create(role: .operator, name: $0, person: $0)
            }
            let command = PolicyTests.body(PolicyTests.alone).dropFirst()
            let proposed = try await server.post(
                "/v1/proposals", #"{"id":"p1","command":{"kind":"policy",\#(command)}"#,
                key: keys[0])
            #expect(proposed.status == 202, "\(proposed.body)")
            #expect(proposed["command.kind"].text == "policy")
            let rules = proposed["command.policy.two_persons.policy_adoption"]
            #expect(rules == .bool(false))
            #expect(try await server.get("/v1/policy")["version"].number == 1)
            let approval = #"{"sequence":"\#(proposed["sequence"].text ?? "")"}"#
            let same = try await server.post(
                "/v1/proposals/p1/approval", approval, key: keys[0])
            #expect(same["code"].text == "SAME_PERSON")
            let adopted = try await server.post(
                "/v1/proposals/p1/approval", approval, key: keys[1])
            #expect(adopted.status == 201, "\(adopted.body)")
            #expect(adopted["version"].number == 2)
            #expect(try await server.get("/v1/policy").body == adopted.body)
            // Told again it is the version that was approved, whatever came after.
            let later = PolicyTests.policy { $0.refundOnCancel = true }
            let third = try await server.post("/v1/policy", PolicyTests.body(later))
            #expect(third["version"].number == 3, "\(third.body)")
            let again = try await server.post(
                "/v1/proposals/p1/approval", approval, key: keys[1])
            #expect(again.isReplay && again.body == adopted.body)
        }
    }

    @Test("where one person suffices the next version is in force; the same again is a replay")
    func adoption() async throws {
        try await TestServer.run(policy: PolicyTests.alone) { server in
            let next = PolicyTests.policy {
                $0.twoPersons.policyAdoption = false
                $0.scenarios[0].timeToLiveNs = Span.hourNs
            }
            try await server.open()
            let before = try await server.place("h1")
            let adopted = try await server.post("/v1/policy", PolicyTests.body(next))
            #expect(adopted.status == 201, "\(adopted.body)")
            #expect(adopted["version"].number == 2 && !adopted.isReplay)
            #expect(adopted["policy.scenarios.0.time_to_live"].text == "1h")
            let again = try await server.post("/v1/policy", PolicyTests.body(next))
            #expect(again.status == 201 && again.isReplay)
            #expect(again.body == adopted.body)
            #expect(try await server.get("/v1/policy").body == adopted.body)
            let first = try await server.get("/v1/policy/versions/1")
            #expect(first["policy.scenarios.0.time_to_live"].text == "30d")
            // A hold keeps the terms of its placement.
            let after = try await server.place("h2")
            for (id, version) in [("h1", 1), ("h2", 2)] {
                let hold = try await server.get("/v1/holds/\(id)?merchant=shop")
                #expect(hold["policy"].number == Int64(version))
            }
            #expect(after["expires_at"].text?.hasPrefix("2026-01-01T01:00:00") == true)
            let kept = try await server.get("/v1/holds/h1", key: server.shop)
            #expect(kept["expires_at"] == before["expires_at"])
        }
    }

    @Test("a body is read strictly; a fault names its key")
    func faults() async throws {
        let sound = PolicyTests.body(PolicyTests.alone)
        let faults: [(sound: String, faulty: String, field: String, detail: String)] = [
            (#""payout_within":"3d""#, #""payout_within":3"#, "policy.payout_within", "string"),
            (#""payout_within":"3d""#, #""payout_within":"3""#, "policy.payout_within", "30d"),
            (#""payout_within":"3d","#, "", "policy.payout_within", "required"),
            (#""refund_on_cancel":false"#, #""refund_on_cancel":0"#, "policy.refund_on_cancel", ""),
            (#""unlock_cap":500000"#, #""unlock_cap":"5""#, "policy.reviews.unlock_cap", "integer"),
            (#""unlock_cap":500000"#, #""unlock_cap":-1"#, "policy.reviews.unlock_cap", "between"),
            (#""staff":"5d""#, #""staf":"5d""#, "policy.returns.staff", "Found `staf`"),
            (
                #""name":"preorder""#, #""name":"physical""#, "policy.scenarios[1].name",
                "stands twice"
            ),
            (
                #""maximum_age":"7d""#, #""maximum_age":"1h""#,
                "policy.scenarios[3].maximum_age", "shorter than `time_to_live`"
            ),
            (#""goods":"14d""#, #""goods":"14d","good":1"#, "policy.returns.good", "Did you mean"),
            (
                #""default_scenario":"physical""#, #""default_scenario":"b2b""#,
                "policy.default_scenario", "known are"
            ),
            (#"{"policy":"#, #"{"version":1,"policy":"#, "version", "no such field"),
        ]
        try await TestServer.run(policy: PolicyTests.alone) { server in
            for (text, faulty, field, detail) in faults {
                try #require(sound.contains(text), "\(text)")
                let answer = try await server.post(
                    "/v1/policy", sound.replacing(text, with: faulty))
                #expect(answer.status == 400, "\(answer.body)")
                #expect(answer["field"].text == field, "\(answer.body)")
                #expect(answer["detail"].text?.contains(detail) == true, "\(answer.body)")
            }
            #expect(try await server.get("/v1/policy")["version"].number == 1)
        }
    }

    @Test("a declined placement tells rule and version: answer, timeline and event")
    func declines() async throws {
        try await TestServer.run(policy: PolicyTests.alone) { server in
            try await server.open(limit: 100)
            let next = PolicyTests.policy {
                $0.twoPersons.policyAdoption = false
                $0.refundOnCancel = true
            }
            _ = try await server.post("/v1/policy", PolicyTests.body(next))
            let declined = try await server.place("h1", amount: 30_000)
            #expect(declined.status == 402)
            #expect(declined["code"].text == "DECLINED")
            let hold = try await server.get("/v1/holds/h1?merchant=shop")
            #expect(hold["policy"].number == 2)
            #expect(hold["reason.code"].text == "INSUFFICIENT_LIMIT")
            #expect(hold["decision.policy"].number == 2)
            try await server.viewsCaughtUp()
            let timeline = try await server.get("/v1/holds/h1/timeline?merchant=shop")
            #expect(timeline["events.0.type"].text == "hold.declined")
            #expect(timeline["events.0.reason.code"].text == "INSUFFICIENT_LIMIT")
            #expect(timeline["events.0.policy"].number == 2)
            let stream = try await server.get(
                "/v1/events?after=beginning&limit=100&wait_s=0")
            let event = try #require(
                stream.body.split(separator: "\n").first { $0.contains(#""hold":"h1""#) })
            #expect(event.contains(#""reason":"INSUFFICIENT_LIMIT","policy":2"#), "\(event)")
        }
    }
}
