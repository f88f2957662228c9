import Foundation
import HTTPTypes
import HummingbirdTesting
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// One server-sent event as a reader takes it apart.
struct StreamedEvent: Equatable, Sendable {
    var id: String
    var name: String
    var data: String

    var json: JSONValue { (try? JSONReader.read(Array(data.utf8))) ?? .null }

    /// The events of a stream; blocks without data only move the id.
    static func all(in text: String) -> [StreamedEvent] {
        text.components(separatedBy: "\n\n").compactMap { block in
            var event = StreamedEvent(id: "", name: "", data: "")
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
            }
            return event.data.isEmpty ? nil : event
        }
    }
}

@Suite struct EventStreamTests {
    @Test("resumed after each event, nothing is missed or told twice")
    func resume() async throws {
        try await TestServer.run { server in
            try await server.fill()
            let whole = try await server.events("?after=beginning&wait_s=0")
            #expect(whole.count > 20)
            #expect(Set(whole.map(\.id)).count == whole.count)
            let sequences = whole.compactMap { $0.json["sequence"].text }
                .compactMap { OpaqueSequence.decode($0) }
            #expect(sequences == Array(1...UInt64(whole.count)))
            for step in [1, 3, 7] {
                var position = "beginning"
                var pieced: [StreamedEvent] = []
                while true {
                    let piece = try await server.events(
                        "?limit=\(step)", headers: ["Last-Event-ID": position])
                    guard let last = piece.last else { break }
                    pieced += piece
                    position = last.id
                }
                #expect(pieced == whole, "steps of \(step)")
            }
        }
    }

    @Test("without a position the stream begins now; the first id is where")
    func fromNow() async throws {
        try await TestServer.run { server in
            try await server.open()
            let answer = try await server.get("/v1/events?wait_s=0")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(StreamedEvent.all(in: answer.body).isEmpty)
            let line = try #require(
                answer.body.split(separator: "\n").first { $0.hasPrefix("id: ") })
            _ = try await server.place("h1")
            let later = try await server.events("?wait_s=0&after=\(line.dropFirst(4))")
            #expect(later.map(\.name) == ["merchant.seen", "hold.placed"])
        }
    }

    @Test("what events say of a hold's life")
    func contents() async throws {
        try await TestServer.run { server in
            try await server.fill()
            let events = try await server.events(
                "?after=beginning&wait_s=0", of: "/v1/holds/h1/events", key: server.shop)
            #expect(
                events.map(\.name) == [
                    "hold.placed", "hold.captured", "hold.refunded", "hold.operation_refused",
                    "hold.released",
                ])
            for event in events {
                #expect(event.json["hold"].text == "h1")
                #expect(event.json["order.merchant"].text == "shop")
                #expect(event.json["order.number"].text == "h1")
                #expect(event.json["balances"] == .null)
            }
            #expect(events[1].json["operation"].text == "c1")
            #expect(events[1].json["amounts.captured"].number == 100)
            #expect(events[1].json["lines.0.line"].text == "l1")
            #expect(events[3].json["outcome"].text == "AMOUNT_MISMATCH")
            // What a fact did is named by the fact.
            #expect(events[4].json["operation"].text == "f1")
            #expect(events[4].json["reason"].text == "ORDER_CANCELLED")
        }
    }

    @Test("a merchant sees what is its own, without balances")
    func merchants() async throws {
        try await TestServer.run { server in
            try await server.fill()
            _ = try await server.post(
                "/v1/holds",
                #"{"id":"h1","account":"a1","amount":5,"currency":"CNY","#
                    + #""order":{"merchant":"rival","number":"n1"}}"#, key: server.rivalKey)
            let rival = try await server.events("?after=beginning&wait_s=0", key: server.rivalKey)
            #expect(rival.map(\.name) == ["hold.placed"])
            #expect(rival.allSatisfy { $0.json["order.merchant"].text == "rival" })
            let shop = try await server.events("?after=beginning&wait_s=0", key: server.shop)
            #expect(shop.contains { $0.name == "order.break_found" })
            #expect(shop.allSatisfy { $0.json["balances"] == .null })
            #expect(!shop.contains { $0.data.contains("rival") })
            let lender = try await server.events(
                "?after=beginning&wait_s=0", of: "/v1/accounts/a1/events")
            #expect(lender.first?.name == "account.opened")
            #expect(
                lender.allSatisfy {
                    $0.json["balances"] != .null || $0.name == "hold.operation_refused"
                })
        }
    }

    @Test("a stream ends with its key")
    func revoked() async throws {
        try await TestServer.run { server in
            let key = try server.keys.create(role: .lender, name: "short")
            async let streamed = server.events("?wait_s=60", key: key)
            try await eventually("the stream is open") {
                try await server.get("/metrics").body.contains("sluice_streams 1\n")
            }
            try server.keys.revoke(id: String(key.dropFirst(3).prefix(8)))
            #expect(try await streamed.isEmpty)
        }
    }

    @Test(
        "positions",
        arguments: [
            (0, 0), (1, 0), (1, 1), (UInt64(UInt32.max), 77), (UInt64.max, 0),
        ] as [(UInt64, Int)])
    func positions(row: UInt64, offset: Int) {
        let position = EventPosition(row: row, offset: offset)
        #expect(EventPosition(position.text) == position)
    }

    @Test("texts that are no positions", arguments: ["", ".", "s00.", "s000", "s1h.s00", "now"])
    func noPositions(text: String) { #expect(EventPosition(text) == nil) }
}

extension TestServer {
    func events(
        _ query: String, of path: String = "/v1/events", key: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> [StreamedEvent] {
        let answer = try await send(.get, path + query, key: key ?? lender, headers: headers)
        try #require(answer.status == 200, "\(answer.body)")
        return StreamedEvent.all(in: answer.body)
    }

    /// A hold with lines that goes through most of what can happen, and an account's own life.
    fileprivate func fill() async throws {
        try await open()
        let hold = try await place(
            "h1", amount: 300,
            more: #","lines":[{"line":"l1","amount":100},{"line":"l2","amount":200}]"#)
        try #require(hold.status == 201, "\(hold.body)")
        for (path, body) in [
            ("/v1/holds/h1/captures", #"{"id":"c1","lines":[{"line":"l1"}]}"#),
            ("/v1/holds/h1/refunds", #"{"id":"x1","amount":40,"reason":"REFUND_GOODWILL"}"#),
            ("/v1/holds/h1/captures", #"{"id":"c2","amount":999}"#),
        ] {
            _ = try await post(path, body, key: shop)
        }
        _ = try await fact("f1", "cancelled", order: "h1")
        _ = try await fact("f2", "shipped", order: "h1")
        for number in 1...4 { _ = try await fact("p\(number)", "paid", order: "o\(number)") }
        _ = try await post("/v1/accounts/a1/repayments", #"{"id":"r1","principal":10}"#)
    }
}
