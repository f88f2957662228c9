import SluiceCore
import SluiceEngine

/// Where in a trace somebody stands, as W3C Trace Context writes it.
public struct TraceParent: Hashable, Sendable {
    public var trace: TraceID
    /// 0 where the trace has no span yet.
    public var span: UInt64
    /// Whether who began the trace wants it recorded.
    public var isSampled: Bool
    /// The header `tracestate`, handed on unread.
    public var state: String?

    public init(trace: TraceID, span: UInt64, isSampled: Bool, state: String? = nil) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
        self.state = state
    }

    /// What the header `traceparent` says; nil if it is absent or malformed, for tracing never fails a
    /// request.
    public init?(_ header: String?, state: String? = nil) {
        guard let header, header.utf8.count >= 55 else { return nil }
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff",
            parts[0...3].allSatisfy(Self.isHex), parts[2].utf8.count == 16,
            parts[3].utf8.count == 2, let trace = TraceID(hexadecimal: parts[1]), !trace.isNone,
            let span = UInt64(parts[2], radix: 16), span != 0,
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
        self.state = state.flatMap { $0.utf8.count <= SpanLimits.stateBytesMax ? $0 : nil }
    }

    /// The header of this place.
    public var header: String {
        "00-\(trace.hexadecimal)-\(Self.hexadecimal(span))-\(isSampled ? "01" : "00")"
    }

    static func hexadecimal(_ span: UInt64) -> String {
        let digits = String(span, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
