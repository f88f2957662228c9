import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// A verified caller lifts the masks of one account, in one session, for a while.
@Suite struct VerifiedCallTests {
    private static let account = "a1234567890"
    private static let other = "a9876543210"
    private static let hold = SupportSearch.path(hold: "h1", of: "shop")
    private static let otherHold = SupportSearch.path(hold: "h2", of: "shop")

    /// Two accounts with a lock each, and somebody of a role at a desk.
    private static func atDesk(
        _ role: Role = .support,
        _ body: @escaping @Sendable (TestServer, ConsoleVisitor) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            for (account, hold) in [(account, "h1"), (other, "h2")] {
                try await server.open(account)
                _ = try await server.place(hold, account: account)
            }
            try await server.viewsCaughtUp()
            try await body(server, try await desk(role, server))
        }
    }

    private static func desk(_ role: Role, _ server: TestServer) async throws -> ConsoleVisitor {
        var visitor = try await ConsoleVisitor.staff(role, at: server)
        visitor.csrf = try #require(try await visitor.get(hold).csrf)
        return visitor
    }

    private static func form(
        _ server: TestServer, _ account: String = account, way: String = "called_back",
        to: String = hold
    ) -> String {
        "account=\(server.door.account(account).key.hexadecimal)&way=\(way)&to="
            + PercentEncoding.encode(to)
    }

    private static func verify(_ visitor: ConsoleVisitor) async throws {
        let answer = try await visitor.post("/console/support/verify", form(visitor.server))
        try #require(answer.status == 303, "\(answer.body)")
        #expect(answer.headers[.location] == hold)
    }

    private static func isMasked(
        _ visitor: ConsoleVisitor, _ path: String = hold, _ name: String = account
    ) async throws -> Bool {
        let page = try await visitor.get(path)
        try #require(page.status == 200)
        return !page.body.contains(name)
    }

    private static func trail(_ server: TestServer) throws -> [AccessRecord] {
        server.door.access.flush()
        return try AccessReading(directory: server.directory).records
    }

    @Test("a verified caller's account is shown in full, on its pages and after a reload")
    func shown() async throws {
        try await Self.atDesk { server, visitor in
            try await Self.verify(visitor)
            for _ in 0..<2 {
                let page = try await visitor.get(Self.hold)
                for text in [
                    Self.account, "called back on the number on file", "In full until 08:15:00",
                    "/console/support?q=\(Self.account)",
                ] { #expect(page.body.contains(text), "\(text)") }
                // Without scripts too the browser loads it again when the time is over.
                #expect(page.headers[.refresh] == "900; url=\(Self.hold)")
            }
            let fragment = try await visitor.get(Self.hold + "&fragment=body")
            #expect(fragment.body.contains(Self.account))
            let account = try await visitor.get(SupportSearch.path(account: Self.account))
            #expect(account.body.contains("Account \(Self.account)"))
            let chinese = try await visitor.get(Self.hold, language: "zh-CN")
            #expect(chinese.body.contains("已核实：回拨登记号码。完整显示至 08:15:00。"))
        }
    }

    @Test("nothing of another account is, nor in another session, nor once another is verified")
    func others() async throws {
        try await Self.atDesk { server, visitor in
            try await Self.verify(visitor)
            #expect(try await Self.isMasked(visitor, Self.otherHold, Self.other))
            let account = try await visitor.get(SupportSearch.path(account: Self.other))
            #expect(account.body.contains("Account a9…3210"))
            // The same person, at another browser.
            let elsewhere = try await Self.desk(.support, server)
            #expect(try await Self.isMasked(elsewhere))
            _ = try await visitor.post(
                "/console/support/verify", Self.form(server, Self.other, to: Self.otherHold))
            #expect(try await !Self.isMasked(visitor, Self.otherHold, Self.other))
            #expect(try await Self.isMasked(visitor))
        }
    }

    @Test("it ends by itself to the nanosecond, and with the session")
    func expiry() async throws {
        try await Self.atDesk { server, visitor in
            try await Self.verify(visitor)
            server.clock.advance(ns: ConsoleLimits.verifiedCallNs - 1)
            #expect(try await !Self.isMasked(visitor))
            #expect(try await visitor.get(Self.hold).headers[.refresh]?.hasPrefix("1; ") == true)
            // What sets the time of day lets no time pass.
            server.clock.set(ns: -Span.hourNs)
            #expect(try await !Self.isMasked(visitor))
            server.clock.advance(ns: 1)
            #expect(try await Self.isMasked(visitor))
            #expect(try await visitor.get(Self.hold).headers[.refresh] == nil)
            try await Self.verify(visitor)
            _ = try await visitor.post("/console/sign-out", "")
            #expect(try await Self.isMasked(try await Self.desk(.support, server)))
        }
    }

    @Test("both acts and every look in full are in the access trail, whoever looked")
    func trail() async throws {
        for role in [Role.support, .lender] {
            try await Self.atDesk(role) { server, visitor in
                try await Self.verify(visitor)
                _ = try await visitor.get(Self.hold)
                _ = try await visitor.get(Self.otherHold)
                for _ in 0..<2 {
                    let ended = try await visitor.post(
                        "/console/support/end", "to=" + PercentEncoding.encode(Self.hold))
                    #expect(ended.headers[.location] == Self.hold)
                }
                #expect(try await Self.isMasked(visitor))
                let records = try Self.trail(server)
                #expect(
                    records.map { "\($0.event.rawValue) \($0.status) \($0.route)" } == [
                        "viewed 200 /console/support",
                        "caller_verified 303 /console/support/verify",
                        "viewed_in_full 200 /console/support", "viewed 200 /console/support",
                        "call_ended 303 /console/support/end", "viewed 200 /console/support",
                    ])
                #expect(records.allSatisfy { $0.role == role && $0.subject == "p-\(role.code)" })
                #expect(
                    records[1].concerned == [
                        .init("account", Self.account), .init("way", "called_back"),
                    ])
                #expect(records[4].concerned == [.init("account", Self.account)])
            }
        }
    }

    @Test("what is no form of the page verifies nobody")
    func refused() async throws {
        try await Self.atDesk { server, visitor in
            var foreign = visitor
            foreign.csrf = "0"
            let unknown = Self.form(server, "a0")
            for (by, form, status) in [
                (foreign, Self.form(server), 403), (visitor, unknown, 404),
                (visitor, Self.form(server, way: "mothers_name"), 400),
                (visitor, "account=x&way=called_back&to=", 400),
            ] {
                let answer = try await by.post("/console/support/verify", form)
                #expect(answer.status == status, "\(form): \(answer.body)")
                #expect(try await Self.isMasked(visitor))
            }
            for to in ["https://else.example/", "/console/operations", "/console/support-not"] {
                let answer = try await visitor.post(
                    "/console/support/verify", Self.form(server, to: to))
                #expect(answer.headers[.location] == "/console/support", "\(to)")
            }
            foreign.csrf = ""
            _ = try await foreign.post("/console/support/end", "to=")
            #expect(try await !Self.isMasked(visitor))
        }
    }

    @Test("whoever may not read a case verifies nobody")
    func roles() async throws {
        try await Self.atDesk { server, _ in
            for role in [Role.operator, .reviewer] {
                var visitor = try await ConsoleVisitor.staff(role, at: server)
                let home = try await visitor.get("/console")
                let page = try await visitor.get(try #require(home.headers[.location]))
                visitor.csrf = try #require(page.csrf)
                let answer = try await visitor.post(
                    "/console/support/verify", Self.form(server))
                #expect(answer.status == 403)
            }
        }
    }

    @Test("contact data is shown to nobody, verified or not")
    func contact() async throws {
        for role in [Role.support, .lender] {
            try await Self.atDesk(role) { server, visitor in
                let kept = try await server.send(
                    .put, "/v1/people/\(Self.account)",
                    #"{"name":"canary-name","mobile":"13800138000"}"#, key: server.lender)
                try #require(kept.status == 200, "\(kept.body)")
                try await Self.verify(visitor)
                for path in [Self.hold, SupportSearch.path(account: Self.account)] {
                    let page = try await visitor.get(path)
                    #expect(page.body.contains(Self.account))
                    for text in ["canary-name", "13800138000"] {
                        #expect(!page.body.contains(text), "\(role) on \(path)")
                    }
                }
            }
        }
    }
}
