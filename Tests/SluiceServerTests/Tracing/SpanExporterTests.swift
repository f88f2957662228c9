import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import SluiceAPI
import SluiceClient
import SluiceTestKit
import Synchronization
import Testing
import Tracing

@testable import SluiceServer

@Suite("spans on their way") struct SpanExporterTests {
    private func end(_ count: Int, _ tracer: SpanTracer) {
        for number in 0..<count { tracer.startSpan("s\(number)", context: .topLevel).end() }
    }

    @Test("the queue is bounded: what finds no room is dropped and counted, oldest kept")
    func bounded() async throws {
        let captured = CapturedSpans(share: 1)
        end(SpanLimits.waitingMax + 7, captured.tracer)
        #expect(captured.tracer.queue.figures.dropped == 7)
        let spans = try await captured.spans()
        #expect(spans.count == SpanLimits.waitingMax)
        #expect(spans.first?.name == "s0")
        #expect(captured.documents.count == SpanLimits.waitingMax / SpanLimits.batchMax)
        #expect(captured.tracer.queue.figures.sent == SpanLimits.waitingMax)
    }

    @Test("a collector that fails is told of once, what it did not take is counted")
    func failing() async throws {
        let captured = CapturedSpans(share: 1)
        let log = CapturedLog()
        let exporter = captured.exporter(log.logger)
        captured.take(false)
        end(2, captured.tracer)
        var takes = await exporter.flush()
        #expect(!takes)
        end(1, captured.tracer)
        takes = await exporter.flush(after: takes)
        #expect(log.lines.count == 1)
        #expect(captured.tracer.queue.figures.failed == 3)
        captured.take(true)
        end(1, captured.tracer)
        takes = await exporter.flush(after: takes)
        #expect(takes && captured.tracer.queue.figures.sent == 1)
    }

    @Test("a span counts once, and not if its trace is not recorded")
    func once() async throws {
        let captured = CapturedSpans(share: 1)
        let span = captured.tracer.startSpan("x", context: .topLevel)
        #expect(span.isRecording)
        span.end()
        span.end()
        #expect(!span.isRecording)
        #expect(try await captured.spans().count == 1)
        let none = CapturedSpans(share: 0)
        let unseen = none.tracer.startSpan("x", context: .topLevel)
        #expect(!unseen.isRecording)
        unseen.end()
        #expect(try await none.spans().isEmpty)
    }

    @Test("about the share is traced")
    func share() {
        let source = SeededIDs()
        let tracer = SpanTracer(share: 0.25) { source.next() }
        let count = (0..<4_000).count { _ in tracer.context(under: nil) != nil }
        #expect((900...1_100).contains(count), "\(count)")
    }

    @Test("a place is written as it is read")
    func places() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-00ad6b7169203331-01"
        let place = try #require(TraceParent(text, state: "a=1"))
        #expect(place.header == text && place.isSampled && place.state == "a=1")
        #expect(TraceParent(text.replacing("-01", with: "-00"))?.isSampled == false)
        // Later versions may say more.
        #expect(TraceParent("01" + text.dropFirst(2) + "-x") != nil)
        #expect(TraceParent(text, state: String(repeating: "a", count: 513))?.state == nil)
        for none in [
            "00-00000000000000000000000000000000-00ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        ] {
            #expect(TraceParent(none) == nil, "\(none)")
        }
    }

    @Test("documents reach a collector by HTTP, with the headers it asks for")
    func http() async throws {
        let collector = HTTPCollector()
        let sink = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) -> Response in
                let body = try await request.body.collect(upTo: 1 << 20)
                return Response(
                    status: collector.take(
                        HTTPCollector.Got(
                            path: request.uri.path, type: request.headers[.contentType],
                            key: request.headers[.authorization], body: String(buffer: body))))
            }, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        try await sink.test(.live) { client in
            let http = ConnectorClient.http()
            let spans = SpanClient(
                http: http, url: "http://127.0.0.1:\(client.port ?? 0)/v1/traces",
                headers: [("Authorization", "Basic x")], timeoutSeconds: 10)
            #expect(await spans.send(Array("{}".utf8)))
            #expect(await !spans.send(Array("{}".utf8)))
            let nobody = SpanClient(
                http: http, url: "http://127.0.0.1:1/v1/traces", headers: [], timeoutSeconds: 10)
            #expect(await !nobody.send(Array("{}".utf8)))
            try await http.shutdown()
        }
        let first = try #require(collector.got.first)
        #expect(first.path == "/v1/traces" && first.type == "application/json")
        #expect(first.key == "Basic x" && first.body == "{}")
    }
}

/// Answers 200 once, then 503, and remembers what it was sent.
private final class HTTPCollector: Sendable {
    struct Got: Sendable {
        var path: String
        var type: String?
        var key: String?
        var body: String
    }

    private let all = Mutex<[Got]>([])

    var got: [Got] { all.withLock { $0 } }

    func take(_ request: Got) -> HTTPResponse.Status {
        all.withLock { all in
            all.append(request)
            return all.count == 1 ? .ok : .serviceUnavailable
        }
    }
}

private final class SeededIDs: Sendable {
    private let source = Mutex(RandomSource(seed: 7))

    func next() -> UInt64 { source.withLock { $0.next() } }
}
