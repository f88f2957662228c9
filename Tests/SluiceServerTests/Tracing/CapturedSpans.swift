import Logging
import SluiceAPI
import SluiceTestKit
import Synchronization

@testable import SluiceServer

/// A collector that remembers what it was sent, as the JSON it came in.
final class CapturedSpans: Sendable {
    struct Span: Sendable {
        var json: JSONValue

        var name: String { json["name"].text ?? "" }
        var id: String { json["spanId"].text ?? "" }
        var trace: String { json["traceId"].text ?? "" }
        var parent: String? { json["parentSpanId"].text }
        var beganNs: UInt64 { json["startTimeUnixNano"].text.flatMap(UInt64.init) ?? 0 }
        var endedNs: UInt64 { json["endTimeUnixNano"].text.flatMap(UInt64.init) ?? 0 }

        func attribute(_ key: String) -> String? {
            let value = json["attributes"].elements.first { $0["key"].text == key }?["value"]
            return value?["stringValue"].text ?? value?["intValue"].text
        }
    }

    private struct State {
        var documents: [[UInt8]] = []
        var takes = true
    }

    let tracer: SpanTracer
    private let state = Mutex(State())

    init(share: Double) { tracer = SpanTracer(share: share) }

    var documents: [[UInt8]] { state.withLock(\.documents) }

    /// Whether it takes what it is sent from now on.
    func take(_ takes: Bool) { state.withLock { $0.takes = takes } }

    var exporter: SpanExporter { exporter(Logger(label: "test")) }

    func exporter(_ logger: Logger) -> SpanExporter {
        SpanExporter(
            tracer, resource: OTLPResource(version: "1.2.3", instance: "i"), logger: logger
        ) { document in
            self.state.withLock { state in
                state.documents.append(document)
                return state.takes
            }
        }
    }

    /// All that has ended until now.
    func spans() async throws -> [Span] {
        await exporter.flush()
        return try documents.flatMap { document in
            try JSONReader.read(document)["resourceSpans.0.scopeSpans.0.spans"].elements
                .map { Span(json: $0) }
        }
    }
}
