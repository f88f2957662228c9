import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Keys, roles and who may do what.
@Suite struct AccessTests {
    @Test("without a good key nothing but health and the contract is answered")
    func authentication() async throws {
        try await TestServer.run { server in
            let good = server.lender
            let revoked = try server.keys.create(role: .lender, name: "gone")
            try server.keys.revoke(id: String(revoked.dropFirst(3).prefix(8)))
            let bad: [String?] = [
                nil, "", "Bearer", "Bearer x", "Basic \(good)", good, "Bearer \(good)x",
                "Bearer \(good.dropLast())" + (good.last == "0" ? "1" : "0"),
                "Bearer \(revoked)", "Bearer \(good) \(good)",
            ]
            for route in server.door.routes {
                let path = server.path(of: route)
                let body = route.method == .post ? "{}" : nil
                for header in bad {
                    let answer = try await server.send(
                        route.method, path, body, key: nil,
                        headers: header.map { ["Authorization": $0] } ?? [:])
                    if route.isSigned {
                        #expect(answer.status == 401, "\(path)")
                        #expect(answer["code"].text == "invalid_signature")
                    } else if route.right == nil {
                        #expect(answer.status == 200, "\(path)")
                    } else {
                        #expect(answer.status == 401, "\(path) \(header ?? "-")")
                        #expect(answer["code"].text == "unauthenticated")
                        #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
                    }
                }
            }
            let lower = try await server.send(
                .get, "/v1/accounts", key: nil, headers: ["Authorization": "bearer \(good)"])
            #expect(lower.status == 200)
        }
    }

    /// Lender and merchant do, the others read, some nothing yet.
    private static let table: [Right: Set<Role>] = [
        .openAccounts: [.lender, .migration], .changeLimits: [.lender],
        .recordRepayments: [.lender], .restrictAccounts: [.lender, .reviewer],
        .recordPayouts: [.lender, .treasury], .decideProposals: [.lender, .operator],
        .readProposals: [.lender, .operator, .auditor],
        .readAccounts: [.lender, .support, .treasury, .auditor, .consumer],
        .listAccounts: [.lender, .support, .treasury, .auditor],
        .placeHolds: [.lender, .merchant, .migration], .moveHolds: [.lender, .merchant],
        .requestReleases: [.lender, .merchant, .support], .setOverlays: [.lender],
        .correctHolds: [.lender], .decideReviews: [.lender, .reviewer],
        .giveVerdicts: [.lender], .stepUp: [.lender, .consumer],
        .readReviews: [.lender, .reviewer, .support, .treasury, .auditor],
        .readReconciliations: [.lender, .support, .treasury, .auditor, .operator],
        .resolveBreaks: [.lender, .treasury, .operator],
        .readServiceLevels: [
            .lender, .reviewer, .support, .treasury, .auditor, .operator,
        ],
        .readHolds: [
            .lender, .merchant, .support, .treasury, .auditor, .reviewer, .migration,
            .consumer,
        ],
        .readLockTime: [.lender, .support, .treasury, .auditor, .operator],
        .recordPulls: [.lender, .operator], .askMerchants: [.lender, .support, .operator],
        .recordOrderEvents: [.lender, .merchant], .sendBatches: [.lender, .merchant],
        .readOrders: [.lender, .merchant, .support, .treasury, .auditor],
        .followAll: [.lender, .merchant, .support, .treasury, .auditor],
        .followAccounts: [.lender, .support, .treasury, .auditor, .consumer],
        .followHolds: [.lender, .merchant, .support, .treasury, .auditor, .consumer],
        .readPeople: [.lender], .changePeople: [.lender], .erasePeople: [.lender, .operator],
        .readPolicy: [.lender, .operator, .auditor], .adoptPolicy: [.lender, .operator],
        .readDays: [.lender, .treasury, .auditor, .operator],
        .closeDays: [.lender, .treasury, .operator],
        .readStatements: [.lender, .merchant, .treasury, .auditor],
        .readMerchants: [.lender, .merchant, .support, .treasury, .auditor, .operator],
        .readAnomalies: [.lender, .merchant, .support, .treasury, .auditor, .operator],
        .repairAnomalies: [.lender, .operator],
        .readForecasts: [.lender, .support, .treasury, .auditor, .operator],
        .acceptClock: [.lender, .operator],
        .readMetrics: [.lender, .operator, .auditor],
        .readMessages: [
            .lender, .merchant, .support, .treasury, .auditor, .reviewer, .consumer,
        ],
        .keepWebhooks: [.lender, .merchant], .keepKeys: [.lender],
    ]

    @Test("the rights table, role by role and route by route")
    func rights() async throws {
        #expect(Set(AccessTests.table.keys) == Set(Right.allCases))
        try await TestServer.run { server in
            for route in server.door.routes {
                guard let right = route.right else { continue }
                for (role, key) in server.keyTexts {
                    let answer = try await server.send(
                        route.method, server.path(of: route),
                        route.method == .post ? "{}" : nil, key: key)
                    let isAllowed = AccessTests.table[right]?.contains(role) == true
                    #expect(
                        (answer.status != 403) == isAllowed,
                        "\(role) \(route.method) \(route.path): \(answer.status)")
                    if !isAllowed { #expect(answer["code"].text == "forbidden") }
                }
            }
        }
    }

