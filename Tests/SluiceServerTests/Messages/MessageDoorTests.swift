import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceServer

/// The inbox: who sees what, in which order, and what was read.
@Suite("inbox")
struct MessageDoorTests {
    @Test("each sees its own messages, in its own words")
    func inboxes() async throws {
        try await TestServer.run { server in
            try await server.open("a1")
            try await server.open("a2")
            _ = try await server.place("h1")
            _ = try await server.place("h2", account: "a2")
            _ = try await server.post("/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            try await server.messagesCaughtUp()
            let consumer = server.keyTexts[.consumer]!
            // The clock of the test stands: an end at the moment of the lock suppresses it.
            let table: [(query: String, key: String, codes: [String])] = [
                ("", consumer, ["locked", "billed"]),
                ("&account=a1", consumer, ["locked", "billed"]),
                ("", server.shop, ["locked", "locked", "billed"]),
                ("&account=a2", server.shop, ["locked"]), ("", server.rivalKey, []),
                ("", server.lender, []),
                ("&audience=consumer", server.lender, ["locked", "locked", "billed"]),
                ("&audience=consumer&account=a2", server.lender, ["locked"]),
                ("&audience=merchant&merchant=rival", server.lender, []),
            ]
            for row in table {
                let answer = try await server.get(
                    "/v1/messages?suppressed=true" + row.query, key: row.key)
                #expect(answer.status == 200, "\(row) \(answer.body)")
                let codes = answer["messages"].elements.compactMap { $0["code"].text }
                #expect(codes == row.codes, "\(row.query)")
            }
            let told = try await server.get("/v1/messages", key: consumer)
            #expect(told["messages"].elements.compactMap { $0["code"].text } == ["billed"])
            for (path, key) in [
                ("?account=a2", consumer), ("?merchant=rival", server.shop),
                ("?audience=staff", consumer), ("?after=x", consumer), ("?limit=0", consumer),
            ] {
                let answer = try await server.get("/v1/messages" + path, key: key)
                #expect((400..<500).contains(answer.status), "\(path)")
            }
            let own = try await server.get("/v1/messages?suppressed=true", key: consumer)
            #expect(own["messages.1.text"].text?.hasPrefix("CNY 300.00 was billed") == true)
            #expect(own["messages.1.overtaken"].names.isEmpty)
            let shop = try await server.get("/v1/messages?suppressed=true", key: server.shop)
            #expect(shop["messages.0.text"].text?.contains("guaranteed until") == true)
            #expect(shop["messages.0.available"].number == nil)
            #expect(shop["messages.0.order.number"].text == "h1")
        }
    }

    @Test("a message is read once, by whom it is for, and what was overtaken is left out")
    func reading() async throws {
        try await TestServer.run { server in
            try await server.open("a1")
            _ = try await server.place("h1")
            try await server.messagesCaughtUp()
            let consumer = server.keyTexts[.consumer]!
            let path = "/v1/messages"
            let id = try #require(
                try await server.get(path, key: consumer)["messages.0.id"].text)
            let foreign = try #require(
                try await server.get(path, key: server.shop)["messages.0.id"].text)
            for (id, key) in [
                (foreign, consumer), (id, server.shop), (id, server.rivalKey),
                (foreign, server.rivalKey), ("s0", consumer), ("nothing", consumer),
            ] {
                let answer = try await server.post("\(path)/\(id)/read", "", key: key)
                #expect(answer.status == 404, "\(id)")
            }
            for role in [Role.support, .auditor, .treasury, .reviewer] {
                let answer = try await server.post(
                    "\(path)/\(id)/read", "", key: server.keyTexts[role])
                #expect(answer.status == 404, "\(role)")
            }
            let first = try await server.post("\(path)/\(id)/read", "", key: consumer)
            #expect(first.status == 200)
            server.clock.advance(ns: Span.minuteNs)
            let again = try await server.post("\(path)/\(id)/read", "", key: consumer)
            #expect(first["read_at"].text != nil && first["read_at"].text == again["read_at"].text)
            // A minute later the lock has long been told: its end leaves it there.
            _ = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            try await server.messagesCaughtUp()
            let now = try await server.get(path, key: consumer)["messages"].elements
            #expect(now.compactMap { $0["code"].text } == ["locked", "returned"])
            #expect(now[0]["overtaken.cause"].text == "ended")
            #expect(now[1]["reason.text"].text != nil)
        }
    }

    @Test("pages neither skip nor repeat while more is told")
    func paging() async throws {
        try await TestServer.run { server in
            try await server.open("a1", limit: 100_000_000)
            let consumer = server.keyTexts[.consumer]!
            for number in 0..<5 { _ = try await server.place("h\(number)", amount: 10) }
            try await server.messagesCaughtUp()
            var (seen, after, pages): ([String], String?, Int) = ([], nil, 0)
            repeat {
                let query = after.map { "&cursor=\($0)" } ?? ""
                let page = try await server.get("/v1/messages?limit=2\(query)", key: consumer)
                seen += page["messages"].elements.compactMap { $0["id"].text }
                after = page["next"].text
                pages += 1
                if after != nil {
                    _ = try await server.place("more\(pages)", amount: 10)
                    try await server.messagesCaughtUp()
                }
            } while after != nil && pages < 100
            let all = try await server.get("/v1/messages?limit=1000", key: consumer)
            #expect(seen == all["messages"].elements.compactMap { $0["id"].text })
            #expect(seen.count == 8 && Set(seen).count == 8)
        }
    }

    @Test("what comes with its time is told when everything before it is there")
    func reminders() async throws {
        try await TestServer.run { server in
            try await server.open("a1")
            let consumer = server.keyTexts[.consumer]!
            _ = try await server.post(
                "/v1/accounts/a1/limits",
                #"{"id":"l1","limit":5000,"until":"2026-01-10T00:00:00Z","reason":"LIMIT_REVIEW"}"#)
            try await server.messagesCaughtUp()
            // The day of the test is 1 January: seven days before the end come first.
            for (days, count) in [(1, 0), (2, 1), (5, 1), (1, 2)] {
                server.clock.advance(ns: Int64(days) * Span.dayNs)
                try await MessageReminder(door: server.door).remind()
                let told = try await server.get("/v1/messages", key: consumer)
                let here = told["messages"].elements
                #expect(here.count <= count, "\(days)")
                try await eventually("it is told") {
                    try await MessageReminder(door: server.door).remind()
                    return try await server.get(
                        "/v1/messages?suppressed=true", key: consumer)["messages"]
                        .elements.count == count
                }
            }
            let told = try await server.get("/v1/messages", key: consumer)["messages"].elements
            #expect(told.compactMap { $0["days"].number } == [7, 1])
            #expect(told[0]["overtaken.cause"].text == "moved")
            #expect(told[1]["operation"].text == "l1")
        }
    }
}
