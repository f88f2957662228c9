import SluiceAPI
import SluiceCore
import SluiceEngine
import Tracing

/// Who tells spans, and how they are written: OTLP 1.x over HTTP, in JSON.
public struct OTLPResource: Sendable {
    private let version: String
    /// Tells two servers of one version apart.
    private let instance: String

    public init(version: String, instance: String) {
        self.version = version
        self.instance = instance
    }

    func document(of spans: [FinishedSpan]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + spans.count * 700)
        writer.object { writer in
            writer.name("resourceSpans")
            writer.array { writer in
                writer.object { writer in
                    writer.name("resource")
                    writer.object { writer in
                        writer.attributes([
                            ("service.name", .string("sluice")),
                            ("service.version", .string(version)),
                            ("service.instance.id", .string(instance)),
                        ])
                    }
                    writer.name("scopeSpans")
                    writer.array { writer in scope(spans, &writer) }
                }
            }
        }
        return writer.bytes
    }

    private func scope(_ spans: [FinishedSpan], _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.name("scope")
            writer.object { writer in
                writer.member("name", "sluice")
                writer.member("version", version)
            }
            writer.name("spans")
            writer.array { writer in
                for span in spans { writer.span(span) }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func span(_ span: FinishedSpan) {
        object { writer in
            writer.member("traceId", span.place.trace.hexadecimal)
            writer.member("spanId", TraceParent.hexadecimal(span.place.span))
            if span.parent != 0 {
                writer.member("parentSpanId", TraceParent.hexadecimal(span.parent))
            }
            if let state = span.place.state { writer.member("traceState", state) }
            writer.member("name", span.name)
            writer.member("kind", span.kind.number)
            writer.member("startTimeUnixNano", "\(span.beganNs)")
            writer.member("endTimeUnixNano", "\(span.endedNs)")
            var pairs: [(String, SpanAttribute)] = []
            func collect(_ key: String, _ value: SpanAttribute) { pairs.append((key, value)) }
            span.attributes.forEach(collect)
            writer.attributes(pairs.sorted { $0.0 < $1.0 })
            if span.isError {
                writer.name("status")
                writer.object { $0.member("code", Int64(2)) }
            }
        }
    }

    fileprivate mutating func attributes(_ pairs: [(String, SpanAttribute)]) {
        name("attributes")
        array { writer in
            for (key, value) in pairs {
                writer.object { writer in
                    writer.member("key", key)
                    writer.name("value")
                    writer.object { $0.value(value) }
                }
            }
        }
    }

    /// Numbers of 64 bits are texts in OTLP's JSON.
    private mutating func value(_ value: SpanAttribute) {
        switch value {
        case .int64(let number): member("intValue", "\(number)")
        case .int32(let number): member("intValue", "\(number)")
        case .bool(let bool): member("boolValue", bool)
        case .string(let text): member("stringValue", text)
        default: member("stringValue", "\(value)")
        }
    }
}

extension SpanKind {
    fileprivate var number: Int64 {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