    /// One letter, or a letter and its accent: equal to Unicode, two merchants here.
    @Test("names that Unicode calls equal are two merchants at every door")
    func equalToUnicode() async throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        try await TestServer.run { server in
            try await server.open()
            let key = try server.keys.create(
                role: .merchant, merchant: composed, name: "the shop with an accent")
            func send(
                _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil
            ) async throws -> Int {
                try await server.send(method, path, body, key: key).status
            }
            for (name, isOwn) in [(composed, true), (decomposed, false)] {
                let hold = """
                    {"id":"h","account":"a1","amount":1,"currency":"CNY",\
                    "order":{"merchant":"\(name)","number":"o"}}
                    """
                #expect(try await send(.post, "/v1/holds", hold) == (isOwn ? 201 : 403))
                let event = """
                    {"specversion":"1.0","id":"e","source":"s","type":"sluice.order.paid",\
                    "time":"2026-01-01T00:00:00Z","data":{"merchant":"\(name)","order":"o"}}
                    """
                let told = try await server.send(
                    .post, "/v1/order-events", event, key: key,
                    type: "application/cloudevents+json")
                #expect(told.status == (isOwn ? 200 : 403))
                let batch = #"{"op":"place",\#(hold.dropFirst())"#
                let sent = try await server.send(
                    .post, "/v1/batch", batch, key: key, type: "application/x-ndjson")
                #expect(sent.status == (isOwn ? 200 : 403))
                let part = try #require(
                    name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                #expect(try await send(.get, "/v1/holds/h?merchant=\(part)") == (isOwn ? 200 : 404))
                #expect(try await send(.get, "/v1/orders/\(part)/o") == (isOwn ? 200 : 404))
                let statement = "/v1/merchants/\(part)/statement?date=2026-01-01"
                #expect(try await send(.get, statement) == (isOwn ? 200 : 404))
            }
        }
    }

    @Test("a consumer reads its own account and holds, and of others not even that they are")
    func consumer() async throws {
        try await TestServer.run { server in
            try await server.open("a1")
            try await server.open("a2")
            _ = try await server.place("h1")
            _ = try await server.place("h2", account: "a2")
            try await server.viewsCaughtUp()
            let own = try #require(server.keyTexts[.consumer])
            let account = try await server.get("/v1/accounts/a1", key: own)
            #expect(account["available"].number == 70_000, "\(account.body)")
            let hold = try await server.get("/v1/holds/h1?merchant=shop", key: own)
            #expect(hold["next.action"].text != nil, "\(hold.body)")
            #expect(hold["reason.text"].text != nil)
            let list = try await server.get("/v1/holds", key: own)
            #expect(list["holds"].elements.map { $0["id"].text } == ["h1"])
            let timeline = try await server.get("/v1/holds/h1/timeline?merchant=shop", key: own)
            #expect(timeline["events"].elements.count == 1)
            for path in ["/v1/accounts/a1/events?", "/v1/holds/h1/events?merchant=shop&"] {
                let events = try await server.get(path + "after=beginning&wait_s=0", key: own)
                #expect(events.body.contains("hold.placed"), "\(events.body)")
                #expect(!events.body.contains("h2"))
            }
            for path in [
                "/v1/accounts/a2", "/v1/accounts/a9", "/v1/accounts/a2/events?wait_s=0",
                "/v1/holds?account=a2", "/v1/holds/h2?merchant=shop", "/v1/holds/h9?merchant=shop",
                "/v1/holds/h2/timeline?merchant=shop", "/v1/holds/h2/events?merchant=shop&wait_s=0",
            ] {
                let answer = try await server.get(path, key: own)
                #expect(answer.status == 404, "\(path): \(answer.body)")
            }
            // What is not there and what is another's are told alike.
            let (other, none) = (
                try await server.get("/v1/holds/h2?merchant=shop", key: own),
                try await server.get("/v1/holds/h9?merchant=shop", key: own)
            )
            #expect(other.body == none.body)
            #expect(try await server.get("/v1/accounts", key: own).status == 403)
            #expect(try await server.get("/v1/orders/shop/h1", key: own).status == 403)
        }
    }

    @Test("the table in the documentation is the table in the code")
    func documentation() throws {
        let page = try String(
            contentsOf: Repository.root.appending(path: "docs/reference/http.md"),
            encoding: .utf8)
        let roles: [Role] = [
            .lender, .merchant, .support, .treasury, .auditor, .operator, .reviewer, .migration,
            .consumer,
        ]
        for right in Right.allCases {
            let cells = roles.map { $0.has(right) ? "yes" : "–" }.joined(separator: " | ")
            #expect(page.contains("| \(right.rawValue) | \(cells) |"), "\(right)")
            #expect(page.contains("\n| \(right.rawValue) | `\(right.code)` |\n"), "\(right)")
        }
    }

    @Test("the actor and the trace are journalled with the command")
    func actor() async throws {
        try await TestServer.run { server in
            try await server.open()
            let row = server.engine.feed.newestRow
            let trace = "0af7651916cd43dd8448eb211c80319c"
            _ = try await server.post(
                "/v1/holds",
                #"{"id":"h1","account":"a1","amount":1,"currency":"CNY","#
                    + #""order":{"merchant":"shop","number":"o1"}}"#, key: server.shop,
                headers: ["traceparent": "00-\(trace)-b7ad6b7169203331-01"])
            let batch = try #require(try await server.engine.batches(after: row).first)
            let command = try #require(batch.records.first?.command)
            #expect(command.actor.role == .merchant)
            #expect(command.actor.subject == KeyDerivation.subject("a merchant"))
            #expect(
                command.actor.credential
                    == APIKey.number(of: String(server.shop.dropFirst(3).prefix(8))))
            #expect(
                command.trace == TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c))
            #expect(
                server.engine.names.name(of: NamedKey(.subject, command.actor.subject))
                    == "a merchant")
        }
    }

    @Test(
        "trace parents that are none",
        arguments: [
            nil, "", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b71692033310-01",
        ])
    func badTrace(header: String?) { #expect(TraceParent(header) == nil) }
}

