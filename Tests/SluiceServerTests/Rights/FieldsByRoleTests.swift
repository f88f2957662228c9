import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// Every document as every role that may read it is shown it by a running server, held to the tables of
/// docs/reference/rights.md: nothing beyond them, and nothing of them withheld.
@Suite("fields by role")
struct FieldsByRoleTests {
    /// A document found in an answer.
    private struct Found {
        var kind: DocumentKind
        var members: Set<String>
    }

    /// What is asked for, and where the documents are in the answer.
    private struct Ask {
        var path: String
        var right: Right
        var kind: DocumentKind
        /// The member with the list of them; nil: the answer is one.
        var list: String?
        var body: String?
    }

    /// Documents within documents.
    private static let nested: [DocumentKind: [String: DocumentKind]] = [
        .hold: ["overlays": .overlay], .order: ["facts": .fact, "returns": .returnCase],
        .explanation: ["statements": .statement], .problem: ["hold": .hold],
        .event: ["fact": .fact, "return": .returnCase, "overlay": .overlay],
        .quote: ["hold": .hold, "explanation": .explanation],
    ]

    /// What an overlay or a restriction that is not for everybody takes along.
    private static let masked: [DocumentKind: Set<String>] = [
        .entry: ["operation", "kind", "until"], .event: ["operation", "overlay", "kind"],
    ]

