import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SluiceAPI
import SluiceClient
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceServer

/// `POST /v1/batch`, in both forms.
@Suite struct BatchTests {
    private static func hold(
        _ id: String, amount: Int64 = 10_000, account: String = "a1", merchant: String = "shop"
    ) -> BatchCommand {
        .place(
            PlaceHoldRequest(
                id: id, account: account, amount: Money(minor: amount),
                currency: Currency("CNY")!, merchant: merchant, number: id))
    }

    private static func shop(_ hold: String) -> HoldReference {
        HoldReference(merchant: "shop", hold: hold)
    }

    private static func shipped(_ id: String, order: String) -> BatchCommand {
        .recordFact(
            OrderEventRequest(
                id: id, source: "shop/orders", kind: .shipped,
                occurredAt: Instant(ns: 1_767_225_600 * Span.secondNs), merchant: "shop",
                number: order))
    }

    @Test("the same id twice in one batch is one hold (scenario 9)")
    func twice() async throws {
        try await TestServer.run { server in
            try await server.open()
            let results = try await server.batch([Self.hold("h1"), Self.hold("h1")])
            #expect(results.map(\.outcome) == [.approved, .approved])
            #expect(results.map(\.isReplay) == [false, true])
            #expect(results[0].sequence == results[1].sequence)
            #expect(try await server.available() == 90_000)
            let again = try await server.batch([Self.hold("h1"), Self.hold("h1", amount: 1)])
            #expect(again.map(\.outcome) == [.approved, .idConflict])
            #expect(again[1].field == .amount)
            #expect(try await server.available() == 90_000)
        }
    }

    /// Each command with the request of the single door that says the same.
    private static let mixed: [(BatchCommand, path: String, body: String)] = [
        (hold("h1"), "/v1/holds", single("h1", 10_000)),
        (hold("h2"), "/v1/holds", single("h2", 10_000)),
        (hold("h3", amount: 90_000), "/v1/holds", single("h3", 90_000)),
        (
            .capture(shop("h1"), CaptureRequest(id: "c1", amount: Money(minor: 4_000))),
            "/v1/holds/h1/captures", #"{"id":"c1","amount":4000}"#
        ),
        (
            .release(
                shop("h1"),
                ReleaseRequest(id: "r1", amount: Money(minor: 7_000), reason: .merchantVoid)),
            "/v1/holds/h1/releases", #"{"id":"r1","amount":7000,"reason":"MERCHANT_VOID"}"#
        ),
        (
            .release(shop("h1"), ReleaseRequest(id: "r2", reason: .merchantVoid)),
            "/v1/holds/h1/releases", #"{"id":"r2","reason":"MERCHANT_VOID"}"#
        ),
        (
            .increment(shop("h2"), IncrementRequest(id: "i1", amount: Money(minor: 500))),
            "/v1/holds/h2/increments", #"{"id":"i1","amount":500}"#
        ),
        (
            .refund(
                shop("h1"),
                RefundRequest(id: "f1", amount: Money(minor: 100), reason: .refundGoodwill)),
            "/v1/holds/h1/refunds", #"{"id":"f1","amount":100,"reason":"REFUND_GOODWILL"}"#
        ),
        (
            .repay(account: "a1", RepaymentRequest(id: "p1", principal: Money(minor: 50))),
            "/v1/accounts/a1/repayments", #"{"id":"p1","principal":50}"#
        ),
        (
            shipped("e1", order: "h2"), "/v1/order-events",
            TestServer.event("e1", "shipped", order: "h2")
        ),
        (
            shipped("e2", order: "h9"), "/v1/order-events",
            TestServer.event("e2", "shipped", order: "h9")
        ),
        (
            .capture(shop("h9"), CaptureRequest(id: "c9")), "/v1/holds/h9/captures",
            #"{"id":"c9"}"#
        ),
        (hold("h1"), "/v1/holds", single("h1", 10_000)),
    ]

    private static func single(_ id: String, _ amount: Int64) -> String {
        """
        {"id":"\(id)","account":"a1","amount":\(amount),"currency":"CNY",\
        "order":{"merchant":"shop","number":"\(id)"}}
        """
    }

    /// What can be read of the state by names.
    private static func state(_ server: TestServer) async throws -> [String] {
        var texts: [String] = []
        for path in [
            "/v1/accounts/a1", "/v1/holds/h1?merchant=shop", "/v1/holds/h2?merchant=shop",
            "/v1/holds/h3?merchant=shop", "/v1/orders/shop/h2",
        ] { texts.append(try await server.get(path).body) }
        return texts
    }

