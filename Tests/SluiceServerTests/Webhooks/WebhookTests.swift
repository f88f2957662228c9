import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// Webhooks from the door to the receiver.
@Suite("webhooks")
struct WebhookTests {
    private static let down = WebhookResult.failed(status: 500, detail: "status")

    /// Runs `body` against a server whose messages go to a receiver.
    private func run(
        _ body: @escaping @Sendable (TestServer, MockReceiver) async throws -> Void
    ) async throws {
        let receiver = MockReceiver()
        let send: WebhookSender.Sending = { receiver.take($0) }
        try await TestServer.run(send: send) { server in
            for account in ["a1", "a2", "a3"] { try await server.open(account, limit: 9_000_000) }
            try await body(server, receiver)
        }
    }

    private static func make(
        _ server: TestServer, _ receiver: MockReceiver, _ more: String = "",
        audience: String = "consumer", key: String? = nil
    ) async throws -> String {
        let answer = try await server.post(
            "/v1/webhooks",
            #"{"url":"https://w.example/in","audience":"\#(audience)"\#(more)}"#, key: key)
        try #require(answer.status == 201, "\(answer.body)")
        receiver.know(try #require(answer["secret"].text))
        return try #require(answer["id"].text)
    }

    @Test("what an endpoint's filter takes comes signed, in order per account, once")
    func delivered() async throws {
        try await run { server, receiver in
            _ = try await server.place("before")
            try await server.messagesCaughtUp()
            let id = try await Self.make(server, receiver, #","codes":["locked"]"#)
            for number in 0..<30 {
                _ = try await server.place("h\(number)", amount: 10, account: "a\(1 + number % 3)")
            }
            try await eventually("all came") { receiver.got.count == 30 }
            let got = receiver.got
            #expect(got.allSatisfy { $0.code == "locked" && $0.signers == [0] })
            for account in ["a1", "a2", "a3"] {
                let holds = got.filter { $0.account == account }.map(\.hold)
                #expect(holds == (0..<30).filter { "a\(1 + $0 % 3)" == account }.map { "h\($0)" })
            }
            try await eventually("it is noted") {
                try await server.get("/v1/webhooks/\(id)")["sent"].number == 30
            }
            let log = try await server.get("/v1/webhooks/\(id)/deliveries?state=sent&limit=7")
            #expect(log["deliveries"].elements.count == 7 && log["next"].text != nil)
            #expect(log["deliveries.0.status"].number == 200)
            let metrics = try await server.get("/metrics").body
            #expect(metrics.contains(#"sluice_webhooks_sent_total{result="sent"} 30"#))
            #expect(metrics.contains("sluice_webhooks_waiting 0"))
        }
    }

    @Test("a receiver that fails has everything later, in order, under the same ids")
    func failing() async throws {
        try await run { server, receiver in
            let aDay = Patience()
            receiver.answer([], then: Self.down)
            let id = try await Self.make(server, receiver)
            for number in 0..<6 { _ = try await server.place("h\(number)", amount: 10) }
            try await eventually("it was tried") { receiver.tried.count >= 1 }
            let first = receiver.tried[0]
            receiver.answer([.throttled(status: 429, seconds: 30)])
            try await eventually("all came") {
                server.wait(aDay)
                return receiver.got.count == 6
            }
            #expect(receiver.got.map(\.hold) == (0..<6).map { "h\($0)" })
            #expect(receiver.got[0].id == first)
            try await eventually("it is noted") {
                try await server.get("/v1/webhooks/\(id)")["sent"].number == 6
            }
        }
    }

    @Test("after three days it is a dead letter, which a person may replay")
    func dead() async throws {
        try await run { server, receiver in
            let aDay = Patience()
            receiver.answer([], then: Self.down)
            let id = try await Self.make(server, receiver)
            _ = try await server.place("h1")
            try await eventually("it was tried") { receiver.tried.count >= 1 }
            // Three days are over then; what more passed would end the hold.
            let hours = Mutex(96)
            try await eventually("it is given up") {
                let passes = hours.withLock { left in
                    left -= 1
                    return left >= 0
                }
                if passes { server.clock.advance(ns: Span.hourNs) }
                return try await server.get("/v1/webhooks/\(id)")["dead"].number == 1
            }
            let letters = try await server.get("/v1/webhooks/\(id)/deliveries?state=dead")
            #expect(letters["deliveries.0.status"].number == 500)
            let found = try await server.get("/v1/anomalies/D10")
            #expect(found["anomalies"].elements.count == 1, "\(found.body)")
            #expect(found["anomalies.0.account"].text == "a1")
            #expect(found["anomalies.0.reason"].text == "status")
            receiver.answer([])
            let replay = try await server.post("/v1/webhooks/\(id)/replays", "")
            #expect(replay.status == 202 && replay["replayed"].number == 1)
            try await eventually("it came") {
                server.wait(aDay)
                return receiver.got.map(\.hold) == ["h1"]
            }
        }
    }

    @Test("an endpoint is changed and forgotten as it was read, and not otherwise")
    func conditional() async throws {
        try await run { server, receiver in
            let id = try await Self.make(server, receiver)
            let path = "/v1/webhooks/\(id)"
            func put(_ language: String, _ tag: String) async throws -> TestAnswer {
                try await server.send(
                    .put, path,
                    #"{"url":"https://w.example/in","audience":"consumer","language":"\#(language)"}"#,
                    key: server.lender, headers: ["If-Match": tag])
            }
            let first = try #require(try await server.get(path).headers[.eTag])
            let changed = try await put("zh", first)
            #expect(changed.status == 200, "\(changed.body)")
            let second = try #require(changed.headers[.eTag])
            #expect(second != first)
            let late = try await put("en", first)
            #expect(late.status == 412 && late.headers[.eTag] == second, "\(late.body)")
            #expect(try await server.get(path)["language"].text == "zh")
            // What is delivered changes nothing of what was read.
            _ = try await server.place("h1")
            try await eventually("it is noted") {
                try await server.get(path)["sent"].number == 1
            }
            #expect(try await server.get(path).headers[.eTag] == second)
            let kept = try await server.send(
                .delete, path, key: server.lender, headers: ["If-Match": first])
            #expect(kept.status == 412)
            let gone = try await server.send(
                .delete, path, key: server.lender, headers: ["If-Match": second])
            #expect(gone.status == 204)
            #expect(try await put("en", "*").status == 404)
        }
    }

    @Test("what is overtaken before it could be sent is not sent, and says why")
    func overtaken() async throws {
        try await run { server, receiver in
            let id = try await Self.make(server, receiver, #","on":false"#)
            _ = try await server.place("h1")
            server.clock.advance(ns: Span.hourNs)
            _ = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            try await server.messagesCaughtUp()
            let changed = try await server.send(
                .put, "/v1/webhooks/\(id)",
                #"{"url":"https://w.example/in","audience":"consumer"}"#, key: server.lender)
            #expect(changed.status == 200 && changed["on"] == .bool(true))
            try await eventually("the rest came") { receiver.got.count == 1 }
            #expect(receiver.got.map(\.code) == ["returned"])
            let log = try await server.get("/v1/webhooks/\(id)/deliveries?state=suppressed")
            #expect(log["deliveries.0.detail"].text == "ended")
        }
    }

    @Test("what is overtaken while it waits for its next attempt is not sent")
    func overtakenWhileWaiting() async throws {
        try await run { server, receiver in
            let aDay = Patience()
            receiver.answer([], then: Self.down)
            let id = try await Self.make(server, receiver)
            _ = try await server.place("h1")
            try await eventually("it was tried") { receiver.tried.count >= 1 }
            _ = try await server.post(
                "/v1/holds/h1/releases", #"{"id":"r1","reason":"MERCHANT_VOID"}"#,
                key: server.shop)
            try await server.messagesCaughtUp()
            receiver.answer([])
            try await eventually("the rest came") {
                server.wait(aDay)
                return receiver.got.count == 1
            }
            #expect(receiver.got.map(\.code) == ["returned"])
            let log = try await server.get("/v1/webhooks/\(id)/deliveries?state=suppressed")
            #expect(log["deliveries.0.detail"].text == "ended")
            #expect((log["deliveries.0.attempts"].number ?? 0) >= 1)
        }
    }

    @Test("what waits for an endpoint as it was is not sent to what it is now")
    func narrowed() async throws {
        try await run { server, receiver in
            let aDay = Patience()
            let id = try await Self.make(server, receiver, #","on":false"#)
            for hold in ["h1", "h2"] { _ = try await server.place(hold, amount: 10) }
            try await server.messagesCaughtUp()
            let path = "/v1/webhooks/\(id)"
            func change(_ more: String) async throws {
                let answer = try await server.send(
                    .put, path,
                    #"{"url":"https://w.example/in","audience":"consumer"\#(more)}"#,
                    key: server.lender)
                #expect(answer.status == 200)
            }
            receiver.answer([], then: Self.down)
            try await change("")
            try await eventually("both wait") {
                try await server.get(path)["waiting"].number == 2
            }
            // What is on its way meanwhile fails; what is tried from now on would come.
            try await change(#","merchant":"rival""#)
            receiver.answer([])
            try await eventually("none is sent") {
                server.wait(aDay)
                return try await server.get(path)["suppressed"].number == 2
            }
            #expect(receiver.got.isEmpty)
            let log = try await server.get(path + "/deliveries?state=suppressed")
            #expect(log["deliveries.0.detail"].text == "unwanted")
        }
    }

    @Test("410 switches an endpoint off until a person switches it on")
    func gone() async throws {
        try await run { server, receiver in
            let aDay = Patience()
            receiver.answer([.gone])
            let id = try await Self.make(server, receiver)
            _ = try await server.place("h1")
            try await eventually("it is off") {
                try await server.get("/v1/webhooks/\(id)")["gone"] == .bool(true)
            }
            _ = try await server.place("h2")
            try await server.messagesCaughtUp()
            #expect(receiver.got.isEmpty)
            _ = try await server.send(
                .put, "/v1/webhooks/\(id)",
                #"{"url":"https://w.example/in","audience":"consumer"}"#, key: server.lender)
            try await eventually("all came") {
                server.wait(aDay)
                return receiver.got.map(\.hold) == ["h1", "h2"]
            }
        }
    }

    @Test("both secrets sign for a day after a rotation, then the new one; none is shown again")
    func rotation() async throws {
        try await run { server, receiver in
            let id = try await Self.make(server, receiver)
            let rotated = try await server.post("/v1/webhooks/\(id)/secrets", "")
            #expect(rotated.status == 201)
            receiver.know(try #require(rotated["secret"].text))
            _ = try await server.place("h1", amount: 10)
            try await eventually("it came") { receiver.got.count == 1 }
            server.clock.advance(ns: 25 * Span.hourNs)
            _ = try await server.place("h2", amount: 10)
            try await eventually("it came") { receiver.got.count == 2 }
            #expect(receiver.got.map(\.signers) == [[0, 1], [1]])
            for path in ["/v1/webhooks", "/v1/webhooks/\(id)"] {
                #expect(!(try await server.get(path)).body.contains("whsec_"))
            }
            let file = server.directory + "/webhooks.json"
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test("a merchant keeps its own endpoints, of what it is told")
    func rights() async throws {
        try await run { server, receiver in
            let own = try await Self.make(
                server, receiver, audience: "merchant", key: server.shop)
            let lenders = try await Self.make(server, receiver, audience: "staff")
            let ofShop = try await Self.make(server, receiver, #","merchant":"shop""#)
            for (id, key, status) in [
                (own, server.shop, 200), (own, server.rivalKey, 404), (lenders, server.shop, 404),
                (ofShop, server.shop, 404), (own, server.lender, 200),
            ] {
                #expect(try await server.get("/v1/webhooks/\(id)", key: key).status == status)
            }
            let taken = try await server.post(
                "/v1/webhooks/\(ofShop)/secrets", "", key: server.shop)
            #expect(taken.status == 404)
            let bodies = [
                (#"{"url":"https://w.example/","audience":"consumer"}"#, 403),
                (#"{"url":"https://w.example/","audience":"merchant","merchant":"rival"}"#, 403),
                (#"{"url":"http://w.example/","audience":"merchant"}"#, 400),
                (#"{"url":"https://10.0.0.1/","audience":"merchant"}"#, 400),
                (#"{"url":"https://db.internal/","audience":"merchant"}"#, 400),
                (
                    #"{"url":"https://w.example/","audience":"merchant","codes":["locke"]}"#,
                    400
                ),
            ]
            for (body, status) in bodies {
                let answer = try await server.post("/v1/webhooks", body, key: server.shop)
                #expect(answer.status == status, "\(body)")
            }
            let listed = try await server.get("/v1/webhooks", key: server.shop)
            #expect(listed["webhooks"].elements.compactMap { $0["id"].text } == [own])
            let test = try await server.post("/v1/webhooks/\(own)/tests", "", key: server.shop)
            #expect(test["result"].text == "sent" && test["status"].number == 200)
            let removed = try await server.send(
                .delete, "/v1/webhooks/\(own)", key: server.shop)
            #expect(removed.status == 204)
            #expect(try await server.get("/v1/webhooks/\(own)", key: server.shop).status == 404)
        }
    }
}

/// How long a test lets pass while it waits: beyond a day messages would soon be given up.
private final class Patience: Sendable {
    private let minutes = Mutex(0)

    var isOver: Bool {
        minutes.withLock { minutes in
            minutes += 1
            return minutes > 1_440
        }
    }
}

extension TestServer {
    /// Lets a minute pass, unless a day has.
    fileprivate func wait(_ patience: Patience) {
        if !patience.isOver { clock.advance(ns: Span.minuteNs) }
    }
}