    @Test("every document is shown to every role as the tables say")
    func documents() async throws {
        try await TestServer.run(policy: TestServer.canaryPolicy) { server in
            try await server.plantCanaries()
            try await server.plantMore()
            var shown: [DocumentKind: Set<String>] = [:]
            let reference = try await Self.read(server, as: .lender)
            for found in reference.values {
                shown[found.kind, default: []].formUnion(found.members)
            }
            for kind in DocumentKind.allCases {
                let rows = Set(kind.rows.map(\.member))
                let seen = shown[kind] ?? []
                #expect(seen.isSubset(of: rows), "\(kind): no row \(seen.subtracting(rows))")
                // What nobody was ever shown proves nothing of whom it is hidden from.
                let hidden = kind.rows.filter { $0.audiences.count < Audience.allCases.count }
                let proof = kind == .anomaly ? rows : Set(hidden.map(\.member))
                #expect(
                    hidden.isEmpty ? !seen.isEmpty : !seen.isDisjoint(with: proof),
                    "\(kind) is not put to the test")
            }
            for role in Role.allCases where role != .engine && role != .lender {
                let audience = Audience(role)
                let answered = try await Self.read(server, as: role)
                for (place, found) in answered {
                    let allowed = Set(
                        found.kind.rows.filter { $0.audiences.contains(audience) }.map(\.member))
                    let more = found.members.subtracting(allowed)
                    #expect(more.isEmpty, "\(role.code) is shown \(more) of \(place)")
                    guard let whole = reference[place] else { continue }
                    let less = whole.members.intersection(allowed).subtracting(found.members)
                        .subtracting(Self.masked[found.kind] ?? [])
                    #expect(less.isEmpty, "\(role.code) is not shown \(less) of \(place)")
                }
            }
        }
    }

    private static var asks: [Ask] {
        var asks = [
            Ask(path: "/v1/accounts/a1", right: .readAccounts, kind: .account),
            Ask(path: "/v1/accounts", right: .listAccounts, kind: .account, list: "accounts"),
            Ask(path: "/v1/holds?merchant=shop", right: .readHolds, kind: .hold, list: "holds"),
            Ask(path: "/v1/returns", right: .readOrders, kind: .returnCase, list: "returns"),
            Ask(path: "/v1/messages", right: .readMessages, kind: .message, list: "messages"),
            Ask(
                path: "/v1/events?after=beginning&wait_s=0", right: .followAll, kind: .event,
                list: "events"),
            Ask(
                path: "/v1/accounts/a1/events?after=beginning&wait_s=0", right: .followAccounts,
                kind: .event, list: "events"),
        ]
        for detector in Detector.allCases {
            asks.append(
                Ask(
                    path: "/v1/anomalies/\(detector.code)", right: .readAnomalies, kind: .anomaly,
                    list: "anomalies"))
        }
        for hold in CanaryRequests.holds + ["canary-hold-more"] {
            let path = "/v1/holds/\(hold)"
            asks += [
                Ask(path: path + "?merchant=shop", right: .readHolds, kind: .hold),
                Ask(
                    path: path + "/timeline?merchant=shop", right: .readHolds, kind: .entry,
                    list: "events"),
                Ask(
                    path: path + "/explanation?merchant=shop", right: .readHolds,
                    kind: .explanation),
                Ask(path: "/v1/orders/shop/\(hold)", right: .readOrders, kind: .order),
                Ask(
                    path: path + "/events?merchant=shop&after=beginning&wait_s=0",
                    right: .followHolds, kind: .event, list: "events"),
            ]
        }
        let hold = """
            "account":"a1","currency":"CNY","order":{"merchant":"shop","number":"canary-hold-limit"}
            """
        asks += [
            Ask(
                path: "/v1/holds", right: .placeHolds, kind: .quote,
                body: """
                    {"id":"quote","dry_run":true,"amount":5,"account":"a1","currency":"CNY",\
                    "order":{"merchant":"shop","number":"quote"}}
                    """),
            Ask(
                path: "/v1/holds", right: .placeHolds, kind: .problem,
                body: #"{"id":"canary-hold-limit","amount":99999999,\#(hold)}"#),
            Ask(path: "/v1/holds", right: .placeHolds, kind: .problem, body: "{}"),
            Ask(
                path: "/v1/holds/canary-hold-owed/captures?merchant=shop", right: .moveHolds,
                kind: .operation, list: "operation", body: #"{"id":"c"}"#),
            Ask(
                path: "/v1/accounts/a2/restrictions", right: .restrictAccounts, kind: .operation,
                list: "operation",
                body: #"{"id":"b9","kind":"risk","review_by":"2026-01-20T00:00:00Z"}"#),
        ]
        return asks
    }

    /// All documents a role is answered with, by where they are.
    private static func read(_ server: TestServer, as role: Role) async throws -> [String: Found] {
        var all: [String: Found] = [:]
        let key = try #require(server.keyTexts[role])
        for ask in asks where role.has(ask.right) {
            let answer = try await server.send(
                ask.body == nil ? .get : .post, ask.path, ask.body, key: key)
            if role == .lender { #expect(answer.status < 404, "\(ask.path): \(answer.body)") }
            // A restricted placement of a role that places for others is no document.
            guard answer.status < 404 else { continue }
            let isProblem = ask.kind == .problem
            #expect(isProblem == (answer.status >= 400), "\(role) \(ask.path): \(answer.body)")
            if ask.kind == .event {
                for event in StreamedEvent.all(in: answer.body) {
                    walk(event.json, .event, "\(ask.path) \(event.json["sequence"])", &all)
                }
                continue
            }
            guard let list = ask.list else {
                walk(answer.json, ask.kind, "\(ask.path) \(ask.kind)", &all)
                continue
            }
            let value = answer[list]
            for item in value.names.isEmpty ? value.elements : [value] {
                walk(item, ask.kind, "\(ask.path) \(identity(item))", &all)
            }
        }
        return all
    }

    private static func walk(
        _ value: JSONValue, _ kind: DocumentKind, _ place: String, _ all: inout [String: Found]
    ) {
        guard case .object(let members) = value else { return }
        var found = all[place] ?? Found(kind: kind, members: [])
        found.members.formUnion(members.map(\.name))
        all[place] = found
        for (name, inner) in nested[kind] ?? [:] {
            let within = value[name]
            for item in within.names.isEmpty ? within.elements : [within] {
                walk(item, inner, "\(place) \(name) \(identity(item))", &all)
            }
        }
    }

    private static func identity(_ value: JSONValue) -> String {
        ["id", "sequence", "code", "type", "occurred_at", "hold", "kind"]
            .compactMap { value[$0].text }.joined(separator: "/")
    }
}

extension TestServer {
    /// What else documents can say: of orders that were told, asked for and returned, and of accounts.
    fileprivate func plantMore() async throws {
        let name = "canary-hold-more"
        _ = try await send(
            .delete, "/v1/accounts/a1/restrictions/ban?id=unban", key: lender)
        let placed = try await post(
            "/v1/holds",
            """
            {"id":"\(name)","account":"a1","amount":300,"currency":"CNY","plan":"p-1",\
            "order":{"merchant":"shop","number":"\(name)"},\
            "lines":[{"line":"l1","amount":100},{"line":"l2","amount":200}]}
            """)
        try #require(placed.status == 201, "\(placed.body)")
        _ = try await fact("m1", "shipped", order: name)
        _ = try await post("/v1/holds/\(name)/captures?merchant=shop", #"{"id":"c"}"#)
        _ = try await fact(
            "m2", "return_requested", order: name, more: #","lines":[{"line":"l1"}]"#)
        _ = try await fact("m3", "shipped", order: name, more: #","merchant_sequence":7"#)
        let pulled = try await post(
            "/v1/orders/shop/\(name)/pulls",
            """
            {"asked_at":"2026-01-01T00:00:00Z","known":true,"covers":["created"],\
            "facts":[{"kind":"created","occurred_at":"2026-01-01T00:00:00Z"}]}
            """)
        try #require(pulled.status == 200, "\(pulled.body)")
        _ = try await post("/v1/accounts/a1/repayments", #"{"id":"p1","principal":9}"#)
        // Long enough for the board to find a cancelled order whose credit is frozen.
        clock.advance(ns: 20 * Span.minuteNs)
        try await messagesCaughtUp()
        try await viewsCaughtUp()
    }
}