    @Test("a mixed batch is the same commands through the single doors")
    func mixedBatch() async throws {
        try await TestServer.run { server in
            try await server.open()
            let results = try await server.batch(Self.mixed.map(\.0))
            let state = try await Self.state(server)
            try await TestServer.run { single in
                try await single.open()
                for (result, request) in zip(results, Self.mixed) {
                    let isFact = request.path == "/v1/order-events"
                    let isOfHold = request.path.hasPrefix("/v1/holds/")
                    let answer = try await single.send(
                        .post, request.path + (isOfHold ? "?merchant=shop" : ""), request.body,
                        key: single.lender,
                        type: isFact ? OrderEventRequest.mediaType : "application/json")
                    #expect(result.isSuccess == (answer.status < 300), "\(request.body)")
                    if !result.isSuccess {
                        #expect(answer["code"].text == result.word, "\(request.body)")
                    }
                    #expect(answer.isReplay == result.isReplay, "\(request.body)")
                    // A replay shows the hold as it is now, and the header its newest event.
                    guard result.isSuccess, !isFact, !result.isReplay else { continue }
                    let told =
                        answer["operation.sequence"].text ?? answer.headers[.sluiceSequence]
                    #expect(told == OpaqueSequence.encode(result.sequence), "\(request.body)")
                }
                #expect(try await Self.state(single) == state)
            }
        }
    }

