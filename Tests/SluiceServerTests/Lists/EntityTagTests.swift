import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// `ETag` and `If-None-Match`.
@Suite struct EntityTagTests {
    @Test("a document that is still the same is not sent again")
    func conditional() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            for path in [
                "/v1/accounts/a1", "/v1/holds/h1?merchant=shop", "/v1/policy",
                "/v1/policy/versions/1",
            ] {
                func read(_ known: String?) async throws -> TestAnswer {
                    try await server.send(
                        .get, path, key: server.lender,
                        headers: known.map { ["If-None-Match": $0] } ?? [:])
                }
                let first = try await read(nil)
                let tag = try #require(first.headers[.eTag], "\(path)")
                #expect(first.headers[.vary] == "Accept, Accept-Language, Authorization")
                for known in [tag, "\"x\", \(tag)", "*", "W/" + tag.drop { $0 != "\"" }] {
                    let again = try await read(known)
                    #expect(again.status == 304 && again.body.isEmpty, "\(path) \(known)")
                    #expect(again.headers[.eTag] == tag)
                    #expect(again.headers[.sluiceSequence] != nil)
                }
                #expect(try await read("\"x\"").status == 200)
            }
        }
    }

    @Test("the tag changes with the object, with the audience and with the language")
    func changes() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            var tags: [String] = []
            func read(_ query: String, _ headers: [String: String] = [:]) async throws {
                let answer = try await server.send(
                    .get, "/v1/holds/h1?merchant=shop" + query, key: server.lender,
                    headers: headers)
                tags.append(try #require(answer.headers[.eTag]))
            }
            try await read("")
            try await read("&audience=merchant")
            try await read("", ["Accept-Language": "zh"])
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","amount":1}"#, key: server.shop)
            try await read("")
            #expect(Set(tags).count == 4, "\(tags)")
        }
    }

    @Test("a policy is adopted over the one that was read, and over no other")
    func policyInForce() async throws {
        try await TestServer.run(policy: PolicyTests.alone) { server in
            func adopt(_ days: Int64, over tag: String) async throws -> TestAnswer {
                var policy = PolicyTests.alone
                policy.noticeWithinNs = days * Span.dayNs
                return try await server.post(
                    "/v1/policy", PolicyTests.body(policy), headers: ["If-Match": tag])
            }
            let first = try #require(try await server.get("/v1/policy").headers[.eTag])
            let adopted = try await adopt(3, over: first)
            #expect(adopted.status == 201, "\(adopted.body)")
            let second = try #require(adopted.headers[.eTag])
            #expect(try await server.get("/v1/policy").headers[.eTag] == second)
            let sequence = server.engine.status.snapshot.sequence
            for tag in [first, "\"x\"", "W/" + second] {
                let late = try await adopt(4, over: tag)
                #expect(late.status == 412 && late["code"].text == "precondition_failed", "\(tag)")
                #expect(late.headers[.eTag] == second)
            }
            #expect(server.engine.status.snapshot.sequence == sequence)
            // The answer was lost, and the same is sent again.
            let again = try await adopt(3, over: first)
            #expect(again.status == 201 && again.isReplay, "\(again.body)")
            #expect(try await adopt(4, over: "\"x\", \(second)").status == 201)
            #expect(try await adopt(5, over: "*").status == 201)
        }
    }

    @Test("of many who adopt over the same version one does")
    func race() async throws {
        try await TestServer.run(policy: PolicyTests.alone) { server in
            let answers = try await withThrowingTaskGroup(of: Result<Answer, EngineRefusal>.self) {
                group in
                for number in 1...40 {
                    group.addTask {
                        var policy = PolicyTests.alone
                        policy.noticeWithinNs = Int64(number) * Span.hourNs
                        let actor = Actor(
                            role: .lender, subject: KeyDerivation.subject("somebody"))
                        let command = Command(
                            actor: actor,
                            businessDate: server.engine.businessDate(at: server.clock.wall.now()),
                            body: .adoptPolicy(policy))
                        do {
                            let submission = Submission(command: command, policyInForce: 1)
                            return .success(try await server.engine.submit([submission])[0])
                        } catch let refusal as EngineRefusal {
                            return .failure(refusal)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { (try? $0.get()) != nil } == 1)
            for case .failure(let refusal) in answers { #expect(refusal == .policyMoved) }
            #expect(try await server.get("/v1/policy")["version"].number == 2)
        }
    }

    @Test("a forecast that moved is no change, and makes the tag a weak one")
    func forecast() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            func read() async throws -> TestAnswer {
                try await server.get("/v1/holds/h1", key: server.shop)
            }
            let before = try await read()
            server.clock.advance(ns: Span.hourNs)
            let after = try await read()
            #expect(before["eta"] != .null)
            #expect(before.headers[.eTag]?.hasPrefix("W/") == true)
            #expect(before.headers[.eTag] == after.headers[.eTag])
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(try await read().headers[.eTag]?.hasPrefix("\"") == true)
        }
    }
}
