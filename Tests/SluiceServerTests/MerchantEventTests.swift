import Crypto
import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Webhooks of merchants: who is believed, what becomes of their events, what the sender is told.
@Suite struct MerchantEventTests {
    static let mapping = EventMapping(
        name: "shop", version: 1, merchant: "shop", events: nil, id: MemberPath("id"),
        type: MemberPath("what")!, time: MemberPath("at")!, order: MemberPath("order")!,
        facts: [
            "paid": .fact(.paid), "sent": .fact(.shipped), "gone": .fact(.cancelled),
            "note": .ignore,
        ])

    static func event(_ id: String, _ what: String, _ order: String) -> String {
        #"{"id":"\#(id)","what":"\#(what)","at":"2026-01-01T00:00:00Z","order":"\#(order)"}"#
    }

    private func run(
        policy: Policy = .standard, options: EngineOptions = EngineOptions(),
        mappings: [EventMapping] = [mapping],
        _ body: @escaping @Sendable (TestServer, String) async throws -> Void
    ) async throws {
        try await TestServer.run(policy: policy, options: options, mappings: mappings) { server in
            let secret = try #require(try server.secrets.create(merchant: "shop").secret)
            try await body(server, secret)
        }
    }

    // MARK: Who is believed

    @Test("the signature of Standard Webhooks, by its published example")
    func published() throws {
        var headers = HTTPFields()
        headers[.webhookID] = "msg_p5jXN8AQM9LWM0D4loKWxJek"
        headers[.webhookTimestamp] = "1614265330"
        headers[.webhookSignature] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        let signature = try WebhookSignature(headers)
        let record = WebhookSecretRecord(
            id: "s", merchant: "m", createdAt: .epoch,
            secret: WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let body = Array(#"{"test": 2432232314}"#.utf8)
        #expect(signature.signer(of: body, among: [record])?.id == "s")
        #expect(signature.signer(of: body + [0x20], among: [record]) == nil)
        #expect(signature.signer(of: body, among: []) == nil)
        try signature.check(at: Instant(ns: (1_614_265_330 + 300) * Span.secondNs))
        try signature.check(at: Instant(ns: (1_614_265_330 - 300) * Span.secondNs))
        for offNs in [301, -301] as [Int64] {
            #expect(throws: Problem.self) {
                try signature.check(at: Instant(ns: (1_614_265_330 + offNs) * Span.secondNs))
            }
        }
    }

    @Test("who is not signed, or for another, or of another time, is refused and writes nothing")
    func strangers() async throws {
        try await run { server, secret in
            let other = try #require(try server.secrets.create(merchant: "rival").secret)
            let body = Self.event("e1", "paid", "o1")
            let good = try server.signed(body, secret)
            var cases: [(String, [String: String])] = [
                ("nothing", [:]), ("another's secret", try server.signed(body, other)),
                ("another body", try server.signed(body + " ", secret)),
                ("too old", try server.signed(body, secret, offSeconds: -301)),
                ("ahead", try server.signed(body, secret, offSeconds: 301)),
            ]
            for (name, value) in [
                ("webhook-id", "other"), ("webhook-id", "a.b"), ("webhook-timestamp", "x"),
                ("webhook-timestamp", "-1"), ("webhook-timestamp", "99999999999"),
                ("webhook-signature", "v1,"), ("webhook-signature", "v2,AAAA"),
                ("webhook-signature", good["webhook-signature"]!.replacing("v1,", with: "v1a,")),
            ] {
                var changed = good
                changed[name] = value
                cases.append(("\(name): \(value)", changed))
                changed[name] = nil
                cases.append(("no \(name)", changed))
            }
            for (what, headers) in cases {
                let answer = try await server.webhook(body, headers)
                #expect(answer.status == 401, "\(what)")
                #expect(answer["code"].text == "invalid_signature", "\(what)")
            }
            let elsewhere = try await server.webhook(body, good, merchant: "rival")
            #expect(elsewhere.status == 401)
            let unknown = try await server.webhook(body, good, merchant: "nobody")
            #expect(unknown.body == elsewhere.body)
            #expect(try await server.get("/v1/orders/shop/o1").status == 404)
            // A key is no signature.
            let keyed = try await server.send(
                .post, "/v1/merchants/shop/events", body, key: server.lender)
            #expect(keyed.status == 401)
            #expect(try await server.webhook(body, good)["results.0.result"].text == "parked")
        }
    }

    @Test("two secrets during a rotation, either of several signatures; one revoked ends at once")
    func rotation() async throws {
        try await run { server, old in
            let new = try #require(try server.secrets.create(merchant: "shop").secret)
            #expect(throws: KeyStoreError.self) { try server.secrets.create(merchant: "shop") }
            let bodies = (1...4).map { Self.event("e\($0)", "paid", "o1") }
            var both = try server.signed(bodies[0], old, id: "m")
            let second = try server.signed(bodies[0], new, id: "m")["webhook-signature"]!
            both["webhook-signature"] = "v1,AAAA \(second)"
            #expect(try await server.webhook(bodies[0], both).status == 200)
            for (body, secret) in [(bodies[1], old), (bodies[2], new)] {
                let headers = try server.signed(body, secret)
                #expect(try await server.webhook(body, headers).status == 200)
            }
            let first = try #require(try server.secrets.list().first)
            try server.secrets.revoke(id: first.id)
            let headers = try server.signed(bodies[3], old)
            #expect(try await server.webhook(bodies[3], headers).status == 401)
            let file = try String(
                contentsOfFile: server.directory + "/webhook-secrets.json", encoding: .utf8)
            #expect(!file.contains(old) && file.contains(new))
            let attributes = try FileManager.default.attributesOfItem(
                atPath: server.directory + "/webhook-secrets.json")
            #expect((attributes[.posixPermissions] as? Int) == 0o600)
        }
    }

    @Test("a merchant may bring its own secret; what is none is refused without being repeated")
    func ownSecret() async throws {
        try await TestServer.run { server in
            let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            #expect(try server.secrets.create(merchant: "shop", given: own).secret == nil)
            for bad in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", own] {
                let error = #expect(throws: KeyStoreError.self) {
                    try server.secrets.create(merchant: "shop", given: bad)
                }
                #expect(bad.count < 10 || error?.description.contains(bad) == false)
            }
            let body = TestServer.event("e1", "paid", order: "o1")
            let answer = try await server.webhook(
                body, try server.signed(body, own), type: OrderEventRequest.mediaType)
            #expect(answer["results.0.result"].text == "parked")
        }
    }

    // MARK: What becomes of events

    @Test("a merchant's own events move its holds, and a webhook sent again is a duplicate")
    func moves() async throws {
        try await run { server, secret in
            try await server.open()
            _ = try await server.place("h1")
            let body = Self.event("e1", "sent", "h1")
            for word in ["applied", "duplicate"] {
                let answer = try await server.webhook(body, try server.signed(body, secret))
                #expect(answer.status == 200)
                #expect(answer["results.0.result"].text == word)
                #expect(answer["results.0.id"].text == "e1")
            }
            #expect(
                try await server.get("/v1/holds/h1", key: server.shop)["status"].text == "captured")
            let order = try await server.get("/v1/orders/shop/h1")
            #expect(order["facts.0.source"].text == "mapping:shop")
            let metrics = try await server.get("/metrics")
            for line in [
                #"sluice_order_events_total{result="applied"} 1"#,
                #"sluice_order_events_total{result="duplicate"} 1"#,
                #"sluice_mapping_version{mapping="shop"} 1"#,
            ] { #expect(metrics.body.contains(line), "\(line)") }
        }
    }

    @Test("a list answers for each event; a lone event is answered by status")
    func lists() async throws {
        try await run { server, secret in
            let events = [
                Self.event("e1", "paid", "o1"), Self.event("e2", "lost", "o1"),
                Self.event("e3", "note", "o1"), #"{"what":"paid"}"#,
            ]
            let list = "[\(events.joined(separator: ","))]"
            let answer = try await server.webhook(list, try server.signed(list, secret))
            #expect(answer.status == 200)
            let results = answer["results"].elements
            #expect(
                results.map { $0["result"].text } == ["parked", "refused", "ignored", "refused"])
            #expect(
                results.map { $0["error.code"].text } == [
                    nil, "unknown_event", nil, "missing_field",
                ])
            #expect(results.map { $0["error.field"].text } == [nil, "what", nil, "id"])
            let alone = try await server.webhook(
                events[1], try server.signed(events[1], secret))
            #expect(alone.status == 400)
            #expect(alone["code"].text == "unknown_event" && alone["field"].text == "what")
            // The same id with other content is refused by the merchant's own field.
            let other = Self.event("e1", "paid", "o2")
            let conflict = try await server.webhook(other, try server.signed(other, secret))
            #expect(conflict.status == 409)
            #expect(conflict["code"].text == "ID_CONFLICT" && conflict["field"].text == "order")
            #expect(
                try await server.get("/metrics").body.contains(
                    #"sluice_webhooks_refused_total{code="unknown_event"} 1"#))
        }
    }

    @Test("without a mapping a merchant sends CloudEvents, of its own orders alone")
    func cloudEvents() async throws {
        try await run(mappings: []) { server, secret in
            let plain = Self.event("e1", "paid", "o1")
            let none = try await server.webhook(plain, try server.signed(plain, secret))
            #expect(none.status == 415)
            let own = TestServer.event("e1", "paid", order: "o1")
            let foreign = TestServer.event("e2", "paid", order: "o1", merchant: "rival")
            let batch = "[\(own),\(foreign)]"
            let answer = try await server.webhook(
                batch, try server.signed(batch, secret), type: OrderEventRequest.batchMediaType)
            #expect(answer.status == 200)
            #expect(answer["results.0.result"].text == "parked")
            #expect(answer["results.1.error.code"].text == "forbidden")
            let alone = try await server.webhook(
                foreign, try server.signed(foreign, secret), type: OrderEventRequest.mediaType)
            #expect(alone.status == 403)
        }
    }

    @Test("an event without an id has that of its webhook, and a second delivery is a duplicate")
    func deliveryID() async throws {
        var mapping = Self.mapping
        mapping.id = nil
        try await run(mappings: [mapping]) { server, secret in
            let body = #"{"what":"paid","at":"2026-01-01T00:00:00Z","order":"o1"}"#
            for word in ["parked", "duplicate"] {
                let headers = try server.signed(body, secret, id: "msg_1")
                let answer = try await server.webhook(body, headers)
                #expect(answer["results.0.id"].text == "msg_1")
                #expect(answer["results.0.result"].text == word)
            }
            let list = "[\(body),\(body)]"
            let answer = try await server.webhook(list, try server.signed(list, secret))
            #expect(answer["results.1.error.field"].text == "id")
        }
    }

    // MARK: What the sender is told

    @Test("a full parking is 429 to that merchant alone, and what was taken is a duplicate then")
    func parkingFull() async throws {
        var policy = Policy.standard
        policy.parkedFactsPerMerchantMax = 2
        try await run(policy: policy) { server, secret in
            let events = (1...3).map { Self.event("e\($0)", "paid", "o\($0)") }
            let list = "[\(events.joined(separator: ","))]"
            let answer = try await server.webhook(list, try server.signed(list, secret))
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] == "30")
            #expect(
                answer["results"].elements.map { $0["result"].text } == [
                    "parked", "parked", "refused",
                ])
            let alone = try await server.webhook(
                events[2], try server.signed(events[2], secret))
            #expect(alone.status == 429 && alone["code"].text == "PARKING_FULL")
            let rival = try await server.send(
                .post, "/v1/order-events",
                TestServer.event("r1", "paid", order: "o1", merchant: "rival"),
                key: server.rivalKey, type: OrderEventRequest.mediaType)
            #expect(rival["result"].text == "parked")
            // The order appears: the same webhook is taken whole.
            _ = try await server.fact("c1", "created", order: "o1")
            let again = try await server.webhook(list, try server.signed(list, secret))
            #expect(again.status == 200)
            #expect(
                again["results"].elements.map { $0["result"].text } == [
                    "duplicate", "duplicate", "parked",
                ])
        }
    }

    @Test(
        "a flood is refused to the merchant that sends it, at every door of facts, and to no other")
    func flood() async throws {
        var options = EngineOptions()
        options.lanes.syncMerchantCostMax = 2
        try await run(options: options) { server, secret in
            try await server.open()
            _ = try await server.place("h1")
            let events = (1...3).map { Self.event("e\($0)", "paid", "h1") }
            let list = "[\(events.joined(separator: ","))]"
            let flooded = try await server.webhook(list, try server.signed(list, secret))
            #expect(flooded.status == 429 && flooded["code"].text == "overloaded")
            let cloudEvents = (1...3).map { TestServer.event("e\($0)", "paid", order: "h1") }
            let batch = try await server.send(
                .post, "/v1/order-events", "[\(cloudEvents.joined(separator: ","))]",
                key: server.shop, type: OrderEventRequest.batchMediaType)
            #expect(batch.status == 429)
            let rival = try await server.send(
                .post, "/v1/order-events",
                TestServer.event("r1", "paid", order: "o1", merchant: "rival"),
                key: server.rivalKey, type: OrderEventRequest.mediaType)
            #expect(rival["result"].text == "parked")
            let release = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            #expect(release.status == 201, "what frees the consumer waits elsewhere")
            // In parts it is taken: the flood waits, and loses nothing.
            for event in events {
                let answer = try await server.webhook(event, try server.signed(event, secret))
                #expect(answer["results.0.result"].text == "applied")
            }
        }
    }

    @Test("a merchant has so many webhooks at once; another one's pass meanwhile")
    func inFlight() async throws {
        let gate = WebhookGate()
        let (busy, free) = (KeyDerivation.merchant("busy"), KeyDerivation.merchant("free"))
        func fill(_ left: Int) async throws {
            guard left > 0 else {
                let full = await #expect(throws: Problem.self) {
                    try await gate.pass(busy) {}
                }
                #expect(full?.kind.code == "overloaded" && full?.retryAfterSeconds == 1)
                try await gate.pass(free) {}
                return
            }
            try await gate.pass(busy) { try await fill(left - 1) }
        }
        try await fill(ServerLimits.webhooksInFlightMax)
        try await gate.pass(busy) {}
    }

    @Test("neither answers nor the log tell a secret")
    func secrecy() async throws {
        let log = CapturedLog()
        try await TestServer.run(mappings: [Self.mapping], logger: log.logger) { server in
            let secret = try #require(try server.secrets.create(merchant: "shop").secret)
            let body = Self.event("e1", "paid", "o1")
            var texts: [String] = []
            for headers in [try server.signed(body, secret), [:]] {
                let answer = try await server.webhook(body, headers)
                texts.append(answer.body)
            }
            texts.append(try await server.get("/metrics").body)
            texts += try server.secrets.list().map { "\($0.id) \($0.merchant)" }
            let core = secret.dropFirst("whsec_".count)
            #expect(texts.allSatisfy { !$0.contains(core) })
            #expect(log.lines.allSatisfy { !$0.contains(core) })
        }
    }

    // MARK: Mappings that change

    @Test("mappings are read again all or none, and a change needs a higher version")
    func reload() throws {
        let box = MappingBox()
        box.mappings = [Self.mapping]
        let mappings = try EventMappings { box.mappings }
        let shop = KeyDerivation.merchant("shop")
        #expect(mappings.file(of: shop) == Self.mapping)
        var changed = Self.mapping
        changed.facts["new"] = .ignore
        var second = Self.mapping
        second.name = "second"
        for wrong in [[changed], [Self.mapping, second]] {
            box.mappings = wrong
            #expect(throws: MerchantFilesError.self) { try mappings.reload() }
            #expect(mappings.all == [Self.mapping])
        }
        #expect(mappings.failures == 2)
        changed.version = 2
        box.mappings = [changed]
        try mappings.reload()
        #expect(mappings.file(of: shop) == changed)
        let both = [Self.mapping, second]
        #expect(throws: MerchantFilesError.self) { _ = try EventMappings { both } }
    }
}

/// Mappings somebody edits.
private final class MappingBox: @unchecked Sendable {
    var mappings: [EventMapping] = []
}

extension TestServer {
    /// The headers of a webhook now, signed by an implementation of its own.
    func signed(
        _ body: String, _ secret: String, id: String = UUID().uuidString, offSeconds: Int64 = 0
    ) throws -> [String: String] {
        let seconds = clock.wall.now().ns / Span.secondNs + offSeconds
        let key = try #require(Data(base64Encoded: String(secret.dropFirst(6))))
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(seconds).\(body)".utf8), using: SymmetricKey(data: key))
        return [
            "webhook-id": id, "webhook-timestamp": "\(seconds)",
            "webhook-signature": "v1," + Data(code).base64EncodedString(),
        ]
    }

    func webhook(
        _ body: String, _ headers: [String: String], merchant: String = "shop",
        type: String = "application/json"
    ) async throws -> TestAnswer {
        try await send(
            .post, "/v1/merchants/\(merchant)/events", body, key: nil, type: type,
            headers: headers)
    }
}
