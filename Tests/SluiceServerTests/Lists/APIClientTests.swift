import AsyncHTTPClient
import Foundation
import HummingbirdTesting
import SluiceAPI
import SluiceClient
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// The Swift client against a server.
@Suite struct APIClientTests {
    private static func client(
        _ server: TestServer, key: String? = nil
    ) throws -> SluiceAPIClient {
        let port = try #require(server.client.port)
        return SluiceAPIClient(address: "http://127.0.0.1:\(port)/", key: key ?? server.lender)
    }

    @Test("a hold's life, and reading what was written")
    func life() async throws {
        try await TestServer.run(.live) { server in
            let lender = try Self.client(server)
            let shop = try Self.client(server, key: server.shop)
            let opened = try await lender.openAccount("a/1 é", currency: "CNY", limit: 100_000)
            #expect(opened.available == 100_000 && !opened.isReplay && !opened.requestID.isEmpty)
            #expect(try await lender.openAccount("a/1 é", currency: "CNY", limit: 100_000).isReplay)
            #expect(try await lender.account("a/1 é").fixedLimit == 100_000)
            var place = PlaceHold(
                id: "h1", account: "a/1 é", amount: 30_000, currency: "CNY",
                order: OrderReference(merchant: "shop", number: "o1"))
            place.lines = [PlaceHold.Line(line: "l1", amount: 30_000)]
            let quote = try await lender.quote(place)
            #expect(quote.dryRun && quote.available == 70_000 && quote.hold.amount == 30_000)
            let placed = try await shop.place(place)
            #expect(placed.status == "active" && placed.next?.action == "ship")
            let listed = try await shop.holds(minSequence: placed.sequence).all()
            #expect(listed.map(\.sequence) == [placed.value.sequence])
            _ = try await shop.increment(
                "h1", id: "i1", amount: 1_000,
                lines: [OrderLine(line: "l2", amount: 1_000)])
            let captured = try await shop.capture("h1", id: "c1", amount: 10_000)
            #expect(captured.operation.amount == 10_000 && captured.hold.captured == 10_000)
            #expect(try await shop.capture("h1", id: "c1", amount: 10_000).isReplay)
            _ = try await shop.refund("h1", id: "f1", amount: 500, reason: "RETURN_RECEIVED")
            let released = try await shop.release("h1", id: "r1", reason: "MERCHANT_VOID")
            #expect(released.hold.open == 0)
            let history = try await shop.timeline(
                of: "h1", minSequence: released.sequence, pageSize: 2
            ).all()
            #expect(history.first?.type == "hold.placed" && history.count >= 5)
            let why = try await lender.explanation(
                of: "h1", merchant: "shop", language: "zh", minSequence: released.sequence)
            #expect(why.lang == "zh" && !why.statements.isEmpty)
            let owed = try await lender.recordRepayment(on: "a/1 é", id: "p1", principal: 1_000)
            #expect(owed.account.owed == 8_500)
            let accounts = try await lender.accounts(minSequence: owed.sequence).all()
            #expect(accounts == [owed.account])
        }
    }

    @Test("events of orders, returns, reviews and messages")
    func orders() async throws {
        try await TestServer.run(.live) { server in
            let lender = try Self.client(server)
            let shop = try Self.client(server, key: server.shop)
            try await server.open("a1")
            _ = try await server.place("h1", more: #","review":"person""#)
            _ = try await server.place("h2")
            let time = try #require(Timestamp("2026-01-01T00:00:00Z"))
            let sent = try await shop.recordOrderEvents([
                OrderEvent(
                    id: "e1", source: "s", fact: "shipped", time: time,
                    data: OrderEvent.Data(merchant: "shop", order: "h2")),
                OrderEvent(
                    id: "e2", source: "s", fact: "return_requested", time: time,
                    data: OrderEvent.Data(merchant: "shop", order: "h2")),
                OrderEvent(
                    id: "e3", source: "s", fact: "shipped", time: time,
                    data: OrderEvent.Data(merchant: "rival", order: "h2")),
            ])
            #expect(sent.results.map(\.result) == ["applied", "applied", "refused"])
            #expect(sent.results[2].error?.field == "data.merchant")
            let reviews = try await lender.reviews(minSequence: sent.sequence).all()
            #expect(reviews.map(\.hold.id) == ["h1"])
            let returns = try await shop.returns(minSequence: sent.sequence).all()
            #expect(returns.map(\.currency) == ["CNY"])
            #expect(try await shop.order("h2", merchant: "shop").facts.count == 2)
            let messages = try await shop.messages(
                hasSuppressed: true, minSequence: sent.sequence
            ).all()
            let first = try #require(messages.first)
            #expect(try await shop.readMessage(first.id).readAt != nil)
        }
    }

    @Test("errors have their code, field and request id; what is final is not tried again")
    func errors() async throws {
        try await TestServer.run(.live) { server in
            let shop = try Self.client(server, key: server.shop)
            try await server.open("a1")
            do {
                _ = try await shop.place(
                    PlaceHold(
                        id: "h1", account: "a1", amount: 100_001, currency: "CNY",
                        order: OrderReference(merchant: "shop", number: "o")))
                Issue.record("placed")
            } catch SluiceError.refused(let refusal) {
                #expect(refusal.status == 402 && refusal.code == "DECLINED")
                #expect(refusal.hold?.status == "declined" && refusal.requestID != nil)
                #expect(!refusal.isRetryable)
            }
            do {
                _ = try await shop.holds(pageSize: 0).all()
                Issue.record("listed")
            } catch SluiceError.refused(let refusal) {
                #expect(refusal.field == "limit" && refusal.code == "number_out_of_range")
            }
        }
    }

    @Test("events come in order, over streams that end")
    func events() async throws {
        try await TestServer.run(.live) { server in
            let shop = try Self.client(server, key: server.shop)
            try await server.open("a1")
            _ = try await server.place("h1")
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            var events: [SluiceEvent] = []
            for try await event in shop.events(ofHold: "h1", after: "beginning") {
                events.append(event)
                if events.count == 2 { break }
            }
            #expect(events.map(\.name) == ["hold.placed", "hold.captured"])
            var rest: [SluiceEvent] = []
            for try await event in shop.events(ofHold: "h1", after: events[0].position) {
                rest.append(event)
                break
            }
            #expect(rest == [events[1]])
        }
    }
}
