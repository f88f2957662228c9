import SluiceCore

/// The header `traceparent` of W3C Trace Context.
enum TraceParent {
    /// The trace id; `.none` if the header is absent or malformed, for tracing never fails a
    /// request.
    static func trace(_ header: String?) -> TraceID {
        guard let header, header.utf8.count >= 55 else { return .none }
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", isHex(parts[0]),
            parts[1].utf8.count == 32, isHex(parts[1]), parts[2].utf8.count == 16,
            isHex(parts[2]), parts[3].utf8.count == 2, isHex(parts[3]),
            let high = UInt64(parts[1].prefix(16), radix: 16),
            let low = UInt64(parts[1].suffix(16), radix: 16)
        else { return .none }
        return TraceID(high: high, low: low)
    }

    private static func isHex(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
