import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Two persons at every door over HTTP; the command line has its own in `ProposalsTests`, the
/// import in `HistoryTests`, a migration in `MigrationTests`.
@Suite struct TwoPersonTests {
    // MARK: Nothing is left out

    @Test("every kind of command that may take two persons has a case, and no other")
    func kinds() {
        let words = Set(CommandKinds.samples.map(CommandKinds.word))
        #expect(words.count == CommandKinds.count, "a kind has no sample")
        #expect(CommandKinds.needingTwo == Set(TwoPersonCase.all.map(\.kind)))
    }

    @Test("every route that changes something is known, and those that take such a command tested")
    func routes() async throws {
        try await TestServer.run { server in
            let changing = server.door.routes.filter { $0.method != .get }.map(\.signature)
            #expect(Set(changing) == Set(CommandRoutes.words.keys))
        }
        let taking = CommandRoutes.words.filter {
            !CommandKinds.needingTwo.isDisjoint(with: $0.value)
        }
        // A batch answers for each command: it has a test of its own below.
        #expect(
            Set(taking.keys) == Set(TwoPersonCase.all.map(\.route)).union(["POST /v1/batch"]))
    }

    // MARK: No way round

    @Test("scenario 30: the direct door wants two, whoever asks", arguments: TwoPersonCase.all)
    func direct(_ command: TwoPersonCase) async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await command.prepare(server)
            let before = try await command.effect(server)
            let newest = server.engine.status.snapshot.sequence
            let own = command.isOfAccount ? "BENEFICIARY" : "APPROVAL_NEEDED"
            for (key, code) in [
                (server.lender, "APPROVAL_NEEDED"),
                (try server.key(of: "alice"), "APPROVAL_NEEDED"),
                (try server.key(of: "a1"), own),
            ] {
                let answer = try await server.post(command.path, command.body, key: key)
                #expect(answer.status == 403, "\(answer.body)")
                #expect(answer["code"].text == code, "\(answer.body)")
            }
            #expect(try await command.effect(server) == before)
            #expect(server.engine.status.snapshot.sequence == newest)
        }
    }

    @Test("scenario 30: a batch wants two for a forced capture, as its door does")
    func batch() async throws {
        let command = try #require(TwoPersonCase.all.first { $0.kind == "capture" })
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await command.prepare(server)
            let before = try await command.effect(server)
            let members = command.body.dropFirst()
            let path = command.path.split(separator: "/")
            let answer = try await server.send(
                .post, "/v1/batch",
                #"{"op":"capture","merchant":"shop","hold":"\#(path[2])","# + members,
                key: server.lender, type: Batch.linesMediaType)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer["code"].text == "APPROVAL_NEEDED", "\(answer.body)")
            #expect(try await command.effect(server) == before)
        }
    }

    @Test(
        "scenario 30: a proposal and another person's approval, and nothing less",
        arguments: TwoPersonCase.all)
    func proposal(_ command: TwoPersonCase) async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await command.prepare(server)
            let before = try await command.effect(server)
            let alice = try server.key(of: "alice")
            let system = try await server.post(
                "/v1/proposals", command.proposal("P"), key: server.lender)
            #expect(system.status == 403 && system["code"].text == "PERSON_NEEDED")
            let proposed = try await server.post(
                "/v1/proposals", command.proposal("P"), key: alice)
            #expect(proposed.status == 202, "\(proposed.body)")
            #expect(proposed["state"].text == "open")
            #expect(proposed["proposer"].text == "alice")
            #expect(proposed["command.kind"].text == command.kind)
            let again = try await server.post(
                "/v1/proposals", command.proposal("P"), key: alice)
            #expect(again.status == 202 && again.isReplay)

            let sequence = try #require(proposed["sequence"].text)
            let other = OpaqueSequence.encode(try #require(OpaqueSequence.decode(sequence)) + 1)
            let bob = try server.key(of: "bob")
            var attempts: [(key: String, sequence: String, code: String)] = [
                (alice, sequence, "SAME_PERSON"),
                (try server.key(of: "alice", role: .lender), sequence, "SAME_PERSON"),
                (server.lender, sequence, "PERSON_NEEDED"),
                (try server.keys.create(role: .lender, name: "bob"), sequence, "PERSON_NEEDED"),
                (bob, other, "ID_CONFLICT"),
            ]
            if command.isOfAccount {
                attempts.append((try server.key(of: "a1"), sequence, "BENEFICIARY"))
            }
            for attempt in attempts {
                let answer = try await server.approve("P", attempt.sequence, key: attempt.key)
                #expect(answer["code"].text == attempt.code, "\(answer.body)")
            }
            #expect(try await command.effect(server) == before)

            let approved = try await server.approve("P", sequence, key: bob)
            #expect(approved.status == 201, "\(approved.body)")
            #expect(!approved.isReplay)
            let after = try await command.effect(server)
            #expect(after != before)
            let repeated = try await server.approve("P", sequence, key: bob)
            #expect(repeated.status == 201 && repeated.isReplay, "\(repeated.body)")
            let second = try await server.approve("P", sequence, key: server.key(of: "carol"))
            #expect(second.status == 409 && second["code"].text == "PROPOSAL_CLOSED")
            #expect(try await command.effect(server) == after)
            let closed = try await server.get("/v1/proposals/P")
            #expect(closed["state"].text == "closed")
            #expect(closed["approver"].text == "bob")
            #expect(closed["outcome"].text == "APPLIED")
        }
    }

    @Test("the owner of the account may not propose either", arguments: TwoPersonCase.all)
    func ownerProposes(_ command: TwoPersonCase) async throws {
        guard command.isOfAccount else { return }
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await command.prepare(server)
            let before = try await command.effect(server)
            let sequence = try await server.propose(command, by: "a1")
            let answer = try await server.approve("P", sequence, key: server.key(of: "bob"))
            #expect(answer.status == 403 && answer["code"].text == "BENEFICIARY")
            #expect(try await command.effect(server) == before)
        }
    }

    @Test("a proposal is open for 24 hours", arguments: TwoPersonCase.all)
    func expired(_ command: TwoPersonCase) async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await command.prepare(server)
            let before = try await command.effect(server)
            let sequence = try await server.propose(command, by: "alice")
            server.clock.advance(ns: ProposalRecord.openNs + Span.secondNs)
            let answer = try await server.approve("P", sequence, key: server.key(of: "bob"))
            #expect(answer.status == 409 && answer["code"].text == "PROPOSAL_EXPIRED")
            #expect(try await command.effect(server) == before)
            #expect(try await server.get("/v1/proposals/P")["state"].text == "expired")
        }
    }

    @Test("nobody gives themselves credit, at any door, however little")
    func beneficiary() async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await server.open("a1")
            _ = try await server.place("h1")
            _ = try await server.place("h2", amount: 500)
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c","amount":900}"#, key: server.shop)
            _ = try await server.post(
                "/v1/accounts/a1/restrictions", #"{"id":"b","kind":"risk"}"#)
            _ = try await server.post(
                "/v1/holds/h1/overlays?merchant=shop",
                #"{"id":"o","kind":"dispute","review_by":"2026-02-01T00:00:00Z"}"#)
            let own = try server.key(of: "a1")
            let before = try await server.get("/v1/accounts/a1").body
            let raise = #""limit":100001,"reason":"LIMIT_GRANTED""#
            let until = #""until":"2026-02-01T00:00:00Z""#
            let refund = #"{"id":"f","amount":1,"reason":"REFUND_GOODWILL"}"#
            for (path, body) in [
                ("/v1/accounts/a1/limits", #"{"id":"l1",\#(raise)}"#),
                ("/v1/accounts/a1/limits", #"{"id":"l2",\#(raise),\#(until)}"#),
                ("/v1/accounts/a1/repayments", #"{"id":"p","principal":1}"#),
                ("/v1/holds/h1/refunds?merchant=shop", refund),
                ("/v1/holds/h2/releases?merchant=shop", #"{"id":"r","reason":"MERCHANT_VOID"}"#),
            ] {
                let answer = try await server.post(path, body, key: own)
                #expect(answer.status == 403, "\(path): \(answer.body)")
                #expect(answer["code"].text == "BENEFICIARY", "\(path): \(answer.body)")
            }
            for path in [
                "/v1/accounts/a1/restrictions/b?id=u", "/v1/holds/h1/overlays/o?merchant=shop",
            ] {
                let answer = try await server.send(.delete, path, key: own)
                #expect(answer["code"].text == "BENEFICIARY", "\(path): \(answer.body)")
            }
            #expect(try await server.get("/v1/accounts/a1").body == before)
            // A cut is nobody's benefit.
            let cut = try await server.post(
                "/v1/accounts/a1/limits",
                #"{"id":"l3","limit":90000,"reason":"LIMIT_REQUESTED"}"#, key: own)
            #expect(cut.status == 201, "\(cut.body)")
        }
    }

    @Test("raises below the cap add up: over keys, accounts, and temporary limits")
    func splitting() async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            try await server.open("a1")
            try await server.open("a2")
            let alice = try server.key(of: "alice", role: .lender)
            let alsoAlice = try server.key(of: "alice", role: .lender)
            let bob = try server.key(of: "bob", role: .lender)
            func raise(_ id: String, _ account: String, _ more: String, key: String) async throws
                -> Int
            {
                try await server.post(
                    "/v1/accounts/\(account)/limits",
                    #"{"id":"\#(id)",\#(more),"reason":"LIMIT_GRANTED"}"#, key: key
                ).status
            }
            let until = #","until":"2026-01-09T00:00:00Z""#
            for (id, account, more, key, status) in [
                ("1", "a1", #""limit":100600"#, alice, 201),
                ("2", "a1", #""limit":101001"#, alsoAlice, 403),
                ("3", "a2", #""limit":100300"#, alsoAlice, 201),
                ("4", "a2", #""limit":101"# + until, alice, 403),
                ("5", "a2", #""limit":100"# + until, alice, 201),
                ("6", "a1", #""limit":100601"#, alice, 403),
                ("7", "a1", #""limit":100601"#, server.lender, 403),
                ("8", "a1", #""limit":50000"#, alice, 201),
                ("9", "a1", #""limit":50001"#, alsoAlice, 403),
                ("10", "a1", #""limit":51000"#, bob, 201),
            ] {
                #expect(try await raise(id, account, more, key: key) == status, "\(id)")
            }
            server.clock.advance(ns: Span.dayNs)
            #expect(try await raise("11", "a1", #""limit":51001"#, key: alice) == 201)
        }
    }

    @Test("what is proposed is what the direct door takes, and what cannot be proposed")
    func malformed() async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            let alice = try server.key(of: "alice")
            for (command, field) in [
                (#"{"kind":"release"}"#, "command.kind"),
                (#"{}"#, "command.kind"),
                (#"{"kind":"limit","id":"L"}"#, "command.account"),
                (
                    #"{"kind":"limit","account":"a","id":"L","limit":1,"reason":"X"}"#,
                    "command.reason"
                ),
                (
                    #"{"kind":"capture","merchant":"m","hold":"h","id":"c","force":false}"#,
                    "command.force"
                ),
                (
                    #"{"kind":"correction","merchant":"m","hold":"h","id":"c","from":"open"}"#,
                    "command.from"
                ),
            ] {
                let answer = try await server.post(
                    "/v1/proposals", #"{"id":"P","command":\#(command)}"#, key: alice)
                #expect(answer.status == 400, "\(command): \(answer.body)")
                #expect(answer["field"].text == field, "\(answer.body)")
            }
            let none = try await server.approve("P", OpaqueSequence.encode(1), key: alice)
            #expect(none.status == 404 && none["code"].text == "PROPOSAL_NOT_FOUND")
            let wrong = try await server.post(
                "/v1/proposals/P/approval", #"{"sequence":"x"}"#, key: alice)
            #expect(wrong.status == 400 && wrong["field"].text == "sequence")
        }
    }

    @Test("the list tells open ones from others, in order and by pages")
    func list() async throws {
        try await TestServer.run(policy: TwoPersonCase.policy) { server in
            let command = TwoPersonCase.all[0]
            try await command.prepare(server)
            let alice = try server.key(of: "alice")
            var sequences: [String] = []
            for id in ["P1", "P2", "P3"] {
                let body = command.proposal(id).replacing(#""id":"L""#, with: #""id":"L\#(id)""#)
                let made = try await server.post("/v1/proposals", body, key: alice)
                sequences.append(try #require(made["sequence"].text))
                server.clock.advance(ns: 10 * Span.hourNs)
            }
            _ = try await server.approve("P2", sequences[1], key: server.key(of: "bob"))
            func ids(_ query: String) async throws -> [String?] {
                try await server.get("/v1/proposals\(query)")["proposals"].elements
                    .map { $0["id"].text }
            }
            #expect(try await ids("") == ["P1", "P2", "P3"])
            #expect(try await ids("?open=true") == ["P3"])
            #expect(try await ids("?open=false") == ["P1", "P2"])
            let page = try await server.get("/v1/proposals?limit=2")
            let next = try #require(page["next"].text)
            #expect(try await ids("?limit=2&cursor=\(next)") == ["P3"])
            let first = page["proposals.0.command"]
            #expect(first["account"].text == "a1")
            #expect(first["id"].text == "LP1")
            #expect(first["limit"].number == 150_000)
        }
    }
}

extension Route {
    fileprivate var signature: String { "\(method.rawValue) \(path)" }
}

extension TestServer {
    /// A new key of a person.
    func key(of person: String, role: Role = .lender) throws -> String {
        try keys.create(role: role, name: "a key of \(person)", person: person)
    }

    func approve(_ id: String, _ sequence: String, key: String) async throws -> TestAnswer {
        try await post(
            "/v1/proposals/\(id)/approval", #"{"sequence":"\#(sequence)"}"#, key: key)
    }

    /// - Returns: the sequence of the proposal `P`.
    fileprivate func propose(
        _ command: TwoPersonCase, by person: String
    ) async throws -> String {
        let proposed = try await post(
            "/v1/proposals", command.proposal("P"), key: key(of: person))
        try #require(proposed.status == 202, "\(proposed.body)")
        return try #require(proposed["sequence"].text)
    }
}
