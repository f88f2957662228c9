import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// Lists as rows.
@Suite struct ExportTests {
    private static func export(
        _ server: TestServer, _ path: String, _ type: String, key: String? = nil
    ) async throws -> TestAnswer {
        try await server.patiently {
            try await server.send(.get, path, key: key ?? server.lender, headers: ["Accept": type])
        }
    }

    @Test("lines of JSON are the items of all pages, and end with their count")
    func lines() async throws {
        try await TestServer.run { server in
            try await server.open("a1", limit: 50_000_000)
            for number in 0..<450 { _ = try await server.place("h\(number)", amount: 10) }
            try await server.viewsCaughtUp()
            let all = try await server.get("/v1/holds?limit=1000", key: server.shop)
            let answer = try await Self.export(
                server, "/v1/holds", "application/x-ndjson", key: server.shop)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/x-ndjson")
            #expect(answer.headers[.sluiceSequence] != nil)
            let lines = answer.body.split(separator: "\n").map {
                (try? JSONReader.read(Array($0.utf8))) ?? .null
            }
            try #require(lines.count == 451)
            let ids = lines.dropLast().map { $0["id"].text }
            #expect(ids == all["holds"].elements.map { $0["id"].text })
            #expect(lines[7].names == all["holds.7"].names)
            #expect(lines.last?["end"] == .bool(true))
            #expect(lines.last?["rows"].number == 450)
        }
    }

