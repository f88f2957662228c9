import HTTPTypes
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing
import Tracing

@testable import SluiceServer

@Suite("tracing") struct TracingTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let caller = "b7ad6b7169203331"

    private func header(sampled: Bool) -> [String: String] {
        [
            "traceparent": "00-\(Self.trace)-\(Self.caller)-\(sampled ? "01" : "00")",
            "tracestate": "vendor=1",
        ]
    }

    private func place(
        _ server: TestServer, _ id: String, _ headers: [String: String] = [:]
    ) async throws -> TestAnswer {
        try await server.post(
            "/v1/holds",
            #"{"id":"\#(id)","account":"a1","amount":1,"currency":"CNY","#
                + #""order":{"merchant":"shop","number":"\#(id)"}}"#, key: server.shop,
            headers: headers)
    }

    @Test("a placement that a caller traces is a tree: the request, its wait, its work, its commit")
    func tree() async throws {
        let captured = CapturedSpans(share: 0)
        try await TestServer.run(tracer: captured.tracer) { server in
            try await server.open()
            let answer = try await place(server, "h1", header(sampled: true))
            #expect(answer.status == 201)
            let spans = try await captured.spans()
            #expect(
                spans.map(\.name).sorted() == [
                    "POST /v1/holds", "sluice.apply", "sluice.commit", "sluice.lane",
                ])
            let request = try #require(spans.first { $0.name == "POST /v1/holds" })
            #expect(request.parent == Self.caller)
            #expect(request.json["kind"].number == 2)
            #expect(request.json["traceState"].text == "vendor=1")
            #expect(request.attribute("http.request.method") == "POST")
            #expect(request.attribute("http.route") == "/v1/holds")
            #expect(request.attribute("http.response.status_code") == "201")
            #expect(request.json["status"] == .null)
            let stages = try ["lane", "apply", "commit"].map { stage in
                try #require(spans.first { $0.name == "sluice." + stage })
            }
            for stage in stages {
                #expect(stage.parent == request.id && stage.trace == Self.trace)
                #expect(stage.json["kind"].number == 1)
                #expect(stage.beganNs <= stage.endedNs)
            }
            #expect(stages[0].attribute("sluice.lane") == "checkout")
            // One begins where the one before ends.
            #expect(stages[0].endedNs == stages[1].beganNs)
            #expect(stages[1].endedNs == stages[2].beganNs)
            #expect(request.trace == Self.trace)
            #expect(Set(spans.map(\.id)).count == 4)
        }
    }

    @Test("the caller decides; without one a share is traced, and its commands are journalled so")
    func sampling() async throws {
        let cases: [(share: Double, headers: [String: String], count: Int)] = [
            (1, header(sampled: false), 0), (0, [:], 0), (1, [:], 1),
            (0, header(sampled: true), 1),
        ]
        for (share, headers, count) in cases {
            let captured = CapturedSpans(share: share)
            try await TestServer.run(tracer: captured.tracer) { server in
                try await server.open()
                let row = server.engine.feed.newestRow
                _ = try await captured.spans()
                _ = try await place(server, "h1", headers)
                let placements = try await captured.spans().filter { $0.name == "POST /v1/holds" }
                #expect(placements.count == count, "\(share), \(headers)")
                let batch = try #require(try await server.engine.batches(after: row).first)
                let trace = try #require(batch.records.first?.command.trace)
                let known = headers.isEmpty ? placements.first?.trace : Self.trace
                #expect(trace.isNone == (known == nil))
                if let known { #expect(trace.hexadecimal == known) }
            }
        }
    }

    @Test("a list is a span of the views; a path that is none has no route and no ids")
    func views() async throws {
        let captured = CapturedSpans(share: 1)
        try await TestServer.run(tracer: captured.tracer) { server in
            try await server.open("secret-account")
            try await server.viewsCaughtUp()
            _ = try await server.get("/v1/holds?account=secret-account")
            _ = try await server.get("/v1/accounts/secret-account")
            _ = try await server.get("/nothing/secret-account")
            let spans = try await captured.spans()
            let list = try #require(spans.first { $0.name == "GET /v1/holds" })
            #expect(spans.contains { $0.name == "sluice.view" && $0.parent == list.id })
            let none = try #require(spans.first { $0.name == "GET" })
            #expect(none.attribute("http.route") == nil)
            #expect(none.attribute("http.response.status_code") == "404")
            #expect(
                none.json["status"] == .null, "a mistake of the caller is no error of the server")
            for document in captured.documents {
                #expect(!String(decoding: document, as: UTF8.self).contains("secret-account"))
            }
        }
    }

    @Test("what fails here is an error, told by its kind alone")
    func failing() async throws {
        let captured = CapturedSpans(share: 1)
        let failed = captured.tracer.startSpan("x", context: .topLevel)
        failed.recordError(Problem(.internal, detail: "13800138000"))
        failed.setStatus(SpanStatus(code: .error))
        failed.end()
        let span = try #require(try await captured.spans().first)
        #expect(span.attribute("error.type") == "Problem")
        #expect(span.json["status.code"].number == 2)
        #expect(!String(decoding: captured.documents[0], as: UTF8.self).contains("13800138000"))
    }

    @Test("webhooks carry their trace, under the same signature")
    func webhooks() async throws {
        let captured = CapturedSpans(share: 1)
        let receiver = MockReceiver()
        let seen = CapturedHeaders()
        let send: WebhookSender.Sending = { request in
            seen.add(request.headers)
            return receiver.take(request)
        }
        try await TestServer.run(send: send, tracer: captured.tracer) { server in
            try await server.open()
            let made = try await server.post(
                "/v1/webhooks", #"{"url":"https://w.example/in","audience":"consumer"}"#)
            receiver.know(try #require(made["secret"].text))
            _ = try await place(server, "h1")
            try await eventually("it came") { !receiver.got.isEmpty }
            try await eventually("its span has ended") {
                try await captured.spans().contains { $0.name == "POST" }
            }
            let span = try #require(try await captured.spans().first { $0.name == "POST" })
            #expect(span.json["kind"].number == 3)
            #expect(span.attribute("server.address") == "w.example")
            #expect(span.attribute("http.response.status_code") == "200")
            #expect(seen.values(of: "traceparent").contains("00-\(span.trace)-\(span.id)-01"))
            #expect(receiver.got.allSatisfy { $0.signers == [0] })
        }
    }

    @Test("nothing goes out where nothing is traced")
    func off() async throws {
        let receiver = MockReceiver()
        let seen = CapturedHeaders()
        let send: WebhookSender.Sending = { request in
            seen.add(request.headers)
            return receiver.take(request)
        }
        try await TestServer.run(send: send) { server in
            try await server.open()
            let made = try await server.post(
                "/v1/webhooks", #"{"url":"https://w.example/in","audience":"consumer"}"#)
            receiver.know(try #require(made["secret"].text))
            _ = try await place(server, "h1", header(sampled: true))
            try await eventually("it came") { !receiver.got.isEmpty }
            #expect(seen.values(of: "traceparent") == [])
        }
    }
}
