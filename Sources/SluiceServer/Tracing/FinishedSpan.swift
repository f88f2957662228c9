import Tracing

/// One step of a trace, as it is told to a collector.
struct FinishedSpan: Sendable {
    var name: String
    var kind: SpanKind
    var place: TraceParent
    /// 0 where it begins its trace.
    var parent: UInt64
    /// Since 1970, by the time of day.
    var beganNs: UInt64
    var endedNs: UInt64
    var attributes: SpanAttributes
    var isError: Bool
}