    @Test("JSON lines are answered line by line")
    func lines() async throws {
        try await TestServer.run { server in
            try await server.open()
            let place = #"{"op":"place","# + Self.single("h1", 10_000).dropFirst()
            let capture = #"{"op":"capture","hold":"h1","id":"c1","amount":10001}"#
            let answer = try await server.send(
                .post, "/v1/batch", [place, place, capture].joined(separator: "\n") + "\n",
                key: server.shop, type: Batch.linesMediaType)
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.headers[.contentType] == Batch.linesMediaType)
            let lines = answer.body.split(separator: "\n").map(String.init)
            let first = try #require(lines.first)
            #expect(first.hasPrefix(#"{"code":"APPROVED","replay":false,"sequence":"s"#))
            #expect(lines[1] == first.replacing("false", with: "true"))
            #expect(lines[2].hasPrefix(#"{"code":"AMOUNT_MISMATCH""#))
            #expect(lines.count == 3)
        }
    }

    @Test("a merchant is told DECLINED, without the field that would tell why")
    func shared() async throws {
        try await TestServer.run { server in
            try await server.open()
            let command = [Self.hold("h1", amount: 100_001)]
            let told = try await server.batch(command, key: server.shop)
            #expect(told.map(\.code) == [200])
            #expect(told.map(\.field) == [.none])
            #expect(try await server.batch(command).map(\.outcome) == [.insufficientLimit])
        }
    }

    @Test("a placement there is no room for is answered by itself, and those after it go on")
    func capacity() async throws {
        var options = EngineOptions()
        options.capacity.liveHoldsMax = 1
        try await TestServer.run(options: options) { server in
            try await server.open()
            let sent = [
                Self.hold("h1"), Self.hold("h2"),
                .capture(Self.shop("h1"), CaptureRequest(id: "c")), Self.hold("h2"),
            ]
            let told = try await server.batch(sent)
            #expect(told.map(\.word) == ["APPROVED", "capacity", "APPLIED", "APPROVED"])
            #expect(told.map(\.undecided) == [nil, .capacity, nil, nil])
            #expect(told[1].sequence == 0 && !told[1].isSuccess)
            let again = try await server.batch(sent)
            #expect(again.map(\.isReplay) == [true, true, true, true])
        }
    }

    /// Who sends what, and what refuses the whole batch; nil: nothing does.
    @Test("rights and merchants refuse the whole batch before anything is applied")
    func rights() async throws {
        try await TestServer.run { server in
            try await server.open()
            let repay = BatchCommand.repay(
                account: "a1", RepaymentRequest(id: "p1", principal: Money(minor: 1)))
            let own = BatchCommand.capture(HoldReference(hold: "h1"), CaptureRequest(id: "c"))
            let other = BatchCommand.capture(Self.shop("h1"), CaptureRequest(id: "c"))
            let rival = Self.hold("x", merchant: "rival")
            let cases: [(key: String, command: BatchCommand, code: String?, field: String?)] = [
                (server.shop, repay, "forbidden", "commands[1]"),
                (server.shop, rival, "forbidden", "commands[1].order.merchant"),
                (server.rivalKey, other, "forbidden", "commands[1].merchant"),
                (
                    server.rivalKey, Self.shipped("e", order: "o"), "forbidden",
                    "commands[1].data.merchant"
                ),
                (server.lender, own, "merchant_required", "commands[1].merchant"),
                (server.shop, own, nil, nil), (server.shop, other, nil, nil),
                (server.lender, repay, nil, nil), (server.lender, rival, nil, nil),
            ]
            for (index, (key, command, code, field)) in cases.enumerated() {
                let merchant = key == server.rivalKey ? "rival" : "shop"
                let first = Self.hold("first-\(index)", amount: 1, merchant: merchant)
                let row = server.engine.feed.newestRow
                let answer = try await server.sendBatch([first, command], key: key)
                #expect(answer.status == (code == nil ? 200 : code == "forbidden" ? 403 : 400))
                #expect(answer.json["code"].text == code, "\(index)")
                #expect(answer.json["field"].text == field, "\(index)")
                #expect((server.engine.feed.newestRow == row) == (code != nil), "\(index)")
            }
            for (role, key) in server.keyTexts where ![.lender, .merchant].contains(role) {
                #expect(try await server.sendBatch([rival], key: key).status == 403, "\(role)")
            }
        }
    }

    @Test("what is malformed or too much is refused whole")
    func malformed() async throws {
        try await TestServer.run { server in
            try await server.open()
            let row = server.engine.feed.newestRow
            let good = BatchEncoder.encode([Self.hold("h1"), Self.hold("h2")])
            let cut = try await server.sendBatch(bytes: Array(good.dropLast()))
            #expect(cut.status == 400)
            #expect(cut.json["field"].text == "commands[1].currency")
            let many = Array(repeating: Self.hold("h1"), count: APILimits.batchCommandsMax + 1)
            let tooMany = try await server.sendBatch(many)
            #expect(tooMany.status == 400)
            #expect(tooMany.json["field"].text == "count")
            let large = try await server.sendBatch(
                bytes: [UInt8](repeating: 0, count: APILimits.batchBytesMax + 1))
            #expect(large.status == 413)
            let wrong = try await server.sendBatch(bytes: good, type: "application/json")
            #expect(wrong.status == 415)
            #expect(server.engine.feed.newestRow == row)
            let whole = try await server.batch(Array(many.dropLast()))
            #expect(whole.count == APILimits.batchCommandsMax)
            #expect(whole.count { !$0.isReplay } == 1)
        }
    }

    @Test("a batch is journalled as its commands are: actor, business date, trace, names")
    func envelope() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", amount: 1)
            _ = try await server.batch([Self.hold("h2", amount: 1)], key: server.shop)
            let batches = try await server.engine.batches(after: 0)
            let placed = batches.flatMap(\.records).filter {
                if case .place = $0.command.body { true } else { false }
            }
            try #require(placed.count == 2)
            #expect(placed[0].command.actor == placed[1].command.actor)
            #expect(placed[0].command.businessDate == placed[1].command.businessDate)
            #expect(placed[1].names.map(\.text).sorted() == ["h2", "h2"])
        }
    }

    @Test("the client sends, and tells why a batch is refused")
    func client() async throws {
        try await TestServer.run(.live) { server in
            try await server.open()
            let port = try #require(server.client.port)
            func client(_ key: String) -> BatchClient {
                BatchClient(http: .shared, address: "http://localhost:\(port)", key: key)
            }
            let commands = [
                Self.hold("h1"), .capture(Self.shop("h1"), CaptureRequest(id: "c1")),
            ]
            let results = try await client(server.lender).send(commands)
            #expect(results.map(\.outcome) == [.approved, .applied])
            let refusal = await #expect(throws: BatchRefusal.self) {
                try await client(server.rivalKey).send(commands)
            }
            #expect(refusal?.status == 403)
            #expect(refusal?.code == "forbidden")
            #expect(refusal?.field == "commands[0].order.merchant")
            #expect(refusal?.isRetryable == false)
            let page = try await server.get("/metrics").body
            #expect(page.contains("sluice_http_batches_total 1"))
            #expect(page.contains("sluice_http_batch_commands_total 2"))
        }
    }
}

extension TestServer {
    struct BatchAnswer: Sendable {
        var status: Int
        var bytes: [UInt8]
        var json: JSONValue { (try? JSONReader.read(bytes)) ?? .null }
    }

    func sendBatch(
        bytes: [UInt8], key: String? = nil, type: String = Batch.mediaType
    ) async throws -> BatchAnswer {
        let response = try await client.execute(
            uri: "/v1/batch", method: .post,
            headers: [.authorization: "Bearer \(key ?? lender)", .contentType: type],
            body: ByteBuffer(bytes: bytes)
        ) { $0 }
        return BatchAnswer(
            status: response.status.code, bytes: Array(response.body.readableBytesView))
    }

    func sendBatch(
        _ commands: [BatchCommand], key: String? = nil
    ) async throws -> BatchAnswer {
        try await sendBatch(bytes: BatchEncoder.encode(commands), key: key)
    }

    /// A batch that must be taken.
    func batch(_ commands: [BatchCommand], key: String? = nil) async throws -> [BatchResult] {
        let answer = try await sendBatch(commands, key: key)
        try #require(answer.status == 200, "\(answer.json)")
        return try #require(BatchResults.decode(answer.bytes))
    }
}