    @Test("rows of CSV have the members of JSON, and no text is a formula")
    func rows() async throws {
        try await TestServer.run { server in
            try await server.open("=cmd()", limit: 50_000)
            try await server.open(#"a,\"1\""#)
            try await server.viewsCaughtUp()
            let answer = try await Self.export(server, "/v1/accounts?currency=CNY", "text/csv")
            #expect(answer.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            let rows = answer.body.split(separator: "\n")
            try #require(rows.count == 3)
            #expect(rows[0].hasPrefix("id,currency,limit,held,owed,"))
            #expect(rows[1].hasPrefix("'=cmd(),CNY,50000,0,0,"))
            #expect(rows[2].hasPrefix(#""a,""1""",CNY,100000,"#))
        }
    }

    @Test("a table has every member of the documents it is of, and none the audience is not shown")
    func columns() async throws {
        try await TestServer.run(policy: .standard) { server in
            try await server.open("a1", limit: 50_000_000)
            _ = try await server.place(
                "h1", amount: 10,
                more: #","plan":"p-3","lines":[{"line":"l1","amount":10}],"review":"person""#)
            _ = try await server.place("h2", amount: 10)
            _ = try await server.fact("s2", "shipped", order: "h2")
            _ = try await server.fact("r2", "return_requested", order: "h2")
            _ = try await server.place("h3", amount: 999_999_999)
            _ = try await server.post(
                "/v1/accounts/a1/restrictions", #"{"id":"r1","kind":"risk"}"#)
            _ = try await server.post(
                "/v1/webhooks",
                #"{"url":"https://w.example/in","audience":"merchant","merchant":"shop"}"#)
            try await server.viewsCaughtUp()
            try await server.messagesCaughtUp()
            for path in [
                "/v1/accounts", "/v1/holds", "/v1/holds/h3/timeline?merchant=shop", "/v1/reviews",
                "/v1/returns", "/v1/messages?audience=consumer&suppressed=true",
                "/v1/messages?audience=merchant&suppressed=true",
                "/v1/holds?audience=merchant", "/v1/holds?audience=consumer", "/v1/keys",
                "/v1/webhooks",
            ] {
                let csv = try await Self.export(server, path, "text/csv")
                try #require(csv.status == 200, "\(path) \(csv.body)")
                let head = csv.body.split(separator: "\n")[0].split(separator: ",").map(String.init)
                let lines = try await Self.export(server, path, "application/x-ndjson")
                let items = lines.body.split(separator: "\n").dropLast()
                #expect(!items.isEmpty, "\(path)")
                for item in items {
                    for leaf in leaves(of: try JSONReader.read(Array(item.utf8))) {
                        let isThere = head.contains { leaf == $0 || leaf.hasPrefix($0 + ".") }
                        #expect(isThere, "\(path) has no column for \(leaf)")
                    }
                }
            }
            let told = try await Self.export(server, "/v1/holds", "text/csv", key: server.shop)
            let head = told.body.split(separator: "\n")[0]
            #expect(!head.contains("decided_by") && !head.contains("policy"))
        }
    }

    private func leaves(of value: JSONValue) -> [String] {
        guard case .object(let members) = value else { return [] }
        return members.flatMap { member in
            let inner = leaves(of: member.value)
            return inner.isEmpty ? [member.name] : inner.map { member.name + "." + $0 }
        }
    }

    @Test("pages are of JSON, and what is refused has its status")
    func refused() async throws {
        try await TestServer.run { server in
            try await server.open()
            for (path, status, field) in [
                ("/v1/holds?limit=5", 400, "limit"), ("/v1/accounts?cursor=s00", 400, "cursor"),
                ("/v1/holds?status=x", 400, "status"),
            ] {
                let answer = try await Self.export(server, path, "text/csv")
                #expect(answer.status == status, "\(path)")
                #expect(answer["field"].text == field)
            }
            let forbidden = try await Self.export(
                server, "/v1/accounts", "text/csv", key: server.shop)
            #expect(forbidden.status == 403)
            let json = try await Self.export(server, "/v1/accounts", "text/html, */*")
            #expect(json.headers[.contentType] == "application/json")
        }
    }

    @Test("what breaks off says so, and is not ended as a whole is")
    func brokenOff() async throws {
        try await TestServer.run { server in
            let listing = Listing<Int>(
                name: "numbers", columns: ["n"],
                read: { cursor, _ in
                    guard cursor == nil else { throw EngineRefusal.stopped }
                    return ListedPage(items: [1, 2], next: [2], sequence: nil)
                },
                write: { number, writer in writer.object { $0.member("n", Int64(number)) } })
            for (format, expected) in [
                (ExportFormat.csv, "n\n1\n2\n"),
                (.jsonLines, "{\"n\":1}\n{\"n\":2}\n{\"error\":{"),
            ] {
                let export = ListExport(
                    door: server.door, listing: listing, format: format, isOpen: { true },
                    addressee: .current, first: try await listing.read(nil, 2))
                let body = CapturedBody()
                var writer: any ResponseBodyWriter = body
                await #expect(throws: EngineRefusal.self) { try await export.write(to: &writer) }
                #expect(body.text.hasPrefix(expected), "\(body.text)")
                #expect(format == .csv || body.text.contains("\"code\":\"shutting_down\""))
                #expect(!body.isFinished)
            }
        }
    }

    @Test("no further page is read for whom it is closed, and one who came by token has a session")
    func closed() async throws {
        try await TestServer.run { server in
            let listing = Listing<Int>(
                name: "numbers", columns: ["n"],
                read: { cursor, _ in
                    ListedPage(items: [1], next: cursor == nil ? [1] : nil, sequence: nil)
                },
                write: { number, writer in writer.object { $0.member("n", Int64(number)) } })
            let sessions = SessionTable(nowNs: { 0 })
            // The token itself is over.
            let session = try #require(
                sessions.begin(
                    Principal(
                        role: .merchant, merchant: "shop", subject: "m5-17",
                        credential: AccessTokens.credential("ec", "j1"), expiresAt: .epoch)))
            let export = ListExport(
                door: server.door, listing: listing, format: .csv,
                isOpen: server.door.follows(session, in: sessions), addressee: .current,
                first: try await listing.read(nil, 1))
            let body = CapturedBody()
            var writer: any ResponseBodyWriter = body
            try await export.write(to: &writer)
            #expect(body.text == "n\n1\n1\n" && body.isFinished)
            sessions.end(session.token)
            let late = CapturedBody()
            writer = late
            await #expect(throws: Problem.self) { try await export.write(to: &writer) }
            #expect(late.text == "n\n1\n" && !late.isFinished)
        }
    }

    @Test("over a socket the count of rows comes after the last one")
    func trailer() async throws {
        try await TestServer.run(.live) { server in
            try await server.open()
            try await server.viewsCaughtUp()
            let answer = try await Self.export(server, "/v1/accounts", "text/csv")
            #expect(answer.headers[.trailer] == "Sluice-Rows")
            #expect(answer.body.split(separator: "\n").count == 2)
        }
    }
}

/// Keeps what is written.
private final class CapturedBody: ResponseBodyWriter, Sendable {
    private let state = Mutex((text: "", isFinished: false))

    var text: String { state.withLock { $0.text } }
    var isFinished: Bool { state.withLock { $0.isFinished } }

    func write(_ buffer: ByteBuffer) async throws {
        state.withLock { $0.text += String(buffer: buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {
        state.withLock { $0.isFinished = true }
    }
}
