import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// What is another's is told exactly as what is not there, at every route and to every role that is
/// bound to something; and the attempt is in the access trail.
@Suite("not yours")
struct NotYoursTests {
    /// Names to put into a request.
    private struct Names {
        var hold: String
        var merchant: String
        var account: String
        var webhook: String
        var message: String
    }

    @Test("another's and nobody's are told alike", arguments: [Role.merchant, .consumer])
    func alike(role: Role) async throws {
        let secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
        let stepUp = try StepUp(lines: [secret], "the file")
        try await TestServer.run(stepUp: stepUp) { server in
            let (theirs, nobodys) = try await plant(server, for: role)
            let key = try #require(server.keyTexts[role])
            var asked = 0
            for route in server.door.routes {
                // Its challenge is of one hold, and made for its owner: `StepUpTests`.
                guard !route.path.hasSuffix("/step-up") else { continue }
                guard let right = route.right, role.has(right) else { continue }
                guard let path = Self.path(of: route, theirs, for: role),
                    let other = Self.path(of: route, nobodys, for: role)
                else { continue }
                let model = try #require(CanaryRequests.requests(of: route)?.last, "\(route.path)")
                let before = server.door.access.figures.records[.notYours] ?? 0
                let one = try await server.send(
                    route.method, path, model.body, key: key, type: model.type)
                let noted = server.door.access.figures.records[.notYours] ?? 0
                let two = try await server.send(
                    route.method, other, model.body, key: key, type: model.type)
                #expect(one.status == 404, "\(route.method) \(path): \(one.body)")
                #expect(two.status == 404, "\(route.method) \(other): \(two.body)")
                #expect(one.body == two.body, "\(route.method) \(path)")
                #expect(Self.plain(one.headers) == Self.plain(two.headers), "\(path)")
                #expect(noted == before + 1, "\(route.method) \(path) is not in the trail")
                asked += 1
            }
            #expect(asked == (role == .merchant ? 27 : 10))
            let holds = role == .merchant ? 1 : 2
            #expect(try await server.get("/v1/accounts/a2")["held"].number == Int64(holds * 10))
        }
    }

    /// A hold, a message and a webhook of another merchant, and the same of another account.
    private func plant(
        _ server: TestServer, for role: Role
    ) async throws -> (theirs: Names, nobodys: Names) {
        try await server.open("a1")
        try await server.open("a2")
        let merchant = role == .merchant ? "rival" : "shop"
        let placed = try await server.post(
            "/v1/holds",
            """
            {"id":"h2","account":"a2","amount":10,"currency":"CNY",\
            "order":{"merchant":"\(merchant)","number":"h2"}}
            """)
        try #require(placed.status == 201, "\(placed.body)")
        if role == .consumer {
            // Somebody else's consumer sees it and may confirm it.
            _ = try await server.place("h3", amount: 10, account: "a2")
        }
        let own =
            role == .merchant
            ? server.rivalKey
            : try server.keys.create(role: .consumer, account: "a2", name: "other")
        let released = try await server.post(
            "/v1/holds",
            """
            {"id":"h4","account":"a2","amount":10,"currency":"CNY",\
            "order":{"merchant":"\(merchant)","number":"h4"}}
            """)
        try #require(released.status == 201)
        let voided = try await server.post(
            "/v1/holds/h4/releases", #"{"id":"r","reason":"MERCHANT_VOID"}"#,
            key: role == .merchant ? server.rivalKey : server.shop)
        try #require(voided.status == 201, "\(voided.body)")
        try await server.messagesCaughtUp()
        try await server.viewsCaughtUp()
        let told = try await server.get("/v1/messages", key: own)
        let message = try #require(told["messages.0.id"].text, "\(told.body)")
        let hook = try await server.post(
            "/v1/webhooks", #"{"url":"https://w.example/","audience":"merchant"}"#,
            key: server.rivalKey)
        let audience: Audience = role == .merchant ? .merchant : .consumer
        return (
            Names(
                hold: "h2", merchant: merchant, account: "a2",
                webhook: try #require(hook["id"].text, "\(hook.body)"), message: message),
            Names(
                hold: "h9", merchant: role == .merchant ? "nobody" : "shop", account: "a9",
                webhook: "nothing", message: KeptMessage.id(9_999, audience))
        )
    }

    /// The path of a route that names another's objects; nil where it can name none.
    private static func path(of route: Route, _ names: Names, for role: Role) -> String? {
        let words = route.path.split(separator: "/").map(String.init)
        let id: String?
        switch words.count > 1 ? words[1] : "" {
        case "holds", "reviews": id = names.hold
        case "accounts": id = names.account
        case "merchants": id = names.merchant
        case "webhooks": id = names.webhook
        case "messages": id = names.message
        default: id = nil
        }
        var query: [String] = []
        if route.query.contains("merchant") { query.append("merchant=" + names.merchant) }
        if role == .consumer, route.query.contains("account") {
            query.append("account=" + names.account)
        }
        let isNamed = words.contains { ["{id}", "{merchant}"].contains($0) }
        let isListed = role == .merchant ? !query.isEmpty : route.query.contains("account")
        guard isNamed || isListed else { return nil }
        if route.query.contains("date") { query.append("date=2026-01-01") }
        if route.query.contains("wait_s") { query.append("wait_s=0") }
        let path = words.map { word in
            switch word {
            case "{id}": id ?? "x"
            case "{merchant}": names.merchant
            case "{number}": names.hold
            case "{detector}": "D1"
            default: word.hasPrefix("{") ? "x" : word
            }
        }
        return "/" + path.joined(separator: "/")
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// The headers but the id of the request and the time.
    private static func plain(_ headers: HTTPFields) -> [String] {
        headers.filter { $0.name != .requestID && $0.name != .date }.map { "\($0)" }.sorted()
    }

    @Test("a body that names another merchant is refused and noted, and so is one event of many")
    func bodies() async throws {
        try await TestServer.run { server in
            try await server.open()
            func noted() throws -> AccessRecord? {
                server.door.access.flush()
                return try AccessReading(directory: server.directory).records.last
            }
            let placed = try await server.post(
                "/v1/holds",
                """
                {"id":"h1","account":"a1","amount":1,"currency":"CNY",\
                "order":{"merchant":"rival","number":"o1"}}
                """, key: server.shop)
            #expect(placed.status == 403 && placed["field"].text == "order.merchant")
            var record = try #require(try noted())
            #expect(record.event == .forbidden && record.route == "/v1/holds")
            #expect(record.concerned == [.init("merchant", "rival")])
            #expect(record.subject == "a merchant" && record.role == .merchant)
            #expect(record.code == "forbidden" && record.status == 403)
            let events = ["shop", "rival"].map {
                TestServer.event("f-" + $0, "paid", order: "o1", merchant: $0)
            }
            let told = try await server.send(
                .post, "/v1/order-events", "[" + events.joined(separator: ",") + "]",
                key: server.shop, type: OrderEventRequest.batchMediaType,
                headers: ["X-Request-Id": "many"])
            #expect(told.status == 200)
            #expect(told["results.1.result"].text == "refused", "\(told.body)")
            record = try #require(try noted())
            #expect(record.event == .forbidden && record.requestID == "many")
            #expect(record.concerned == [.init("merchant", "rival")])
        }
    }
}