/// The file of keys.
@Suite struct KeyStoreTests {
    @Test("a key is kept as a hash in a file for its owner alone")
    func file() throws {
        try withDirectory { directory in
            let store = try KeyStore(directory: directory)
            let text = try store.create(role: .merchant, merchant: "shop", name: "till")
            let path = directory + "/keys.json"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let content = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!content.contains(try #require(text.split(separator: "_").last)))
            #expect(text.count == 3 + 8 + 1 + 32)
            let again = try KeyStore(directory: directory)
            #expect(
                again.principal(ofKey: text)
                    == Principal(
                        role: .merchant, merchant: "shop", subject: "till",
                        credential: APIKey.number(of: String(text.dropFirst(3).prefix(8)))))
            #expect(try again.list() == store.list())
        }
    }

    @Test("keys that cannot be made")
    func refused() throws {
        try withDirectory { directory in
            let store = try KeyStore(directory: directory)
            #expect(throws: KeyStoreError.self) { try store.create(role: .engine, name: "x") }
            #expect(throws: KeyStoreError.self) { try store.create(role: .merchant, name: "x") }
            #expect(throws: KeyStoreError.self) { try store.create(role: .consumer, name: "x") }
            #expect(throws: KeyStoreError.self) {
                try store.create(role: .support, account: "a1", name: "x")
            }
            #expect(throws: KeyStoreError.self) {
                try store.create(role: .consumer, account: "13800138000", name: "x")
            }
            #expect(throws: KeyStoreError.self) {
                try store.create(role: .lender, merchant: "shop", name: "x")
            }
            for name in ["", " x", "13800138000", "someone@example.com"] {
                #expect(throws: KeyStoreError.self) {
                    try store.create(role: .lender, name: name)
                }
            }
            #expect(throws: KeyStoreError.unknownKey("00000000")) {
                try store.revoke(id: "00000000")
            }
            #expect(try store.list().isEmpty)
        }
    }

    @Test("another process makes and revokes keys")
    func otherProcess() async throws {
        let directory = NSTemporaryDirectory() + "sluice-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let serving = try KeyStore(directory: directory)
        let other = try KeyStore(directory: directory)
        let first = try serving.create(role: .lender, name: "first")
        let second = try other.create(role: .auditor, name: "second")
        try await eventually("the new key is seen") {
            serving.principal(ofKey: second) != nil
        }
        #expect(try serving.list().map(\.name) == ["first", "second"])
        try other.revoke(id: String(first.dropFirst(3).prefix(8)))
        try await eventually("the old key is refused") {
            serving.principal(ofKey: first) == nil
        }
    }

    @Test("a damaged file is refused at the start and not taken over later")
    func damaged() throws {
        try withDirectory { directory in
            let store = try KeyStore(directory: directory)
            let text = try store.create(role: .lender, name: "first")
            for content in ["", "{}", #"{"keys":[{"id":"x"}]}"#, #"{"keys":[],"more":1}"#] {
                try content.write(
                    toFile: directory + "/keys.json", atomically: false, encoding: .utf8)
                #expect(throws: KeyStoreError.self) { try KeyStore(directory: directory) }
                #expect(throws: KeyStoreError.self) {
                    try store.create(role: .lender, name: "second")
                }
                #expect(store.principal(ofKey: text) != nil)
            }
        }
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sluice-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }
}

extension TestServer {
    /// A path of a route with its variable parts filled in; streams end at once.
    func path(of route: Route) -> String {
        let path = route.path.split(separator: "/").map { part in
            part == "{code}" ? "not_found" : part.first == "{" ? "x" : part
        }.joined(separator: "/")
        return "/" + path + (route.query.contains("wait_s") ? "?wait_s=0" : "")
    }
}

/// Where the sources are.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
